"""The coordinator's queue: milestones that await confirmation, with what was reported of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from plan_app.domain.confirmations import Claim, Missing, missing
from plan_app.domain.papers import PaperPurpose
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Agency, Milestone, Paper, ProgressReport, Task, User
from plan_app.queries import conditions, objections, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow


class Completeness(StrEnum):
    """Values of the filter: nothing is missing, or something is."""

    WHOLE = "whole"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class ConfirmationFilter:
    """What the queue is narrowed to."""

    words: str = ""
    agency: int | None = None
    completeness: Completeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationRow(MilestoneRow):
    """A milestone that awaits confirmation, its last report, and whether that has a paper.

    `version` is the task's. Without a report (an imported state) all of the report is None.
    """

    version: int
    report_id: int | None
    reported_at: datetime | None
    result: str | None
    difficulties: str | None
    letter: str | None
    letter_date: date | None
    author_honorific: str | None
    author_name: str | None
    has_papers: bool
    is_objected: bool

    @property
    def claim(self) -> Claim:
        """What the rules need to know of it."""
        return Claim(
            has_report=self.report_id is not None,
            result=self.result or "",
            has_paper=self.has_papers or bool(self.letter),
            is_objected=self.is_objected,
        )

    def missing(self, *, needs_paper: bool) -> tuple[Missing, ...]:
        """What is missing before it can be confirmed among many."""
        return missing(self.claim, needs_paper=needs_paper)


_author = aliased(User)
# The report that holds now: the last that was neither taken back nor replaced.
_LAST: Final = (
    select(ProgressReport.id)
    .where(
        ProgressReport.milestone_id == Milestone.id,
        ProgressReport.retracted_at.is_(None),
        ProgressReport.superseded_by_id.is_(None),
    )
    .order_by(ProgressReport.reported_at.desc(), ProgressReport.id.desc())
    .limit(1)
    .correlate(Milestone)
    .scalar_subquery()
)
_HAS_PAPERS: Final = exists().where(
    Paper.report_id == ProgressReport.id, Paper.purpose == PaperPurpose.REPORT
)
_IS_OBJECTED: Final = objections.is_open()
_OWN: Final = (
    Task.version.label("version"),
    ProgressReport.id.label("report_id"),
    ProgressReport.reported_at,
    ProgressReport.result,
    ProgressReport.difficulties,
    ProgressReport.letter,
    ProgressReport.letter_date,
    _author.honorific.label("author_honorific"),
    _author.full_name.label("author_name"),
    _HAS_PAPERS.label("has_papers"),
    _IS_OBJECTED.label("is_objected"),
)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "waited": (Milestone.reported_on, Milestone.id),
    "number": (Task.number, Milestone.ordinal),
    "agency": (Agency.official_order, Task.number, Milestone.ordinal),
    "due": (Milestone.due_date.is_(None), Milestone.due_date, Milestone.id),
}
DEFAULT_SORT: Final = "waited"


def list_rows(
    plan_id: int,
    wanted: ConfirmationFilter,
    *,
    needs_paper: bool,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[ConfirmationRow]:
    """Thirty milestones of the filter, or all without a page; those that waited longest first."""
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        _joined(select(*rows.COLUMNS, *_OWN))
        .where(*_conditions(plan_id, wanted, needs_paper))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return _rows(statement)


def list_by_ids(plan_id: int, milestone_ids: Collection[int]) -> list[ConfirmationRow]:
    """Those of the milestones that still await confirmation, by number."""
    statement = (
        _joined(select(*rows.COLUMNS, *_OWN))
        .where(*_awaiting(plan_id), Milestone.id.in_(milestone_ids))
        .order_by(*SORTS["number"])
    )
    return _rows(statement)


def count_rows(plan_id: int, wanted: ConfirmationFilter, *, needs_paper: bool) -> int:
    """How many milestones the filter leaves."""
    counted = _joined(select(func.count(Milestone.id)))
    return db.session.scalar(counted.where(*_conditions(plan_id, wanted, needs_paper))) or 0


def list_agencies(plan_id: int) -> list[tuple[int, str, str]]:
    """Id, name and English name of the agencies with a row in the queue, in official order."""
    waiting = (
        select(Task.responsible_agency_id)
        .join(Milestone, Milestone.task_id == Task.id)
        .where(*_awaiting(plan_id))
    )
    found = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(Agency.id.in_(waiting))
        .order_by(Agency.official_order)
    )
    return [(row.id, row.name, row.name_en) for row in found]


def _rows(statement: Select[Any]) -> list[ConfirmationRow]:
    return [ConfirmationRow(**row._mapping) for row in db.session.execute(statement)]


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        rows.joined(statement.select_from(Milestone))
        .outerjoin(ProgressReport, ProgressReport.id == _LAST)
        .outerjoin(_author, _author.id == ProgressReport.author_id)
    )


def _awaiting(plan_id: int) -> list[ColumnElement[bool]]:
    return [
        Milestone.plan_id == plan_id,
        Milestone.state == MilestoneState.AWAITING_CONFIRMATION,
    ]


def _conditions(
    plan_id: int, wanted: ConfirmationFilter, needs_paper: bool
) -> list[ColumnElement[bool]]:
    of_task = ListFilter(words=wanted.words, agency=wanted.agency)
    found = [*_awaiting(plan_id), *conditions.of_task(of_task, plan_id)]
    if wanted.completeness is Completeness.WHOLE:
        found.append(_is_whole(needs_paper))
    if wanted.completeness is Completeness.LACKING:
        found.append(or_(ProgressReport.id.is_(None), ~_is_whole(needs_paper)))
    return found


def _is_whole(needs_paper: bool) -> ColumnElement[bool]:
    """As `domain.confirmations.missing` finds nothing; a test compares them."""
    has_result = func.trim(ProgressReport.result) != ""
    has_paper = or_(_HAS_PAPERS, func.coalesce(ProgressReport.letter, "") != "")
    papers = [has_paper] if needs_paper else []
    return and_(ProgressReport.id.is_not(None), ~_IS_OBJECTED, has_result, *papers)
