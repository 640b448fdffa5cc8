"""Mail that comes back, as different servers write it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from plan_app.domain.mailing import ReportAction
from plan_app.mail.reports import LARGEST, NoReport, Report, read
from tests import bounced
from tests.bounced import Bounced

OURS = Bounced("<0123456789abcdef0123456789abcdef@kehoach.example.org>", "an@so.example.org")


def _report(data: bytes) -> Report:
    found = read(data)
    assert isinstance(found, Report)
    return found


@pytest.mark.parametrize(
    ("layout", "action", "status", "words"),
    [
        (bounced.postfix, "failed", "5.1.1", "550 5.1.1 <an@so.example.org>: Recipient"),
        (bounced.exim, "failed", "5.1.1", "550 5.1.1 <an@so.example.org>: Recipient"),
        (bounced.exchange, "failed", "5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound"),
        (bounced.gmail, "failed", "5.1.1", "550-5.1.1 The email account"),
        (bounced.delayed, "delayed", "4.7.1", "451 4.7.1 Greylisted"),
        (bounced.delivered, "delivered", "2.0.0", "250 2.0.0 Ok"),
        (bounced.refused, "failed", "5.7.1", "550 5.7.1 Message rejected"),
    ],
)
def test_a_report_of_each_server_is_read(
    layout: Callable[[Bounced], bytes], action: str, status: str, words: str
) -> None:
    found = _report(layout(OURS))

    assert OURS.message_id in found.message_ids
    (said,) = found.said
    assert said.addresses == {"an@so.example.org"}
    assert (said.action, said.status) == (ReportAction(action), status)
    assert said.words.startswith(words)


def test_the_status_is_written_beside_an_answer_that_lacks_it() -> None:
    (said,) = _report(bounced.postfix(replace(OURS, said="550 no such user"))).said
    assert said.words == "550 5.1.1 no such user"
    (said,) = _report(bounced.postfix(replace(OURS, said=""))).said
    assert said.words == "5.1.1"


def test_the_return_path_names_the_message_where_nothing_of_it_comes_back() -> None:
    token = OURS.message_id.strip("<>").partition("@")[0]
    to = f"nhac-viec+{token}@kehoach.example.org"
    data = bounced.postfix(replace(OURS, message_id="", sent_to=to))

    assert _report(data).message_ids == (OURS.message_id,)


def test_copies_of_a_report_have_one_name_and_different_ones_two() -> None:
    def name(data: bytes) -> str:
        report = _report(data)
        return report.digest(OURS.message_id, report.said[0])

    first = bounced.postfix(OURS)
    assert name(first) == name(b"Received: by another.example.org\r\n" + first)
    assert name(first) != name(bounced.postfix(replace(OURS, dated="Wed, 09 Dec 2026 09:00:00")))
    assert name(first) != name(bounced.delayed(OURS))


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: Nghỉ phép",
        "Precedence: bulk",
        "Precedence: auto_reply",
    ],
)
def test_an_answer_that_nobody_wrote_says_so_in_its_headers(header: str) -> None:
    assert read(bounced.away(OURS, header, subject="Re: Nhắc việc")) is NoReport.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Trả lời tự động: Nhắc việc", NoReport.AUTO_REPLY),
        ("Tự động trả lời - Nguyễn Văn An", NoReport.AUTO_REPLY),
        ("Thông báo vắng mặt", NoReport.AUTO_REPLY),
        ("Automatic reply: Nhac viec", NoReport.AUTO_REPLY),
        ("Out of Office", NoReport.AUTO_REPLY),
        ("Re: Nhắc việc", NoReport.LETTER),
        ("Báo cáo việc vắng mặt của cán bộ", NoReport.LETTER),
        ("", NoReport.LETTER),
    ],
)
def test_the_subject_is_asked_last(subject: str, found: NoReport) -> None:
    assert read(bounced.away(OURS, "Auto-Submitted: no", subject=subject)) is found


def test_a_receipt_that_a_mail_was_opened_is_no_report_of_delivery() -> None:
    report = bounced.postfix(OURS).replace(b"Auto-Submitted: auto-replied\r\n", b"")
    receipt = report.replace(b"message/delivery-status", b"message/disposition-notification")
    assert read(receipt) is NoReport.AUTO_REPLY


def test_a_report_that_a_person_forwards_is_a_letter() -> None:
    assert read(bounced.forwarded(OURS)) is NoReport.LETTER


@pytest.mark.parametrize(
    "data",
    [
        bounced.old_exim(OURS),
        bounced.postfix(OURS).replace(b"Final-Recipient", b"X").replace(b"Original-R", b"X"),
        bounced.postfix(OURS).replace(b"Action: failed", b"Action: exploded"),
        bounced.postfix(replace(OURS, message_id="")),
        bounced.postfix(OURS) + b" " * LARGEST,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 5_000,
        bounced.away(OURS, subject="x").replace(b"Subject: ", b"Subject: =?no-such?b?eA==?= "),
    ],
    ids=["old form", "nobody", "action", "nothing of ours", "large", "nested", "charset"],
)
def test_what_cannot_be_read_is_said_to_be_so(data: bytes) -> None:
    assert read(data) is NoReport.UNREADABLE


@pytest.mark.parametrize("data", [b"", b"\0\xff" * 500, bounced.postfix(OURS)[:700]])
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    assert isinstance(read(data), NoReport)


def test_words_can_be_stored_whatever_was_sent() -> None:
    data = bounced.postfix(OURS).replace(
        b"User unknown", b"\0 Kh\xf4ng t\xe1\xba\xa1i " + b"x" * 900
    )
    (said,) = _report(data).said
    assert len(said.words) == 300
    assert said.words.isprintable()
