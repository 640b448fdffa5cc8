"""Planning the day: once, whole, and only what may go."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.holding import Hold
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import (
    CalendarDay,
    ExtensionRequest,
    ExtensionState,
    LedgerRow,
    MailQueue,
    Membership,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    TextStatus,
    User,
)
from plan_app.queries.days import Day
from plan_app.services import ledger, mail_queue, reminders
from plan_app.services.ledger import Threshold
from plan_app.services.reminders import Planning
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task, make_user, save

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZONE)
LATE = date(2026, 11, 30)


def run(now: datetime = TUESDAY, *, explain: bool = False) -> Planning:
    with transaction():
        return reminders.plan(now=now, explain=explain)


def messages() -> Sequence[OutboxMessage]:
    return db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()


def rows() -> Sequence[LedgerRow]:
    return db.session.scalars(select(LedgerRow).order_by(LedgerRow.id)).all()


def settle(state: MessageState) -> None:
    """Settle the one message that is under way, with its ledger rows."""
    with transaction():
        (message,) = (each for each in messages() if each.state is MessageState.PLANNED)
        message.state = state
        hook = ledger.tell if state is MessageState.ACCEPTED else ledger.release
        hook(message)


def change(row: object, **facts: object) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    db.session.commit()


def late_task(**facts: object) -> Task:
    plan = facts.pop("plan", None) or make_plan()
    return make_task(plan, **{"due": LATE, **facts})  # type: ignore[arg-type]


def test_message_and_ledger_are_written_together(app: Flask) -> None:
    assert app
    task = late_task()
    run()
    (message,), (row,) = messages(), rows()
    assert (message.kind, message.sequence) == (MessageKind.DIGEST, 0)
    assert (message.recipient_id, message.plan_id) == (task.owner_id, task.plan_id)
    assert message.local_day == date(2026, 12, 8)
    assert message.not_before == datetime(2026, 12, 8, 0, 30, tzinfo=UTC)
    assert message.expires_at == datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
    assert message.roll_up_week is None
    assert (row.threshold, row.state, row.message_id) == (8, LedgerState.RESERVED, message.id)


def test_the_same_day_planned_twice_makes_one_message(app: Flask) -> None:
    assert app
    late_task()
    run()
    assert run().digests == run(TUESDAY + timedelta(hours=3)).digests == []
    assert len(messages()) == 1


def test_a_planner_that_did_not_see_the_days_message_adds_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    late_task()
    run()
    monkeypatch.setattr(Day, "list_busy", lambda _: {})
    change(rows()[0], state=LedgerState.RELEASED)

    run()

    assert len(messages()) == len(rows()) == 1
    assert rows()[0].state is LedgerState.RELEASED


def test_a_hundred_overdue_tasks_of_one_person_are_one_message(app: Flask) -> None:
    assert app
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    for _ in range(100):
        late_task(plan=plan, owner=owner)
    run()
    assert len(messages()) == 1
    assert len(rows()) == 100


def test_tasks_of_two_plans_are_one_message(app: Flask) -> None:
    assert app
    one = late_task()
    late_task(owner=one.owner)
    run()
    assert len(messages()) == 1
    assert len(rows()) == 2


def test_after_ten_days_of_outage_one_message_goes(app: Flask) -> None:
    assert app
    late_task(due=date(2026, 12, 9))
    run()
    settle(MessageState.ACCEPTED)
    run(TUESDAY + timedelta(days=13))
    run(TUESDAY + timedelta(days=13, hours=1))
    assert [row.threshold for row in rows()] == [-1, 8]
    assert len(messages()) == 2


def test_an_import_of_late_tasks_sends_nothing(app: Flask) -> None:
    assert app
    plan = make_plan()
    make_user(plan, Role.COORDINATOR)
    for _ in range(40):
        late_task(plan=plan, armed_at=None)
    held = run(explain=True).held_back
    assert messages() == []
    assert {each.reason for each in held} == {Hold.UNARMED}
    assert len(held) == 40


def test_reminders_that_are_off_send_nothing_and_say_so(app: Flask) -> None:
    assert app
    late_task(plan=make_plan(reminders_on=False))
    assert [each.reason for each in run(explain=True).held_back] == [Hold.REMINDERS_OFF]
    assert messages() == []


def test_a_draft_is_never_reminded_of_outside_the_demonstration(app: Flask) -> None:
    assert app
    late_task(text_status=TextStatus.DRAFT)
    assert [each.reason for each in run(explain=True).held_back] == [Hold.DRAFT_TEXT]
    assert messages() == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"owner": None}, Hold.UNASSIGNED),
        (
            {
                "milestone_state": MilestoneState.AWAITING_CONFIRMATION,
                "milestone_reported_on": LATE,
            },
            Hold.AWAITING_CONFIRMATION,
        ),
    ],
)
def test_what_is_held_back_is_named(app: Flask, facts: dict[str, object], reason: Hold) -> None:
    assert app
    task = late_task(**facts)
    (held,) = run(explain=True).held_back
    assert (held.number, held.reason) == (task.number, reason)
    assert messages() == []


def test_nobody_reachable_is_named(app: Flask) -> None:
    assert app
    change(late_task().owner, active=False)
    assert [each.reason for each in run(explain=True).held_back] == [Hold.NOBODY_REACHABLE]


@pytest.mark.parametrize(
    "state", [MessageState.CANCELLED, MessageState.EXPIRED, MessageState.FAILED]
)
def test_what_a_message_failed_to_tell_is_told_the_next_day(
    app: Flask, state: MessageState
) -> None:
    assert app
    late_task()
    run()
    settle(state)
    assert [row.state for row in rows()] == [LedgerState.RELEASED]
    assert run().digests == []
    run(TUESDAY + timedelta(days=1))
    first, second = messages()
    (row,) = rows()
    assert second.local_day == date(2026, 12, 9)
    assert (row.state, row.message_id) == (LedgerState.RESERVED, second.id)
    assert first.state is state


def test_a_date_moved_away_and_back_is_told_again(app: Flask) -> None:
    assert app
    task = late_task()
    run()
    settle(MessageState.ACCEPTED)
    milestone = task.milestones[0]
    change(milestone, due_date=date(2027, 3, 1), deadline_revision=2)
    assert run(TUESDAY + timedelta(days=1)).digests == []
    change(milestone, due_date=LATE, deadline_revision=3)
    run(TUESDAY + timedelta(days=1))
    assert [row.deadline_revision for row in rows()] == [1, 3]
    settle(MessageState.ACCEPTED)
    assert run(TUESDAY + timedelta(days=2)).digests == []


def test_the_strongest_that_was_told_settles_the_weaker(app: Flask) -> None:
    assert app
    task = late_task(due=date(2026, 12, 7))
    run()
    settle(MessageState.ACCEPTED)
    milestone, owner = task.milestones[0], task.owner_id
    assert owner is not None
    with transaction():
        message = messages()[0]
        ledger.tell(message, [Threshold(milestone.id, 1, -7)])
    assert {row.threshold for row in rows()} == {1, -7}
    assert run(TUESDAY + timedelta(days=1)).digests == []


def test_a_task_of_its_own_policy_waits_for_its_own_lead(app: Flask) -> None:
    assert app
    override = {"leads": [60]}
    task = late_task(due=date(2027, 2, 26), policy_override=override)
    assert run().digests == []
    change(task.milestones[0], due_date=date(2027, 2, 5))
    assert len(run().digests) == 1


def test_another_owner_is_told_too(app: Flask) -> None:
    assert app
    task = late_task()
    run()
    settle(MessageState.ACCEPTED)
    change(task, owner=make_user())
    run(TUESDAY + timedelta(days=1))
    assert {row.recipient_id for row in rows()} == {rows()[0].recipient_id, task.owner_id}


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (datetime(2026, 12, 8, 0, 1, tzinfo=ZONE), 1),
        (datetime(2026, 12, 8, 23, 59, tzinfo=ZONE), 0),
        (datetime(2026, 12, 8, 17, 0, tzinfo=ZONE), 0),
        (datetime(2026, 12, 12, 8, 0, tzinfo=ZONE), 0),
    ],
)
def test_nothing_is_planned_after_the_window_or_on_a_day_off(
    app: Flask, now: datetime, count: int
) -> None:
    assert app
    late_task()
    run(now)
    assert len(messages()) == count


def test_a_closed_day_is_named_as_the_reason(app: Flask) -> None:
    assert app
    late_task()
    evening = run(datetime(2026, 12, 8, 18, 0, tzinfo=ZONE), explain=True)
    sunday = run(datetime(2026, 12, 13, 8, 0, tzinfo=ZONE), explain=True)
    assert [each.reason for each in evening.held_back] == [Hold.OUTSIDE_WINDOW]
    assert [each.reason for each in sunday.held_back] == [Hold.DAY_OFF]


def test_the_calendar_of_the_office_decides(app: Flask) -> None:
    assert app
    late_task()
    save(CalendarDay(day=date(2026, 12, 8), is_working=False, source="Thử nghiệm"))
    save(CalendarDay(day=date(2026, 12, 12), is_working=True, source="Thử nghiệm"))
    run()
    assert messages() == []
    run(datetime(2026, 12, 12, 8, 0, tzinfo=ZONE))
    assert len(messages()) == 1


def test_a_dry_run_writes_nothing(app: Flask) -> None:
    assert app
    late_task()
    found = reminders.plan(now=TUESDAY, dry_run=True)
    assert len(found.digests) == 1
    assert messages() == []


def test_a_submitted_extension_slows_the_reminders(app: Flask) -> None:
    assert app
    task = late_task(due=date(2026, 12, 7))
    assert task.owner_id is not None
    run()
    settle(MessageState.ACCEPTED)
    save(
        ExtensionRequest(
            milestone_id=task.milestones[0].id,
            requested_by_id=task.owner_id,
            requested_at=TUESDAY,
            requested_due_date=date(2027, 6, 30),
            reason="Chờ văn bản",
            state=ExtensionState.SUBMITTED,
        )
    )
    week_later = run(TUESDAY + timedelta(days=7), explain=True)
    assert [each.reason for each in week_later.held_back] == [Hold.EXTENSION_SUBMITTED]
    assert len(run(TUESDAY + timedelta(days=14)).digests) == 1


def test_the_daily_cap_holds_a_digest_back(app: Flask) -> None:
    assert app
    task = late_task(plan=make_plan(policy={"daily_cap": 1}))
    assert task.owner is not None
    with transaction():
        outbox.enqueue(
            MessageKind.CONFIRMED,
            task.owner,
            now=TUESDAY,
            local_day=date(2026, 12, 8),
            expires_at=TUESDAY + timedelta(hours=72),
        )
    assert [each.reason for each in run(explain=True).held_back] == [Hold.DAILY_CAP]
    run(TUESDAY + timedelta(days=1))
    assert len(rows()) == 1


def test_below_the_daily_cap_the_digest_goes(app: Flask) -> None:
    assert app
    task = late_task(plan=make_plan(policy={"daily_cap": 2}))
    assert task.owner is not None
    with transaction():
        outbox.enqueue(
            MessageKind.RETURNED,
            task.owner,
            now=TUESDAY,
            local_day=date(2026, 12, 8),
            expires_at=TUESDAY + timedelta(hours=72),
        )
    assert len(run().digests) == 1


def test_a_threshold_crossed_after_todays_digest_waits_for_tomorrow(app: Flask) -> None:
    assert app
    task = late_task()
    run()
    late_task(plan=task.plan, owner=task.owner)
    assert [each.reason for each in run(explain=True).held_back] == [Hold.DIGEST_TODAY]
    (digest,) = run(TUESDAY + timedelta(days=1)).digests
    assert [each.threshold for each in digest.notices] == [None, 8]


def coordinator_of(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def test_a_coordinator_gets_one_roll_up_a_week(app: Flask) -> None:
    assert app
    task = late_task()
    coordinator = coordinator_of(task.plan)
    run()
    (mine,) = (each for each in messages() if each.recipient_id == coordinator.id)
    assert mine.roll_up_week == date(2026, 12, 7)
    assert [each.recipient_id for each in run(TUESDAY + timedelta(days=1)).digests] == []
    monday = run(datetime(2026, 12, 14, 8, 0, tzinfo=ZONE)).digests
    assert {each.recipient_id for each in monday if each.has_roll_up} == {coordinator.id}


def test_the_roll_up_and_the_coordinators_own_duties_are_one_message(app: Flask) -> None:
    assert app
    plan = make_plan()
    coordinator = coordinator_of(plan)
    late_task(plan=plan, owner=coordinator)
    run()
    (message,) = messages()
    assert message.roll_up_week == date(2026, 12, 7)
    assert len(rows()) == 1


def test_a_roll_up_that_did_not_arrive_goes_again_in_the_same_week(app: Flask) -> None:
    assert app
    coordinator = coordinator_of(make_plan())
    late_task(plan=coordinator.memberships[0].plan, owner=coordinator)
    run()
    settle(MessageState.EXPIRED)
    (digest,) = run(TUESDAY + timedelta(days=1)).digests
    assert digest.has_roll_up


def test_the_roll_up_of_each_plan_goes_on_its_own_day(app: Flask) -> None:
    assert app
    first = late_task().plan
    coordinator = coordinator_of(first)
    later = make_plan(policy={"roll_up_weekday": 2})
    save(Membership(user=coordinator, plan=later, role=Role.COORDINATOR))
    late_task(plan=later)

    def planned() -> list[tuple[date, list[int]]]:
        mine = (each for each in messages() if each.recipient_id == coordinator.id)
        return [(each.local_day, each.context["roll_ups"]) for each in mine]

    run()
    assert planned() == [(date(2026, 12, 8), [first.id])]
    run(TUESDAY + timedelta(days=1))
    run(TUESDAY + timedelta(days=2))
    assert planned()[1:] == [(date(2026, 12, 9), [later.id])]


def test_a_roll_up_of_the_first_release_is_that_of_its_plan(app: Flask) -> None:
    assert app
    task = late_task()
    coordinator = coordinator_of(task.plan)
    run()
    (mine,) = (each for each in messages() if each.recipient_id == coordinator.id)
    mine.context = {}
    db.session.commit()

    assert run(TUESDAY + timedelta(days=1)).digests == []


def test_nothing_to_report_means_no_roll_up(app: Flask) -> None:
    assert app
    plan = make_plan()
    coordinator_of(plan)
    make_task(plan, due=date(2027, 12, 31))
    assert run().digests == []


def test_a_run_far_above_what_is_usual_waits(app: Flask) -> None:
    assert app
    plan = make_plan(confirmed_messages=2)
    for _ in range(3):
        late_task(plan=plan)
    planning = run()
    queue = db.session.scalars(select(MailQueue)).one()
    assert (planning.stopped, planning.limit) == (True, 2)
    assert queue.stopped is QueueStop.TOO_MANY
    assert queue.reason == "3 > 2"
    assert messages() == []
    assert run().stopped


def test_a_run_that_waits_goes_only_when_a_coordinator_lets_it(app: Flask) -> None:
    assert app
    plan = make_plan(confirmed_messages=1)
    for _ in range(2):
        late_task(plan=plan)
    assert run().stopped
    change(plan, confirmed_messages=1000)

    assert run(TUESDAY + timedelta(days=1)).stopped
    assert messages() == []


def test_a_run_that_waits_does_not_lift_a_stop_by_the_mail_server(app: Flask) -> None:
    assert app
    late_task(plan=make_plan(confirmed_messages=0))
    with transaction():
        mail_queue.stop(reason="535 5.7.8 wrong password", now=TUESDAY)

    assert run().stopped
    assert db.session.scalars(select(MailQueue)).one().stopped is QueueStop.CONFIGURATION
    assert messages() == []

    with transaction():
        mail_queue.resume(actor_id=None, plan_id=None, now=TUESDAY)
    assert run().stopped
    assert db.session.scalars(select(MailQueue)).one().stopped is QueueStop.TOO_MANY


def test_a_dry_run_says_that_it_would_wait_and_stops_nothing(app: Flask) -> None:
    assert app
    late_task(plan=make_plan(confirmed_messages=0))
    assert reminders.plan(now=TUESDAY, dry_run=True).stopped
    assert db.session.scalars(select(MailQueue.stopped)).one() is None


def test_with_a_history_twice_the_active_recipients_pass(app: Flask) -> None:
    assert app
    plan = make_plan(confirmed_messages=1)
    first = late_task(plan=plan)
    run()
    settle(MessageState.ACCEPTED)
    change(first.milestones[0], due_date=date(2027, 12, 31))
    for _ in range(4):
        late_task(plan=plan)
    assert run(TUESDAY + timedelta(days=1)).limit == 3
    assert len(messages()) == 1


def test_an_accepted_message_settles_what_it_showed(app: Flask) -> None:
    assert app
    plan = make_plan()
    owner = make_user(plan, Role.OWNER)
    done, open_, new = (late_task(plan=plan, owner=owner).milestones[0] for _ in range(3))
    change(new, due_date=date(2027, 12, 31))
    run()
    with transaction():
        (message,) = messages()
        shown = [Threshold(open_.id, 1, 8), Threshold(new.id, 2, 1)]
        ledger.tell(message, shown)
    states = {row.milestone_id: row.state for row in rows()}
    assert states == {
        done.id: LedgerState.RELEASED,
        open_.id: LedgerState.TOLD,
        new.id: LedgerState.TOLD,
    }


def in_threads(app: Flask, count: int) -> list[Planning]:
    """As many planners, each with a connection of its own, let go at once."""
    start, found = Barrier(count), []

    def work() -> None:
        with app.app_context():
            start.wait()
            found.append(run())
            db.session.remove()

    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_planners_at_once_plan_the_day_once(own_app: Flask) -> None:
    plan = make_plan()
    for _ in range(5):
        late_task(plan=plan)
    db.session.remove()
    found = in_threads(own_app, 4)
    assert sorted(len(planning.digests) for planning in found) == [0, 0, 0, 5]
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 5
    assert db.session.scalar(select(func.count(LedgerRow.id))) == 5
