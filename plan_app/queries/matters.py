"""What people are to be told in a digest besides deadlines, and what they were told of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload

from plan_app.domain.directions import DirectionState
from plan_app.domain.holding import Hold
from plan_app.domain.matters import Matter, MatterKind
from plan_app.domain.planning import Digest
from plan_app.domain.recipients import Recipient
from plan_app.extensions import db, settings
from plan_app.models import Direction, DirectionMail, OutboxMessage, Plan, Task, TextStatus
from plan_app.queries import deadlines
from plan_app.queries.askings import Surroundings
from plan_app.queries.days import Day
from plan_app.queries.deadlines import PlanRow
from plan_app.queries.holds import get_holds
from plan_app.queries.ledger import GOING_OR_GONE
from plan_app.queries.recipients import get_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A matter of a task, and the people who have been told of it."""

    kind: MatterKind
    subject_id: int
    revision: int
    asked_at: datetime
    task_id: int
    plan_id: int
    number: int
    agency_id: int
    owner_id: int | None
    is_draft: bool
    is_armed: bool
    told: frozenset[int] = frozenset()

    def recipient(self, around: Surroundings) -> Recipient | Hold:
        """Who is to be told today, or the rule that holds it back."""
        hold = around.hold_of(self)
        if hold is not None or self.owner_id is None:
            return hold or Hold.UNASSIGNED
        found = around.line.answers_for(self.owner_id, self.agency_id, self.plan_id)
        return Hold.NOBODY_REACHABLE if found.user_id is None else found

    def untold(self, around: Surroundings) -> int | None:
        """The person who may be told today and was not yet."""
        who = self.recipient(around)
        if isinstance(who, Hold) or who.user_id in self.told:
            return None
        return who.user_id

    def matter(self, person: int) -> Matter:
        """The matter as the planner takes it, for the person."""
        return Matter(
            recipient_id=person,
            plan_id=self.plan_id,
            number=self.number,
            kind=self.kind,
            subject_id=self.subject_id,
            revision=self.revision,
            task_id=self.task_id,
            since=self.asked_at.astimezone(settings().timezone).date(),
        )


def list_pending() -> list[Pending]:
    """The directions of all plans that ask for an answer, with who was told; in one query."""
    return _gathered(db.session.execute(_asking().order_by("subject_id")))


def list_plans() -> tuple[list[PlanRow], list[Pending]]:
    """All plans, and what `list_pending` gives; in one query."""
    asking = _asking().subquery()
    rows = db.session.execute(
        select(*deadlines.PLAN_COLUMNS, *asking.c)
        .outerjoin(asking, asking.c.plan_id == Plan.id)
        .order_by(Plan.id, asking.c.subject_id)
    ).all()
    split = len(deadlines.PLAN_COLUMNS)
    plans = {row[0]: deadlines.plan_of(row[:split]) for row in rows}
    return list(plans.values()), _gathered(row for row in rows if row.subject_id is not None)


def list_due(pending: Iterable[Pending], day: Day) -> tuple[Matter, ...]:
    """Those of the matters that somebody was not told yet and may be told on `day`."""
    around = {
        plan.id: Surroundings(
            plan, day.today, day.line, day.holds, assume_on=plan.id == day.assumed
        )
        for plan in day.open
    }
    return tuple(_due(pending, around))


def pending_after(pending: Iterable[Pending], digests: Iterable[Digest]) -> list[Pending]:
    """What will have been told once the digests have arrived."""
    told: dict[tuple[MatterKind, int], set[int]] = {}
    for digest in digests:
        for each in digest.matters:
            told.setdefault((each.kind, each.subject_id), set()).add(digest.recipient_id)
    return [
        replace(each, told=each.told | told.get((each.kind, each.subject_id), set()))
        for each in pending
    ]


def of_direction(direction: Direction) -> Pending:
    """A direction that is at hand, without who was told."""
    return _pending(direction.id, direction.task_id, direction, direction.task)


def list_asked(
    people: Collection[int], *, today: date, assumed: int | None = None
) -> dict[int, list[Direction]]:
    """The directions that each of the people answers for today, by the day of the answer.

    One query, and three more where there are any.
    """
    found: dict[int, list[Direction]] = {}
    directions = _list_open()
    around = _surroundings({each.task.plan_id for each in directions}, today, assumed)
    for each in directions:
        who = of_direction(each).untold(around[each.task.plan_id])
        if who is not None and who in people:
            found.setdefault(who, []).append(each)
    return found


def _asking() -> Select[Any]:
    """A row for each direction and each person who was told, or one without."""
    told = (
        select(DirectionMail.direction_id, DirectionMail.revision, DirectionMail.recipient_id)
        .join(OutboxMessage, OutboxMessage.id == DirectionMail.message_id)
        .where(OutboxMessage.state.in_(GOING_OR_GONE))
        .subquery()
    )
    is_of = (told.c.direction_id == Direction.id) & (told.c.revision == Direction.revision)
    return (
        select(
            Direction.id.label("subject_id"),
            Direction.revision,
            Direction.asked_at,
            told.c.recipient_id,
            Task.id.label("task_id"),
            Task.plan_id,
            Task.number,
            Task.responsible_agency_id,
            Task.owner_id,
            Task.text_status,
            Task.armed_at,
        )
        .join(Task, Task.id == Direction.task_id)
        .outerjoin(told, is_of)
        .where(Direction.state == DirectionState.OPEN)
    )


def _gathered(rows: Iterable[Row[Any]]) -> list[Pending]:
    """One of each direction, with all who were told."""
    found: dict[int, Pending] = {}
    for row in rows:
        each = found.get(row.subject_id) or _pending(row.subject_id, row.task_id, row, row)
        told = each.told | {row.recipient_id} - {None}
        found[row.subject_id] = replace(each, told=told)
    return list(found.values())


def _list_open() -> list[Direction]:
    wanted = (
        select(Direction)
        .where(Direction.state == DirectionState.OPEN)
        .options(joinedload(Direction.task), joinedload(Direction.author))
        .order_by(Direction.answer_by, Direction.id)
    )
    return list(db.session.scalars(wanted))


def _surroundings(
    plan_ids: Collection[int], today: date, assumed: int | None
) -> Mapping[int, Surroundings]:
    if not plan_ids:
        return {}
    line, holds = get_line(today=today), get_holds(today=today)
    return {
        plan.id: Surroundings(plan, today, line, holds, assume_on=plan.id == assumed)
        for plan in deadlines.list_plans(plan_ids)
    }


def _due(pending: Iterable[Pending], around: Mapping[int, Surroundings]) -> Iterator[Matter]:
    for each in pending:
        person = each.untold(around[each.plan_id]) if each.plan_id in around else None
        if person is not None:
            yield each.matter(person)


def _pending(direction_id: int, task_id: int, direction: Any, task: Any) -> Pending:  # noqa: ANN401 (rows or objects)
    return Pending(
        kind=MatterKind.DIRECTION,
        subject_id=direction_id,
        revision=direction.revision,
        asked_at=direction.asked_at,
        task_id=task_id,
        plan_id=task.plan_id,
        number=task.number,
        agency_id=task.responsible_agency_id,
        owner_id=task.owner_id,
        is_draft=task.text_status is TextStatus.DRAFT,
        is_armed=task.armed_at is not None,
    )
