"""The facts of the first-run checklist: one query, and one more when the data have changed."""

from datetime import date
from typing import Final

from sqlalchemy import ScalarSelect, Select, distinct, exists, func, select

from plan_app.domain import first_run
from plan_app.domain.first_run import Counted, FirstRun, Running
from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.models import CalendarDay, OutboxMessage, Plan, Task, TextStatus, User
from plan_app.queries import agencies, conditions
from plan_app.queries.attention import UNASSIGNED, UNREACHABLE, counting
from plan_app.queries.cache import remember
from plan_app.queries.handover import is_open
from plan_app.queries.reminder_health import ReminderHealth
from plan_app.queries.versions import Version

_ACCEPTED: Final = exists().where(OutboxMessage.state == MessageState.ACCEPTED)


def get_first_run(plan: Plan, *, version: Version, health: ReminderHealth, today: date) -> FirstRun:
    """How every step stands today; each number equals the rows of the page it links to."""
    years = (today.year, today.year + 1)
    accepted, refused, *days_off = db.session.execute(
        select(
            select(_ACCEPTED).scalar_subquery(),
            # Servers refuse addresses without an entry in the journal, so that the version stays.
            select(func.max(User.unreachable_since)).scalar_subquery(),
            *(_days_off(year) for year in years),
        )
    ).one()
    counted = remember(
        ("first run", plan.id, version, refused, today), lambda: _count(plan.id, today)
    )
    running = Running(
        empty_years=tuple(year for year, days in zip(years, days_off, strict=True) if not days),
        was_accepted=bool(accepted),
        is_well=health.is_well,
    )
    return first_run.stand(
        counted, running, reminders_on=plan.reminders_on, confirmed=plan.confirmed_messages
    )


def _days_off(year: int) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            CalendarDay.is_working.is_(False),
        )
        .scalar_subquery()
    )


def _count(plan_id: int, today: date) -> Counted:
    of_plan = Task.plan_id == plan_id
    responsible = select(func.count(distinct(Task.responsible_agency_id))).where(of_plan, is_open())
    wanted: dict[str, ScalarSelect[int]] = {
        "tasks": _tasks(select(func.count()).where(of_plan)),
        "drafts": _tasks(select(func.count()).where(of_plan, Task.text_status == TextStatus.DRAFT)),
        "unassigned": counting(plan_id, today, UNASSIGNED),
        "unreachable": counting(plan_id, today, UNREACHABLE),
        "agencies": responsible.scalar_subquery(),
        "without_contact": agencies.counting_without_contact(plan_id),
        "unarmed": _tasks(select(func.count()).where(of_plan, conditions.is_unarmed())),
    }
    return Counted(
        **dict(zip(wanted, db.session.execute(select(*wanted.values())).one(), strict=True))
    )


def _tasks(counting_tasks: Select[tuple[int]]) -> ScalarSelect[int]:
    return counting_tasks.select_from(Task).scalar_subquery()
