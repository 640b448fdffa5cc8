"""Structured logs on standard error, without personal data.

One JSON object a line for the journal of the system; on a terminal a line to be read.

A request is logged by its route and not by its address, because addresses of reset and
update links are secrets. What looks like a mail address is masked wherever it stands, and
of an error only the kind, the first line and the places in the code are written.
"""

import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor

from plan_app import clock

REQUEST_ID = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+")
_QUIET = frozenset({"health.process", "health.ready", "health.scheduler", "metrics.show", "static"})
_FRAMES = 8
_JSON = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)

Event = MutableMapping[str, Any]


class _Stderr(logging.StreamHandler[TextIO]):
    """Standard error as it is at the moment of writing: tests and workers replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure() -> None:
    """Send our own lines and those of the libraries to standard error; may be called again."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _date,
    ]
    after: list[Processor] = [
        _explain,
        _mask,
        _render,
    ]
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if any(isinstance(handler, _Stderr) for handler in root.handlers):
        return
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    root.addHandler(handler)


def init_app(app: Flask) -> None:
    """Log each request with an id that the answer carries too."""
    configure()
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[REQUEST_ID] = g.request_id
    if request.endpoint not in _QUIET:
        structlog.get_logger().info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.request_began) * 1000, 1),
        )
    return response


def _date(_logger: object, _method: str, event: Event) -> Event:
    event["at"] = clock.now().isoformat(timespec="milliseconds")
    return event


def _explain(_logger: object, _method: str, event: Event) -> Event:
    """Put kind, first line and places of an error where its traceback was."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        event["error"] = type(error).__name__
        event["said"] = (str(error).splitlines() or [""])[0][:300]
        event["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _mask(_logger: object, _method: str, event: Event) -> Event:
    return {name: masked(value) if isinstance(value, str) else value
            for name, value in event.items()}  # fmt: skip


def _render(logger: object, method: str, event: Event) -> str:
    return _line(event) if sys.stderr.isatty() else str(_JSON(logger, method, event))


def _line(event: Event) -> str:
    """`15:35:10 request method=GET route=/overdue status=200`, in the time of the terminal."""
    at = datetime.fromisoformat(event.pop("at")).astimezone()
    level, said = event.pop("level", "info"), event.pop("event")
    event.pop("request_id", None)
    facts = [f"{name}={value}" for name, value in event.items()]
    loud = [] if level == "info" else [level]
    return " ".join([f"{at:%H:%M:%S}", *loud, str(said), *facts])


def masked(text: str) -> str:
    """The text with every mail address (and user:password@host) taken out."""
    return _ADDRESS.sub("‹…›", text)
