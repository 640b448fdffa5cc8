"""What is said to a server that takes several commands at once, word for word."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from plan_app.mail.answers import Stage, Verdict, verdict
from plan_app.mail.conversation import Addresses, Conversation
from plan_app.mail.transports import Envelope, SmtpTransport
from plan_app.mail_server import MailServer
from tests import smtp

DATA = b"A: b\r\n\r\nc\r\n"
FIRST = Envelope("tu@kh.example.org", "mot@so.example.org", "<1@kh.example.org>", DATA)
SECOND = replace(FIRST, recipient="hai@so.example.org")
THIRD = replace(FIRST, recipient="ba@so.example.org")


class Script:
    """A server that answers what it is told to: to each packet the next of `answers`.

    An answer of None ends the connection.
    """

    def __init__(self, *answers: bytes | None) -> None:
        self.packets: list[bytes] = []
        self._answers = answers

    def serve(self, listening: socket.socket) -> None:
        """One connection, to the last answer."""
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"220 ready\r\n")
            for answer in (b"250-script\r\n250 PIPELINING\r\n", *self._answers):
                self.packets.append(connection.recv(65536))
                if answer is None:
                    return
                connection.sendall(answer)
            self.packets.append(connection.recv(65536))


@contextmanager
def talking(script: Script) -> Iterator[Conversation]:
    """A conversation with the server of the script."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=script.serve, args=(listening,))
        serving.start()
        port = listening.getsockname()[1]
        connection = smtplib.SMTP("127.0.0.1", port, local_hostname="kh", timeout=20)
        yield Conversation(connection)
        connection.close()
        serving.join()


def envelope_of(message: Envelope) -> bytes:
    """The commands that announce a message."""
    return f"MAIL FROM:<{message.sender}>\r\nRCPT TO:<{message.recipient}>\r\nDATA\r\n".encode()


def hand_over(
    talk: Conversation, message: Envelope, following: Addresses | None = None
) -> tuple[Stage, int | None]:
    """Where the message came to, and by which answer."""
    answer = talk.hand_over(message.addresses, message.data, following)
    return answer.stage, answer.code


GO_ON = b"250 ok\r\n250 ok\r\n354 go on\r\n"


def test_the_next_message_is_announced_with_the_content_of_this_one() -> None:
    script = Script(GO_ON, b"250 taken\r\n" + GO_ON, b"250 taken\r\n", b"221 bye\r\n")
    with talking(script) as talk:
        first = hand_over(talk, FIRST, SECOND.addresses)
        second = hand_over(talk, SECOND)
        talk.end()

    assert first == second == (Stage.CONTENT, 250)
    assert script.packets[1:5] == [
        envelope_of(FIRST),
        DATA + b".\r\n" + envelope_of(SECOND),
        DATA + b".\r\n",
        b"quit\r\n",
    ]


@pytest.mark.parametrize(
    ("answers", "stage", "code"),
    [
        (b"550 a\r\n503 b\r\n503 c\r\n", Stage.SENDER, 550),
        (b"250 a\r\n550 b\r\n503 c\r\n", Stage.RECIPIENT, 550),
        (b"250 a\r\n250 b\r\n451 c\r\n", Stage.CONTENT, 451),
        (b"250 a\r\n421 b\r\n", Stage.RECIPIENT, 421),
        # No content has left: this is not an acceptance.
        (b"250 a\r\n250 b\r\n250 c\r\n", Stage.RECIPIENT, None),
    ],
)
def test_of_a_group_the_first_refusal_counts(answers: bytes, stage: Stage, code: int) -> None:
    script = Script(answers)
    with talking(script) as talk:
        assert hand_over(talk, FIRST) == (stage, code)
    assert script.packets[-1] == b""


def test_a_content_that_is_asked_for_without_a_recipient_stays_empty() -> None:
    script = Script(b"250 a\r\n550 5.1.1 b\r\n354 go on\r\n", b"554 nobody\r\n", b"250 reset\r\n")
    with talking(script) as talk:
        answer = talk.hand_over(FIRST.addresses, FIRST.data, SECOND.addresses)
        talk.begin_anew()

    assert verdict(answer) is Verdict.BAD_ADDRESS
    assert script.packets[2:4] == [b".\r\n", b"rset\r\n"]


def test_a_refused_content_leaves_the_announced_message_where_it_is() -> None:
    script = Script(GO_ON, b"552 5.2.3 too large\r\n" + GO_ON, b"250 taken\r\n")
    with talking(script) as talk:
        refused = hand_over(talk, FIRST, SECOND.addresses)
        talk.begin_anew()
        accepted = hand_over(talk, SECOND)

    assert (refused, accepted) == ((Stage.CONTENT, 552), (Stage.CONTENT, 250))


def test_a_connection_lost_after_the_content_leaves_the_message_in_doubt() -> None:
    script = Script(GO_ON, None)
    with talking(script) as talk:
        answer = talk.hand_over(FIRST.addresses, FIRST.data, SECOND.addresses)
    assert verdict(answer) is Verdict.IN_DOUBT


def test_a_refusal_counts_though_the_connection_is_lost_after_it() -> None:
    script = Script(b"250 a\r\n550 5.1.1 b\r\n", None)
    with talking(script) as talk:
        threading.Timer(0.2, talk.connection.sock.shutdown, (socket.SHUT_RDWR,)).start()  # type: ignore[union-attr]
        answer = talk.hand_over(FIRST.addresses, FIRST.data, None)
    assert verdict(answer) is Verdict.BAD_ADDRESS


def test_an_address_that_smtp_cannot_carry_is_not_announced() -> None:
    script = Script(GO_ON, b"250 taken\r\n")
    with talking(script) as talk:
        hand_over(talk, FIRST, Addresses("tu@kh.example.org", "a@b.example.org>\r\nRSET"))
    assert script.packets[2] == DATA + b".\r\n"


def test_a_message_that_was_announced_and_does_not_come_is_never_mixed_up() -> None:
    sink = smtp.Sink()
    sink.pipelining = True
    with (
        smtp.running(sink) as port,
        SmtpTransport(MailServer("smtp", "127.0.0.1", port), hello="kh.example.org") as way,
    ):
        answers = [way.send(FIRST, SECOND.addresses), way.send(THIRD, SECOND.addresses)]

    assert [verdict(answer) for answer in answers] == [Verdict.ACCEPTED] * 2
    assert sink.recipients == [FIRST.recipient, THIRD.recipient]
    assert sink.messages == [DATA] * 2
    assert sink.connections == 2
