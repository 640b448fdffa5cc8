"""Reading the box of delivery reports: one mail after the other, each once.

All are looked at before any is acted on: where mail to most people came back alike, the mistake is
ours, nobody's address is marked, and the queue stops with one alarm. What a report says is
committed before its mail is moved: a process that dies in between reads it again, and finds that it
is known.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from plan_app import clock
from plan_app.domain.mailing import MANY_RETURNED, RETURNED, is_own_fault
from plan_app.mail import reports, returned
from plan_app.mail.mailboxes import Mailbox, Place, Waiting
from plan_app.mail.reports import NoReport, Report
from plan_app.services import delivery_reports, mail_queue
from plan_app.services.delivery_reports import Outcome
from plan_app.services.transaction import transaction

_log = logging.getLogger(__name__)

# After this a run begins no more mails; the next run goes on.
RUN_SECONDS: Final = 60
TOO_LARGE: Final = "too_large"
READ: Final = "read"
# What a person may want to look at; the rest is done with.
ASIDE: Final = frozenset({Outcome.UNKNOWN, NoReport.LETTER, NoReport.UNREADABLE, TOO_LARGE})
NAMES: Final = (READ, *Outcome, *NoReport, TOO_LARGE)


def read_all(
    mailbox: Mailbox, *, now: datetime, should_stop: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """Take in what waits in the box; how many mails were of what sort, by the names in `NAMES`.

    Raises CannotRead where the box does not answer; what was read until then stays read.
    """
    counts: Counter[str] = Counter()
    until = clock.stopwatch() + RUN_SECONDS

    def is_over() -> bool:
        return should_stop() or clock.stopwatch() > until

    mails = []
    for waiting in mailbox.list_waiting():
        if is_over():
            break
        mails.append((waiting, _look_at(mailbox, waiting)))
    held = _brake([seen for _waiting, seen in mails if isinstance(seen, Report)], now)
    for waiting, seen in mails:
        if counts[READ] and is_over():
            break
        found = _take_in(seen, now, held)
        counts[READ] += 1
        counts[found] += 1
        if found in ASIDE:
            # The name is the box's own; nothing of a person or of the content goes into the log.
            _log.warning("mail %s set aside: %s (%d bytes)", waiting.name, found, waiting.size)
        if found is not Outcome.TOO_EARLY:
            mailbox.move(waiting.name, Place.ASIDE if found in ASIDE else Place.DONE)
    return {str(name): counts[name] for name in NAMES}


def _look_at(mailbox: Mailbox, waiting: Waiting) -> Report | str:
    """The report that the mail is, or what else it is."""
    if waiting.size > reports.LARGEST:
        return TOO_LARGE
    return reports.read(mailbox.read(waiting.name, reports.LARGEST + 1))


def _brake(seen: Sequence[Report], now: datetime) -> frozenset[str]:
    """The statuses that so many reports give that they say something about us; stops the queue."""
    counted = returned.count_returned(seen)
    most = max(counted.values(), default=0)
    if most < MANY_RETURNED:
        return frozenset()
    reached = returned.count_reached(now=now)
    held = frozenset(each for each, number in counted.items() if is_own_fault(number, reached))
    if held:
        words = next(said.words for each in seen for said in each.said if said.status in held)
        with transaction():
            mail_queue.stop(reason=f"{RETURNED}{words}", now=now)
    return held


def _take_in(seen: Report | str, now: datetime, held: frozenset[str]) -> str:
    if not isinstance(seen, Report):
        return seen
    with transaction():
        return delivery_reports.take_in(seen, now=now, held=held)
