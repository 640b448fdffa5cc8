"""The mails of a new password, as they are read."""

from datetime import date

import pytest

from plan_app.domain.mailing import MessageKind
from plan_app.mail.compose import compose
from plan_app.mail.facts import AccountFacts, Reader
from plan_app.mail.message import Letter

LINK = "http://localhost/password/abc"
READER = Reader(
    id=1,
    address="hoa@so.example.org",
    honorific="Bà",
    full_name="Lê Thị Hoa",
    division="Phòng Kế hoạch",
    agency="Sở Xây dựng",
    language="vi",
)


def letter(kind: MessageKind, **said: str) -> Letter:
    facts = AccountFacts(
        kind=kind,
        reader=READER,
        support=None,
        today=date(2026, 12, 8),
        said=said,
        tasks=0,
        standing_agency="Sở Tài chính",
    )
    return compose(facts)


@pytest.mark.usefixtures("app")
def test_the_reset_says_what_to_do_by_when_and_what_if_it_was_somebody_else() -> None:
    found = letter(MessageKind.PASSWORD_RESET, link=LINK, until="2026-12-09T01:00:00+00:00")

    assert found.subject == "[Tăng trưởng xanh] Đường dẫn đặt mật khẩu"
    for text in (found.text, found.html):
        assert "Kính gửi: Bà Lê Thị Hoa, Phòng Kế hoạch, Sở Xây dựng." in text
        assert "có hiệu lực đến 08:00 ngày 09/12/2026 và dùng được một lần" in text
        assert LINK in text
        assert "Nếu không đề nghị, Bà không cần thực hiện thao tác nào" in text
        assert "Sở Tài chính không hỏi mật khẩu qua thư hoặc điện thoại" in text
        assert "Trân trọng." in text


@pytest.mark.usefixtures("app")
def test_the_notice_says_when_and_what_if_it_was_somebody_else() -> None:
    found = letter(MessageKind.PASSWORD_NOTICE, changed_at="2026-12-08T01:00:00+00:00")

    assert found.subject == "[Tăng trưởng xanh] Mật khẩu đã được thay đổi"
    for text in (found.text, found.html):
        assert "được thay đổi lúc 08:00 ngày 08/12/2026" in text
        assert "Nếu không phải Bà thực hiện" in text
        assert "http" not in text.replace("http-equiv", "")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("kind", [MessageKind.PASSWORD_RESET, MessageKind.PASSWORD_NOTICE])
def test_subjects_keep_to_the_tone(kind: MessageKind) -> None:
    subject = letter(kind, link=LINK, until="2026-12-09T01:00:00+00:00").subject.lower()

    for word in ("khẩn", "công văn", "thông báo", "cảnh báo", "yêu cầu", "vi phạm", "!"):
        assert word not in subject
