"""The address by which a person does without optional mail, in one click (RFC 8058).

It never grows old and is nowhere kept: it says who and what, sealed with the instance's key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from plan_app.domain.preferences import Topic
from plan_app.extensions import settings
from plan_app.mail import links, sealing
from plan_app.mail.facts import DigestFacts, Facts

_BIT_OF: Final = {topic: 1 << n for n, topic in enumerate(Topic)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may do without what."""

    user_id: int
    topics: tuple[Topic, ...]


def address(facts: Facts) -> str:
    """The address for a message that is optional as a whole; empty for duty."""
    if not isinstance(facts, DigestFacts) or not facts.optional:
        return ""
    return links.unsubscribe(token(facts.reader.id, facts.optional))


def token(user_id: int, topics: Iterable[Topic]) -> str:
    """What stands in the address."""
    bits = sum(_BIT_OF[topic] for topic in set(topics))
    return sealing.seal_numbers((user_id, bits), settings().secret_key)


def read(token: str) -> Choice | None:
    """What the address says; None for one that is not ours."""
    try:
        user_id, bits = sealing.unseal_numbers(token, settings().secret_key)
    except sealing.CannotUnseal:
        return None
    topics = tuple(topic for topic, bit in _BIT_OF.items() if bits & bit)
    return Choice(user_id, topics) if topics else None
