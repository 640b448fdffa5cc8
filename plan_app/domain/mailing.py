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
    ON_BEHALF = "on_behalf"
    OBJECTION = "objection"
    NUDGE = "nudge"
    LEADER_LETTER = "leader_letter"
    LEADER_NOTICE = "leader_notice"
    ROUND = "round"
    UPDATE_LINK = "update_link"
    RELIEF = "relief"
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


# What tells thresholds of deadlines, and so has rows in the ledger.
REMINDERS = frozenset({MessageKind.DIGEST, MessageKind.NUDGE})
UNSETTLED = frozenset({MessageState.PLANNED, MessageState.SENDING, MessageState.RETRY})


class ResendCause(StrEnum):
    """Why a person sends a message again."""

    ADDRESS_MENDED = "address_mended"
    ASKED = "asked"


class ReportAction(StrEnum):
    """What a delivery report says of a message (RFC 3464); only `DELIVERED` is in a mailbox."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


# RFC 3463, 5.1: of the statuses about addresses, 5.1.5 is a success, 5.1.7 and 5.1.8 are about the
# sender's and 5.1.9 about a relay on the way. 5.1.10 is RFC 7505: the domain takes no mail.
_ABOUT_ADDRESS = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10"})


def is_about_address(status: str) -> bool:
    """Whether an enhanced status says that the recipient's address does not work, for good."""
    return status in _ABOUT_ADDRESS


# How many people have to be told the same before it says something about us.
MANY_RETURNED = 5
# Begins the reason of a stop by mail that came back, not by an answer of our own server.
RETURNED = "returned: "


def is_own_fault(returned: int, reached: int) -> bool:
    """Whether mail to so many people came back alike that the mistake is ours: most of those
    whom mail was sent to of late, and not only some who have left.
    """
    return returned >= MANY_RETURNED and 2 * returned > reached


_SIGN_IN_REFUSED = ("534", "535")


def is_wrong_password(said: str) -> bool:
    """Whether a server's answer, one line that begins with its code, refuses name or password."""
    return said.startswith(_SIGN_IN_REFUSED)


class LedgerState(StrEnum):
    """Whether a threshold of a deadline was told to a person."""

    RESERVED = "reserved"
    TOLD = "told"
    RELEASED = "released"
