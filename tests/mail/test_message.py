"""The bytes of a message: read back by the standard parser, and by eye where it is lenient."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.mail import drafts
from plan_app.mail.message import (
    Cover,
    Letter,
    Mailbox,
    build,
    is_address,
    new_message_id,
    thread_id,
)
from tests.smtp import parse

LONG = (
    "[Tăng trưởng xanh] Mời sử dụng hệ thống theo dõi Kế hoạch tăng trưởng xanh tỉnh Thanh Hóa"
    " giai đoạn 2021 - 2030, kèm theo Quyết định số 3825/QĐ-UBND ngày 18/10/2023"
)
LETTER = Letter(LONG, "Kính gửi: Ông Nguyễn Văn Ưởng.\n\nĐề nghị cập nhật.\n", "<p>Đề nghị</p>")
COVER = Cover(
    sender=Mailbox(
        "Kế hoạch tăng trưởng xanh tỉnh Thanh Hóa (Sở Tài chính)", "nhac-viec@kh.example.org"
    ),
    recipient="dau.moi@so.example.org",
    reply_to=Mailbox("Lê Thị Hoa", "hoa@so.example.org"),
    message_id=new_message_id("kh.example.org"),
    thread=thread_id("digests/1/2026-12", "kh.example.org"),
    dated=datetime(2026, 12, 8, 1, 0, tzinfo=UTC),
)
STRUCTURED = ("To", "Message-ID", "References", "In-Reply-To", "Date", "Auto-Submitted",
              "X-Auto-Response-Suppress", "MIME-Version", "Content-Type")  # fmt: skip


def head_of(data: bytes) -> str:
    """The head as it is sent."""
    return data.split(b"\r\n\r\n", 1)[0].decode("ascii")


def with_cover(**facts: Any) -> bytes:  # noqa: ANN401 (any field)
    """The message with another cover."""
    return build(LETTER, replace(COVER, **facts))


def test_a_mail_program_reads_back_every_letter() -> None:
    message = parse(build(LETTER, COVER))

    assert message["Subject"] == LONG
    assert message["Reply-To"] == "Lê Thị Hoa <hoa@so.example.org>"
    assert message["To"] == "dau.moi@so.example.org"
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize(
    "name",
    [
        drafts.SENDER,
        "Kế hoạch tăng trưởng xanh tỉnh Thanh Hóa (Sở Tài chính)",
        "Tran Van An",
        "Nguyễn Thị Phương Thảo",
        "Ban Quản lý Khu kinh tế Nghi Sơn và các Khu công nghiệp",
        '"Q." =?utf-8?b?YQ==?= <a@b>',
    ],
)
@pytest.mark.parametrize("header", ["sender", "reply_to"])
def test_every_parser_reads_the_name_with_single_spaces(header: str, name: str) -> None:
    data = with_cover(**{header: Mailbox(name, "nhac-viec@kh.example.org")})

    message = parse(data)
    (found,) = message["From" if header == "sender" else "Reply-To"].addresses
    by_rfc_2047 = message_from_bytes(data)["From" if header == "sender" else "Reply-To"]

    assert found.display_name == name
    assert found.addr_spec == "nhac-viec@kh.example.org"
    read = str(make_header(decode_header(by_rfc_2047.replace("\r\n", ""))))
    assert read == f"{name} <nhac-viec@kh.example.org>"


def test_a_name_of_spaces_alone_is_no_name() -> None:
    assert parse(with_cover(reply_to=Mailbox(" ", "hoa@so.example.org")))["Reply-To"] == (
        "hoa@so.example.org"
    )


def test_the_text_comes_first_and_there_are_only_text_and_html() -> None:
    message = parse(build(LETTER, COVER))

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]


def test_a_long_vietnamese_subject_is_folded_between_characters() -> None:
    head = head_of(build(LETTER, COVER))

    assert max(len(line) for line in head.split("\r\n")) <= 76
    words = re.findall(r"=\?utf-8\?b\?([^?]*)\?=", head)
    assert len(words) > 3
    assert "".join(base64.b64decode(word).decode("utf-8") for word in words).endswith(LONG)


def test_every_line_ends_with_cr_lf_and_is_ascii() -> None:
    data = build(LETTER, COVER)

    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 78


def test_no_structured_header_holds_an_encoded_word() -> None:
    head = head_of(build(LETTER, COVER))
    lines = dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)

    for name in STRUCTURED:
        assert "=?" not in lines[name], name


def test_robots_are_told_that_a_robot_writes() -> None:
    message = parse(build(LETTER, COVER))

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["List-Unsubscribe"] is None


def test_the_thread_and_the_date_are_as_given() -> None:
    message = parse(build(LETTER, COVER))

    assert message["References"] == message["In-Reply-To"] == COVER.thread
    assert message["Message-ID"] == COVER.message_id
    assert message["Date"].datetime == COVER.dated


def test_a_message_alone_belongs_to_no_thread_and_answers_go_to_the_sender() -> None:
    message = parse(with_cover(thread=None, reply_to=None))

    assert message["References"] is None
    assert message["Reply-To"] is None


@given(name=st.text(), subject=st.text())
def test_no_name_and_no_subject_can_add_a_header(name: str, subject: str) -> None:
    cover = replace(COVER, reply_to=Mailbox(name, "hoa@so.example.org"))

    head = head_of(build(replace(LETTER, subject=subject), cover))

    names = [line.split(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
    assert names == [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "References", "In-Reply-To",
        "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version",
        "Content-Type",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["a@b.example.org\r\nBcc: c@d.example.org", "a b@c.org", "a@b.org,c@d.org", "<a@b.org>",
     "a@b.org\n", "ông@b.org", "", "a@", "@b.org", "a" * 250 + "@b.org"],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(ValueError, match="not an e-mail address"):
        with_cover(recipient=address)
