"""Ways for a message to leave: an SMTP server, a folder, or the memory of a test.

A transport never raises for what a server does: each message gets an `Answer`.
"""

import ipaddress
import os
import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from plan_app.mail.answers import Answer, Stage
from plan_app.mail.conversation import (
    FAILURES,
    GONE,
    Addresses,
    Conversation,
    failure,
    sign_in,
)
from plan_app.mail.message import is_address
from plan_app.mail_server import MailServer
from plan_app.settings import Settings

# For each step of the conversation; a run of `deliver` and its claims are longer than five steps.
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one address, ready to leave."""

    sender: str
    recipient: str
    message_id: str
    data: bytes

    @property
    def addresses(self) -> Addresses:
        """What the server is told before the content."""
        return Addresses(self.sender, self.recipient)


class Transport(Protocol):
    """Where messages go; kept open over a run and closed at its end."""

    def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:
        """Hand over one message and give the last answer.

        `following` are the addresses of the next message, unless something comes in between.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


def open_transport(settings: Settings) -> Transport:
    """The transport that the settings name; nothing is connected before the first message."""
    if settings.mail.kind == "folder":
        return FolderTransport(settings.mail)
    return SmtpTransport(settings.mail, hello=_hello(settings))


def _hello(settings: Settings) -> str:
    """The name this machine greets with: the one that is set, or the one people know it by.

    The library would ask the name service, which an office without internet may not answer.
    """
    if settings.helo:
        return settings.helo
    host = urlsplit(settings.base_url).hostname or "localhost"
    try:
        return f"[{ipaddress.ip_address(host)}]"
    except ValueError:
        return host


class FolderTransport:
    """Writes each message as a file; the same message again replaces its own file."""

    def __init__(self, server: MailServer) -> None:
        self.folder = server.folder

    def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:  # noqa: ARG002 (no server to wait for)
        """Write the message; readers of the folder never see half of one."""
        name = envelope.message_id.strip("<>").split("@")[0]
        written = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            written.write_bytes(envelope.data)
            written.replace(self.folder / f"{name}.eml")
        except OSError as error:
            return Answer(Stage.CONNECT, None, str(error))
        return Answer(Stage.CONTENT, 250)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


class MemoryTransport:
    """Keeps messages in `sent`, and answers what a test has put into `answers` first."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sent: list[Envelope] = []

    def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:  # noqa: ARG002 (no server to wait for)
        """Keep the message, unless the next prepared answer refuses it."""
        answer = self.answers.pop(0) if self.answers else Answer(Stage.CONTENT, 250)
        if answer.code is not None and answer.code < 400:
            self.sent.append(envelope)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


class SmtpTransport:
    """One connection to the server, reused over a run and opened again when it broke."""

    def __init__(self, server: MailServer, *, hello: str) -> None:
        self.server = server
        self.hello = hello
        self._conversation: Conversation | None = None

    def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:
        """Hand over one message; one fresh connection when the kept one has gone."""
        was_open = self._conversation is not None
        answer = self._try(envelope, following)
        gone = answer.code in GONE and answer.stage is Stage.SENDER
        return self._try(envelope, following) if was_open and gone else answer

    def check(self) -> Answer:
        """Connect and sign in, and send nothing."""
        return self._open() or Answer(Stage.SIGN_IN, 250)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye; what the server answers to that is of no interest."""
        if self._conversation is not None:
            try:
                self._conversation.end()
            except FAILURES:
                self._drop()
        self._conversation = None

    @property
    def _connection(self) -> smtplib.SMTP | None:
        return self._conversation.connection if self._conversation else None

    def _try(self, envelope: Envelope, following: Addresses | None) -> Answer:
        if not is_address(envelope.recipient):
            return Answer(Stage.RECIPIENT, 553, "5.1.3 not an address that SMTP can carry")
        if self._expects_another(envelope):
            self._drop()
        if self._conversation is None and (refusal := self._open()) is not None:
            return refusal
        assert self._conversation is not None  # noqa: S101 (opened in the line above)
        answer = self._conversation.hand_over(envelope.addresses, envelope.data, following)
        if answer.code in GONE:
            self._drop()
        elif answer.code is not None and answer.code >= 400:
            self._begin_anew()
        return answer

    def _expects_another(self, envelope: Envelope) -> bool:
        """Whether a message was announced that does not come: DATA cannot be taken back."""
        announced = self._conversation.announced if self._conversation else None
        return announced not in {None, envelope.addresses}

    def _open(self) -> Answer | None:
        """Connect and sign in; the refusal, or None when the server is ready."""
        stage = Stage.CONNECT
        try:
            connection = self._connect()
            self._conversation = Conversation(connection)
            if self.server.starttls:
                stage = Stage.SIGN_IN
                connection.starttls(context=self._trusted())
            if self.server.user:
                stage = Stage.SIGN_IN
                sign_in(connection, self.server.user, self.server.password)
        except (*FAILURES, ValueError) as error:
            self._drop()
            return failure(stage, error)
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.kind == "smtps":
            return smtplib.SMTP_SSL(
                host,
                port,
                local_hostname=self.hello,
                timeout=TIMEOUT_SECONDS,
                context=self._trusted(),
            )
        return smtplib.SMTP(host, port, local_hostname=self.hello, timeout=TIMEOUT_SECONDS)

    def _trusted(self) -> ssl.SSLContext:
        """Who may vouch for the server: the system's authorities, and the office's own."""
        context = ssl.create_default_context()
        if self.server.ca_file is not None:
            context.load_verify_locations(self.server.ca_file)
        return context

    def _begin_anew(self) -> None:
        try:
            if self._conversation is not None:
                self._conversation.begin_anew()
        except FAILURES:
            self._drop()

    def _drop(self) -> None:
        if self._conversation is not None:
            self._conversation.connection.close()
        self._conversation = None
