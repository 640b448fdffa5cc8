"""The web server: gunicorn with two workers of four threads, loaded once and forked."""

import gc
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from plan_app.memory import look_for_garbage_seldom
from plan_app.settings import Settings

WORKERS = 2
THREADS = 4
TIMEOUT_SECONDS = 60
GRACEFUL_SECONDS = 10


class _Log(Logger):
    """Gunicorn's messages go the way of all others: one JSON object a line."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401, ARG002 (gunicorn's)
        """Leave formatting and the stream to the root logger."""
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True


class Web(BaseApplication):
    """Gunicorn around an application that is already there. `ready` is called once it listens."""

    def __init__(self, app: Flask, settings: Settings, ready: Callable[[], None]) -> None:
        self.app = app
        self.options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "logger_class": _Log,
            "when_ready": lambda _arbiter: ready(),
            # Its control socket would be made in the home folder of whoever serves.
            "control_socket_disable": True,
        }
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Hand our options to gunicorn; its own environment variable and files stay unread."""
        if self.cfg is None:
            raise RuntimeError("gunicorn has not loaded its defaults")
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, its objects out of the garbage collector's sight.

        They live as long as the process: looking through them on every other request would
        cost a tenth of the time, and writing to their pages would end the workers' sharing.
        """
        gc.collect()
        gc.freeze()
        look_for_garbage_seldom()
        return self.app
