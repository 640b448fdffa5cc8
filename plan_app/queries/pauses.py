"""Reads of the pauses of reminders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, or_, select

from plan_app.domain import vietnamese
from plan_app.extensions import db
from plan_app.models import Agency, ReminderPause, Task, User, agency_member
from plan_app.queries.rows import addressed


class PauseStanding(StrEnum):
    """Where a pause stands on a day."""

    COMING = "coming"
    LASTING = "lasting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PauseFilter:
    """What the list is narrowed to; `words` are in an agency, the reason or who entered it."""

    words: str = ""
    standing: PauseStanding | None = None


class Choice(NamedTuple):
    """An agency whose reminders can be paused; `members` of one that is a group."""

    id: int
    name: str
    is_group: bool
    members: tuple[int, ...]
    name_en: str


class AgencyNames(NamedTuple):
    """How an agency is called in both languages; `name_en` may be empty."""

    name: str
    name_en: str


@dataclass(slots=True)
class PauseEntry:
    """A pause as it was entered: for these agencies (none: the whole plan) on these days."""

    id: int
    agencies: list[AgencyNames]
    first_day: date
    last_day: date
    reason: str
    entered_by: str
    entered_at: datetime

    def standing(self, today: date) -> PauseStanding:
        """Whether it is still to come, holds reminders today, or is over."""
        if self.first_day > today:
            return PauseStanding.COMING
        return PauseStanding.LASTING if today <= self.last_day else PauseStanding.OVER

    def is_lasting(self, today: date) -> bool:
        """Whether reminders are held today."""
        return self.standing(today) is PauseStanding.LASTING

    def can_end(self, today: date) -> bool:
        """Whether there is something left to end."""
        return self.last_day > today


SORTS: Final[Mapping[str, Callable[[PauseEntry], Any]]] = MappingProxyType(
    {
        "last": lambda entry: (entry.last_day, entry.id),
        "first": lambda entry: (entry.first_day, entry.id),
        "entered": lambda entry: (entry.entered_at, entry.id),
    }
)
DEFAULT_SORT: Final = "-last"


def find_paused_until(agency_id: int | None, *, plan_id: int, today: date) -> date | None:
    """The last day of today's pause for the people of an agency, its groups' included."""
    return db.session.scalar(paused_until(agency_id, plan_id, today))


def paused_until(agency: Any, plan: Any, today: Any) -> Select[tuple[date]]:  # noqa: ANN401 (values or expressions)
    """The same as a statement, or as a part of one."""
    groups = select(agency_member.c.group_id).where(agency_member.c.member_id == agency)
    return select(func.max(ReminderPause.last_day)).where(
        ReminderPause.plan_id == plan,
        ReminderPause.first_day <= today,
        ReminderPause.last_day >= today,
        or_(
            ReminderPause.agency_id.is_(None),
            ReminderPause.agency_id == agency,
            ReminderPause.agency_id.in_(groups),
        ),
    )


def list_wanted(
    *, plan_id: int, wanted: PauseFilter, today: date, sort: str = DEFAULT_SORT
) -> list[PauseEntry]:
    """The pauses of the filter, all of them: a plan has few. `sort` as in other lists."""
    found = [each for each in list_entries(plan_id=plan_id) if _is_wanted(each, wanted, today)]
    key, is_reverse = SORTS[sort.removeprefix("-")], sort.startswith("-")
    return sorted(found, key=key, reverse=is_reverse)


def _is_wanted(entry: PauseEntry, wanted: PauseFilter, today: date) -> bool:
    said = vietnamese.fold(" ".join([*chain(*entry.agencies), entry.reason, entry.entered_by]))
    has_words = all(word in said for word in vietnamese.fold(wanted.words).split())
    return has_words and wanted.standing in {None, entry.standing(today)}


def list_entries(*, plan_id: int) -> list[PauseEntry]:
    """All pauses as they were entered, those that last longest first."""
    rows = db.session.execute(
        select(ReminderPause, Agency.name, Agency.name_en, addressed(User))
        .outerjoin(Agency, Agency.id == ReminderPause.agency_id)
        .outerjoin(User, User.id == ReminderPause.created_by_id)
        .where(ReminderPause.plan_id == plan_id)
        .order_by(ReminderPause.last_day.desc(), Agency.official_order, ReminderPause.id)
    ).tuples()
    found: dict[tuple[datetime, int | None, date], PauseEntry] = {}
    for row, name, name_en, person in rows:
        key = row.created_at, row.created_by_id, row.first_day
        entry = found.get(key)
        if entry is None:
            entry = found[key] = PauseEntry(
                row.id, [], row.first_day, row.last_day, row.reason, person or "", row.created_at
            )
        if name is not None:
            entry.agencies.append(AgencyNames(name, name_en or ""))
    return list(found.values())


def list_choices(*, plan_id: int) -> list[Choice]:
    """The agencies that are responsible for a task of the plan, and the groups these are in."""
    responsible = select(Task.responsible_agency_id).where(Task.plan_id == plan_id)
    groups = select(agency_member.c.group_id).where(agency_member.c.member_id.in_(responsible))
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.is_group, agency_member.c.member_id, Agency.name_en)
        .outerjoin(agency_member, agency_member.c.group_id == Agency.id)
        .where(or_(Agency.id.in_(responsible), Agency.id.in_(groups)))
        .order_by(Agency.is_group.desc(), Agency.official_order, Agency.id)
    ).tuples()
    found: dict[int, Choice] = {}
    for id_, name, is_group, member, name_en in rows:
        known = found.get(id_, Choice(id_, name, is_group, (), name_en))
        members = known.members if member is None else (*known.members, member)
        found[id_] = known._replace(members=members)
    return list(found.values())
