"""Noting a call, putting it right, taking it back; what it holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.calls import Call, NoteWithdrawn, NotYourNote
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import NotYours
from plan_app.errors import NotFound, StaleEdit
from plan_app.extensions import db
from plan_app.models import CallNote, JournalEntry, Task, User
from plan_app.queries import calls as queries
from plan_app.queries import overdue
from plan_app.queries.calls import CallFilter, CallStanding
from plan_app.queries.conditions import ListFilter
from plan_app.queries.holds import get_holds
from plan_app.services import calls
from plan_app.services import milestones as holding
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_call, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
CALL = Call(
    spoke_with="Bà Mơ",
    called_on=date(2026, 12, 4),
    promised="Sở sẽ báo cáo trước ngày 11/12",
    look_again_on=date(2026, 12, 11),
)
S = CallStanding


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 11, 30))


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def note(task: Task, by: User | None, call: Call = CALL, version: int | None = None) -> int:
    act = act_of(by, task.plan, version=version)
    with transaction():
        milestone = holding.lock(task.milestones[0].id, plan_id=task.plan_id)
        return calls.note(milestone, call, act).id


def change(step: Callable[..., None], note_id: int, by: User, task: Task, *facts: Call) -> CallNote:
    act = act_of(by, task.plan)
    with transaction():
        found = calls.lock(note_id, plan_id=task.plan_id)
        step(found, *facts, act)
    return found


def held(task: Task) -> date | None:
    return get_holds(today=TODAY).look_again_on.get(task.milestones[0].id)


def journal(task: Task) -> list[JournalEntry]:
    entries = select(JournalEntry).where(JournalEntry.task_id == task.id)
    return list(db.session.scalars(entries.order_by(JournalEntry.sequence)))


def test_a_call_holds_the_reminder_and_stands_in_the_journal(task: Task, coordinator: User) -> None:
    note(task, coordinator)
    assert held(task) == date(2026, 12, 11)
    (entry,) = journal(task)
    assert (entry.action, entry.actor_id) == ("call_noted", coordinator.id)
    assert entry.data["look_again"] == "2026-12-11"
    assert entry.text is not None
    assert entry.text.body == CALL.promised


def test_a_call_of_today_has_its_minute_and_an_earlier_one_its_day(
    task: Task, coordinator: User
) -> None:
    note(task, coordinator, replace(CALL, called_on=TODAY))
    note(task, coordinator)
    earlier, today = db.session.scalars(select(CallNote).order_by(CallNote.called_at))
    assert today.called_at == NOW
    assert earlier.called_at.date() == date(2026, 12, 4)


def test_the_last_call_counts_whatever_was_promised_before(task: Task, coordinator: User) -> None:
    note(task, coordinator)
    second = note(task, coordinator, replace(CALL, look_again_on=date(2026, 12, 9)))
    assert held(task) == date(2026, 12, 9)
    change(calls.withdraw, second, coordinator, task)
    assert held(task) == date(2026, 12, 11)


def test_a_later_look_of_an_older_note_holds_no_longer(task: Task, coordinator: User) -> None:
    note(task, coordinator)
    note(task, coordinator, replace(CALL, look_again_on=TODAY))
    assert held(task) is None


def test_ones_own_note_is_put_right_and_the_journal_keeps_the_old(
    task: Task, coordinator: User
) -> None:
    found = change(
        calls.correct,
        note(task, coordinator),
        coordinator,
        task,
        replace(CALL, promised="Báo cáo ngày 10/12", look_again_on=date(2026, 12, 10)),
    )
    assert (found.promised, held(task)) == ("Báo cáo ngày 10/12", date(2026, 12, 10))
    first, second = journal(task)
    assert second.action == "call_corrected"
    assert (second.data["before"], second.data["look_again"]) == ("2026-12-11", "2026-12-10")
    assert first.text is not None
    assert first.text.body == CALL.promised


@pytest.mark.parametrize("facts", [(), (CALL,)], ids=["withdraw", "correct"])
def test_the_note_of_another_stays(task: Task, coordinator: User, facts: tuple[Call, ...]) -> None:
    note_id, other = note(task, coordinator), make_user(task.plan, Role.COORDINATOR)
    step: Callable[..., None] = calls.correct if facts else calls.withdraw
    with pytest.raises(NotYourNote):
        change(step, note_id, other, task, *facts)


def test_what_was_taken_back_stays_as_it_was(task: Task, coordinator: User) -> None:
    note_id = note(task, coordinator)
    change(calls.withdraw, note_id, coordinator, task)
    with pytest.raises(NoteWithdrawn):
        change(calls.correct, note_id, coordinator, task, CALL)
    assert [each.action for each in journal(task)] == ["call_noted", "call_withdrawn"]


def test_only_a_coordinator_who_does_not_own_the_task_notes(task: Task, coordinator: User) -> None:
    with pytest.raises(NotYours):
        note(task, task.owner)
    task.owner_id = coordinator.id
    db.session.commit()
    with pytest.raises(OwnTask):
        note(task, coordinator)


def test_who_comes_second_is_told(task: Task, coordinator: User) -> None:
    with pytest.raises(StaleEdit):
        note(task, coordinator, version=task.version + 1)


def test_a_note_is_found_in_its_own_plan_only(task: Task, coordinator: User) -> None:
    note_id = note(task, coordinator)
    other = make_plan()
    with pytest.raises(NotFound):
        queries.get_call(note_id, plan_id=other.id)
    for missing in (note_id, 0):
        with pytest.raises(NotFound), transaction():
            calls.lock(missing, plan_id=other.id)


def test_the_list_says_how_each_note_stands(task: Task) -> None:
    make_call(task)
    make_call(task, withdrawn_at=NOW)
    make_call(task)
    passed = make_task(task.plan, agency=task.responsible_agency)
    make_call(passed, look_again_on=TODAY, promised="Đã có văn bản")

    def standings(**facts: object) -> list[CallStanding]:
        wanted = CallFilter(**facts)  # type: ignore[arg-type]
        found = queries.list_rows(task.plan_id, wanted, today=TODAY, sort="number")
        assert queries.count_rows(task.plan_id, wanted, today=TODAY) == len(found)
        return [row.standing(TODAY) for row in found]

    assert standings() == [S.FOLLOWED, S.WITHDRAWN, S.HOLDS, S.PASSED]
    for each in S:
        assert standings(standing=each) == [each]
    assert standings(words="van ban") == [S.PASSED]
    assert standings(words=str(task.number), agency=task.responsible_agency_id)[:1] == [S.FOLLOWED]
    assert standings(agency=0) == []
    pages = queries.list_rows(task.plan_id, CallFilter(), today=TODAY, page=2)
    assert pages == []


def test_the_overdue_list_shows_the_last_call_to_those_concerned(
    task: Task, coordinator: User
) -> None:
    note(task, coordinator)
    save(make_call(task, withdrawn_at=NOW))

    def row(actor: Actor) -> overdue.OverdueRow:
        (found,) = overdue.list_rows(task.plan_id, actor=actor, today=TODAY, wanted=ListFilter())
        return found

    seen = row(act_of(coordinator, task.plan).actor)
    assert (seen.promised, seen.is_promised(TODAY)) == (CALL.promised, True)
    assert not seen.is_promised(date(2026, 12, 11))
    stranger = row(act_of(make_user(task.plan, Role.OBSERVER), task.plan).actor)
    assert (stranger.promised, stranger.called_at, stranger.look_again_on) == (None, None, None)
