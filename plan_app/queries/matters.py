"""What people are to be told in a digest besides deadlines, and what they were told of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    case,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import directions
from plan_app.domain.comments import NEWS_FOR
from plan_app.domain.directions import DirectionState
from plan_app.domain.duties import DutyPart
from plan_app.domain.holding import Hold
from plan_app.domain.matters import Matter, MatterKind
from plan_app.domain.planning import Digest
from plan_app.domain.recipients import Line, Recipient
from plan_app.domain.roles import Role
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import (
    Comment,
    Direction,
    DirectionMail,
    Membership,
    Mention,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
)
from plan_app.queries import deadlines
from plan_app.queries.askings import Surroundings
from plan_app.queries.days import Day
from plan_app.queries.deadlines import PlanRow
from plan_app.queries.holds import get_holds
from plan_app.queries.ledger import GOING_OR_GONE
from plan_app.queries.recipients import get_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A matter of a task, and the people who have been told of it, with the last day of telling.

    `person_id` is the one whom a comment mentions; a direction is for who answers for the task, by
    `answer_by`.
    """

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
    person_id: int | None = None
    answer_by: date | None = None
    told: Mapping[int, date] = field(default_factory=dict)

    def recipient(self, around: Surroundings) -> Recipient | Hold:
        """Who is to be told today, or the rule that holds it back."""
        hold = around.hold_of(self)
        if self.person_id is not None:
            return self._mentioned(self.person_id, hold, around.line)
        if hold is not None or self.owner_id is None:
            return hold or Hold.UNASSIGNED
        found = around.line.answers_for(self.owner_id, self.agency_id, self.plan_id)
        return Hold.NOBODY_REACHABLE if found.user_id is None else found

    def _mentioned(self, person: int, hold: Hold | None, line: Line) -> Recipient | Hold:
        """The person, unless mail is held back or would go to the leader of an agency."""
        if hold not in {None, Hold.UNASSIGNED}:
            return hold or Hold.UNASSIGNED
        may_go = line.is_usable(person) and person not in line.heads
        return Recipient(person, DutyPart.OWNER) if may_go else Hold.NOBODY_REACHABLE

    def reader(self, around: Surroundings) -> int | None:
        """The person who may be told today, told before or not."""
        who = self.recipient(around)
        return None if isinstance(who, Hold) else who.user_id

    def untold(self, around: Surroundings, calendar: Calendar) -> int | None:
        """The same, unless they were told and no day to remind them has come since."""
        person = self.reader(around)
        told_on = None if person is None else self.told.get(person)
        if told_on is None or self._is_due_again(told_on, around, calendar):
            return person
        return None

    def _is_due_again(self, told_on: date, around: Surroundings, calendar: Calendar) -> bool:
        if self.answer_by is None:
            return False
        last = directions.last_reminder(self.answer_by, around.today, around.plan.policy, calendar)
        return last is not None and last > told_on

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
            again=person in self.told,
        )


def list_pending(*, now: datetime) -> list[Pending]:
    """What of all plans is to be told at `now`, with who was told; in one query.

    The directions that ask for an answer, and the mentions of late that nobody was told of.
    """
    asking = _asking(now).subquery()
    return _gathered(
        db.session.execute(select(asking).order_by(asking.c.kind, asking.c.subject_id))
    )


def list_plans(*, now: datetime) -> tuple[list[PlanRow], list[Pending]]:
    """All plans, and what `list_pending` gives; in one query."""
    asking = _asking(now).subquery()
    rows = db.session.execute(
        select(*deadlines.PLAN_COLUMNS, *asking.c)
        .outerjoin(asking, asking.c.plan_id == Plan.id)
        .order_by(Plan.id, asking.c.kind, asking.c.subject_id)
    ).all()
    split = len(deadlines.PLAN_COLUMNS)
    plans = {row[0]: deadlines.plan_of(row[:split]) for row in rows}
    return list(plans.values()), _gathered(row for row in rows if row.subject_id is not None)


def list_due(pending: Iterable[Pending], day: Day) -> tuple[Matter, ...]:
    """Those of the matters that somebody is to be told, or reminded of, and may be on `day`."""
    around = {
        plan.id: Surroundings(
            plan, day.today, day.line, day.holds, assume_on=plan.id == day.assumed
        )
        for plan in day.open
    }
    return tuple(_due(pending, around, day.calendar))


def pending_after(
    pending: Iterable[Pending], digests: Iterable[Digest], today: date
) -> list[Pending]:
    """What will have been told once the digests of `today` have arrived."""
    told: dict[tuple[MatterKind, int], dict[int, date]] = {}
    for digest in digests:
        for each in digest.matters:
            told.setdefault((each.kind, each.subject_id), {})[digest.recipient_id] = today
    return [
        replace(each, told={**each.told, **told.get((each.kind, each.subject_id), {})})
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
        who = of_direction(each).reader(around[each.task.plan_id])
        if who is not None and who in people:
            found.setdefault(who, []).append(each)
    return found


_OF_TASK = (
    Task.id.label("task_id"),
    Task.plan_id,
    Task.number,
    Task.responsible_agency_id,
    Task.owner_id,
    Task.text_status,
    Task.armed_at,
)


def _asking(now: datetime) -> CompoundSelect[Any]:
    return union_all(_directions(), _mentions(now))


def _mentions(now: datetime) -> Select[Any]:
    """A row for each mention that is on its way in no mail; nothing goes to a leader by itself."""
    of_plan = (Membership.user_id == Mention.person_id) & (Membership.plan_id == Task.plan_id)
    nobody, never = cast(null(), Integer), cast(null(), Date)
    return (
        select(
            literal(MatterKind.MENTION.value),
            Comment.id,
            literal(0),
            Comment.written_at,
            nobody,
            never,
            never,
            Mention.person_id,
            *_OF_TASK,
        )
        .join(Comment, Comment.id == Mention.comment_id)
        .join(Task, Task.id == Comment.task_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Mention.message_id)
        .where(
            Comment.written_at > now - NEWS_FOR,
            Comment.withdrawn_at.is_(None),
            or_(Mention.message_id.is_(None), OutboxMessage.state.not_in(GOING_OR_GONE)),
            exists().where(of_plan),
            ~exists().where(of_plan, Membership.role == Role.LEADER),
        )
    )


def _directions() -> Select[Any]:
    """A row for each direction and each message that tells it, or one without."""
    is_of = (DirectionMail.direction_id == Direction.id) & (
        DirectionMail.revision == Direction.revision
    )
    is_told = (OutboxMessage.id == DirectionMail.message_id) & OutboxMessage.state.in_(
        GOING_OR_GONE
    )
    told = case((OutboxMessage.id.is_not(None), DirectionMail.recipient_id))
    return (
        select(
            literal(MatterKind.DIRECTION.value).label("kind"),
            Direction.id.label("subject_id"),
            Direction.revision,
            Direction.asked_at,
            told.label("recipient_id"),
            OutboxMessage.local_day.label("told_on"),
            Direction.answer_by,
            cast(null(), Integer).label("person_id"),
            *_OF_TASK,
        )
        .join(Task, Task.id == Direction.task_id)
        .outerjoin(DirectionMail, is_of)
        .outerjoin(OutboxMessage, is_told)
        .where(Direction.state == DirectionState.OPEN)
    )


def _gathered(rows: Iterable[Row[Any]]) -> list[Pending]:
    """One of each direction, with all who were told, and one of each mention."""
    found: dict[tuple[str, int, int | None], Pending] = {}
    for row in rows:
        key = row.kind, row.subject_id, row.person_id
        each = found.get(key) or replace(
            _pending(row.subject_id, row.task_id, row, row),
            kind=MatterKind(row.kind),
            person_id=row.person_id,
        )
        found[key] = replace(each, told=_told(each.told, row.recipient_id, row.told_on))
    return list(found.values())


def _told(told: Mapping[int, date], person: int | None, day: date) -> Mapping[int, date]:
    """The same with another day on which a person was told; the last one counts."""
    return told if person is None else {**told, person: max(day, told.get(person, day))}


def get_comments(ids: Collection[int]) -> dict[int, Comment]:
    """Those of the comments that were not withdrawn, with their tasks, authors and mentions."""
    wanted = (
        select(Comment)
        .where(Comment.id.in_(ids), Comment.withdrawn_at.is_(None))
        .options(
            joinedload(Comment.task), joinedload(Comment.author), selectinload(Comment.mentions)
        )
    )
    return {comment.id: comment for comment in db.session.scalars(wanted)}


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


def _due(
    pending: Iterable[Pending], around: Mapping[int, Surroundings], calendar: Calendar
) -> Iterator[Matter]:
    for each in pending:
        if each.plan_id not in around:
            continue
        person = each.untold(around[each.plan_id], calendar)
        if person is not None:
            yield each.matter(person)


def _pending(direction_id: int, task_id: int, direction: Any, task: Any) -> Pending:  # noqa: ANN401 (rows or objects)
    return Pending(
        kind=MatterKind.DIRECTION,
        subject_id=direction_id,
        revision=direction.revision,
        asked_at=direction.asked_at,
        answer_by=direction.answer_by,
        task_id=task_id,
        plan_id=task.plan_id,
        number=task.number,
        agency_id=task.responsible_agency_id,
        owner_id=task.owner_id,
        is_draft=task.text_status is TextStatus.DRAFT,
        is_armed=task.armed_at is not None,
    )
