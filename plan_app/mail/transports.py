"""Ways for a message to leave: an SMTP server, a folder, or the memory of a test.

A transport never raises for what a server does: each message gets an `Answer`.
"""

import ipaddress
import os
import smtplib
import socket
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from plan_app.mail.answers import Answer, Stage
from plan_app.mail.message import is_address
from plan_app.settings import MailServer, Settings

# For each step of the conversation; a run of `deliver` and its claims are longer than five steps.
TIMEOUT_SECONDS = 20
# The server's answer to DATA when it waits for the content.
_GO_ON = 354


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one address, ready to leave."""

    sender: str
    recipient: str
    message_id: str
    data: bytes


class Transport(Protocol):
    """Where messages go; kept open over a run and closed at its end."""

    def send(self, envelope: Envelope) -> Answer:
        """Hand over one message and give the last answer."""
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
    """The name this machine greets with: the one people know it by.

    The library would ask the name service, which an office without internet may not answer.
    """
    host = urlsplit(settings.base_url).hostname or "localhost"
    try:
        return f"[{ipaddress.ip_address(host)}]"
    except ValueError:
        return host


class FolderTransport:
    """Writes each message as a file; the same message again replaces its own file."""

    def __init__(self, server: MailServer) -> None:
        self.folder = server.folder

    def send(self, envelope: Envelope) -> Answer:
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

    def send(self, envelope: Envelope) -> Answer:
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
        self._connection: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> Answer:
        """Hand over one message; one fresh connection when the kept one has gone."""
        was_open = self._connection is not None
        answer = self._try(envelope)
        gone = answer.code in {None, 421} and answer.stage is Stage.SENDER
        return self._try(envelope) if was_open and gone else answer

    def check(self) -> Answer:
        """Connect and sign in, and send nothing."""
        return self._open() or Answer(Stage.SIGN_IN, 250)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye; what the server answers to that is of no interest."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
        self._connection = None

    def _try(self, envelope: Envelope) -> Answer:
        if not is_address(envelope.recipient):
            return Answer(Stage.RECIPIENT, 553, "5.1.3 not an address that SMTP can carry")
        if self._connection is None and (refusal := self._open()) is not None:
            return refusal
        assert self._connection is not None  # noqa: S101 (opened in the line above)
        answer = _converse(self._connection, envelope)
        if answer.code in {None, 421}:
            self._drop()
        elif answer.code is not None and answer.code >= 400:
            self._reset()
        return answer

    def _open(self) -> Answer | None:
        """Connect and sign in; the refusal, or None when the server is ready."""
        stage = Stage.CONNECT
        try:
            connection = self._connect()
            self._connection = connection
            if self.server.starttls:
                stage = Stage.SIGN_IN
                connection.starttls(context=ssl.create_default_context())
            if self.server.user:
                stage = Stage.SIGN_IN
                connection.login(self.server.user, self.server.password)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            return _refusal(stage, error)
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.kind == "smtps":
            return smtplib.SMTP_SSL(
                host,
                port,
                local_hostname=self.hello,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(host, port, local_hostname=self.hello, timeout=TIMEOUT_SECONDS)

    def _reset(self) -> None:
        """Begin anew on the same connection after a refusal."""
        try:
            if self._connection is not None:
                self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _converse(connection: smtplib.SMTP, envelope: Envelope) -> Answer:
    """The three steps of one message; stops at the first refusal.

    By plain commands: the library's own parse each address again, which takes longer than
    all the rest of a conversation.
    """
    stage = Stage.SENDER
    try:
        connection.ehlo_or_helo_if_needed()
        code, words = connection.docmd("MAIL", f"FROM:<{envelope.sender}>")
        if code < 400:
            stage = Stage.RECIPIENT
            code, words = connection.docmd("RCPT", f"TO:<{envelope.recipient}>")
        if code < 400:
            stage = Stage.CONTENT
            code, words = _hand_over(connection, envelope.data)
    except (OSError, smtplib.SMTPException) as error:
        return _refusal(stage, error)
    return Answer(stage, code, _words(words))


def _hand_over(connection: smtplib.SMTP, data: bytes) -> tuple[int, bytes]:
    """Send the content, lines of which already end in CR LF, and give the answer to it."""
    code, words = connection.docmd("DATA")
    if code != _GO_ON:
        raise smtplib.SMTPDataError(code, words)
    # A line of one point ends a message, so that one of its own gets a second (RFC 5321, 4.5.2).
    dotted = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]
    end = b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"
    connection.send(dotted + end)
    return connection.getreply()


def _refusal(stage: Stage, error: Exception) -> Answer:
    """What an error of the library says; without an answer of the server `code` is None."""
    if isinstance(error, smtplib.SMTPResponseException):
        # The library reports a lost connection as code -1.
        code = error.smtp_code if error.smtp_code > 0 else None
        return Answer(stage, code, _words(error.smtp_error))
    if _is_ours_to_mend(stage, error):
        return Answer(Stage.SIGN_IN, 530, str(error))
    if isinstance(error, socket.gaierror):
        return Answer(stage, None, f"name not found: {error.strerror}")
    return Answer(stage, None, str(error) or type(error).__name__)


def _is_ours_to_mend(stage: Stage, error: Exception) -> bool:
    """Whether waiting cannot help: an untrusted certificate, no sign-in or TLS where we want it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    lost = isinstance(error, smtplib.SMTPServerDisconnected)
    return stage is Stage.SIGN_IN and isinstance(error, smtplib.SMTPException) and not lost


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
