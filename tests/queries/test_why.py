"""Why a reminder goes or not, for each milestone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from plan_app.domain.duties import DutyPart
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageState
from plan_app.domain.reasons import Why
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    CallNote,
    ExtensionRequest,
    ReminderPause,
    Task,
    TextStatus,
)
from plan_app.queries.task_mails import get_mails
from plan_app.queries.versions import get_version
from plan_app.queries.why import list_why
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.builders import make_milestone, make_plan, make_task, make_user, save

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZONE)
LATE = date(2026, 11, 30)


def opens(day: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, 7, 30, tzinfo=ZONE)


def task_with(**facts: object) -> Task:
    plan = facts.pop("plan", None) or make_plan()
    return make_task(plan, **{"due": LATE, **facts})  # type: ignore[arg-type]


def why(task: Task, now: datetime = TUESDAY) -> Why:
    (found,) = reasons(task, now)
    return found


def reasons(task: Task, now: datetime = TUESDAY) -> list[Why]:
    mails, version = get_mails(task_id=task.id), get_version(task.plan_id)
    return list_why(task, mails, now=now, version=version)


def plan_day(now: datetime = TUESDAY) -> None:
    with transaction():
        reminders.plan(now=now)


def test_a_reminder_that_is_due_goes_now_to_the_owner(app: Flask) -> None:
    assert app
    task = task_with()
    found = why(task)
    assert task.owner is not None
    assert (found.hold, found.threshold, found.next_at) == (None, 8, TUESDAY)
    assert found.recipient is not None
    assert (found.person, found.recipient.part) == (task.owner.addressed, DutyPart.OWNER)
    assert found.told is None


def test_before_the_window_it_goes_when_it_opens(app: Flask) -> None:
    assert app
    assert why(task_with(), TUESDAY.replace(hour=1)).next_at == opens(8)


def test_what_was_told_and_what_comes_next_are_both_said(app: Flask) -> None:
    assert app
    task = task_with()
    plan_day()
    found = why(task)
    assert task.owner is not None
    assert (found.hold, found.threshold, found.next_at) == (Hold.ALREADY_TOLD, 14, opens(14))
    assert found.told == (8, date(2026, 12, 8), task.owner.addressed, MessageState.PLANNED)


def test_what_is_not_yet_due_says_when_it_will_be(app: Flask) -> None:
    assert app
    found = why(task_with(due=date(2027, 1, 10)))
    assert (found.hold, found.threshold) == (Hold.NOT_YET_DUE, -30)
    assert found.next_at == opens(11)


@pytest.mark.parametrize(
    ("now", "hold", "day", "threshold"),
    [
        (TUESDAY.replace(hour=18), Hold.OUTSIDE_WINDOW, 9, 8),
        (TUESDAY.replace(day=12), Hold.DAY_OFF, 14, 14),
    ],
)
def test_what_must_wait_goes_on_the_next_working_day(
    app: Flask, now: datetime, hold: Hold, day: int, threshold: int
) -> None:
    assert app
    found = why(task_with(), now)
    assert (found.hold, found.next_at, found.threshold) == (hold, opens(day), threshold)


def test_a_digest_of_today_is_the_reason_to_wait_for_tomorrow(app: Flask) -> None:
    assert app
    first = task_with()
    plan_day()
    found = why(task_with(plan=first.plan, owner=first.owner))
    assert (found.hold, found.next_at) == (Hold.DIGEST_TODAY, opens(9))


@pytest.mark.parametrize(
    ("facts", "hold"),
    [
        ({"text_status": TextStatus.DRAFT}, Hold.DRAFT_TEXT),
        ({"armed_at": None}, Hold.UNARMED),
        ({"owner": None}, Hold.UNASSIGNED),
        ({"due": None}, Hold.NO_DUE_DATE),
        ({"due": None, "milestone_waiting_for": "Bộ Công Thương"}, Hold.WAITING_FOR_GUIDANCE),
        ({"milestone_state": MilestoneState.SUSPENDED}, Hold.SUSPENDED),
        (
            {
                "milestone_state": MilestoneState.AWAITING_CONFIRMATION,
                "milestone_reported_on": LATE,
            },
            Hold.AWAITING_CONFIRMATION,
        ),
    ],
)
def test_what_waits_for_a_person_has_no_next_reminder(
    app: Flask, facts: dict[str, object], hold: Hold
) -> None:
    assert app
    found = why(task_with(**facts))
    assert (found.hold, found.next_at, found.threshold) == (hold, None, None)


def test_nobody_reachable_is_said(app: Flask) -> None:
    assert app
    task = task_with()
    assert task.owner is not None
    task.owner.active = False
    db.session.commit()
    assert (why(task).hold, why(task).next_at) == (Hold.NOBODY_REACHABLE, None)


def test_a_promise_holds_until_its_day(app: Flask) -> None:
    assert app
    task = task_with()
    note = CallNote(
        milestone_id=task.milestones[0].id,
        spoke_with="Ông B",
        called_at=datetime(2026, 12, 4, tzinfo=UTC),
        promised="Sẽ báo cáo",
        look_again_on=date(2026, 12, 12),
    )
    save(note)
    found = why(task)
    assert (found.hold, found.until) == (Hold.PROMISED, date(2026, 12, 12))
    assert found.next_at == opens(14)
    assert found.threshold == 14


def test_a_pause_holds_through_its_last_day(app: Flask) -> None:
    assert app
    task = task_with()
    pause = ReminderPause(
        plan_id=task.plan_id,
        first_day=date(2026, 12, 7),
        last_day=date(2026, 12, 10),
        reason="Bão",
        created_at=datetime(2026, 12, 4, tzinfo=UTC),
    )
    save(pause)
    found = why(task)
    assert (found.hold, found.until) == (Hold.PAUSED, date(2026, 12, 11))
    assert found.next_at == opens(11)


def test_a_submitted_extension_says_when_the_fortnight_is_over(app: Flask) -> None:
    assert app
    task = task_with(due=date(2026, 12, 7))
    assert task.owner_id is not None
    plan_day()
    request = ExtensionRequest(
        milestone_id=task.milestones[0].id,
        requested_by_id=task.owner_id,
        requested_at=TUESDAY,
        requested_due_date=date(2027, 6, 30),
        reason="Chờ văn bản",
        state=ExtensionState.SUBMITTED,
    )
    save(request)
    found = why(task, TUESDAY.replace(day=15))
    assert (found.hold, found.next_at) == (Hold.EXTENSION_SUBMITTED, opens(22))


def test_the_deputy_of_that_day_is_named(app: Flask) -> None:
    assert app
    task = task_with(due=date(2027, 1, 10))
    deputy = make_user()
    assert task.owner_id is not None
    day = date(2026, 12, 11)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=day, last_day=day))
    assert why(task).person == deputy.addressed


def test_each_milestone_has_its_reason(app: Flask) -> None:
    assert app
    task = task_with()
    make_milestone(task, due=None)
    assert [each.hold for each in reasons(task)] == [None, Hold.NO_DUE_DATE]


def test_the_reason_agrees_with_what_the_planner_does(app: Flask) -> None:
    assert app
    task = task_with(due=date(2026, 12, 15))
    for day in range(8, 23):
        now = TUESDAY.replace(day=day)
        goes = why(task, now).hold is None
        assert bool(reminders.plan(now=now, dry_run=True).digests) is goes
        plan_day(now)
