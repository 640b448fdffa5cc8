"""How often somebody who has not signed in may try: by link and by address.

Counted in the memory of each web process, so that a refused try writes nothing anywhere. With
several processes the limits are as many times as high; that is far below what guessing a token
of 144 bits needs, and keeps one visitor from keeping the others waiting.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from plan_app import clock
from plan_app.domain.update_links import digest

WINDOW: Final = timedelta(minutes=10)
PER_LINK: Final = 20
# An office often has one address for all its people.
PER_ADDRESS: Final = 200
_MOST_KEYS: Final = 10_000
_NAME: Final = "throttle"


@dataclass(slots=True)
class Throttle:
    """The tries of the last minutes, by key."""

    tries: dict[str, deque[float]] = field(default_factory=dict)

    def count(self, key: str, most: int) -> bool:
        """Count one more try; whether it is among the `most` that the window allows."""
        now = clock.now().timestamp()
        if len(self.tries) > _MOST_KEYS:
            self.tries.clear()
        seen = self.tries.setdefault(key, deque())
        while seen and seen[0] <= now - WINDOW.total_seconds():
            seen.popleft()
        if len(seen) >= most:
            return False
        seen.append(now)
        return True


def try_link(token: str, *, reader: str = "person") -> None:
    """Count a try with this link from this address; raises TooManyRequests.

    What programs ask for by themselves, all day, keeps no person of the same office waiting: each
    kind of `reader` has its own count of an address.
    """
    found = _throttle()
    allowed = found.count(f"address/{reader}/{request.remote_addr}", PER_ADDRESS)
    if not (allowed and found.count(f"link/{digest(token)}", PER_LINK)):
        raise TooManyRequests


def forget_all() -> None:
    """Forget every try, for tests."""
    _throttle().tries.clear()


def _throttle() -> Throttle:
    found: Throttle = current_app.extensions.setdefault(_NAME, Throttle())
    return found
