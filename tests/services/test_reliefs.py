"""Wishes to be relieved of a task: asked for once, answered by somebody else, told by mail."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.reliefs import AlreadyAskedRelief, ReliefDecided, ReliefState
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import JournalEntry, OutboxMessage, ReliefRequest, Task, TextStatus, User
from plan_app.queries import reliefs as reading
from plan_app.queries.attention import get_attention
from plan_app.queries.reliefs import Every, ReliefFilter
from plan_app.queries.roll_ups import list_with_content
from plan_app.services import assignments, reliefs
from plan_app.services import tasks as holding
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_plan, make_relief, make_task, make_user
from tests.conftest import NOW
from tests.services.test_delivery import send, text_of


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2027, 6, 30), number=53)


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def ask(task: Task, by: User | None = None, *, reason: str = "Đã chuyển phòng.",
        version: int | None = None) -> ReliefRequest:  # fmt: skip
    act = act_of(by or task.owner, task.plan, version=version)
    plan_id, number = task.plan_id, task.number
    with transaction():
        held = holding.lock(plan_id=plan_id, number=number)
        return reliefs.ask(held, reason=reason, suggested=" Bà Lê Thị B ", act=act)


def decline(request: ReliefRequest, task: Task, by: User, words: str = "Chưa có người.") -> None:
    act, plan_id = act_of(by, task.plan), task.plan_id
    with transaction():
        reliefs.decline(reliefs.lock(request.id, plan_id=plan_id), words=words, act=act)


def assign(task: Task, owner: User, by: User) -> None:
    act = act_of(by, task.plan)
    with transaction():
        held = holding.lock(plan_id=task.plan_id, number=task.number)
        assignments.assign(held, owner_id=owner.id, agency_id=task.responsible_agency_id, act=act)


def actions() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def test_the_owner_asks_once_and_it_waits_for_the_coordinator(task: Task) -> None:
    before = task.version
    request = ask(task)
    assert (request.suggested, request.state) == ("Bà Lê Thị B", ReliefState.REQUESTED)
    assert task.version == before + 1
    with pytest.raises(AlreadyAskedRelief):
        ask(task)
    assert get_attention(task.plan_id, today=TODAY).reliefs == 1
    assert list_with_content([task.plan_id], today=TODAY) == {task.plan_id}
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.task_id) == ("relief_requested", task.id)


def test_a_stranger_a_stale_page_and_an_empty_reason_are_refused(
    task: Task, coordinator: User
) -> None:
    with pytest.raises(NotAllowed):
        ask(task, coordinator)
    with pytest.raises(StaleEdit):
        ask(task, version=task.version - 1)
    with pytest.raises(RuleBroken) as missing:
        ask(task, reason=" ")
    assert missing.value.field == "reason"
    assert actions() == []


def test_declining_is_told_by_mail_with_its_words(task: Task, coordinator: User) -> None:
    request = ask(task)
    decline(request, task, coordinator)
    assert (request.state, request.decided_by_id) == (ReliefState.DECLINED, coordinator.id)
    (sent,) = send(NOW).sent
    assert sent.recipient == (task.owner.email if task.owner else "")
    assert "chưa được chấp thuận. Lý do: Chưa có người." in text_of(sent)
    with pytest.raises(ReliefDecided):
        decline(request, task, coordinator)
    assert get_attention(task.plan_id, today=TODAY).reliefs == 0


def test_nobody_declines_their_own_and_nobody_without_words(task: Task, coordinator: User) -> None:
    request = ask(task)
    with pytest.raises(NotAllowed):
        decline(request, task, task.owner or coordinator)
    with pytest.raises(RuleBroken):
        decline(request, task, coordinator, words=" ")
    own = make_relief(make_task(task.plan), requested_by_id=coordinator.id)
    with pytest.raises(NotAllowed):
        decline(own, task, coordinator)


def test_another_owner_settles_it_and_who_asked_is_told(task: Task, coordinator: User) -> None:
    asked_by = task.owner
    assert asked_by is not None
    request = ask(task)
    assign(task, make_user(task.plan, Role.OWNER, agency=task.responsible_agency), coordinator)
    assert request.state is ReliefState.GRANTED
    (sent,) = send(NOW).sent
    assert sent.recipient == asked_by.email
    assert "đã chuyển nhiệm vụ số 53 cho đầu mối khác" in text_of(sent)
    assert "relief_granted" in actions()


def test_a_mail_about_what_was_decided_otherwise_meanwhile_is_not_sent(
    task: Task, coordinator: User
) -> None:
    request = ask(task)
    decline(request, task, coordinator)
    request.state = ReliefState.GRANTED
    db.session.commit()
    assert send(NOW).sent == []
    states = select(OutboxMessage.state).where(OutboxMessage.kind == MessageKind.RELIEF)
    assert db.session.scalars(states).all() == [MessageState.CANCELLED]


def test_a_text_that_is_a_draft_again_stays_in_the_house(task: Task, coordinator: User) -> None:
    decline(ask(task), task, coordinator)
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    assert send(NOW).sent == []


def test_who_asked_takes_it_back_and_may_ask_again(task: Task, coordinator: User) -> None:
    request = ask(task)
    for person in (coordinator, task.owner):
        act = act_of(person, task.plan)
        if person is coordinator:
            with pytest.raises(NotAllowed):
                withdraw(request, task, act)
        else:
            withdraw(request, task, act)
    assert request.state is ReliefState.WITHDRAWN
    with pytest.raises(ReliefDecided):
        withdraw(request, task, act_of(task.owner, task.plan))
    assert ask(task).id != request.id


def withdraw(request: ReliefRequest, task: Task, act: object) -> None:
    plan_id = task.plan_id
    with transaction():
        reliefs.withdraw(reliefs.lock(request.id, plan_id=plan_id), act)  # type: ignore[arg-type]


def test_a_wish_of_another_plan_is_not_found(task: Task) -> None:
    request = make_relief(task)
    with pytest.raises(NotFound), transaction():
        reliefs.lock(request.id, plan_id=make_plan().id)
    with pytest.raises(NotFound):
        reading.get_relief(request.id, plan_id=task.plan_id + 1000)


def test_the_queue_is_searched_sorted_and_filtered(task: Task) -> None:
    make_relief(task)
    make_relief(make_task(task.plan, number=54), state=ReliefState.DECLINED, words="Chưa.")
    make_relief(make_task(make_plan()))
    assert [row.number for row in reading.list_rows(task.plan_id, ReliefFilter())] == [53]
    everything = ReliefFilter(state=Every.STATE)
    for sort in reading.SORTS:
        rows = reading.list_rows(task.plan_id, everything, sort=f"-{sort}", page=None)
        assert sorted(row.number for row in rows) == [53, 54]
    wanted = ReliefFilter(words="53", agency=task.responsible_agency_id, state=Every.STATE)
    assert reading.count_rows(task.plan_id, wanted) == 1
    assert len(reading.list_agencies(task.plan_id)) == 2
