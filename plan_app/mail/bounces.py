"""Reading the box of delivery reports: one mail after the other, each once.

What a report says is committed before its mail is moved: a process that dies in between reads
it again, and finds that it is known.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

from plan_app import clock
from plan_app.mail import reports
from plan_app.mail.mailboxes import Mailbox, Place, Waiting
from plan_app.mail.reports import NoReport
from plan_app.services import delivery_reports
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
    for waiting in mailbox.list_waiting():
        if should_stop() or clock.stopwatch() > until:
            break
        found = _take_in(mailbox, waiting, now)
        counts[READ] += 1
        counts[found] += 1
        if found in ASIDE:
            # The name is the box's own; nothing of a person or of the content goes into the log.
            _log.warning("mail %s set aside: %s (%d bytes)", waiting.name, found, waiting.size)
        if found is not Outcome.TOO_EARLY:
            mailbox.move(waiting.name, Place.ASIDE if found in ASIDE else Place.DONE)
    return {str(name): counts[name] for name in NAMES}


def _take_in(mailbox: Mailbox, waiting: Waiting, now: datetime) -> str:
    if waiting.size > reports.LARGEST:
        return TOO_LARGE
    found = reports.read(mailbox.read(waiting.name, reports.LARGEST + 1))
    if isinstance(found, NoReport):
        return found
    with transaction():
        return delivery_reports.take_in(found, now=now)
