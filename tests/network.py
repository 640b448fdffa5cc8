"""The guard that keeps tests on this machine."""

import socket
from typing import Any

import pytest

from plan_app.mail_server import is_loopback


class LeftTheMachine(Exception):
    """A test tried to connect to another machine."""


def allow_loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test a connection to anything but loopback raises LeftTheMachine."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Any) -> Any:  # noqa: ANN401 (a method of the standard library)
    def guarded(self: socket.socket, address: Any) -> Any:  # noqa: ANN401
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(address[0]):
            raise LeftTheMachine(address)
        return connect(self, address)

    return guarded
