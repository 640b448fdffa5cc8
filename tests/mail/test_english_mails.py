"""The same letters to somebody who reads English, compared with a kept copy."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import html5lib
import pytest

from plan_app.domain.mailing import MessageKind
from plan_app.mail import drafts
from plan_app.mail.compose import compose
from plan_app.mail.facts import Facts
from plan_app.mail.message import build
from plan_app.presentation import mailing
from tests.mail.test_compose import (
    DIGEST,
    INVITATION,
    LATE,
    LEADER_LETTER,
    LETTER,
    LETTERS,
    READER,
    ROLL_UP,
    SNAPSHOTS,
    SOON,
)
from tests.mail.test_message import COVER

ENGLISH = replace(READER, language="en")
ONE = replace(ROLL_UP, new=(53,), settled=(), overdue=1, due_soon=0)
# What is in Vietnamese in an English letter: names, and the words of the plan without English.
NOT_OURS = (
    ENGLISH.full_name, ENGLISH.division, ENGLISH.agency, "Lê Thị Hoa", "chuyên viên",
    "Sở Tài chính", "Xây dựng kế hoạch mua sắm công xanh", "quyết định phê duyệt", LETTER,
    "biên bản nghiệm thu", "Công văn số 2345/UBND-THĐT", "chưa đủ căn cứ",
    "cần kết quả cho báo cáo Quý I", "Công văn số 4567/SCT-KHTC", "Đã trình báo cáo",
    "Đề nghị các cơ quan quan tâm", LATE.title, SOON.title, SOON.label,
    "cần kết quả cho báo cáo Quý I", LEADER_LETTER.plan_title, "3825/QĐ-UBND",
    "Rà soát tiềm năng điện mặt trời mái nhà", "Đang lấy ý kiến các đơn vị liên quan",
    "Đã sửa theo phản hồi của Sở", "Nhiệm vụ chưa hoàn thành", "Theo chỉ đạo của tỉnh",
    "Kết quả năm 2026", "Việc này cần cho báo cáo năm của tỉnh",
)  # fmt: skip

FACTS: dict[str, Facts] = {
    **{name: replace(facts, reader=ENGLISH) for name, facts in LETTERS.items()},
    "digest_of_one": replace(
        DIGEST, reader=ENGLISH, duties=(replace(LATE, days_late=1),), roll_ups=(ONE,)
    ),
    "digest_due_tomorrow": replace(
        DIGEST, reader=ENGLISH, duties=(replace(SOON, days_late=-1), SOON), length=1
    ),
    "invitation_for_one": replace(INVITATION, reader=ENGLISH, tasks=1),
    "invitation_after_a_letter_for_one": replace(
        INVITATION, reader=ENGLISH, tasks=1, said=INVITATION.said | {"letter": LETTER}
    ),
    "invitation_without_tasks_after_a_letter": replace(
        INVITATION, reader=ENGLISH, tasks=0, said=INVITATION.said | {"letter": LETTER}
    ),
    "password_reset": replace(INVITATION, reader=ENGLISH, kind=MessageKind.PASSWORD_RESET),
    "password_notice": replace(
        INVITATION, reader=ENGLISH, kind=MessageKind.PASSWORD_NOTICE,
        said={"changed_at": "2026-12-08T01:00:00+00:00"},
    ),
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("name", FACTS)
def test_the_english_text_is_as_agreed(name: str) -> None:
    letter = compose(FACTS[name])

    kept = (SNAPSHOTS / "en" / f"{name}.txt").read_text(encoding="utf-8")
    assert f"{letter.subject}\n\n{letter.text}" == kept


@pytest.mark.parametrize("name", FACTS)
def test_no_sentence_of_a_letter_is_left_in_vietnamese(name: str) -> None:
    letter = compose(FACTS[name])
    page = html5lib.parse(letter.html, namespaceHTMLElements=False)
    said = f"{letter.subject} {letter.text} {''.join(page.itertext())}"
    for words in NOT_OURS:
        said = said.replace(words, "")

    assert {char for char in said if char.isalpha() and not char.isascii()} == set()
    assert page.get("lang") == "en"


@pytest.mark.parametrize("name", FACTS)
def test_the_log_tells_the_language_from_the_subject(name: str) -> None:
    for facts in (FACTS[name], replace(FACTS[name], reader=READER)):
        assert mailing.language_of(compose(facts).subject) == facts.reader.language


def test_the_head_names_the_language() -> None:
    for facts, language in ((FACTS["digest"], "en"), (DIGEST, "vi")):
        head = message_from_bytes(build(compose(facts), COVER), policy=default)
        assert head["Content-Language"] == language


def test_the_sender_and_the_masked_links_are_in_the_language_too() -> None:
    letter = compose(FACTS["digest"])
    assert "Update: ‹link›" in drafts.masked(letter)
    assert "Cập nhật: ‹đường dẫn›" in drafts.masked(compose(DIGEST))
