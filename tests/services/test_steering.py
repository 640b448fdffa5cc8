"""Switching reminders on after a confirmed preview, off, and letting a stopped run go."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import (
    JournalEntry,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    TextStatus,
)
from plan_app.services import reminders, steering
from plan_app.services.steering import NotStopped, PreviewChanged, Switching
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task, make_user

TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SATURDAY = datetime(2026, 12, 12, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LATE = date(2026, 11, 30)


def new_plan() -> Plan:
    """A plan as imported: reminders off, nothing armed."""
    return make_plan(reminders_on=False, confirmed_messages=0)


def unarmed_task(plan: Plan, **facts: object) -> Task:
    return make_task(plan, **{"due": LATE, "armed_at": None, **facts})  # type: ignore[arg-type]


def preview(plan: Plan, now: datetime = TUESDAY) -> Switching:
    return steering.preview_switch_on(plan, now=now)


def switch_on(plan: Plan, confirmed: str, now: datetime = TUESDAY) -> None:
    with transaction():
        steering.switch_on(plan, confirmed, actor_id=None, now=now)


def plan_day(now: datetime = TUESDAY) -> reminders.Planning:
    with transaction():
        return reminders.plan(now=now)


def actions() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def test_the_preview_shows_what_would_go_and_changes_nothing(app: Flask) -> None:
    assert app
    plan = new_plan()
    task = unarmed_task(plan)
    make_task(plan, due=date(2027, 12, 31), armed_at=None)
    shown = preview(plan)
    assert [digest.recipient_id for digest in shown.planning.digests] == [task.owner_id]
    assert (shown.people, shown.unarmed) == (2, 2)
    assert (plan.reminders_on, task.armed_at) == (False, None)
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_preview_on_a_day_off_is_that_of_the_next_working_morning(app: Flask) -> None:
    assert app
    plan = new_plan()
    unarmed_task(plan)
    shown = preview(plan, SATURDAY)
    assert shown.planning.at == datetime(2026, 12, 14, 7, 30, tzinfo=TUESDAY.tzinfo)
    assert len(shown.planning.digests) == 1


def test_the_confirmed_preview_arms_the_tasks_and_sets_the_limit(app: Flask) -> None:
    assert app
    plan = new_plan()
    task = unarmed_task(plan)
    make_user(plan, Role.COORDINATOR)
    switch_on(plan, preview(plan).digest)
    assert plan.reminders_on
    assert plan.confirmed_messages == 2
    assert task.armed_at is not None
    assert actions() == ["reminders.switched_on"]
    assert len(plan_day().digests) == 2


def test_a_changed_preview_is_shown_again_and_nothing_is_switched(app: Flask) -> None:
    assert app
    plan = new_plan()
    unarmed_task(plan)
    seen = preview(plan).digest
    unarmed_task(plan)
    with pytest.raises(PreviewChanged):
        switch_on(plan, seen)
    assert not plan.reminders_on
    assert actions() == []


def test_a_later_import_waits_until_it_is_confirmed_as_well(app: Flask) -> None:
    assert app
    plan = new_plan()
    unarmed_task(plan)
    switch_on(plan, preview(plan).digest)
    plan_day()
    for _ in range(3):
        unarmed_task(plan)
    assert plan_day().digests == []
    assert steering.count_unarmed(plan) == 3
    switch_on(plan, preview(plan).digest)
    assert len(plan_day().digests) == 3


def test_a_draft_stays_unarmed(app: Flask) -> None:
    assert app
    plan = new_plan()
    draft = unarmed_task(plan, text_status=TextStatus.DRAFT)
    shown = preview(plan)
    assert (shown.planning.digests, shown.unarmed, shown.people) == ([], 0, 0)
    switch_on(plan, shown.digest)
    assert draft.armed_at is None


def test_tasks_of_another_plan_stay_as_they_are(app: Flask) -> None:
    assert app
    plan, other = new_plan(), new_plan()
    foreign = unarmed_task(other)
    switch_on(plan, preview(plan).digest)
    assert foreign.armed_at is None
    assert not other.reminders_on


def test_switched_off_nothing_is_planned(app: Flask) -> None:
    assert app
    plan = new_plan()
    unarmed_task(plan)
    switch_on(plan, preview(plan).digest)
    with transaction():
        steering.switch_off(plan, actor_id=None, now=TUESDAY)
    assert plan_day().digests == []
    assert actions() == ["reminders.switched_on", "reminders.switched_off"]


def stopped_plan() -> Plan:
    plan = make_plan(confirmed_messages=1)
    for _ in range(3):
        make_task(plan, due=LATE)
    assert plan_day().stopped
    return plan


def resume(plan: Plan, messages: int, now: datetime = TUESDAY) -> None:
    with transaction():
        steering.resume(plan, messages=messages, actor_id=None, now=now)


def test_a_stopped_run_goes_once_a_coordinator_lets_it(app: Flask) -> None:
    assert app
    plan = stopped_plan()
    assert steering.count_waiting(plan, now=TUESDAY) == 3
    resume(plan, 3)
    assert len(plan_day().digests) == 3
    assert db.session.scalars(select(MailQueue)).one().stopped is None
    assert actions() == ["reminders.resumed"]


def test_it_stops_again_when_more_would_go_than_was_allowed(app: Flask) -> None:
    assert app
    plan = stopped_plan()
    resume(plan, 3)
    make_task(plan, due=LATE)
    assert plan_day().stopped
    assert db.session.scalars(select(MailQueue)).one().stopped is QueueStop.TOO_MANY


def test_what_is_allowed_in_the_evening_goes_the_next_morning(app: Flask) -> None:
    assert app
    plan = stopped_plan()
    resume(plan, 3, TUESDAY.replace(hour=18))
    assert len(plan_day(TUESDAY.replace(day=9)).digests) == 3


def test_only_a_stopped_run_can_be_resumed(app: Flask) -> None:
    assert app
    plan = make_plan()
    with pytest.raises(NotStopped):
        resume(plan, 3)


@pytest.mark.parametrize(
    "now", [TUESDAY, SATURDAY, TUESDAY.replace(day=14), TUESDAY.replace(hour=18)]
)
def test_the_preview_is_what_the_planner_then_plans(app: Flask, now: datetime) -> None:
    """Two readers, one for a page and one for the planner, must never differ."""
    assert app
    plan, other = new_plan(), make_plan()
    for due in (LATE, date(2026, 12, 12), date(2026, 12, 15), date(2027, 6, 1)):
        unarmed_task(plan, due=due)
        make_task(other, due=due)
    make_user(plan, Role.COORDINATOR)
    make_user(other, Role.COORDINATOR)
    shown = preview(plan, now)
    switch_on(plan, shown.digest, now)
    with transaction():
        planned = reminders.plan(now=shown.planning.at, dry_run=True)
    assert shown.planning.digests == planned.digests
    assert steering.count_waiting(plan, now=now) == len(planned.digests)
