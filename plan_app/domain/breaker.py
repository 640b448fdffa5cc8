"""The circuit-breaker of a run: a mistake in data or program must not become an avalanche."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

DAYS_OF_HISTORY: Final = 20
TIMES_THE_MEDIAN: Final = 3
TIMES_THE_RECIPIENTS: Final = 2


@dataclass(frozen=True, slots=True)
class MailingHistory:
    """What is usual: digests accepted on each of the last mailing days, and to how many people.

    `confirmed` is the number of people that the previews confirmed by coordinators named.
    """

    confirmed: int
    daily: Sequence[int] = ()
    recipients: int = 0


def limit(history: MailingHistory) -> int:
    """The most digests that may be planned for one day without being asked about.

    Without history the confirmed preview; later three times the median day, and never less than
    twice the people who are known to receive mail: a day on which many dates fall is no mistake.
    """
    if not history.daily:
        return history.confirmed
    usual = TIMES_THE_MEDIAN * median(history.daily[:DAYS_OF_HISTORY])
    active = max(history.recipients, history.confirmed)
    return max(int(usual), TIMES_THE_RECIPIENTS * active)


def trips(total: int, history: MailingHistory, *, allowed: int = 0) -> bool:
    """Whether `total` digests in one day are too many; `allowed` is what a coordinator let pass."""
    return total > max(limit(history), allowed)
