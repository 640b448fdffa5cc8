"""Ways to leave, against a real server on loopback."""

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plan_app.mail.answers import Stage, Verdict, verdict
from plan_app.mail.transports import (
    Envelope,
    FolderTransport,
    SmtpTransport,
    open_transport,
)
from plan_app.mail_server import MailServer
from tests import smtp
from tests.databases import make_settings

MAIL = Envelope(
    "tu@kh.example.org", "den@so.example.org", "<abc@kh.example.org>", b"A: b\r\n\r\nc\r\n"
)


@pytest.fixture(params=[False, True], ids=["step by step", "pipelining"])
def sink(request: pytest.FixtureRequest) -> smtp.Sink:
    """What the server is given and answers, whether or not commands may come together."""
    found = smtp.Sink()
    found.pipelining = request.param
    return found


@pytest.fixture
def port(sink: smtp.Sink) -> Iterator[int]:
    """A running server."""
    with smtp.running(sink) as port:
        yield port


def transport(port: int, **facts: str) -> SmtpTransport:
    """A transport to the server."""
    return SmtpTransport(
        MailServer("smtp", "127.0.0.1", port, **facts),  # type: ignore[arg-type]
        hello="kh.example.org",
    )


def test_messages_leave_over_one_connection(sink: smtp.Sink, port: int) -> None:
    with transport(port) as way:
        answers = [way.send(MAIL) for _ in range(3)]

    assert [verdict(answer) for answer in answers] == [Verdict.ACCEPTED] * 3
    assert sink.messages == [MAIL.data] * 3
    assert sink.connections == 1


def test_lines_that_begin_with_a_point_arrive_as_they_are(sink: smtp.Sink, port: int) -> None:
    data = b".A: b\r\n\r\n.\r\n..\r\nc. \r\n.d\r\n"
    with transport(port) as way:
        answers = [way.send(replace(MAIL, data=each)) for each in (data, MAIL.data)]

    assert [verdict(answer) for answer in answers] == [Verdict.ACCEPTED] * 2
    assert sink.messages == [data, MAIL.data]


@pytest.mark.parametrize("address", ["den@so.example.org> NOTIFY=NEVER", "den@so\r\n.example.org"])
def test_an_address_cannot_add_to_the_command(sink: smtp.Sink, port: int, address: str) -> None:
    with transport(port) as way:
        answer = way.send(replace(MAIL, recipient=address))

    assert verdict(answer) is Verdict.BAD_ADDRESS
    assert sink.recipients == []


def test_a_refused_recipient_leaves_the_connection_usable(sink: smtp.Sink, port: int) -> None:
    sink.refuse = {"nobody@so.example.org": "550 5.1.1 no such user"}
    nobody = Envelope(MAIL.sender, "nobody@so.example.org", MAIL.message_id, MAIL.data)

    with transport(port) as way:
        refused, accepted = way.send(nobody), way.send(MAIL)

    assert (refused.stage, refused.code, refused.words) == (
        Stage.RECIPIENT,
        550,
        "5.1.1 no such user",
    )
    assert verdict(accepted) is Verdict.ACCEPTED
    assert sink.connections == 1


def test_a_refused_sender_is_told_apart(sink: smtp.Sink, port: int) -> None:
    sink.at_sender = "550 5.7.1 not from here"

    with transport(port) as way:
        assert way.send(MAIL).stage is Stage.SENDER


def test_a_right_and_a_wrong_password(sink: smtp.Sink) -> None:
    sink.password = "right"
    with smtp.running(sink) as port:
        with transport(port, user="a", password="right") as way:
            assert verdict(way.send(MAIL)) is Verdict.ACCEPTED
        with transport(port, user="a", password="wrong") as way:
            refused = way.send(MAIL)

    assert (refused.stage, refused.code) == (Stage.SIGN_IN, 535)
    assert verdict(refused) is Verdict.CONFIGURATION


def test_a_server_without_sign_in_or_tls_is_a_mistake_of_ours(port: int) -> None:
    with transport(port, user="a", password="b") as way:
        assert verdict(way.send(MAIL)) is Verdict.CONFIGURATION
    server = MailServer("smtp", "127.0.0.1", port, starttls=True)
    with SmtpTransport(server, hello="kh.example.org") as way:
        assert verdict(way.send(MAIL)) is Verdict.CONFIGURATION


def test_nobody_listening_is_tried_again() -> None:
    with transport(smtp.free_port()) as way:
        answer = way.send(MAIL)

    assert (answer.stage, answer.code) == (Stage.CONNECT, None)
    assert verdict(answer) is Verdict.RETRY


def test_an_unknown_name_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(smtplib.SMTP, "connect", unknown)
    with transport(25) as way:
        answer = way.send(MAIL)

    assert answer.words == "name not found: Name or service not known"
    assert verdict(answer) is Verdict.RETRY


def test_smtps_to_a_server_without_tls_is_no_answer(port: int) -> None:
    server = MailServer("smtps", "127.0.0.1", port)
    with SmtpTransport(server, hello="kh.example.org") as way:
        assert way.send(MAIL).stage is Stage.CONNECT


def test_a_connection_that_broke_is_opened_once_more(sink: smtp.Sink, port: int) -> None:
    with transport(port) as way:
        way.send(MAIL)
        assert way._connection is not None
        assert way._connection.sock is not None
        way._connection.sock.shutdown(socket.SHUT_RDWR)

        assert verdict(way.send(MAIL)) is Verdict.ACCEPTED

    assert sink.connections == 2


def test_an_address_that_smtp_cannot_carry_is_the_addresses_fault(port: int) -> None:
    with transport(port) as way:
        answer = way.send(Envelope(MAIL.sender, "ông@so.example.org", MAIL.message_id, MAIL.data))

    assert verdict(answer) is Verdict.BAD_ADDRESS


def test_check_connects_and_sends_nothing(sink: smtp.Sink, port: int) -> None:
    with transport(port) as way:
        assert verdict(way.check()) is Verdict.ACCEPTED
    assert sink.messages == []


def test_a_folder_holds_each_message_once_and_never_half_of_one(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    with FolderTransport(MailServer("folder", folder=folder)) as way:
        for _ in range(2):
            assert verdict(way.send(MAIL)) is Verdict.ACCEPTED

    assert [path.name for path in folder.iterdir()] == ["abc.eml"]
    assert (folder / "abc.eml").read_bytes() == MAIL.data


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with FolderTransport(MailServer("folder", folder=tmp_path / "mail")) as way:
        assert verdict(way.send(MAIL)) is Verdict.RETRY


@pytest.mark.parametrize(
    ("base", "hello"),
    [("https://kh.example.org/plan", "kh.example.org"), ("http://127.0.0.1:8000", "[127.0.0.1]")],
)
def test_the_settings_choose_the_way_and_the_name_we_greet_with(
    tmp_path: Path, base: str, hello: str
) -> None:
    settings = make_settings(tmp_path, MAIL_URL="smtp://mail.example.org", BASE_URL=base)
    way = open_transport(settings)

    assert isinstance(way, SmtpTransport)
    assert way.hello == hello
    named = make_settings(tmp_path, MAIL_URL="smtp://mail.example.org", HELO="relay.example.org")
    assert getattr(open_transport(named), "hello", "") == "relay.example.org"
    assert isinstance(open_transport(make_settings(tmp_path)), FolderTransport)


@pytest.mark.parametrize("right", ["mật khẩu Đúng", "matkhau"])
@pytest.mark.parametrize("typed", ["mật khẩu Đúng", "matkhau", "mật khẩu sai", "sai"])
def test_a_password_may_have_diacritics(right: str, typed: str) -> None:
    """And a wrong one is refused by the server, in its own words, as any other."""
    sink = smtp.Sink()
    sink.password = right
    with smtp.running(sink) as port, transport(port, user="tu", password=typed) as way:
        answer = way.check()
    wanted = 250 if typed == right else 535
    assert (answer.stage, answer.code) == (Stage.SIGN_IN, wanted)


def test_a_server_that_takes_no_such_password_waits_for_us_to_mend() -> None:
    with smtp.running(smtp.Sink()) as port, transport(port, user="tu", password="mật khẩu") as way:
        answer = way.send(MAIL)
    assert verdict(answer) is Verdict.CONFIGURATION
    assert "ASCII" in answer.words
