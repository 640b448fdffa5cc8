"""The server's answers in plain words, the attempts of a message, the days as bars."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from plan_app.domain.mailing import ResendCause
from plan_app.presentation import charts, mailing
from plan_app.presentation.mailing import Attempt
from plan_app.queries.mail_days import MailDay

AT = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("550 5.1.1 no such user", "hộp thư không tồn tại"),
        ("550 5.1.2 bad domain", "tên miền của địa chỉ không nhận thư"),
        ("550 5.1.10 null MX", "tên miền của địa chỉ không nhận thư"),
        ("553 5.1.3 not an address", "địa chỉ viết chưa đúng"),
        ("551 5.1.6 moved", "hộp thư đã chuyển đi nơi khác"),
        ("452 4.2.2 over quota", "hộp thư đã đầy"),
        ("550 5.2.1 disabled", "hộp thư đã ngừng hoạt động"),
        ("552 too large", "thư lớn quá mức máy chủ cho phép"),
        ("550 5.7.1 relaying denied", "máy chủ thư từ chối chuyển thư này"),
        ("535 5.7.8 authentication failed", "máy chủ thư từ chối đăng nhập"),
        ("450 4.7.1 greylisted", "máy chủ thư đề nghị gửi lại sau"),
        ("421 closing", "máy chủ thư đang bận hoặc tạm dừng"),
        ("451 local error", "máy chủ thư tạm thời chưa nhận"),
        ("554 no", "máy chủ thư từ chối nhận"),
        ("250 2.0.0 queued", "máy chủ thư đã nhận"),
        ("timed out", "máy chủ thư không trả lời kịp"),
        ("no answer within 10 seconds", "máy chủ thư không trả lời kịp"),
        ("[Errno 111] Connection refused", "không kết nối được với máy chủ thư"),
        ("name not found: Name or service not known", "không tìm thấy máy chủ thư"),
        ("something else", ""),
        ("", ""),
    ],
)
def test_an_answer_has_plain_words(app: Flask, said: str, words: str) -> None:
    with app.test_request_context():
        assert mailing.meaning(said) == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("550 5.1.1 no such user", "hộp thư không tồn tại"),
        ("Đã nghỉ hưu", "Đã nghỉ hưu"),
        ("", "không rõ nguyên nhân"),
    ],
)
def test_why_an_address_is_not_reached(app: Flask, said: str, words: str) -> None:
    with app.test_request_context():
        assert mailing.why_unreachable(said) == words


def test_every_stage_and_cause_has_its_words(app: Flask) -> None:
    with app.test_request_context():
        assert mailing.stage("sign_in") == "Đăng nhập"
        assert mailing.stage("elsewhere") == "elsewhere"
        assert len({mailing.cause(each) for each in ResendCause}) == len(ResendCause)


def test_the_advice_begins_with_what_stopped_the_queue(app: Flask) -> None:
    with app.test_request_context():
        wrong_password = mailing.advice("535 5.7.8 authentication failed")
        refused = mailing.advice("550 5.7.1 relaying denied")
    assert "mật khẩu" in wrong_password[0]
    assert "quyền chuyển thư" in refused[0]
    assert wrong_password[1:] == refused[1:]
    assert "PLAN_APP_MAIL_URL" in wrong_password[0]


def test_the_accepted_attempt_is_the_last_one() -> None:
    first = Attempt(1, AT, "recipient", "451 later")
    later = AT + timedelta(minutes=1)

    found = mailing.attempts([first], made=2, accepted_at=later, said="250 queued")

    assert found == [first, Attempt(2, later, "", "250 queued", is_accepted=True)]


def test_an_attempt_of_which_nothing_is_known_is_shown_as_that() -> None:
    third = Attempt(3, AT, "content", "timed out")

    found = mailing.attempts([third], made=3, accepted_at=None, said=None)

    assert found == [Attempt(1, None, "", ""), Attempt(2, None, "", ""), third]


def test_a_message_not_yet_tried_has_none() -> None:
    assert mailing.attempts([], made=0, accepted_at=None, said=None) == []


def test_one_accepted_before_attempts_were_counted_has_one() -> None:
    (only,) = mailing.attempts([], made=0, accepted_at=AT, said=None)

    assert (only.number, only.is_accepted, only.said) == (1, True, "")


def test_the_days_are_piles_on_one_line_the_highest_as_high_as_the_chart() -> None:
    monday = date(2026, 12, 7)
    days = [
        MailDay(monday, sent=2, refused=1, waiting=1),
        MailDay(monday + timedelta(days=1)),
        MailDay(monday + timedelta(days=2), sent=1),
    ]

    chart = charts.days_chart(days)

    assert (chart.width, chart.highest) == (30, 4)
    assert chart.ticks == [(0, monday)]
    assert [(part.name, part.x, part.y, part.height) for part in chart.parts] == [
        ("sent", 0, "50.00", "50.00"),
        ("refused", 0, "25.00", "25.00"),
        ("waiting", 0, "0.00", "25.00"),
        ("sent", 20, "75.00", "25.00"),
    ]


def test_days_without_mail_have_no_bars() -> None:
    chart = charts.days_chart([MailDay(date(2026, 12, 8))])

    assert (chart.parts, chart.highest) == ([], 0)
    assert charts.days_chart([]).width == 0
