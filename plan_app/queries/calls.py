"""Reads of calls: one, the last that counts, and the list of all."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from plan_app.domain import vietnamese
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, CallNote, Milestone, Task, User
from plan_app.queries import conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow, addressed

NOTER: Final = aliased(User)


class CallStanding(StrEnum):
    """Whether a note holds the reminder, has passed its day, was followed by another, is gone."""

    HOLDS = "holds"
    PASSED = "passed"
    FOLLOWED = "followed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What the list is narrowed to; `words` are of the task or of the note."""

    words: str = ""
    agency: int | None = None
    standing: CallStanding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow(MilestoneRow):
    """A note with the milestone it is about."""

    call_id: int
    spoke_with: str
    called_at: datetime
    promised: str
    look_again_on: date
    withdrawn_at: datetime | None
    noted_by_id: int | None
    noted_by: str | None
    is_last: bool

    def standing(self, today: date) -> CallStanding:
        """How the note stands on this day."""
        if self.withdrawn_at is not None:
            return CallStanding.WITHDRAWN
        if not self.is_last:
            return CallStanding.FOLLOWED
        return CallStanding.HOLDS if self.look_again_on > today else CallStanding.PASSED


def last_call() -> ScalarSelect[int]:
    """The id of the note of the milestone of the row that counts, the last not taken back."""
    later = aliased(CallNote)
    return (
        select(func.max(later.id))
        .where(later.milestone_id == Milestone.id, later.withdrawn_at.is_(None))
        .correlate(Milestone)
        .scalar_subquery()
    )


_IS_LAST: Final = CallNote.id == last_call()
_OWN: Final = (
    CallNote.id.label("call_id"),
    CallNote.spoke_with,
    CallNote.called_at,
    CallNote.promised,
    CallNote.look_again_on,
    CallNote.withdrawn_at,
    CallNote.noted_by_id,
    addressed(NOTER).label("noted_by"),
    func.coalesce(_IS_LAST, False).label("is_last"),
)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "called": (CallNote.called_at, CallNote.id),
    "number": (Task.number, CallNote.id),
    "agency": (Agency.official_order, Task.number, CallNote.id),
    "look": (CallNote.look_again_on, CallNote.id),
}
DEFAULT_SORT: Final = "-called"


def get_call(call_id: int, *, plan_id: int) -> CallNote:
    """The note with its milestone and the task; raises NotFound."""
    found = db.session.scalar(
        select(CallNote)
        .join(CallNote.milestone)
        .where(CallNote.id == call_id, Milestone.plan_id == plan_id)
        .options(joinedload(CallNote.milestone).joinedload(Milestone.task))
    )
    if found is None:
        raise NotFound
    return found


def count_rows(plan_id: int, wanted: CallFilter, *, today: date) -> int:
    """How many notes the filter leaves."""
    counted = _joined(select(func.count(CallNote.id)), plan_id, wanted, today)
    return db.session.scalar(counted) or 0


def list_rows(
    plan_id: int,
    wanted: CallFilter,
    *,
    today: date,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[CallRow]:
    """Thirty notes of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        _joined(select(*rows.COLUMNS, *_OWN), plan_id, wanted, today)
        .outerjoin(NOTER, NOTER.id == CallNote.noted_by_id)
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [CallRow(**row._mapping) for row in db.session.execute(statement)]


def _joined(statement: Select[Any], plan_id: int, wanted: CallFilter, today: date) -> Select[Any]:
    of_note = statement.select_from(Milestone).join(CallNote, CallNote.milestone_id == Milestone.id)
    return rows.joined(of_note).where(*_conditions(plan_id, wanted, today))


def _conditions(plan_id: int, wanted: CallFilter, today: date) -> list[ColumnElement[bool]]:
    of_task = ListFilter(agency=wanted.agency)
    folded = vietnamese.fold(wanted.words).split()
    return [
        Milestone.plan_id == plan_id,
        *conditions.of_task(of_task, plan_id),
        *(_speaks_of(word) for word in folded),
        *_standing(wanted.standing, today),
    ]


def _speaks_of(word: str) -> ColumnElement[bool]:
    """Whether the folded word is of the task or in what was noted."""
    return or_(
        Task.search_text.contains(word, autoescape=True),
        CallNote.search_text.contains(word, autoescape=True),
    )


def _standing(standing: CallStanding | None, today: date) -> list[ColumnElement[bool]]:
    match standing:
        case None:
            return []
        case CallStanding.WITHDRAWN:
            return [CallNote.withdrawn_at.is_not(None)]
        case CallStanding.FOLLOWED:
            return [CallNote.withdrawn_at.is_(None), CallNote.id != last_call()]
        case CallStanding.HOLDS:
            return [_IS_LAST, CallNote.look_again_on > today]
        case CallStanding.PASSED:
            return [_IS_LAST, CallNote.look_again_on <= today]
