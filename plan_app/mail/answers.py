"""What a mail server's answer means for one message (rule 15). Pure: answers in, verdicts out."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from plan_app.domain.mailing import is_about_address

RETRY_MINUTES: Final = (1, 5, 15, 60)
# The same refusal for so many people is about us, not about them.
SAME_REFUSALS: Final = 3

_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_LONGEST_WORDS: Final = 300


class Stage(StrEnum):
    """How far the conversation had come when the answer was given."""

    CONNECT = "connect"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(StrEnum):
    """What becomes of the message.

    `IN_DOUBT`: the content was handed over and no answer came, so that the server may have
    accepted it.
    """

    ACCEPTED = "accepted"
    RETRY = "retry"
    IN_DOUBT = "in_doubt"
    BAD_ADDRESS = "bad_address"
    FAILED = "failed"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of the server; `code` is None when there was none (refused, timed out)."""

    stage: Stage
    code: int | None
    words: str = ""

    @property
    def enhanced(self) -> str:
        """The enhanced status code, `5.1.1`, or nothing."""
        found = _ENHANCED.search(self.words)
        return found.group() if found else ""

    @property
    def sameness(self) -> str:
        """What two refusals have in common when they are the same one."""
        return f"{self.code} {self.enhanced}".strip()

    @property
    def concerns_everybody(self) -> bool:
        """Whether nobody else would be served now either.

        Once the server has taken the sender, silence may be about the recipient alone: the
        others are tried over a new connection, so that one recipient cannot hold them back.
        """
        if self.stage in {Stage.CONNECT, Stage.SIGN_IN}:
            return True
        return self.stage is Stage.SENDER and self.code in {None, 421}

    def __str__(self) -> str:
        """One line for the log."""
        return f"{self.code or ''} {self.words}".strip()[:_LONGEST_WORDS]


def verdict(answer: Answer) -> Verdict:
    """What the answer means for the message."""
    if answer.code is None:
        return Verdict.IN_DOUBT if answer.stage is Stage.CONTENT else Verdict.RETRY
    if answer.code < 400:
        return Verdict.ACCEPTED
    if answer.code < 500 or answer.enhanced.endswith(".2.2"):
        return Verdict.RETRY
    if answer.stage in {Stage.CONNECT, Stage.SIGN_IN, Stage.SENDER}:
        return Verdict.CONFIGURATION
    if answer.stage is Stage.RECIPIENT and is_about_address(answer.enhanced):
        return Verdict.BAD_ADDRESS
    return Verdict.FAILED


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after the `attempts`th attempt (from 1): 1, 5, 15, 60 minutes, hourly."""
    return timedelta(minutes=RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1])
