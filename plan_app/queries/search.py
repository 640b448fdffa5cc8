"""One search over tasks, agencies, people and the numbers of documents."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from plan_app.domain.directions import DirectionState
from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.searching import Sought
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyLetter,
    DeadlineRevision,
    Direction,
    Milestone,
    Paper,
    ProgressReport,
    Task,
    User,
)
from plan_app.queries import conditions, people, rows, task_list
from plan_app.queries.conditions import ListFilter
from plan_app.queries.people import PersonFilter
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version

SHOWN: Final = 10


class AgencyFound(NamedTuple):
    """An agency and how many tasks of the plan it is responsible for."""

    agency: Agency
    tasks: int


class DocumentFound(NamedTuple):
    """A document by its number: the letter that was entered, or the task on which it stands.

    `letter_id` is set for a letter, `number` and the titles for a task.
    """

    reference: str
    dated: date | None
    letter_id: int | None
    number: int | None
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first of each kind, and how many there are; people are None for who may not see them."""

    tasks: list[MilestoneRow]
    all_tasks: int
    agencies: list[AgencyFound]
    all_agencies: int
    people: list[User] | None
    all_people: int
    documents: list[DocumentFound]
    all_documents: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.tasks or self.agencies or self.people or self.documents)


def find(plan_id: int, sought: Sought, *, actor: Actor, today: date, version: Version) -> Found:
    """What this person may find; at most five queries, whatever is found."""
    agencies, all_agencies = _find_agencies(plan_id, sought, actor)
    persons, all_people = _find_people(plan_id, sought, actor)
    documents, all_documents = _find_documents(plan_id, sought, actor)
    wanted = ListFilter(words=sought.text)
    return Found(
        tasks=_find_tasks(plan_id, sought, wanted),
        all_tasks=task_list.count(plan_id, today=today, wanted=wanted, version=version),
        agencies=agencies,
        all_agencies=all_agencies,
        people=persons,
        all_people=all_people,
        documents=documents,
        all_documents=all_documents,
    )


def _find_tasks(plan_id: int, sought: Sought, wanted: ListFilter) -> list[MilestoneRow]:
    """The one of the number first, then by number."""
    order: list[Any] = [Task.number]
    if sought.number is not None:
        order.insert(0, case((Task.number == sought.number, 0), else_=1))
    ids = (
        select(Task.id)
        .where(Task.plan_id == plan_id, *conditions.of_task(wanted, plan_id))
        .order_by(*order)
        .limit(rows.written(SHOWN))
    )
    statement = (
        rows.joined(select(*rows.COLUMNS))
        .where(Milestone.is_pressing, Task.id.in_(ids))
        .order_by(*order)
    )
    return [MilestoneRow(**rows.of_columns(row)) for row in db.session.execute(statement)]


def _find_agencies(plan_id: int, sought: Sought, actor: Actor) -> tuple[list[AgencyFound], int]:
    """In official order; whoever does not keep agencies finds those with tasks in the plan."""
    tasks = (
        select(func.count(Task.id))
        .where(Task.plan_id == plan_id, Task.responsible_agency_id == Agency.id)
        .correlate(Agency)
        .scalar_subquery()
    )
    statement = select(Agency, tasks, func.count().over()).where(
        *(Agency.search_text.contains(word, autoescape=True) for word in sought.words)
    )
    if not actor.may(Permission.INVITE_OWNERS):
        of_plan = select(Task.responsible_agency_id).where(Task.plan_id == plan_id)
        statement = statement.where(Agency.id.in_(of_plan))
    statement = statement.order_by(Agency.official_order, Agency.id).limit(SHOWN)
    found = db.session.execute(statement).tuples().all()
    return [AgencyFound(*row[:2]) for row in found], found[0][2] if found else 0


def _find_people(plan_id: int, sought: Sought, actor: Actor) -> tuple[list[User] | None, int]:
    """By given name, with their agencies at hand."""
    if not actor.may(Permission.INVITE_OWNERS):
        return None, 0
    statement = (
        select(User, func.count().over())
        .where(*people.conditions(plan_id, PersonFilter(words=sought.text)))
        .options(joinedload(User.agency))
        .order_by(User.sort_key, User.id)
        .limit(SHOWN)
    )
    found = db.session.execute(statement).tuples().all()
    return [row[0] for row in found], found[0][1] if found else 0


def _find_documents(plan_id: int, sought: Sought, actor: Actor) -> tuple[list[DocumentFound], int]:
    """The latest first: letters for who enters them, others on tasks whose details one knows."""
    if not sought.of_document:
        return [], 0
    kinds = [*_letters(plan_id, sought, actor), *_on_tasks(plan_id, sought, actor)]
    # A number that stands on a task in several places is one.
    of_all = union_all(*kinds).subquery()
    once = select(of_all).distinct().subquery()
    statement = (
        select(once, func.count().over())
        .order_by(once.c.dated.is_(None), once.c.dated.desc(), once.c.reference, once.c.number)
        .limit(SHOWN)
    )
    found = db.session.execute(statement).all()
    return [DocumentFound(*row[:6]) for row in found], found[0][6] if found else 0


def _letters(plan_id: int, sought: Sought, actor: Actor) -> list[Select[Any]]:
    if not actor.may(Permission.CONFIRM):
        return []
    texts = (cast(null(), String).label(name) for name in ("title", "title_en"))
    return [
        select(
            AgencyLetter.reference,
            AgencyLetter.dated,
            AgencyLetter.id.label("letter_id"),
            cast(null(), Integer).label("number"),
            *texts,
        ).where(
            AgencyLetter.plan_id == plan_id,
            *(
                AgencyLetter.search_text.contains(word, autoescape=True)
                for word in sought.of_document
            ),
        )
    ]


def _on_tasks(plan_id: int, sought: Sought, actor: Actor) -> list[Select[Any]]:
    """What was attached, reported, directed and decided, by the number of its document."""
    concerned = Task.plan_id == plan_id, rows.sees_details(actor)
    milestones = (
        select(
            Paper.milestone_id.label("milestone"), Paper.number.label("reference"), Paper.dated
        ).where(*_has(Paper.number, sought)),
        select(
            ProgressReport.milestone_id, ProgressReport.letter, ProgressReport.letter_date
        ).where(
            *_has(ProgressReport.letter, sought),
            ProgressReport.agency_letter_id.is_(None),
            ProgressReport.retracted_at.is_(None),
            ProgressReport.superseded_by_id.is_(None),
        ),
        select(
            DeadlineRevision.milestone_id,
            DeadlineRevision.document,
            DeadlineRevision.document_date,
        ).where(*_has(DeadlineRevision.document, sought)),
    )
    named = union_all(*milestones).subquery()
    by_milestone = (
        _columns(named.c.reference, named.c.dated)
        .join(Milestone, Milestone.task_id == Task.id)
        .join(named, named.c.milestone == Milestone.id)
    )
    by_task = _columns(Direction.document, Direction.document_date).join(
        Direction, Direction.task_id == Task.id
    )
    by_task = by_task.where(
        *_has(Direction.document, sought), Direction.state != DirectionState.WITHDRAWN
    )
    return [each.where(*concerned) for each in (by_milestone, by_task)]


def _columns(reference: Any, dated: Any) -> Select[Any]:  # noqa: ANN401 (columns)
    return select(
        reference.label("reference"),
        dated.label("dated"),
        cast(null(), Integer).label("letter_id"),
        Task.number,
        Task.title,
        Task.title_en,
    ).select_from(Task)


def _has(column: Any, sought: Sought) -> list[ColumnElement[bool]]:  # noqa: ANN401 (a column)
    """Whether all words stand in a number that is stored as it was typed.

    Of its letters only Đ has to be folded: numbers are in capitals without tones. So what was
    folded to d stands for any letter; that takes a fraction of folding every number.
    """
    return [column.ilike(f"%{_pattern(word)}%", escape="/") for word in sought.of_document]


def _pattern(word: str) -> str:
    for special in "/%_":
        word = word.replace(special, f"/{special}")
    return word.replace("d", "_")
