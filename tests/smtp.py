"""A real SMTP server on loopback that keeps what it accepts and answers as a test wishes."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Sink:
    """What the server was given, and what it answers to whom.

    `refuse` maps recipients to answers, `at_sender` is the answer to every MAIL FROM,
    `password` the one that sign-in asks for; `pipelining` whether commands may come
    together.
    """

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.refuse: dict[str, str] = {}
        self.at_sender = ""
        self.password = ""
        self.pipelining = False
        self.connections = 0

    def parsed(self) -> list[EmailMessage]:
        """The messages as a mail program reads them."""
        return [parse(data) for data in self.messages]

    async def handle_EHLO(  # noqa: N802 (the name of the hook)
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Count the connection."""
        assert server
        assert envelope is not None
        session.host_name = name
        self.connections += 1
        return [answers[0], *["250-PIPELINING"] * self.pipelining, *answers[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or refuse everybody."""
        assert server
        assert session
        if self.at_sender:
            return self.at_sender
        if self.password and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, unless the test refuses them."""
        assert server
        assert session
        assert options is not None
        if address in self.refuse or "*" in self.refuse:
            return self.refuse.get(address) or self.refuse["*"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message."""
        assert server
        assert session
        self.messages.append(cast("bytes", envelope.content))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 2.0.0 OK"

    def authenticate(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        mechanism: str,
        data: Any,  # noqa: ANN401
    ) -> AuthResult:
        """Compare the password."""
        assert server
        assert session
        assert envelope
        assert mechanism
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=right)


def parse(data: bytes) -> EmailMessage:
    """The message as a mail program reads it."""
    return message_from_bytes(data, policy=default)


@contextmanager
def running(sink: Sink, port: int = 0, tls: SSLContext | None = None) -> Iterator[int]:
    """The server, on `port` or on a free one, with STARTTLS if `tls` is given; gives the port."""
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=port or free_port(),
        authenticator=sink.authenticate if sink.password else None,
        auth_require_tls=False,
        tls_context=tls,
        auth_exclude_mechanism=() if sink.password else ("LOGIN", "PLAIN"),
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
