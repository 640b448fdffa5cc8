"""A claimed message and its facts to what is kept of it and what leaves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.mailing import MessageKind
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail import facts as facts_
from plan_app.mail import message as message_
from plan_app.mail import sealing, unsubscribing, update_links
from plan_app.mail.compose import compose
from plan_app.mail.facts import AccountFacts, Facts, Reader, Support
from plan_app.mail.message import Cover, Letter, Mailbox
from plan_app.mail.outbox import Claimed
from plan_app.mail.settling import Frozen
from plan_app.mail.transports import Envelope
from plan_app.mail.update_links import NewLink
from plan_app.models import Language
from plan_app.presentation.language import sentence, speaking

SENDER: Final = N_("Kế hoạch tăng trưởng xanh tỉnh Thanh Hóa (Sở Tài chính)")
# The log may not show these at all: what they lead to is an account.
SECRET: Final = frozenset({MessageKind.INVITATION, MessageKind.PASSWORD_RESET})
MASK: Final = N_("‹đường dẫn›")
_LINK: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to leave; `frozen` is None when it was frozen by an earlier attempt.

    `links` are those that were made for it, to be kept before it is frozen.
    """

    message: Claimed
    envelope: Envelope
    facts: Facts | None = None
    frozen: Frozen | None = None
    links: Sequence[NewLink] = ()


def draft(message: Claimed, facts: Facts, *, now: datetime) -> Draft:
    """Compose the message anew."""
    links = update_links.make(facts)
    letter = compose(facts, links)
    cover = _cover(facts, thread=_thread(message, _domain()), now=now)
    data = message_.build(letter, cover)
    frozen = Frozen(
        message_id=cover.message_id,
        dated=now,
        frozen=sealing.seal_bytes(data, settings().secret_key),
        facts_digest=facts_.digest(facts),
        address=cover.recipient,
        subject=letter.subject,
        search_text=vietnamese.fold(letter.subject)[:300],
        text=None if message.kind in SECRET else masked(letter),
    )
    envelope = _envelope(cover.recipient, cover.message_id, data)
    return Draft(message, envelope, facts, frozen, tuple(links.values()))


def masked(letter: Letter) -> str:
    """The text without the addresses in it, as the log keeps it."""
    with speaking(letter.language):
        return _LINK.sub(sentence(MASK), letter.text)


def test_message(address: str, *, now: datetime) -> Envelope:
    """A test message for anybody, with a person behind it or not."""
    reader = Reader(
        id=0,
        address=address,
        honorific="",
        full_name=address,
        division="",
        agency="",
        language=Language.VIETNAMESE.value,
    )
    facts = AccountFacts(
        kind=MessageKind.TEST,
        reader=reader,
        support=None,
        today=now.astimezone(settings().timezone).date(),
        said={},
        tasks=0,
        standing_agency="",
    )
    cover = _cover(facts, thread=None, now=now)
    return _envelope(address, cover.message_id, message_.build(compose(facts), cover))


def _envelope(recipient: str, message_id: str, data: bytes) -> Envelope:
    return Envelope(_return_path(message_id), recipient, message_id, data)


def _return_path(message_id: str) -> str:
    """Where a report about the message goes; it names the message where the office's box can."""
    sender, box = settings().mail_from, settings().bounces
    if box is None or not box.has_plus:
        return sender
    name, _, domain = sender.partition("@")
    return f"{name}+{message_id.strip('<>').partition('@')[0]}@{domain}"


def _cover(facts: Facts, *, thread: str | None, now: datetime) -> Cover:
    with speaking(facts.reader.language):
        sender = Mailbox(sentence(SENDER), settings().mail_from)
    return Cover(
        sender=sender,
        recipient=facts.reader.address,
        reply_to=_reply_to(facts.support),
        message_id=message_.new_message_id(_domain()),
        thread=thread,
        dated=now.astimezone(settings().timezone),
        unsubscribe=unsubscribing.address(facts),
    )


def _domain() -> str:
    return settings().mail_from.partition("@")[2]


def again(message: Claimed) -> Draft | None:
    """The message as it was frozen; None when that cannot be read (another secret key)."""
    if message.frozen is None or message.message_id is None or message.address is None:
        return None
    try:
        data = sealing.unseal_bytes(message.frozen, settings().secret_key)
    except sealing.CannotUnseal:
        return None
    return Draft(message, _envelope(message.address, message.message_id, data))


def _reply_to(support: Support | None) -> Mailbox | None:
    return Mailbox(support.full_name, support.address) if support else None


def _thread(message: Claimed, domain: str) -> str | None:
    """A person's digests of a month are one thread, and so is all mail on a task to one person."""
    if message.kind is MessageKind.DIGEST:
        month = message.local_day.strftime("%Y-%m")
        return message_.thread_id(f"digests/{message.recipient_id}/{month}", domain)
    if message.task_id is not None:
        return message_.thread_id(f"task/{message.recipient_id}/{message.task_id}", domain)
    return None
