"""The facts of the first-run checklist: one query, and one more when somebody has acted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, distinct, exists, func, select

from plan_app.domain import first_run
from plan_app.domain.first_run import Counted, FirstRun, Running
from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.models import CalendarDay, OutboxMessage, Plan, Task, TextStatus
from plan_app.queries import agencies, conditions
from plan_app.queries.attention import UNASSIGNED, UNREACHABLE, counting
from plan_app.queries.cache import remember
from plan_app.queries.handover import is_open
from plan_app.queries.reminder_health import ReminderHealth
from plan_app.queries.versions import Version

_ACCEPTED: Final = exists().where(OutboxMessage.state == MessageState.ACCEPTED)


def get_first_run(plan: Plan, *, version: Version, health: ReminderHealth, today: date) -> FirstRun:
    """How every step stands today; each number equals the rows of the page it links to."""
    running = db.session.execute(select(*running_columns(plan.id, today=today))).one()
    counted = remember(("first run", plan.id, version, today), lambda: _count(plan.id, today))
    return stand(plan, running, counted, health=health, today=today)


def stand(
    plan: Plan,
    running: Sequence[Any],
    counted: Mapping[str, int],
    *,
    health: ReminderHealth,
    today: date,
) -> FirstRun:
    """How every step stands, from values of `running_columns` and of `counted_columns`."""
    accepted, unreachable, without_contact, *days_off = running
    years = (today.year, today.year + 1)
    return first_run.stand(
        Counted(unreachable=unreachable, without_contact=without_contact, **counted),
        Running(
            empty_years=tuple(year for year, days in zip(years, days_off, strict=True) if not days),
            was_accepted=bool(accepted),
            is_well=health.is_well,
        ),
        reminders_on=plan.reminders_on,
        confirmed=plan.confirmed_messages,
    )


def running_columns(plan_id: int, *, today: date) -> list[ScalarSelect[Any]]:
    """What changes without an entry in the journal: servers accept mail and refuse addresses."""
    return [
        select(_ACCEPTED).scalar_subquery(),
        counting(plan_id, today, UNREACHABLE),
        agencies.counting_without_contact(plan_id),
        *(_days_off(year) for year in (today.year, today.year + 1)),
    ]


def counted_columns(plan_id: int, *, today: date) -> dict[str, ScalarSelect[int]]:
    """What changes with acts alone, by the names of `Counted`."""
    of_plan = Task.plan_id == plan_id
    responsible = select(func.count(distinct(Task.responsible_agency_id))).where(of_plan, is_open())
    return {
        "tasks": _tasks(select(func.count()).where(of_plan)),
        "drafts": _tasks(select(func.count()).where(of_plan, Task.text_status == TextStatus.DRAFT)),
        "unassigned": counting(plan_id, today, UNASSIGNED),
        "agencies": responsible.scalar_subquery(),
        "unarmed": _tasks(select(func.count()).where(of_plan, conditions.is_unarmed())),
    }


def _days_off(year: int) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            CalendarDay.is_working.is_(False),
        )
        .scalar_subquery()
    )


def _count(plan_id: int, today: date) -> dict[str, int]:
    wanted = counted_columns(plan_id, today=today)
    values = db.session.execute(select(*wanted.values())).one()
    return dict(zip(wanted, values, strict=True))


def _tasks(counting_tasks: Select[tuple[int]]) -> ScalarSelect[int]:
    return counting_tasks.select_from(Task).scalar_subquery()
