"""What the open round does about a task, and about a day to come, agrees with the planner."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageKind
from plan_app.domain.rounds import RoundPart, RoundState
from plan_app.extensions import db
from plan_app.models import OutboxMessage, Plan, Task, TextStatus
from plan_app.queries import deadlines, outlook, round_outlook, round_why
from plan_app.queries.round_why import RoundWhy
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, ZONE, report
from tests.builders import make_pause, make_plan, make_round, make_task


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=ZONE)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def why(task: Task, now: datetime) -> RoundWhy | None:
    db.session.expire_all()
    return round_why.find_why(task, now=now)


def test_without_an_open_round_there_is_nothing_to_say(plan: Plan) -> None:
    task = make_task(plan)
    assert why(task, at(8)) is None
    make_round(plan, state=RoundState.CANCELLED)
    assert why(task, at(8)) is None


def test_the_next_mail_is_named_before_and_after_it_went(plan: Plan) -> None:
    make_round(plan, opens_on=date(2026, 12, 2))
    task = make_task(plan, due=None)
    first = why(task, at(1))
    assert first is not None
    assert (first.next_on, first.told_on, first.hold) == (date(2026, 12, 2), None, None)
    with transaction():
        reminders.plan(now=at(2))
    after = why(task, at(2, 9))
    assert after is not None
    assert (after.next_on, after.told_on) == (date(2026, 12, 3), date(2026, 12, 2))
    assert after.person
    last = why(task, at(11))
    assert last is not None
    assert last.next_on == date(2026, 12, 11)


def test_a_reported_task_lacks_nothing(plan: Plan) -> None:
    make_round(plan)
    task = make_task(plan)
    report(task, UNDER_WAY)
    found = why(task, at(8))
    assert found is not None
    assert not found.is_silent


def test_what_holds_the_mail_back_is_named(plan: Plan) -> None:
    make_round(plan)
    draft = make_task(plan, text_status=TextStatus.DRAFT)
    paused = make_task(plan)
    make_pause(plan, agency_id=paused.responsible_agency_id)
    lost = make_task(plan)
    assert lost.owner is not None
    lost.owner.active = False
    db.session.commit()
    reasons = [found.hold for task in (draft, paused, lost) if (found := why(task, at(8)))]
    assert reasons == [Hold.DRAFT_TEXT, Hold.PAUSED, Hold.NOBODY_REACHABLE]


def test_after_the_closing_nothing_is_told_any_more(plan: Plan) -> None:
    make_round(plan)
    found = why(make_task(plan), at(15))
    assert found is not None
    assert (found.is_silent, found.next_on, found.hold) == (True, None, None)


def test_the_rehearsed_day_is_what_the_planner_then_plans(plan: Plan) -> None:
    make_round(plan, opens_on=date(2026, 12, 8))
    make_task(plan, due=None)
    row = deadlines.row_of(plan)
    known = outlook.read_ahead(row, now=at(8))
    ahead = {
        day: round_outlook.list_on(row, known, now=at(8), at=at(day)) for day in (8, 9, 10, 12, 15)
    }
    parts = {day: [each.parts for each in found] for day, found in ahead.items()}
    assert parts == {
        8: [(RoundPart.OPENING,)],
        9: [],
        10: [(RoundPart.REMINDER, RoundPart.REVIEW)],
        12: [],
        15: [],
    }
    by_day = round_outlook.list_days(row, known, now=at(8), last=date(2026, 12, 15))
    assert by_day == {date(2026, 12, day): ahead[day] for day in (8, 10)}
    for day in (8, 9, 10, 12):
        with transaction():
            reminders.plan(now=at(day))
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ROUND)
    )
    assert [each.local_day.day for each in messages] == [8, 10]


def test_a_day_of_a_plan_without_a_round_has_none(plan: Plan) -> None:
    row = deadlines.row_of(plan)
    known = outlook.read_ahead(row, now=at(8))
    assert round_outlook.list_on(row, known, now=at(8), at=at(9)) == []
