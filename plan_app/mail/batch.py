"""What is read once for a batch of messages, whatever its size."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import policy
from plan_app.domain.duties import Duty
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.roles import Role
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.mail.facts import Reader, Support
from plan_app.mail.message import is_address
from plan_app.mail.outbox import Claimed
from plan_app.models import (
    Agency,
    AgencyLetter,
    Comment,
    Direction,
    ExtensionRequest,
    LeaderList,
    LedgerRow,
    LetterObjection,
    Membership,
    Milestone,
    Plan,
    ProgressReport,
    ReliefRequest,
    ReportingRound,
    Task,
    User,
)
from plan_app.queries import askings, deadlines, leader_lists, matters, rounds
from plan_app.queries.askings import Audience, Surroundings, get_audience
from plan_app.queries.calendar import get_calendar
from plan_app.queries.duties import list_duties
from plan_app.queries.holds import get_holds
from plan_app.queries.recipients import get_line
from plan_app.queries.roll_up import RollUp
from plan_app.queries.round_board import TaskFilter, TaskRow, list_tasks


@dataclass(slots=True)
class ReadRound:
    """A round with whom it asks today, and the tasks of the agencies that check theirs."""

    this: ReportingRound
    audience: Audience
    of_agency: dict[int, list[TaskRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owned:
    """How many tasks a person owns; `agency` leads them all, "" where several do."""

    tasks: int = 0
    agency: str = ""


@dataclass(slots=True)
class Batch:
    """All that was read for a batch of messages, by ids."""

    now: datetime
    today: date
    assumed: int | None = None
    readers: dict[int, Reader] = field(default_factory=dict)
    inactive: set[int] = field(default_factory=set)
    duties: dict[int, list[Duty]] = field(default_factory=dict)
    directions: dict[int, list[Direction]] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    reserved: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    policies: dict[int, ReminderPolicy] = field(default_factory=dict)
    supports: dict[int, Support] = field(default_factory=dict)
    coordinated: dict[int, list[int]] = field(default_factory=dict)
    reached: dict[int, list[int]] = field(default_factory=dict)
    without_roll_up: set[int] = field(default_factory=set)
    roll_ups: dict[int, RollUp] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    extensions: dict[int, ExtensionRequest] = field(default_factory=dict)
    nudged: dict[tuple[int, int], list[Duty]] = field(default_factory=dict)
    letters: dict[int, AgencyLetter] = field(default_factory=dict)
    leader_lists: dict[int, LeaderList] = field(default_factory=dict)
    reliefs: dict[int, ReliefRequest] = field(default_factory=dict)
    objections: dict[int, LetterObjection] = field(default_factory=dict)
    owned: dict[int, Owned] = field(default_factory=dict)
    rounds: dict[int, ReadRound] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)

    def read_people(self, messages: Iterable[Claimed]) -> None:
        """Who gets the messages, and which of them are no longer active."""
        wanted = {message.recipient_id for message in messages}
        people = db.session.scalars(
            select(User).where(User.id.in_(wanted)).options(joinedload(User.agency))
        )
        for person in people:
            self.readers[person.id] = reader_of(person)
            if not person.active:
                self.inactive.add(person.id)

    def read_plans(self) -> None:
        """Every plan with the first of its coordinators who can be asked."""
        plans = db.session.scalars(select(Plan).options(joinedload(Plan.standing_agency)))
        self.plans = {plan.id: plan for plan in plans}
        self.policies = {id_: policy.parse(plan.policy) for id_, plan in self.plans.items()}
        self.read_supports()

    def read_supports(self) -> None:
        """The coordinators of every plan, the first who can be asked among them."""
        coordinators = db.session.execute(
            select(Membership.plan_id, User)
            .join(User, User.id == Membership.user_id)
            .where(Membership.role == Role.COORDINATOR, User.active)
            .options(joinedload(User.agency))
            .order_by(Membership.id)
        ).tuples()
        for plan_id, person in coordinators:
            self.coordinated.setdefault(person.id, []).append(plan_id)
            if person.unreachable_since is None:
                self.reached.setdefault(plan_id, []).append(person.id)
            if person.skips_roll_up:
                self.without_roll_up.add(person.id)
            if is_address(person.email):
                self.supports.setdefault(plan_id, support_of(person))

    def read_digests(self, digests: Collection[Claimed]) -> None:
        """The duties of the readers, and what each digest was planned for."""
        self.read_duties(digests)
        self._read_reserved(digests)

    def read_nudges(self, nudges: Collection[Claimed]) -> None:
        """What the readers have to do in the plans of the nudges, and what each was sent for.

        Whether a plan's reminders are on does not matter: a person has seen these before.
        """
        self.calendar = get_calendar()
        self._read_reserved(nudges)
        for plan_id in {nudge.plan_id for nudge in nudges if nudge.plan_id}:
            people = {nudge.recipient_id for nudge in nudges if nudge.plan_id == plan_id}
            found = list_duties(
                today=self.today,
                calendar=self.calendar,
                recipient_ids=people,
                plan_ids=[plan_id],
                assumed=plan_id,
            )
            self.nudged |= {(plan_id, person): duties for person, duties in found.items()}

    def _read_reserved(self, messages: Collection[Claimed]) -> None:
        rows = db.session.execute(
            select(LedgerRow.message_id, LedgerRow.milestone_id, LedgerRow.deadline_revision).where(
                LedgerRow.message_id.in_([message.id for message in messages]),
                LedgerRow.state == LedgerState.RESERVED,
            )
        ).tuples()
        for message_id, milestone_id, revision in rows:
            self.reserved.setdefault(message_id, set()).add((milestone_id, revision))

    def read_duties(self, digests: Collection[Claimed]) -> None:
        """What the readers have to do, and what they are to answer."""
        self.calendar = get_calendar()
        readers = {message.recipient_id for message in digests}
        self.duties = list_duties(
            today=self.today, calendar=self.calendar, recipient_ids=readers, assumed=self.assumed
        )
        self.directions = matters.list_asked(readers, today=self.today, assumed=self.assumed)
        named = {each for message in digests for each in message.context.get("mentions", ())}
        if named:
            self.comments = matters.get_comments(named)

    def read_milestones(self, milestone_ids: Collection[int]) -> None:
        """What decisions are about, and the days on which they may be told."""
        self.calendar = get_calendar()
        found = db.session.scalars(
            select(Milestone)
            .where(Milestone.id.in_(milestone_ids))
            .options(joinedload(Milestone.task).joinedload(Task.responsible_agency))
        )
        self.milestones = {milestone.id: milestone for milestone in found}

    def read_extensions(self, extension_ids: Collection[int]) -> None:
        """Requests for more time, after their milestones, which the session then holds."""
        found = db.session.scalars(
            select(ExtensionRequest).where(ExtensionRequest.id.in_(extension_ids))
        )
        self.extensions = {request.id: request for request in found}

    def read_letters(self, letter_ids: Collection[int]) -> None:
        """What was entered from these letters, and the days on which it may be told."""
        self.calendar = get_calendar()
        of_report = selectinload(AgencyLetter.reports).joinedload(ProgressReport.milestone)
        found = db.session.scalars(
            select(AgencyLetter)
            .where(AgencyLetter.id.in_(letter_ids))
            .options(of_report.joinedload(Milestone.task))
        )
        self.letters = {letter.id: letter for letter in found}

    def read_leader_lists(self, list_ids: Collection[int]) -> None:
        """What coordinators confirmed for leaders, and the days on which it may be told."""
        self.calendar = get_calendar()
        self.leader_lists = leader_lists.get_lists(list_ids)

    def read_rounds(self, messages: Collection[Claimed]) -> None:
        """The rounds that messages are about, as they stand now."""
        about = {each.context["round_id"] for each in messages}
        reviewed = {each.context["round_id"] for each in messages if each.context.get("agencies")}
        line, holds = get_line(today=self.today), get_holds(today=self.today)
        wanted = select(ReportingRound).where(ReportingRound.id.in_(about))
        for this in db.session.scalars(wanted):
            plan = deadlines.row_of(self.plans[this.plan_id])
            around = Surroundings(
                plan, self.today, line, holds, assume_on=this.plan_id == self.assumed
            )
            people = {each.recipient_id for each in messages if each.context["round_id"] == this.id}
            # A batch is of a few people: what all the others own need not be read for them.
            tasks = askings.list_silent_of(this, sorted(line.owners_of(people)))
            found = ReadRound(this, get_audience(tasks, around))
            if this.id in reviewed:
                found.audience.reviewers = self._read_reviewers(this, around)
                found.of_agency = self._read_agencies(this)
            self.rounds[this.id] = found

    def _read_reviewers(self, this: ReportingRound, around: Surroundings) -> dict[int, list[int]]:
        """Who speaks today for which agencies, from tasks that are only counted."""
        since = askings.since_of(this)
        shares = askings.list_shares(around.plan, since=since, assume_on=around.assume_on)
        return askings.get_crowd(shares, around).reviewers

    def _read_agencies(self, this: ReportingRound) -> dict[int, list[TaskRow]]:
        by_agency: dict[int, list[TaskRow]] = {}
        known = rounds.get_round(this.id, plan_id=this.plan_id)
        for row in list_tasks(known, TaskFilter(), today=self.today, page=None):
            by_agency.setdefault(row.agency_id, []).append(row)
        return by_agency

    def read_reliefs(self, relief_ids: Collection[int]) -> None:
        """Wishes to be relieved, with their tasks, and the days on which answers may leave."""
        self.calendar = get_calendar()
        found = db.session.scalars(
            select(ReliefRequest)
            .where(ReliefRequest.id.in_(relief_ids))
            .options(joinedload(ReliefRequest.task))
        )
        self.reliefs = {request.id: request for request in found}

    def read_objections(self, objection_ids: Collection[int]) -> None:
        """Objections with the reports they are about, after their milestones."""
        found = db.session.scalars(
            select(LetterObjection)
            .where(LetterObjection.id.in_(objection_ids))
            .options(joinedload(LetterObjection.report))
        )
        self.objections = {each.id: each for each in found}

    def read_owned(self, people: Collection[int]) -> None:
        """How many tasks these people own, and whose."""
        rows = db.session.execute(
            select(Task.owner_id, func.count(), func.min(Agency.name), func.max(Agency.name))
            .join(Agency, Agency.id == Task.responsible_agency_id)
            .where(Task.owner_id.in_(people))
            .group_by(Task.owner_id)
        ).tuples()
        self.owned = {
            owner: Owned(number, first if first == last else "")
            for owner, number, first, last in rows
            if owner is not None
        }


def imagined(kind: MessageKind, recipient_id: int, *, now: datetime) -> Claimed:
    """A message that is only thought of."""
    return Claimed(
        id=0,
        kind=kind,
        recipient_id=recipient_id,
        local_day=now.astimezone(settings().timezone).date(),
        plan_id=None,
        task_id=None,
        context={},
        roll_up_week=None,
        state=MessageState.PLANNED,
        attempts=0,
        expires_at=now,
        message_id=None,
        frozen=None,
        facts_digest=None,
        address=None,
    )


def reader_of(person: User) -> Reader:
    """The person as a mail speaks to them."""
    return Reader(
        id=person.id,
        address=person.email,
        honorific=person.honorific,
        full_name=person.full_name,
        division=person.division,
        agency=person.agency.name if person.agency else "",
        language=person.language.value,
        is_shared=person.is_shared,
        position=person.position,
        agency_en=person.agency.name_en if person.agency else "",
    )


def support_of(person: User) -> Support:
    """The person as one who answers questions."""
    return Support(
        address=person.email,
        honorific=person.honorific,
        full_name=person.full_name,
        position=person.position,
        agency=person.agency.name if person.agency else "",
        telephone=person.telephone,
        agency_en=person.agency.name_en if person.agency else "",
    )
