"""Who has reported in a round: the agencies with their counts, and the tasks behind each count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from plan_app.domain import vietnamese
from plan_app.domain.deadlines import Figure, MilestoneFacts
from plan_app.domain.rounds import Reported, standing
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Agency, RoundCheck, RoundNote, Task, User, agency_member
from plan_app.queries.round_rows import COUNTED
from plan_app.queries.rounds import Round
from plan_app.queries.rows import addressed, page_of


class Checked(StrEnum):
    """Whether an agency has found its figures right."""

    YES = "yes"
    NO = "no"


class Answered(StrEnum):
    """Whether a task that is asked for has a report; or all that stand in the figures."""

    REPORTED = "reported"
    LACKING = "lacking"
    ASKED = "asked"


class Noted(StrEnum):
    """Whether something is noted of the task."""

    YES = "yes"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to."""

    words: str = ""
    reported: Reported | None = None
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the tasks of a round are narrowed to."""

    words: str = ""
    agency: int | None = None
    report: Answered | None = None
    figure: Figure | None = None
    note: Noted | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One agency: of `asked` tasks `reported` have a report; who checked its figures, when."""

    agency_id: int
    name: str
    name_en: str
    total: int
    asked: int
    reported: int
    notes: int
    checked_at: datetime | None
    checked_by: str | None

    @property
    def lacking(self) -> int:
        """The tasks without a report."""
        return self.asked - self.reported

    @property
    def standing(self) -> Reported:
        """How much has been reported."""
        return standing(self.asked, self.reported)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as the round knows it, by its pressing milestone, with the last words."""

    task_id: int
    milestone_id: int
    number: int
    title: str
    title_en: str
    is_draft: bool
    agency_id: int
    agency_name: str
    agency_name_en: str
    owner_id: int | None
    owner_name: str | None
    label: str
    label_en: str
    state: MilestoneState
    percent: int | None
    due_date: date | None
    waiting_for: str | None
    reported_on: date | None
    confirmed_on: date | None
    figure: Figure
    is_asked: bool
    has_report: bool
    said_on: date | None
    result: str
    difficulties: str
    notes: int
    # Whether the agency is a group of others, whose members answer.
    of_group: bool

    @property
    def facts(self) -> MilestoneFacts:
        """What the rules need to know of the milestone."""
        return MilestoneFacts(
            state=self.state,
            due=self.due_date,
            reported_on=self.reported_on,
            confirmed_on=self.confirmed_on,
            waiting_for=self.waiting_for,
            id=self.milestone_id,
            percent=self.percent,
        )


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted of a task; a correction came after the closing of its round."""

    task_id: int
    number: int
    noted_at: datetime
    author: str
    is_correction: bool
    body: str


BOARD_SORTS: Final = ("agency", "asked", "reported", "lacking", "checked")
DEFAULT_BOARD_SORT: Final = "agency"
TASK_SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("agency_order", "agency_id", "number"),
    "number": ("number",),
    "due": ("due_date", "number"),
    "said": ("said_on", "number"),
}
DEFAULT_TASK_SORT: Final = "agency"


def list_board(
    this: Round, wanted: BoardFilter, *, today: date, sort: str = DEFAULT_BOARD_SORT,
    before: Round | None = None,
) -> list[BoardRow]:  # fmt: skip
    """The agencies that are asked for anything, in official order unless sorted; one query."""
    counts, notes = _counts(this, today), _noted(this, before, today)
    statement = (
        select(
            Agency.id,
            Agency.name,
            Agency.name_en,
            counts.c.total,
            counts.c.asked,
            counts.c.reported,
            func.coalesce(notes.c.notes, 0),
            RoundCheck.checked_at,
            addressed(User),
        )
        .select_from(counts)
        .join(Agency, Agency.id == counts.c.agency_id)
        .outerjoin(notes, notes.c.agency_id == Agency.id)
        .outerjoin(
            RoundCheck, (RoundCheck.agency_id == Agency.id) & (RoundCheck.round_id == this.id)
        )
        .outerjoin(User, User.id == RoundCheck.checked_by_id)
        .where(counts.c.asked > 0)
        .where(*(Agency.search_text.contains(word, autoescape=True)
                 for word in vietnamese.fold(wanted.words).split()))
        .order_by(Agency.official_order, Agency.id)
    )  # fmt: skip
    found = [BoardRow(*row) for row in db.session.execute(statement)]
    kept = [row for row in found if _fits(row, wanted)]
    return _sorted(kept, sort)


def find_agency(this: Round, agency_id: int, *, today: date) -> BoardRow | None:
    """The agency's line of the board, None where nothing of it is in the round."""
    found = list_board(this, BoardFilter(), today=today)
    return next((row for row in found if row.agency_id == agency_id), None)


def count_tasks(
    this: Round, wanted: TaskFilter, *, today: date, before: Round | None = None
) -> int:
    """How many tasks the filter leaves."""
    rows = this.rows(today)
    statement = _joined(select(func.count()), rows).where(*_conditions(this, rows, wanted, before))
    return db.session.scalar(statement) or 0


def list_tasks(
    this: Round, wanted: TaskFilter, *, today: date, sort: str = DEFAULT_TASK_SORT,
    page: int | None = 1, before: Round | None = None,
) -> list[TaskRow]:  # fmt: skip
    """Thirty tasks of the filter, or all without a page."""
    rows = this.rows(today)
    notes = (
        select(func.count())
        .select_from(RoundNote)
        .where(RoundNote.task_id == rows.c.task_id, _notes(this, before))
        .correlate(rows)
        .scalar_subquery()
    )
    of_group = exists().where(agency_member.c.group_id == rows.c.agency_id).correlate(rows)
    own = {"owner_name", "notes", "of_group"}
    names = [name for name in TaskRow.__dataclass_fields__ if name not in own]
    chosen = select(
        *(rows.c[name] for name in names),
        addressed(User).label("owner_name"),
        notes.label("notes"),
        of_group.label("of_group"),
    )
    columns = [rows.c[name] for name in TASK_SORTS[sort.removeprefix("-")]]
    statement = (
        _joined(chosen, rows)
        .where(*_conditions(this, rows, wanted, before))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = page_of(statement, page)
    return [TaskRow(**row._mapping) for row in db.session.execute(statement)]


def list_notes(
    this: Round, before: Round | None, *, task_ids: list[int] | None = None
) -> list[Note]:
    """What was noted in the round, and of the closed round before it since then; oldest first."""
    author = aliased(User)
    rows = db.session.execute(
        select(
            RoundNote.task_id,
            Task.number,
            RoundNote.noted_at,
            addressed(author),
            RoundNote.is_correction,
            RoundNote.body,
        )
        .join(Task, Task.id == RoundNote.task_id)
        .join(author, author.id == RoundNote.author_id)
        .where(_notes(this, before), true() if task_ids is None else Task.id.in_(task_ids))
        .order_by(RoundNote.noted_at, RoundNote.id)
    )
    return [Note(*row) for row in rows]


def _counts(this: Round, today: date) -> Subquery:
    """The tasks of each agency, those that are asked for and those with a report."""
    rows = this.rows(today, COUNTED)
    return (
        select(
            rows.c.agency_id,
            func.count().label("total"),
            func.count().filter(rows.c.is_asked).label("asked"),
            func.count().filter(rows.c.has_report).label("reported"),
        )
        .group_by(rows.c.agency_id)
        .subquery()
    )


def _noted(this: Round, before: Round | None, today: date) -> Subquery:
    """How many notes there are of the tasks of each agency."""
    rows = this.rows(today, ("is_pressing", "task_id", "agency_id"))
    return (
        select(rows.c.agency_id, func.count().label("notes"))
        .join(RoundNote, RoundNote.task_id == rows.c.task_id)
        .where(_notes(this, before))
        .group_by(rows.c.agency_id)
        .subquery()
    )


def _notes(this: Round, before: Round | None) -> ColumnElement[bool]:
    """The notes that belong to the round: its own, and what the one before it got too late."""
    late = (RoundNote.round_id == before.id) & RoundNote.is_correction if before else literal(False)
    return or_(RoundNote.round_id == this.id, late)


def _joined(statement: Select[Any], rows: Subquery) -> Select[Any]:
    return (
        statement.select_from(rows)
        .join(Task, Task.id == rows.c.task_id)
        .outerjoin(User, User.id == rows.c.owner_id)
    )


def _conditions(
    this: Round, rows: Subquery, wanted: TaskFilter, before: Round | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Task.search_text.contains(word, autoescape=True)
        for word in vietnamese.fold(wanted.words).split()
    ]
    if wanted.agency is not None:
        found.append(rows.c.agency_id == wanted.agency)
    if wanted.figure is not None:
        found.append(rows.c.figure == wanted.figure)
    if wanted.note is not None:
        noted = select(RoundNote.task_id).where(_notes(this, before))
        found.append(rows.c.task_id.in_(noted))
    if wanted.report is not None:
        found.append(rows.c.is_asked)
    if wanted.report is Answered.REPORTED:
        found.append(rows.c.has_report)
    elif wanted.report is Answered.LACKING:
        found.append(~rows.c.has_report)
    return found


def _fits(row: BoardRow, wanted: BoardFilter) -> bool:
    if wanted.reported is not None and row.standing is not wanted.reported:
        return False
    return wanted.checked is None or (row.checked_at is not None) == (wanted.checked is Checked.YES)


def _sorted(rows: list[BoardRow], sort: str) -> list[BoardRow]:
    """By the column, agencies that are equal in it in official order."""
    keys: dict[str, Any] = {
        "asked": lambda row: row.asked,
        "reported": lambda row: row.reported,
        "lacking": lambda row: row.lacking,
        "checked": lambda row: (
            row.checked_at is None,
            row.checked_at and row.checked_at.timestamp(),
        ),
    }
    name = sort.removeprefix("-")
    backwards = sort.startswith("-")
    if name not in keys:
        return rows[::-1] if backwards else rows
    return sorted(rows, key=keys[name], reverse=backwards)
