"""One connection to an SMTP server, and the messages that are handed over on it.

A server that offers PIPELINING (RFC 2920) takes sender, recipient and DATA in one packet, and
those of the following message together with the content of this one. It answers in the order of
the commands, so that each step keeps an answer of its own; and no content leaves before its
message's turn.

By plain commands: the library's own parse each address again, which takes longer than all the
rest of a conversation.
"""

import smtplib
import ssl
from base64 import b64encode
from socket import gaierror
from typing import Final, NamedTuple

from plan_app.mail.answers import Answer, Stage
from plan_app.mail.message import is_address

# The server's answer to DATA when it waits for the content.
GO_ON: Final = 354
SIGNED_IN: Final = 235
_STEPS: Final = (Stage.SENDER, Stage.RECIPIENT, Stage.CONTENT)
# After these the server listens no longer.
GONE: Final = frozenset({None, 421})
FAILURES: Final = (OSError, smtplib.SMTPException)


class Addresses(NamedTuple):
    """Who writes to whom: what a server is told before the content."""

    sender: str
    recipient: str


class Conversation:
    """What is said on a connection; `announced` is whom the server has heard of in advance."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection
        self.announced: Addresses | None = None

    def hand_over(self, addresses: Addresses, data: bytes, following: Addresses | None) -> Answer:
        """The steps of one message: the answer to the last, or the first refusal.

        Nobody else may be announced; `following` may be, at the end.
        """
        refusal = self._address(addresses)
        if refusal is not None:
            return refusal
        try:
            self._send_content(data, following)
        except FAILURES as error:
            return failure(Stage.CONTENT, error)
        return self._read(Stage.CONTENT)

    def begin_anew(self) -> None:
        """Let the server forget a message that it refused; it has, where it heard of the next."""
        if self.announced is None:
            self.connection.rset()

    def end(self) -> None:
        """Say goodbye, unless the server waits for a content and would take it for that."""
        if self.announced is None:
            self.connection.quit()
        else:
            self.connection.close()

    def _address(self, addresses: Addresses) -> Answer | None:
        """Name sender and recipient and ask to go on; the refusal, if there is one."""
        commands = _commands(addresses)
        try:
            self.connection.ehlo_or_helo_if_needed()
            if not self._takes_groups:
                return self._step_by_step(commands)
            if self.announced is None:
                self.connection.send(b"".join(commands))
            self.announced = None
            return self._read_group()
        except FAILURES as error:
            return failure(Stage.SENDER, error)

    @property
    def _takes_groups(self) -> bool:
        return self.connection.has_extn("pipelining")

    def _step_by_step(self, commands: tuple[bytes, ...]) -> Answer | None:
        for stage, command in zip(_STEPS, commands, strict=True):
            self.connection.send(command)
            if (refusal := _refusal(self._read(stage))) is not None:
                return refusal
        return None

    def _read_group(self) -> Answer | None:
        """The first refusal among the answers to a group, all of which are read."""
        first: Answer | None = None
        for stage in _STEPS:
            answer = self._read(stage)
            first = first or _refusal(answer)
            if answer.code in GONE:
                return first
        if first is not None and answer.code == GO_ON:
            # A server may ask for the content though nobody is left who would get it.
            self.connection.send(b".\r\n")
            self._read(Stage.CONTENT)
        return first

    def _send_content(self, data: bytes, following: Addresses | None) -> None:
        """Send the content, whose lines end in CR LF, and announce the message after it."""
        # A line of one point ends a message; one of its own gets a second (RFC 5321, 4.5.2).
        dotted = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]
        end = b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"
        if following is None or not (self._takes_groups and is_address(following.recipient)):
            self.connection.send(dotted + end)
            return
        self.connection.send(b"".join((dotted, end, *_commands(following))))
        self.announced = following

    def _read(self, stage: Stage) -> Answer:
        try:
            code, words = self.connection.getreply()
        except FAILURES as error:
            return failure(stage, error)
        return Answer(stage, code, _one_line(words))


def _commands(addresses: Addresses) -> tuple[bytes, ...]:
    sender, recipient = (each.encode("ascii") for each in addresses)
    return (b"MAIL FROM:<%b>\r\n" % sender, b"RCPT TO:<%b>\r\n" % recipient, b"DATA\r\n")


def _refusal(answer: Answer) -> Answer | None:
    """The answer to a step before the content, unless the server goes on."""
    if answer.code is None or answer.code >= 400:
        return answer
    if answer.stage is Stage.CONTENT and answer.code != GO_ON:
        # It accepted what it never got: no word of it can be relied on, and nothing has left.
        return Answer(Stage.RECIPIENT, None, f"{answer.code} {answer.words}".strip())
    return None


def sign_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in; raises what the library raises.

    The library knows ASCII alone, and fails on a password with diacritics before the server has
    said a word. Such a one goes as UTF-8, by the one mechanism that says so (RFC 4616).
    """
    if f"{user}{password}".isascii():
        connection.login(user, password)
        return
    connection.ehlo_or_helo_if_needed()
    if "PLAIN" not in connection.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError("the server takes no password beyond ASCII")
    secret = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, words = connection.docmd("AUTH", f"PLAIN {secret}")
    if code != SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, words)


def failure(stage: Stage, error: Exception) -> Answer:
    """What an error of the library says; without an answer of the server `code` is None."""
    if isinstance(error, smtplib.SMTPResponseException):
        # The library reports a lost connection as code -1.
        code = error.smtp_code if error.smtp_code > 0 else None
        return Answer(stage, code, _one_line(error.smtp_error))
    if _is_ours_to_mend(stage, error):
        return Answer(Stage.SIGN_IN, 530, str(error))
    if isinstance(error, gaierror):
        return Answer(stage, None, f"name not found: {error.strerror}")
    return Answer(stage, None, str(error) or type(error).__name__)


def _is_ours_to_mend(stage: Stage, error: Exception) -> bool:
    """Whether waiting cannot help: an untrusted certificate, no sign-in or TLS where we want it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    lost = isinstance(error, smtplib.SMTPServerDisconnected)
    return stage is Stage.SIGN_IN and isinstance(error, smtplib.SMTPException) and not lost


def _one_line(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
