"""Reads of the pauses of reminders."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, or_, select

from plan_app.extensions import db
from plan_app.models import Agency, ReminderPause, Task, User, agency_member


class Choice(NamedTuple):
    """An agency whose reminders can be paused."""

    id: int
    name: str
    is_group: bool


@dataclass(slots=True)
class PauseEntry:
    """A pause as it was entered: for these agencies (none: the whole plan) on these days."""

    id: int
    agencies: list[str]
    first_day: date
    last_day: date
    reason: str
    entered_by: str
    entered_at: datetime

    def is_lasting(self, today: date) -> bool:
        """Whether reminders are held today."""
        return self.first_day <= today <= self.last_day

    def can_end(self, today: date) -> bool:
        """Whether there is something left to end."""
        return self.last_day > today


# Asked by every page of somebody who is reminded, so built once.
_PAUSED_UNTIL: Final = select(func.max(ReminderPause.last_day)).where(
    ReminderPause.plan_id == bindparam("plan_id"),
    ReminderPause.first_day <= bindparam("today"),
    ReminderPause.last_day >= bindparam("today"),
    or_(
        ReminderPause.agency_id.is_(None),
        ReminderPause.agency_id == bindparam("agency_id"),
        ReminderPause.agency_id.in_(
            select(agency_member.c.group_id).where(
                agency_member.c.member_id == bindparam("agency_id")
            )
        ),
    ),
)


def find_paused_until(agency_id: int | None, *, plan_id: int, today: date) -> date | None:
    """The last day of today's pause for the people of an agency, its groups' included."""
    facts = {"plan_id": plan_id, "today": today, "agency_id": agency_id}
    return db.session.scalar(_PAUSED_UNTIL, facts)


def list_entries(*, plan_id: int) -> list[PauseEntry]:
    """All pauses as they were entered, those that last longest first."""
    rows = db.session.execute(
        select(ReminderPause, Agency.name, User.full_name)
        .outerjoin(Agency, Agency.id == ReminderPause.agency_id)
        .outerjoin(User, User.id == ReminderPause.created_by_id)
        .where(ReminderPause.plan_id == plan_id)
        .order_by(ReminderPause.last_day.desc(), Agency.official_order, ReminderPause.id)
    ).tuples()
    found: dict[tuple[datetime, int | None, date], PauseEntry] = {}
    for row, agency, person in rows:
        key = row.created_at, row.created_by_id, row.first_day
        entry = found.get(key)
        if entry is None:
            entry = found[key] = PauseEntry(
                row.id, [], row.first_day, row.last_day, row.reason, person or "", row.created_at
            )
        if agency is not None:
            entry.agencies.append(agency)
    return list(found.values())


def list_choices(*, plan_id: int) -> list[Choice]:
    """The agencies that are responsible for a task of the plan, and the groups these are in."""
    responsible = select(Task.responsible_agency_id).where(Task.plan_id == plan_id)
    groups = select(agency_member.c.group_id).where(agency_member.c.member_id.in_(responsible))
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.is_group)
        .where(or_(Agency.id.in_(responsible), Agency.id.in_(groups)))
        .order_by(Agency.is_group.desc(), Agency.official_order, Agency.id)
    )
    return [Choice._make(row) for row in rows]
