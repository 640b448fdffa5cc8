"""Sending a message again because a person asks for it: a new message that refers to the old.

It says what is true now, goes in the window of a working day, counts against the daily cap, and
its thresholds stand in the ledger as those of any digest. A digest sent again is the person's
digest of its day: the planner adds no other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import defer, joinedload

from plan_app.domain import policy, resending, windows
from plan_app.domain.mailing import UNSETTLED, MessageKind, ResendCause
from plan_app.domain.resending import SentMessage
from plan_app.domain.windows import Window
from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db, settings
from plan_app.mail import facts as facts_
from plan_app.mail import outbox, truth
from plan_app.mail.facts import DigestFacts, Dropped, Facts
from plan_app.models import MailResend, OutboxMessage, Plan, outbox_message_task
from plan_app.queries import ledger
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services import ledger as ledger_service
from plan_app.services.acts import Act
from plan_app.services.answers import ANSWER_EXPIRES, window_for

_WAITING: Final = N_("Thư nhắc việc trong ngày của người nhận đang chờ gửi; thư đó có đủ nội dung.")
_CAP_REACHED: Final = N_("Người nhận đã có đủ số thư về nhiệm vụ trong ngày gửi.")
_WRONG_CAUSE: Final = N_("Đề nghị chọn lý do gửi lại.")


class CannotResend(RuleBroken):
    """The message is not sent again, for this reason."""


class ContentChanged(RuleBroken):
    """What would be sent is no longer what the person has read."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nội dung thư đã thay đổi kể từ khi Ông/Bà mở trang này; đề nghị đọc lại rồi gửi.")
        )


@dataclass(frozen=True, slots=True)
class Again:
    """What sending again would do: what the message says, when it leaves, and as which of the day.

    `already` mails about tasks go to the person that day without it, of at most `cap`.
    """

    original: OutboxMessage
    facts: Facts
    window: Window
    not_before: datetime
    already: int
    cap: int

    @property
    def seen(self) -> str:
        """Names what was read, so that nothing else is sent."""
        return facts_.digest(self.facts)


def find_resend(message_id: int) -> MailResend | None:
    """What was sent for this message, if it was sent again."""
    return db.session.scalar(select(MailResend).where(MailResend.original_id == message_id))


def why_not(message: OutboxMessage, *, is_resent: bool) -> str | None:
    """Why the message cannot be sent again, whatever it would say; None where it can."""
    sent = SentMessage(
        kind=message.kind,
        state=message.state,
        is_active=message.recipient.active,
        is_reachable=message.recipient.unreachable_since is None,
        is_resent=is_resent,
    )
    return resending.refusal(sent)


def prepare(message: OutboxMessage, plan: Plan, *, now: datetime) -> Again:
    """What would go at `now`; writes nothing. Raises CannotResend."""
    refused = why_not(message, is_resent=find_resend(message.id) is not None)
    if refused is not None:
        raise CannotResend(refused)
    window = _window(message, plan, now)
    not_before = max(now, window.opens)
    said = truth.read_again(message, now=not_before)
    if isinstance(said, Dropped):
        raise CannotResend(said.reason)
    of_day = ledger.list_of_day(message.recipient_id, day=window.day)
    cap = policy.parse(plan.policy).daily_cap
    if len(of_day) >= cap:
        raise CannotResend(_CAP_REACHED)
    if message.kind is MessageKind.DIGEST and any(
        kind is MessageKind.DIGEST and state in UNSETTLED for kind, state in of_day
    ):
        raise CannotResend(_WAITING)
    return Again(message, said, window, not_before, len(of_day), cap)


def resend(
    message_id: int, plan: Plan, *, cause: ResendCause | None, seen: str, note: str, act: Act
) -> OutboxMessage:
    """Queue the message once more, as the preview named `seen` showed it.

    Raises CannotResend (also on a second click) and ContentChanged.
    """
    original = _hold(message_id)
    again = prepare(original, plan, now=act.now)
    if again.seen != seen:
        raise ContentChanged
    if cause is None or cause not in resending.causes(original.state):
        raise RuleBroken(_WRONG_CAUSE, field="cause")
    message = _enqueue(again, act)
    if isinstance(again.facts, DigestFacts):
        ledger_service.reserve_shown([(message, again.facts.duties)])
    db.session.add(
        MailResend(
            message_id=message.id,
            original_id=original.id,
            asked_by_id=act.actor.user_id,
            cause=cause,
        )
    )
    _record(original, message, plan, cause, note, act)
    return message


def _window(message: OutboxMessage, plan: Plan, now: datetime) -> Window:
    if message.kind is MessageKind.DIGEST:
        own = policy.parse(plan.policy)
        return windows.following(now, own, get_calendar(), settings().timezone)
    return window_for(message.recipient, plan, now)


def _hold(message_id: int) -> OutboxMessage:
    """The message, held until the transaction ends: a second click waits, and then finds it."""
    found = db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .options(joinedload(OutboxMessage.recipient), defer(OutboxMessage.text))
        .with_for_update(of=OutboxMessage)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _enqueue(again: Again, act: Act) -> OutboxMessage:
    original, window = again.original, again.window
    is_digest = original.kind is MessageKind.DIGEST
    message = outbox.enqueue(
        original.kind,
        original.recipient,
        now=act.now,
        local_day=window.day,
        not_before=again.not_before,
        expires_at=window.closes if is_digest else again.not_before + ANSWER_EXPIRES,
        plan_id=original.plan_id,
        task_id=original.task_id,
        context=truth.again_context(original),
    )
    message.roll_up_week = truth.again_roll_up(original, window.day)
    db.session.flush()
    about = outbox_message_task.c
    tasks = select(literal(message.id), about.task_id).where(about.message_id == original.id)
    db.session.execute(insert(outbox_message_task).from_select(["message_id", "task_id"], tasks))
    return message


def _record(
    original: OutboxMessage,
    message: OutboxMessage,
    plan: Plan,
    cause: ResendCause,
    note: str,
    act: Act,
) -> None:
    journal.record(
        "mail_resent",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan.id,
        task_id=original.task_id,
        subject=("user", original.recipient_id),
        data={"original": original.id, "message": message.id, "cause": cause.value},
        text=note,
    )
