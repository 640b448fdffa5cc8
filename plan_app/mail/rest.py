"""The messages of a batch that have not had their turn, composed one ahead.

So a message is composed while the server is at work on the one before it.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from plan_app.extensions import settings
from plan_app.mail import drafts
from plan_app.mail.conversation import Addresses, Ahead
from plan_app.mail.drafts import Draft
from plan_app.mail.facts import Facts
from plan_app.mail.outbox import Claimed

_log = logging.getLogger(__name__)


class Untold(NamedTuple):
    """A message that is still to be composed from its facts."""

    message: Claimed
    facts: Facts


class Rest:
    """What is left of a batch. `put_off` settles a message that cannot be composed."""

    def __init__(
        self,
        waiting: Iterable[Draft | Untold],
        *,
        now: datetime,
        put_off: Callable[[Claimed], None],
    ) -> None:
        self._waiting = deque(waiting)
        self._now = now
        self._put_off = put_off

    @property
    def messages(self) -> list[Claimed]:
        """All of them, in the order in which they leave."""
        return [each.message for each in self._waiting]

    def first(self) -> Draft | None:
        """The one that leaves next, composed; None when none is left."""
        self._compose()
        first = self._waiting[0] if self._waiting else None
        return first if isinstance(first, Draft) else None

    def take(self) -> Draft | None:
        """The one that leaves next, which is then not in the rest any more."""
        first = self.first()
        if first is not None:
            self._waiting.popleft()
        return first

    def ahead(self) -> Ahead:
        """What can be done while another message is on its way."""
        return Ahead(self._addresses(), self._compose)

    def _addresses(self) -> Addresses | None:
        if not self._waiting:
            return None
        first = self._waiting[0]
        if isinstance(first, Draft):
            return first.envelope.addresses
        return Addresses(settings().mail_from, first.facts.reader.address)

    def _compose(self) -> None:
        """Compose the first; one that cannot be must not keep the others from leaving."""
        while self._waiting and isinstance(first := self._waiting[0], Untold):
            try:
                self._waiting[0] = drafts.draft(first.message, first.facts, now=self._now)
            except Exception:  # noqa: BLE001 (whatever is wrong with it)
                _log.exception("message %s could not be composed", first.message.id)
                self._waiting.popleft()
                self._put_off(first.message)
