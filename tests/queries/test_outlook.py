"""The days to come are what the planner will do, from a constant number of queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    CalendarDay,
    CallNote,
    ExtensionRequest,
    ExtensionState,
    LedgerRow,
    OutboxMessage,
    Plan,
)
from plan_app.queries import deadlines, outlook
from plan_app.queries.holds import Pause
from plan_app.queries.outlook import OutlookDay
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.builders import make_agency, make_pause, make_plan, make_task, make_user, save

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 12, 8, 7, 30, tzinfo=ZONE)
TODAY = TUESDAY.date()
LATE = date(2026, 11, 30)
CountQueries = Callable[[], AbstractContextManager[list[str]]]

pytestmark = pytest.mark.usefixtures("app")


def days_of(plan: Plan, *, last: date = TODAY + timedelta(days=13), now: datetime = TUESDAY,
            policy: ReminderPolicy | None = None, pauses: tuple[Pause, ...] = (),
            ) -> list[OutlookDay]:  # fmt: skip
    row = deadlines.row_of(plan)
    row = row._replace(policy=policy) if policy else row
    return outlook.get_outlook(row, now=now, last=last).days(pauses)


def mails(days: list[OutlookDay]) -> dict[date, int]:
    return {each.day: each.mails for each in days if each.mails}


@pytest.fixture
def busy_plan(app: Flask) -> Plan:
    """Tasks in every situation that decides about a mail of the next six weeks."""
    assert app
    plan = make_plan()
    make_user(plan, Role.COORDINATOR)
    person = make_user(plan, Role.OWNER)
    for n in range(12):
        make_task(plan, due=TODAY + timedelta(days=5 * n - 20), owner=person if n % 3 else None)
        make_task(plan, due=TODAY + timedelta(days=4 * n - 10))
    paused, called, submitted = (make_task(plan, due=LATE) for _ in range(3))
    make_pause(plan, agency_id=paused.responsible_agency_id)
    save(CallNote(milestone_id=called.milestones[0].id, spoke_with="Bà A", called_at=TUESDAY,
                  promised="Sẽ báo cáo", look_again_on=date(2026, 12, 17)))  # fmt: skip
    save(ExtensionRequest(milestone_id=submitted.milestones[0].id, requested_by_id=person.id,
                          requested_at=TUESDAY, requested_due_date=date(2027, 3, 1), reason="Lũ",
                          state=ExtensionState.SUBMITTED))  # fmt: skip
    save(Absence(user_id=person.id, deputy_id=make_user(plan, Role.OWNER).id,
                 first_day=date(2026, 12, 14), last_day=date(2026, 12, 16)))  # fmt: skip
    save(CalendarDay(day=date(2026, 12, 11), is_working=False, name="Nghỉ", source="Thử"))
    save(CalendarDay(day=date(2026, 12, 12), is_working=True, name="Làm bù", source="Thử"))
    make_task(plan, due=date(2027, 2, 20), policy_override={"leads": [60]})
    make_task(plan, due=LATE, armed_at=None)
    return plan


def test_the_outlook_says_what_the_planner_then_does(busy_plan: Plan) -> None:
    last = TODAY + timedelta(days=40)
    foreseen = {each.day: list(each.digests) for each in days_of(busy_plan, last=last)}
    done = {}
    for n in range(41):
        with transaction():
            done[TODAY + timedelta(days=n)] = reminders.plan(
                now=TUESDAY + timedelta(days=n)
            ).digests
    assert foreseen == done
    assert sum(map(len, done.values())) > 20


def test_it_goes_on_from_what_was_told_already(busy_plan: Plan) -> None:
    with transaction():
        reminders.plan(now=TUESDAY)
    days = days_of(busy_plan, now=TUESDAY + timedelta(hours=1))
    assert days[0].digests == ()
    with transaction():
        next_day = reminders.plan(now=TUESDAY + timedelta(days=1)).digests
    assert list(days[1].digests) == next_day


def test_looking_ahead_writes_nothing(busy_plan: Plan) -> None:
    days_of(busy_plan)
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert db.session.scalars(select(LedgerRow)).all() == []


def test_it_asks_as_much_for_many_tasks_and_days_as_for_one(count_queries: CountQueries) -> None:
    plan = make_plan()
    make_task(plan, due=LATE)
    row = deadlines.row_of(plan)
    with count_queries() as one:
        outlook.get_outlook(row, now=TUESDAY, last=TODAY).days()
    for _ in range(5):
        make_task(plan, due=LATE)
    with count_queries() as many:
        outlook.get_outlook(row, now=TUESDAY, last=TODAY + timedelta(days=30)).days()
    assert len(many) == len(one) <= 4


def test_another_policy_is_tried_without_being_saved() -> None:
    plan = make_plan()
    make_task(plan, due=date(2026, 12, 31))
    wished = ReminderPolicy(leads=(20, 18))
    # 20 days before is Friday 11/12; 18 days before is Sunday 13/12, which goes before as well.
    assert mails(days_of(plan, policy=wished)) == {date(2026, 12, 11): 1}
    assert plan.policy == {}


def test_a_plan_that_is_off_is_read_as_if_it_were_on() -> None:
    plan = make_plan(reminders_on=False)
    make_task(plan, due=LATE, armed_at=None)
    assert mails(days_of(plan))[TODAY] == 1
    on = make_plan()
    make_task(on, due=LATE, armed_at=None)
    assert mails(days_of(on)) == {}


def test_a_pause_that_is_thought_of_holds_mails_back_and_lets_one_go_after() -> None:
    plan = make_plan()
    task, other = make_task(plan, due=LATE), make_task(plan, due=LATE)
    pause = Pause(plan.id, task.responsible_agency_id, TODAY, date(2026, 12, 18))
    usual, paused = days_of(plan), days_of(plan, pauses=(pause,))
    assert usual[0].numbers == sorted([task.number, other.number])
    assert paused[0].numbers == [other.number]
    told = [each.day for each in paused if task.number in each.numbers]
    assert told == [date(2026, 12, 21)]


def test_after_the_window_the_day_is_over() -> None:
    plan = make_plan()
    make_task(plan, due=LATE)
    days = days_of(plan, now=TUESDAY.replace(hour=17, minute=30))
    assert [each.mails for each in days[:2]] == [0, 1]


def test_the_last_day_may_be_planned_later() -> None:
    plan = make_plan()
    make_task(plan, due=LATE)
    ahead = outlook.get_outlook(deadlines.row_of(plan), now=TUESDAY, last=TODAY)
    assert ahead.days(at=TUESDAY.replace(hour=16))[-1].mails == 1
    assert ahead.days(at=TUESDAY.replace(hour=18))[-1].mails == 0


def test_mails_tasks_and_roll_ups_are_counted() -> None:
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    make_user(plan, Role.COORDINATOR)
    numbers = [make_task(plan, due=LATE, owner=owner).number for _ in range(3)]
    monday = days_of(plan, now=TUESDAY + timedelta(days=6), last=date(2026, 12, 14))[0]
    assert (monday.mails, monday.tasks, monday.roll_ups) == (2, 3, 1)
    assert monday.numbers == sorted(numbers)


def test_nobody_knows_more_than_a_quarter_ahead() -> None:
    ahead = outlook.get_outlook(deadlines.row_of(make_plan()), now=TUESDAY, last=date(2030, 1, 1))
    assert len(ahead.days()) == outlook.LONGEST_DAYS + 1


def test_the_pause_of_a_group_holds_for_its_members() -> None:
    plan = make_plan()
    task = make_task(plan, due=LATE)
    group = make_agency(is_group=True, members=[task.responsible_agency])
    make_pause(plan, agency_id=group.id)
    assert list(mails(days_of(plan))) == [date(2026, 12, 21)]
