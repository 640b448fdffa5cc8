"""The office's mail server in a story: what it received, and the password it asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest
from flask import Flask

from plan_app.extensions import settings
from plan_app.mail_server import MailServer
from tests.smtp import Sink, running


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that runs, and the application that sends to it."""

    app: Flask
    sink: Sink
    port: int
    monkeypatch: pytest.MonkeyPatch

    def use(self, password: str) -> None:
        """Let the application sign in with this password, or without one."""
        server = MailServer("smtp", "127.0.0.1", self.port)
        if password:
            server = replace(server, user="plan", password=password)
        self.monkeypatch.setitem(self.app.config, "SETTINGS", replace(settings(), mail=server))

    def letter(self, address: str) -> EmailMessage:
        """The one message to this address."""
        (found,) = [each for each in self.sink.parsed() if address in str(each["To"])]
        return found

    @staticmethod
    def text(letter: EmailMessage) -> str:
        """What the message says."""
        body = letter.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def received(self) -> list[str]:
        """Who got a message since the last look, in alphabetical order."""
        found = sorted(self.sink.recipients)
        self.sink.recipients.clear()
        return found


@contextmanager
def relay(app: Flask, monkeypatch: pytest.MonkeyPatch, *, password: str = "") -> Iterator[Relay]:
    """A server on loopback that asks for `password`, which the application knows."""
    sink = Sink()
    sink.password = password
    with running(sink) as port:
        opened = Relay(app, sink, port, monkeypatch)
        opened.use(password)
        yield opened
