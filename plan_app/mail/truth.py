"""The truth read again just before sending, for a batch of messages at once (rule 14)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from plan_app.domain import preferences, windows
from plan_app.domain.askings import Asking
from plan_app.domain.duties import Duty
from plan_app.domain.leader_lists import latest_due
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.preferences import Topic
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail import (
    leader_facts,
    letter_facts,
    link_facts,
    milestone_facts,
    nudge_facts,
    relief_facts,
    round_facts,
    sealing,
    update_links,
)
from plan_app.mail.batch import Batch, Owned, imagined
from plan_app.mail.facts import (
    NOTHING_LEFT,
    AccountFacts,
    DigestFacts,
    Dropped,
    Facts,
    Later,
    Reader,
)
from plan_app.mail.message import is_address
from plan_app.mail.outbox import Claimed
from plan_app.models import OutboxMessage
from plan_app.queries.ledger import ANSWERS
from plan_app.queries.roll_up import RollUp, get_roll_up

ACCOUNT_KINDS = frozenset(
    {
        MessageKind.INVITATION,
        MessageKind.PASSWORD_RESET,
        MessageKind.PASSWORD_NOTICE,
        MessageKind.TEST,
    }
)

INACTIVE = N_("tài khoản của người nhận đã ngừng hoạt động")
NO_ADDRESS = N_("địa chỉ thư của người nhận không dùng được")
SECRET_GONE = N_("đường dẫn trong thư không còn dùng được")


def read(messages: Sequence[Claimed], *, now: datetime) -> dict[int, Facts | Dropped]:
    """What each message says now, or why it is not sent any more, by the messages' ids.

    A handful of queries for the batch, and those of a roll-up for each plan that has one.
    """
    batch = _read(messages, now)
    return {message.id: _facts(batch, message) for message in messages}


def read_due(messages: Sequence[Claimed], *, now: datetime) -> dict[int, Facts | Dropped | Later]:
    """The same, or until when the message has to wait because its hour is over."""
    batch = _read(messages, now)
    return {message.id: _later(batch, message) or _facts(batch, message) for message in messages}


def _read(messages: Sequence[Claimed], now: datetime) -> Batch:
    batch = Batch(now, now.astimezone(settings().timezone).date())
    batch.read_people(messages)
    batch.read_plans()
    for message_kind, read in (
        (MessageKind.DIGEST, batch.read_digests),
        (MessageKind.NUDGE, batch.read_nudges),
    ):
        of_kind = [message for message in messages if message.kind is message_kind]
        if of_kind:
            read(of_kind)
    # In this order: what is asked for is about milestones that were read.
    for named, read_ids in (
        ("milestone_id", batch.read_milestones),
        ("extension_id", batch.read_extensions),
        ("letter_id", batch.read_letters),
        ("leader_list", batch.read_leader_lists),
        ("relief_id", batch.read_reliefs),
        ("objection_id", batch.read_objections),
    ):
        ids = {each.context[named] for each in messages if named in each.context}
        if ids:
            read_ids(ids)
    about_rounds = [each for each in messages if "round_id" in each.context]
    if about_rounds:
        batch.read_rounds(about_rounds)
    invited = [each.recipient_id for each in messages if each.kind is MessageKind.INVITATION]
    if invited:
        batch.read_owned(invited)
    return batch


def _later(batch: Batch, message: Claimed) -> Later | None:
    """A server that refused a decision shortly before closing time is not asked again at night."""
    if message.kind not in (*ANSWERS, MessageKind.NUDGE) or message.plan_id is None:
        return None
    own, zone = batch.policies[message.plan_id], settings().timezone
    window = windows.following(batch.now, own, batch.calendar, zone)
    return Later(window.opens) if window.opens > batch.now else None


def rehearse(
    recipient_id: int,
    *,
    now: datetime,
    roll_up_week: date | None,
    roll_ups: Sequence[int],
    round_id: int | None = None,
    assumed: int | None,
) -> Facts | Dropped:
    """What a digest to the person would say at `now`, planned or not; nothing is written.

    `roll_ups` are the plans whose roll-ups of the week it holds, `round_id` the round that it
    reminds of, `assumed` is a plan that is read as if its reminders were on.
    """
    about_round = {} if round_id is None else {"round_id": round_id}
    context = {"roll_ups": roll_ups} | about_round
    message = _imagined(MessageKind.DIGEST, recipient_id, context, now, roll_up_week)
    batch = _read_imagined(message, now, assumed)
    batch.read_duties([message])
    duties = batch.duties.get(recipient_id, ())
    batch.reserved[0] = {(duty.milestone_id, duty.deadline_revision) for duty in duties}
    return _facts(batch, message)


def rehearse_round(asking: Asking, *, now: datetime, assumed: int | None) -> Facts | Dropped:
    """What the mail about a round would say at `now`, planned or not; nothing is written."""
    context = {
        "round_id": asking.round_id,
        "parts": [part.value for part in asking.parts],
        "agencies": asking.agencies,
    }
    message = _imagined(MessageKind.ROUND, asking.recipient_id, context, now, None)
    return _facts(_read_imagined(message, now, assumed), message)


def _read_imagined(message: Claimed, now: datetime, assumed: int | None) -> Batch:
    batch = Batch(now, now.astimezone(settings().timezone).date(), assumed=assumed)
    batch.read_people([message])
    batch.read_plans()
    if "round_id" in message.context:
        batch.read_rounds([message])
    return batch


def _imagined(
    kind: MessageKind,
    recipient_id: int,
    context: dict[str, Any],
    now: datetime,
    roll_up_week: date | None,
) -> Claimed:
    """A message that is only thought of."""
    return replace(
        imagined(kind, recipient_id, now=now),
        context=context,
        roll_up_week=roll_up_week,
    )


def read_again(message: OutboxMessage, *, now: datetime) -> Facts | Dropped:
    """What a message would say if a person sent it again at `now`; nothing is written."""
    names = set(Claimed.__dataclass_fields__) - {"frozen"}
    claimed = Claimed(frozen=None, **{name: getattr(message, name) for name in names})
    again = replace(
        claimed,
        state=MessageState.PLANNED,
        context=again_context(message),
        roll_up_week=again_roll_up(message, now.astimezone(settings().timezone).date()),
    )
    return read([again], now=now)[again.id]


def again_context(message: OutboxMessage) -> dict[str, Any]:
    """The context of the message that repeats this one."""
    return message.context | {"resends": message.id}


def again_roll_up(message: OutboxMessage, today: date) -> date | None:
    """The week of the roll-up, which is repeated only while it is the present one."""
    monday = today - timedelta(days=today.weekday())
    return monday if message.roll_up_week == monday else None


def _facts(batch: Batch, message: Claimed) -> Facts | Dropped:
    reader = batch.readers[message.recipient_id]
    if message.recipient_id in batch.inactive:
        return Dropped(INACTIVE)
    if not is_address(reader.address):
        return Dropped(NO_ADDRESS, bad_address=True)
    return _READERS.get(message.kind, milestone_facts.of_decision)(batch, message, reader)


def _digest_facts(batch: Batch, message: Claimed, reader: Reader) -> Facts | Dropped:
    duties = tuple(batch.duties.get(reader.id, ()))
    now_due = {(duty.milestone_id, duty.deadline_revision) for duty in duties}
    roll_ups = _roll_ups(batch, message)
    # Duties alone were told before: without one that this message was planned for, it is no news.
    # A message that a person sends again tells what was told.
    wanted = now_due if "resends" in message.context else batch.reserved.get(message.id, set())
    section = round_facts.section_of(batch, message, reader)
    if not roll_ups and section is None and not now_due & wanted:
        return Dropped(NOTHING_LEFT)
    plan_ids = [duty.plan_id for duty in duties] or batch.coordinated.get(reader.id, [])
    plan_ids = plan_ids or [batch.rounds[message.context["round_id"]].this.plan_id]
    return DigestFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(plan_ids[0]),
        today=batch.today,
        duties=duties,
        roll_ups=tuple(roll_ups.values()),
        length=min(batch.policies[plan_id].digest_length for plan_id in set(plan_ids)),
        round=section,
        linked=tuple(
            plan_id
            for plan_id in sorted({duty.plan_id for duty in duties})
            if update_links.in_force(batch.policies[plan_id].update_links)
        ),
        optional=_optional(batch, reader.id, duties, roll_ups) if section is None else (),
    )


def _optional(
    batch: Batch, reader: int, duties: Sequence[Duty], rolled_up: Collection[int]
) -> tuple[Topic, ...]:
    """What the message is about, where the reader may do without all of it."""
    is_optional = all(duty.is_early for duty in duties) and all(
        preferences.is_roll_up_optional(reader, batch.reached.get(plan, ()), batch.without_roll_up)
        for plan in rolled_up
    )
    if not is_optional:
        return ()
    return (Topic.EARLY,) * bool(duties) + (Topic.ROLL_UP,) * bool(rolled_up)


def _roll_ups(batch: Batch, message: Claimed) -> dict[int, RollUp]:
    """By plan: those it was planned for, still coordinated and wanted, with reminders on."""
    if message.roll_up_week is None:
        return {}
    found = {}
    still = batch.coordinated.get(message.recipient_id, ())
    for plan_id in (each for each in message.context.get("roll_ups", still) if each in still):
        plan = batch.plans[plan_id]
        if not plan.reminders_on and plan_id != batch.assumed:
            continue
        if _does_without(batch, message.recipient_id, plan_id):
            continue
        if plan_id not in batch.roll_ups:
            zone = settings().timezone
            days = batch.policies[plan_id].escalation_agency
            batch.roll_ups[plan_id] = get_roll_up(
                plan_id,
                plan.slug,
                now=batch.now,
                zone=zone,
                escalated=latest_due(batch.today, days, batch.calendar),
            )
        found[plan_id] = batch.roll_ups[plan_id]
    return found


def _does_without(batch: Batch, person: int, plan_id: int) -> bool:
    """Whether the coordinator wishes no roll-up, and another one gets it."""
    reached = batch.reached.get(plan_id, ())
    readers = preferences.roll_up_readers(reached, batch.without_roll_up)
    return person in batch.without_roll_up and person not in readers


def _account_facts(batch: Batch, message: Claimed, reader: Reader) -> Facts | Dropped:
    token = message.context.get("sealed")
    plan = batch.plans.get(message.plan_id or 0)
    try:
        sealed = sealing.unseal(token, settings().secret_key) if token else {}
    except sealing.CannotUnseal:
        return Dropped(SECRET_GONE)
    owned = batch.owned.get(reader.id, Owned())
    return AccountFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(message.plan_id or 0),
        today=batch.today,
        said={name: value for name, value in message.context.items() if name != "sealed"} | sealed,
        tasks=owned.tasks,
        lead_agency=owned.agency,
        standing_agency=plan.standing_agency.name if plan else "",
    )


# What is in none of these is a decision about one milestone.
_READERS: Final[Mapping[MessageKind, Callable[[Batch, Claimed, Reader], Facts | Dropped]]] = {
    **dict.fromkeys(ACCOUNT_KINDS, _account_facts),
    MessageKind.DIGEST: _digest_facts,
    MessageKind.EXTENSION: milestone_facts.of_extension,
    MessageKind.LEADER_LETTER: leader_facts.of_letter,
    MessageKind.LEADER_NOTICE: leader_facts.of_notice,
    MessageKind.NUDGE: nudge_facts.facts_of,
    MessageKind.OBJECTION: milestone_facts.of_objection,
    MessageKind.ON_BEHALF: letter_facts.facts_of,
    MessageKind.RELIEF: relief_facts.facts_of,
    MessageKind.ROUND: round_facts.facts_of,
    MessageKind.UPDATE_LINK: link_facts.facts_of,
}
