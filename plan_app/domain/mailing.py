"""The words of sending: kinds of message, states of a message and of a ledger row."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is. A person's duty digest is one, whatever its sections."""

    DIGEST = "digest"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a slug)
    PASSWORD_NOTICE = "password_notice"  # noqa: S105 (a slug)
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    EXTENSION = "extension"
    LEADER_LETTER = "leader_letter"
    LEADER_NOTICE = "leader_notice"
    ROUND = "round"
    TEST = "test"


class MessageState(StrEnum):
    """Where a message stands. See rule 17: each has plain words on the page."""

    PLANNED = "planned"
    SENDING = "sending"
    RETRY = "retry"
    ACCEPTED = "accepted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


UNSETTLED = frozenset({MessageState.PLANNED, MessageState.SENDING, MessageState.RETRY})


class ResendCause(StrEnum):
    """Why a person sends a message again."""

    ADDRESS_MENDED = "address_mended"
    ASKED = "asked"


_SIGN_IN_REFUSED = ("534", "535")


def is_wrong_password(said: str) -> bool:
    """Whether a server's answer, one line that begins with its code, refuses name or password."""
    return said.startswith(_SIGN_IN_REFUSED)


class LedgerState(StrEnum):
    """Whether a threshold of a deadline was told to a person."""

    RESERVED = "reserved"
    TOLD = "told"
    RELEASED = "released"
