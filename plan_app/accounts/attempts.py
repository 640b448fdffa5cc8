"""Slowing down who guesses passwords: a few failures a minute, then one has to wait.

Counted in each web process by address and account, so that nobody can shut another person out.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import TooManyRequests

from plan_app import clock

MOST_FAILURES: Final = 10
WITHIN_SECONDS: Final = 60
_REMEMBERED: Final = 10_000
_PLACE: Final = "sign_in_attempts"
Key = tuple[str, str]


class Attempts:
    """When the last failures of each address and account were; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures: OrderedDict[Key, list[float]] = OrderedDict()

    def may_try(self, key: Key, now: float) -> bool:
        """Whether another attempt is answered; `now` is of `clock.stopwatch`."""
        with self._lock:
            found = self._failures.get(key, ())
            return sum(now - each < WITHIN_SECONDS for each in found) < MOST_FAILURES

    def note_failure(self, key: Key, now: float) -> None:
        """The password was wrong, or there is no such account."""
        with self._lock:
            found = self._failures.setdefault(key, [])
            found.append(now)
            del found[:-MOST_FAILURES]
            self._failures.move_to_end(key)
            while len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)

    def forget(self, key: Key) -> None:
        """The person has signed in."""
        with self._lock:
            self._failures.pop(key, None)


def init_app(app: Flask) -> None:
    """Look at every attempt before it is answered, and at what became of it."""
    forget_all(app)
    app.before_request(_check)
    app.after_request(_note)


def forget_all(app: Flask) -> None:
    """Begin to count, or begin anew, as tests do."""
    app.extensions[_PLACE] = Attempts()


def _check() -> None:
    if _is_attempt() and not _attempts().may_try(_key(), clock.stopwatch()):
        raise TooManyRequests(retry_after=WITHIN_SECONDS)


def _note(response: Response) -> Response:
    if _is_attempt():
        if response.status_code == 200:
            _attempts().note_failure(_key(), clock.stopwatch())
        elif response.status_code in {302, 303}:
            _attempts().forget(_key())
    return response


def _is_attempt() -> bool:
    return request.endpoint == "security.login" and request.method == "POST"


def _attempts() -> Attempts:
    found: Attempts = current_app.extensions[_PLACE]
    return found


def _key() -> Key:
    return request.remote_addr or "", request.form.get("email", "").strip().lower()
