"""The truth read again just before sending, for a batch of messages at once (rule 14)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from plan_app.domain import deadlines, policy
from plan_app.domain.deadlines import Figure
from plan_app.domain.duties import Duty
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.roles import Role
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.errors import N_
from plan_app.extensions import db, settings
from plan_app.mail import sealing
from plan_app.mail.facts import (
    AccountFacts,
    DecisionFacts,
    DigestFacts,
    Dropped,
    Facts,
    Reader,
    Support,
)
from plan_app.mail.message import is_address
from plan_app.mail.outbox import Claimed
from plan_app.models import LedgerRow, Membership, Milestone, Plan, Task, TextStatus, User
from plan_app.queries.calendar import get_calendar
from plan_app.queries.duties import list_duties
from plan_app.queries.roll_up import RollUp, get_roll_up

ACCOUNT_KINDS = frozenset(
    {
        MessageKind.INVITATION,
        MessageKind.PASSWORD_RESET,
        MessageKind.PASSWORD_NOTICE,
        MessageKind.TEST,
    }
)
# What the log may never show: the body of these leads into an account.
SECRET_KINDS = frozenset({MessageKind.INVITATION, MessageKind.PASSWORD_RESET})

INACTIVE = N_("tài khoản của người nhận đã ngừng hoạt động")
NO_ADDRESS = N_("địa chỉ thư của người nhận không dùng được")
NOTHING_LEFT = N_("không còn nội dung cần nhắc")
DECISION_GONE = N_("tình trạng nhiệm vụ đã thay đổi")
OTHER_OWNER = N_("nhiệm vụ đã có đầu mối khác")
SECRET_GONE = N_("đường dẫn trong thư không còn dùng được")


@dataclass(slots=True)
class _Truth:
    """All that was read for a batch."""

    now: datetime
    today: date
    assumed: int | None = None
    readers: dict[int, Reader] = field(default_factory=dict)
    inactive: set[int] = field(default_factory=set)
    duties: dict[int, list[Duty]] = field(default_factory=dict)
    reserved: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)
    supports: dict[int, Support] = field(default_factory=dict)
    coordinated: dict[int, list[int]] = field(default_factory=dict)
    roll_ups: dict[int, RollUp] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    owned: dict[int, int] = field(default_factory=dict)


def read(messages: Sequence[Claimed], *, now: datetime) -> dict[int, Facts | Dropped]:
    """What each message says now, or why it is not sent any more, by the messages' ids.

    A handful of queries for the batch, and those of a roll-up for each plan that has one.
    """
    truth = _Truth(now, now.astimezone(settings().timezone).date())
    _read_people(truth, messages)
    _read_plans(truth)
    digests = [message for message in messages if message.kind is MessageKind.DIGEST]
    if digests:
        _read_digests(truth, digests)
    decisions = [each for each in messages if "milestone_id" in each.context]
    if decisions:
        _read_milestones(truth, [each.context["milestone_id"] for each in decisions])
    invited = [each.recipient_id for each in messages if each.kind is MessageKind.INVITATION]
    if invited:
        _read_owned(truth, invited)
    return {message.id: _facts(truth, message) for message in messages}


def rehearse(
    recipient_id: int,
    *,
    now: datetime,
    roll_up_week: date | None,
    roll_ups: Sequence[int],
    assumed: int | None,
) -> Facts | Dropped:
    """What a digest to the person would say at `now`, planned or not; nothing is written.

    `roll_ups` are the plans whose roll-ups of the week it holds, `assumed` is a plan that is read
    as if its reminders were on.
    """
    truth = _Truth(now, now.astimezone(settings().timezone).date(), assumed=assumed)
    message = Claimed(
        id=0,
        kind=MessageKind.DIGEST,
        recipient_id=recipient_id,
        local_day=truth.today,
        plan_id=None,
        task_id=None,
        context={"roll_ups": roll_ups},
        roll_up_week=roll_up_week,
        state=MessageState.PLANNED,
        attempts=0,
        expires_at=now,
        message_id=None,
        frozen=None,
        facts_digest=None,
        address=None,
    )
    _read_people(truth, [message])
    _read_plans(truth)
    _read_duties(truth, [message])
    duties = truth.duties.get(recipient_id, ())
    truth.reserved[0] = {(duty.milestone_id, duty.deadline_revision) for duty in duties}
    return _facts(truth, message)


def _facts(truth: _Truth, message: Claimed) -> Facts | Dropped:
    reader = truth.readers[message.recipient_id]
    if message.recipient_id in truth.inactive:
        return Dropped(INACTIVE)
    if not is_address(reader.address):
        return Dropped(NO_ADDRESS, bad_address=True)
    if message.kind is MessageKind.DIGEST:
        return _digest_facts(truth, message, reader)
    if message.kind in ACCOUNT_KINDS:
        return _account_facts(truth, message, reader)
    return _decision_facts(truth, message, reader)


def _digest_facts(truth: _Truth, message: Claimed, reader: Reader) -> Facts | Dropped:
    duties = tuple(truth.duties.get(reader.id, ()))
    now_due = {(duty.milestone_id, duty.deadline_revision) for duty in duties}
    roll_ups = _roll_ups(truth, message)
    # Duties alone were told before: without one that this message was planned for, it is no news.
    if not roll_ups and not now_due & truth.reserved.get(message.id, set()):
        return Dropped(NOTHING_LEFT)
    plan_ids = [duty.plan_id for duty in duties] or truth.coordinated.get(reader.id, [])
    return DigestFacts(
        kind=message.kind,
        reader=reader,
        support=truth.supports.get(plan_ids[0]),
        today=truth.today,
        duties=duties,
        roll_ups=roll_ups,
        length=min(truth.lengths[plan_id] for plan_id in set(plan_ids)),
    )


def _roll_ups(truth: _Truth, message: Claimed) -> tuple[RollUp, ...]:
    """Of the plans that it was planned for, still coordinated and with their reminders on."""
    if message.roll_up_week is None:
        return ()
    found = []
    still = truth.coordinated.get(message.recipient_id, ())
    for plan_id in (each for each in message.context.get("roll_ups", still) if each in still):
        plan = truth.plans[plan_id]
        if not plan.reminders_on and plan_id != truth.assumed:
            continue
        if plan_id not in truth.roll_ups:
            zone = settings().timezone
            truth.roll_ups[plan_id] = get_roll_up(plan_id, plan.slug, now=truth.now, zone=zone)
        found.append(truth.roll_ups[plan_id])
    return tuple(found)


def _account_facts(truth: _Truth, message: Claimed, reader: Reader) -> Facts | Dropped:
    token = message.context.get("sealed")
    plan = truth.plans.get(message.plan_id or 0)
    try:
        sealed = sealing.unseal(token, settings().secret_key) if token else {}
    except sealing.CannotUnseal:
        return Dropped(SECRET_GONE)
    return AccountFacts(
        kind=message.kind,
        reader=reader,
        support=truth.supports.get(message.plan_id or 0),
        today=truth.today,
        said={name: value for name, value in message.context.items() if name != "sealed"} | sealed,
        tasks=truth.owned.get(reader.id, 0),
        standing_agency=plan.standing_agency.name if plan else "",
    )


def _decision_facts(truth: _Truth, message: Claimed, reader: Reader) -> Facts | Dropped:
    milestone = truth.milestones.get(message.context.get("milestone_id", 0))
    if milestone is None or not _still_holds(message.kind, milestone):
        return Dropped(DECISION_GONE)
    task = milestone.task
    if task.owner_id != reader.id:
        return Dropped(OTHER_OWNER)
    plan = truth.plans[task.plan_id]
    figure = deadlines.figure(milestone.facts, truth.today)
    english = reader.language == "en"
    return DecisionFacts(
        kind=message.kind,
        reader=reader,
        support=truth.supports.get(task.plan_id),
        today=truth.today,
        plan_slug=plan.slug,
        task_id=task.id,
        number=task.number,
        title=(english and task.title_en) or task.title,
        label=(english and milestone.label_en) or milestone.label,
        standing_agency=plan.standing_agency.name,
        agency=task.responsible_agency.name,
        due=milestone.due_date,
        reported_on=milestone.reported_on,
        is_late=figure is Figure.COMPLETED_LATE,
        reason=milestone.return_reason or "",
        is_draft=task.text_status is TextStatus.DRAFT,
    )


def _still_holds(kind: MessageKind, milestone: Milestone) -> bool:
    if kind is MessageKind.CONFIRMED:
        return milestone.state is MilestoneState.COMPLETED
    return milestone.state in OPEN and bool(milestone.return_reason)


def _read_people(truth: _Truth, messages: Iterable[Claimed]) -> None:
    wanted = {message.recipient_id for message in messages}
    people = db.session.scalars(
        select(User).where(User.id.in_(wanted)).options(joinedload(User.agency))
    )
    for person in people:
        truth.readers[person.id] = reader_of(person)
        if not person.active:
            truth.inactive.add(person.id)


def _read_plans(truth: _Truth) -> None:
    """Every plan with the first of its coordinators who can be asked."""
    plans = db.session.scalars(select(Plan).options(joinedload(Plan.standing_agency)))
    truth.plans = {plan.id: plan for plan in plans}
    truth.lengths = {id_: _policy(plan).digest_length for id_, plan in truth.plans.items()}
    coordinators = db.session.execute(
        select(Membership.plan_id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == Role.COORDINATOR, User.active)
        .options(joinedload(User.agency))
        .order_by(Membership.id)
    ).tuples()
    for plan_id, person in coordinators:
        truth.coordinated.setdefault(person.id, []).append(plan_id)
        if is_address(person.email):
            truth.supports.setdefault(plan_id, _support_of(person))


def _read_digests(truth: _Truth, digests: Collection[Claimed]) -> None:
    _read_duties(truth, digests)
    rows = db.session.execute(
        select(LedgerRow.message_id, LedgerRow.milestone_id, LedgerRow.deadline_revision).where(
            LedgerRow.message_id.in_([message.id for message in digests]),
            LedgerRow.state == LedgerState.RESERVED,
        )
    ).tuples()
    for message_id, milestone_id, revision in rows:
        truth.reserved.setdefault(message_id, set()).add((milestone_id, revision))


def _read_duties(truth: _Truth, digests: Collection[Claimed]) -> None:
    truth.duties = list_duties(
        today=truth.today,
        calendar=get_calendar(),
        recipient_ids={message.recipient_id for message in digests},
        assumed=truth.assumed,
    )


def _read_milestones(truth: _Truth, milestone_ids: Collection[int]) -> None:
    found = db.session.scalars(
        select(Milestone)
        .where(Milestone.id.in_(milestone_ids))
        .options(joinedload(Milestone.task).joinedload(Task.responsible_agency))
    )
    truth.milestones = {milestone.id: milestone for milestone in found}


def _read_owned(truth: _Truth, people: Collection[int]) -> None:
    rows = db.session.execute(
        select(Task.owner_id, func.count()).where(Task.owner_id.in_(people)).group_by(Task.owner_id)
    ).tuples()
    truth.owned = {owner: number for owner, number in rows if owner is not None}


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
    )


def _support_of(person: User) -> Support:
    return Support(
        address=person.email,
        honorific=person.honorific,
        full_name=person.full_name,
        position=person.position,
        agency=person.agency.name if person.agency else "",
        telephone=person.telephone,
    )


def _policy(plan: Plan) -> ReminderPolicy:
    stored: dict[str, Any] = plan.policy
    return policy.parse(stored)
