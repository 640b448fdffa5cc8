"""The first-run checklist ticks itself: each step by its own fact, and back again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.first_run import FirstRun, Standing, Step
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    AgencyContact,
    CalendarDay,
    ContactKind,
    Lease,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    TextStatus,
)
from plan_app.queries import cache
from plan_app.queries.first_run import get_first_run
from plan_app.queries.reminder_health import get_reminder_health
from plan_app.queries.versions import get_version
from tests.acting import TODAY
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def task(app: Flask) -> Task:
    """A plan with one task, in which every step is done."""
    assert app
    plan = make_plan(confirmed_messages=2)
    found = make_task(plan)
    save(
        AgencyContact(
            agency_id=found.responsible_agency_id, kind=ContactKind.CONTACT, user=found.owner
        )
    )
    for year in (2026, 2027):
        save(CalendarDay(day=date(year, 9, 2), is_working=False, source="Bộ luật Lao động"))
    save(Lease(name="scheduler", holder="test", beat_at=NOW, expires_at=NOW))
    save(
        OutboxMessage(
            kind=MessageKind.INVITATION,
            recipient=make_user(plan, Role.COORDINATOR),
            local_day=TODAY,
            state=MessageState.ACCEPTED,
            created_at=NOW,
            not_before=NOW,
            expires_at=NOW,
        )
    )
    return found


def steps_of(plan: Plan) -> FirstRun:
    # Tests write past the journal, by which the counts are kept.
    cache.forget_all()
    db.session.commit()
    health = get_reminder_health(now=NOW)
    return get_first_run(plan, version=get_version(plan.id), health=health, today=TODAY)


def left(plan: Plan) -> list[Standing]:
    return [each for each in steps_of(plan).steps if not each.is_done]


def test_all_is_done(task: Task) -> None:
    found = steps_of(task.plan)

    assert left(task.plan) == []
    assert found.is_finished
    assert found.done == len(Step)


def test_a_draft_is_to_be_compared(task: Task) -> None:
    make_task(task.plan, text_status=TextStatus.DRAFT, armed_at=None, owner=task.owner,
              agency=task.responsible_agency)  # fmt: skip

    assert left(task.plan) == [Standing(Step.TEXTS, is_done=False, missing=1, total=2)]


def test_an_agency_with_open_tasks_needs_a_contact(task: Task) -> None:
    make_task(task.plan, owner=task.owner, agency=make_agency())
    make_task(
        task.plan,
        owner=task.owner,
        agency=make_agency(),
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=TODAY,
        milestone_confirmed_on=TODAY,
    )

    assert left(task.plan) == [Standing(Step.CONTACTS, is_done=False, missing=1, total=2)]


def test_a_contact_whom_mail_does_not_reach_is_none(task: Task) -> None:
    contact = make_user(task.plan, Role.OWNER, unreachable_since=NOW)
    save(AgencyContact(agency_id=task.responsible_agency_id, kind=ContactKind.HEAD, user=contact))
    db.session.query(AgencyContact).filter_by(kind=ContactKind.CONTACT).update(
        {"user_id": contact.id}
    )

    assert left(task.plan) == [Standing(Step.CONTACTS, is_done=False, missing=1, total=1)]


def test_an_open_task_needs_an_owner(task: Task) -> None:
    make_task(task.plan, owner=None, agency=task.responsible_agency)
    make_task(task.plan, owner=None, agency=task.responsible_agency,
              milestone_state=MilestoneState.WITHDRAWN)  # fmt: skip

    assert left(task.plan) == [Standing(Step.OWNERS, is_done=False, missing=1)]


def test_an_owner_s_address_must_work(task: Task) -> None:
    away = make_user(task.plan, Role.OWNER, unreachable_since=NOW)
    make_task(task.plan, owner=away, agency=task.responsible_agency)

    assert left(task.plan) == [Standing(Step.ADDRESSES, is_done=False, missing=1)]


def test_an_address_that_a_server_refuses_is_seen_although_no_act_is_in_the_journal(
    task: Task,
) -> None:
    assert left(task.plan) == []
    assert task.owner is not None
    contact = make_user(task.plan, Role.OWNER)
    db.session.query(AgencyContact).update({"user_id": contact.id})
    task.owner.unreachable_since = NOW
    db.session.commit()
    health = get_reminder_health(now=NOW)

    found = get_first_run(task.plan, version=get_version(task.plan_id), health=health, today=TODAY)

    assert [each.step for each in found.steps if not each.is_done] == [Step.ADDRESSES]


def test_the_days_off_of_both_years_must_be_there(task: Task) -> None:
    db.session.query(CalendarDay).filter(CalendarDay.day >= date(2027, 1, 1)).delete()
    save(CalendarDay(day=date(2027, 2, 13), is_working=True, source="Thông báo nghỉ Tết"))

    found = steps_of(task.plan)

    assert left(task.plan) == [Standing(Step.CALENDAR, is_done=False, missing=1, total=2)]
    assert found.empty_years == (2027,)


def test_a_mail_must_have_been_accepted(task: Task) -> None:
    db.session.query(OutboxMessage).update({"state": MessageState.RETRY})

    assert left(task.plan) == [Standing(Step.MAIL, is_done=False)]


def test_the_queue_must_run(task: Task) -> None:
    db.session.query(MailQueue).update({"stopped": QueueStop.CONFIGURATION, "stopped_at": NOW})

    assert left(task.plan) == [Standing(Step.MAIL, is_done=False)]


def test_the_scheduler_must_be_heard(task: Task) -> None:
    db.session.query(Lease).delete()

    assert left(task.plan) == [Standing(Step.MAIL, is_done=False)]


def test_a_checked_task_waits_for_its_preview(task: Task) -> None:
    make_task(task.plan, owner=task.owner, agency=task.responsible_agency, armed_at=None)

    assert left(task.plan) == [Standing(Step.PREVIEW, is_done=False, missing=1)]


def test_without_a_confirmed_preview_nothing_was_read(task: Task) -> None:
    task.plan.confirmed_messages = 0

    assert left(task.plan) == [Standing(Step.PREVIEW, is_done=False)]


def test_reminders_must_be_on(task: Task) -> None:
    task.plan.reminders_on = False

    assert left(task.plan) == [Standing(Step.SWITCH, is_done=False)]


def test_a_plan_without_tasks_has_done_nothing(task: Task) -> None:
    assert left(task.plan) == []
    assert {each.step for each in left(make_plan(reminders_on=False, confirmed_messages=0))} == {
        Step.TEXTS,
        Step.CONTACTS,
        Step.OWNERS,
        Step.ADDRESSES,
        Step.PREVIEW,
        Step.SWITCH,
    }


def test_it_is_asked_in_two_queries_and_then_in_one(
    task: Task, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    cache.forget_all()
    version, health = get_version(task.plan_id), get_reminder_health(now=NOW)
    plan = task.plan
    assert plan.reminders_on
    for expected in (2, 1):
        with count_queries() as sent:
            get_first_run(plan, version=version, health=health, today=TODAY)
        assert len(sent) == expected, "\n".join(sent)
