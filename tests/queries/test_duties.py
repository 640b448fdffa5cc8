"""What people have to do today, and who answers for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from plan_app.domain.duties import Duty, DutyPart
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    AgencyContact,
    CallNote,
    ContactKind,
    ReminderPause,
    Task,
    TextStatus,
    User,
)
from plan_app.queries.duties import list_duties
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save

TODAY = date(2026, 12, 8)
LATE = date(2026, 11, 30)
CALENDAR = Calendar()


def duties_of(user: User | None) -> list[Duty]:
    assert user is not None
    return list_duties(today=TODAY, calendar=CALENDAR, recipient_ids=[user.id]).get(user.id, [])


def late_task(**facts: object) -> Task:
    return make_task(make_plan(), **{"due": LATE, **facts})  # type: ignore[arg-type]


def change(row: object, **facts: object) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.commit()


def absent(user: User | None, deputy: User | None) -> None:
    assert user is not None
    assert deputy is not None
    save(Absence(user_id=user.id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))


def test_an_overdue_milestone_is_a_duty_of_the_owner(app: Flask) -> None:
    assert app
    task = late_task()
    (duty,) = duties_of(task.owner)
    assert (duty.number, duty.days_late, duty.part) == (task.number, 8, DutyPart.OWNER)
    assert duty.threshold == 8
    assert duty.escalates_on == date(2026, 12, 10)


@pytest.mark.parametrize(("days", "count"), [(30, 1), (31, 0), (0, 1), (-400, 1)])
def test_a_duty_begins_with_the_first_lead(app: Flask, days: int, count: int) -> None:
    assert app
    task = make_task(make_plan(), due=TODAY + timedelta(days=days))
    assert len(duties_of(task.owner)) == count


def test_a_task_of_its_own_policy_begins_earlier(app: Flask) -> None:
    assert app
    due = TODAY + timedelta(days=60)
    task = make_task(make_plan(), due=due, policy_override={"leads": [60]})
    plain = make_task(make_plan(), due=due)
    assert [duty.threshold for duty in duties_of(task.owner)] == [-60]
    assert duties_of(plain.owner) == []


def test_the_most_urgent_comes_first(app: Flask) -> None:
    assert app
    plan = make_plan()
    first = make_task(plan, due=date(2026, 12, 20))
    make_task(plan, due=LATE, owner=first.owner)
    make_task(plan, due=TODAY, owner=first.owner)
    assert [duty.days_late for duty in duties_of(first.owner)] == [8, 0, -12]


def test_every_open_milestone_counts_and_not_only_the_pressing_one(app: Flask) -> None:
    assert app
    task = late_task()
    make_milestone(task, due=TODAY)
    assert len(duties_of(task.owner)) == 2


def test_duties_of_all_plans_come_together(app: Flask) -> None:
    assert app
    one = late_task()
    other = late_task(owner=one.owner)
    assert {duty.plan_id for duty in duties_of(one.owner)} == {one.plan_id, other.plan_id}
    found = list_duties(today=TODAY, calendar=CALENDAR, plan_ids=[other.plan_id])
    assert one.owner_id is not None
    assert [duty.task_id for duty in found[one.owner_id]] == [other.id]


@pytest.mark.parametrize("state", list(MilestoneState))
def test_only_what_is_not_yet_reported_is_a_duty(app: Flask, state: MilestoneState) -> None:
    assert app
    task = late_task(
        milestone_state=state, milestone_reported_on=TODAY, milestone_confirmed_on=TODAY
    )
    expected = state in {MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS}
    assert bool(duties_of(task.owner)) is expected


@pytest.mark.parametrize(
    "facts", [{"text_status": TextStatus.DRAFT}, {"armed_at": None}], ids=["draft", "unarmed"]
)
def test_what_nobody_is_reminded_of_is_shown_only_on_request(
    app: Flask, facts: dict[str, object]
) -> None:
    assert app
    task = late_task(**facts)
    assert duties_of(task.owner) == []
    shown = list_duties(today=TODAY, calendar=CALENDAR, include_held=True)
    assert task.owner_id in shown


def test_a_promised_day_and_a_pause_hold_a_duty_back(app: Flask) -> None:
    assert app
    promised, paused = late_task(), late_task()
    note = CallNote(
        milestone_id=promised.milestones[0].id,
        spoke_with="Ông B",
        called_at=datetime(2026, 12, 4, tzinfo=UTC),
        promised="Sẽ báo cáo",
        look_again_on=TODAY + timedelta(days=1),
    )
    save(note)
    pause = ReminderPause(
        plan_id=paused.plan_id,
        agency_id=paused.responsible_agency_id,
        first_day=TODAY,
        last_day=TODAY,
        reason="Tập trung ứng phó bão, lũ",
        created_at=datetime(2026, 12, 4, tzinfo=UTC),
    )
    save(pause)
    assert duties_of(promised.owner) == duties_of(paused.owner) == []
    change(note, look_again_on=TODAY)
    change(pause, agency_id=None, last_day=TODAY)
    assert len(duties_of(promised.owner)) == 1
    assert duties_of(paused.owner) == []


def test_the_pause_of_a_group_holds_for_its_members(app: Flask) -> None:
    assert app
    task = late_task()
    group = make_agency(is_group=True)
    group.members.append(task.responsible_agency)
    save(
        ReminderPause(
            plan_id=task.plan_id,
            agency_id=group.id,
            first_day=TODAY,
            last_day=TODAY,
            reason="Bão",
            created_at=datetime(2026, 12, 4, tzinfo=UTC),
        )
    )
    assert duties_of(task.owner) == []


def test_the_deputy_answers_during_an_absence_over_a_chain(app: Flask) -> None:
    assert app
    task = late_task()
    first, second = make_user(), make_user()
    absent(task.owner, first)
    absent(first, second)
    assert duties_of(task.owner) == duties_of(first) == []
    assert [duty.part for duty in duties_of(second)] == [DutyPart.DEPUTY]


def line_behind(task: Task) -> tuple[User, User]:
    """The contact of the task's agency and a coordinator of its plan."""
    contact, coordinator = make_user(), make_user(task.plan, Role.COORDINATOR)
    for kind, user in ((ContactKind.CONTACT, contact), (ContactKind.HEAD, make_user())):
        save(AgencyContact(agency_id=task.responsible_agency_id, kind=kind, user_id=user.id))
    return contact, coordinator


@pytest.mark.parametrize(
    "facts", [{"active": False}, {"unreachable_since": datetime(2026, 12, 3, tzinfo=UTC)}]
)
def test_the_next_in_line_answers_when_a_person_cannot_be_reached(
    app: Flask, facts: dict[str, object]
) -> None:
    assert app
    task = late_task()
    contact, coordinator = line_behind(task)
    change(task.owner, **facts)
    assert [duty.part for duty in duties_of(contact)] == [DutyPart.INSTEAD]
    change(contact, **facts)
    assert duties_of(contact) == []
    assert [duty.part for duty in duties_of(coordinator)] == [DutyPart.INSTEAD]
    change(coordinator, **facts)
    assert list_duties(today=TODAY, calendar=CALENDAR) == {}


def test_deputies_in_a_circle_leave_the_duty_to_the_agency(app: Flask) -> None:
    assert app
    task = late_task()
    contact, _ = line_behind(task)
    other = make_user()
    absent(task.owner, other)
    absent(other, task.owner)
    assert [duty.part for duty in duties_of(contact)] == [DutyPart.INSTEAD]


def test_an_unassigned_task_is_nobodys_duty(app: Flask) -> None:
    assert app
    late_task(owner=None)
    assert list_duties(today=TODAY, calendar=CALENDAR) == {}


def test_the_number_of_queries_does_not_grow_with_the_tasks(app: Flask) -> None:
    assert app
    plan = make_plan()
    owner = make_task(plan, due=LATE).owner
    for _ in range(5):
        make_task(plan, due=LATE, owner=owner)
    queries: list[str] = []

    def count(_c: object, _u: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    assert len(duties_of(owner)) == 6
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([each for each in queries if each.startswith("SELECT")]) <= 5
