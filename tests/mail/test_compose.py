"""The words of every mail (official-voice, section C), compared with a kept copy.

When a text is changed on purpose, write the new one into `snapshots/` and read it there.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.duties import Duty, DutyPart
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind
from plan_app.domain.statuses import MilestoneState
from plan_app.mail.addressing import salutation
from plan_app.mail.compose import compose
from plan_app.mail.facts import (
    AccountFacts,
    DecisionFacts,
    DigestFacts,
    ExtensionFacts,
    Facts,
    LeaderLetterFacts,
    LeaderLine,
    LeaderNoticeFacts,
    LetterFacts,
    LetterLine,
    NudgeFacts,
    ObjectionFacts,
    Reader,
    Support,
)
from plan_app.queries.attention import Attention
from plan_app.queries.roll_up import MailWeek, RollUp

SNAPSHOTS = Path(__file__).parent / "snapshots"
TODAY = date(2026, 12, 8)
READER = Reader(
    id=1,
    address="khoa@sct.example.org",
    honorific="Ông",
    full_name="Trần Đăng Khoa",
    division="Phòng Quản lý năng lượng",
    agency="Sở Công Thương",
    language="vi",
)
SUPPORT = Support(
    address="hoa@stc.example.org",
    honorific="Bà",
    full_name="Lê Thị Hoa",
    position="chuyên viên",
    agency="Sở Tài chính",
    telephone="0237 385 2366",
)
LATE = Duty(
    milestone_id=530,
    deadline_revision=1,
    task_id=53,
    plan_id=1,
    plan_slug="tang-truong-xanh",
    number=53,
    title="Rà soát tiềm năng và đề xuất phương án phát triển điện mặt trời mái nhà tại trụ sở"
    " cơ quan nhà nước, khu công nghiệp",
    title_en="Review the potential of rooftop solar power",
    label="",
    label_en="",
    agency_id=1,
    owner_id=1,
    due=date(2026, 11, 30),
    days_late=8,
    threshold=7,
    last_reported_at=datetime(2026, 9, 15, 3, 0, tzinfo=UTC),
    returned=False,
    escalates_on=None,
    part=DutyPart.OWNER,
)
SOON = replace(
    LATE,
    milestone_id=600,
    number=60,
    title="Tham mưu ban hành kế hoạch sử dụng năng lượng tiết kiệm và hiệu quả",
    label="Kết quả năm 2026",
    label_en="Result of 2026",
    due=date(2026, 12, 15),
    days_late=-7,
    threshold=-7,
    last_reported_at=None,
)
LATER = replace(
    SOON, milestone_id=570, number=57, title="Thí điểm mô hình", label="",
    due=date(2026, 12, 31), days_late=-23, threshold=-30,
)  # fmt: skip
ROLL_UP = RollUp(
    plan_slug="tang-truong-xanh",
    today=TODAY,
    attention=Attention(awaiting=5, awaiting_since=date(2026, 11, 26), unassigned=3, unreachable=1),
    overdue=12,
    overdue_before=11,
    new=(53, 61, 88),
    settled=(14, 70),
    due_soon=9,
    figures={
        Figure.COMPLETED_ON_TIME: 41,
        Figure.COMPLETED_LATE: 9,
        Figure.OPEN_WITHIN_TIME: 43,
        Figure.OPEN_OVERDUE: 12,
        Figure.SUSPENDED: 0,
        Figure.WITHDRAWN: 0,
    },
    mails=MailWeek(planned=34, accepted=33, failed=1),
    to_leaders=0,
    directions=0,
    late_directions=0,
    taken_at=datetime(2026, 12, 8, 0, 30, tzinfo=UTC),
)
WISHED = replace(ROLL_UP, attention=replace(ROLL_UP.attention, extensions=2, objections=1))
DIGEST = DigestFacts(
    kind=MessageKind.DIGEST,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    duties=(LATE, SOON, LATER),
    roll_ups=(),
    length=20,
)
CONFIRMED = DecisionFacts(
    kind=MessageKind.CONFIRMED,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    plan_slug="tang-truong-xanh",
    task_id=27,
    number=27,
    title="Xây dựng kế hoạch mua sắm công xanh",
    label="",
    standing_agency="Sở Tài chính",
    agency="Sở Công Thương",
    due=date(2026, 11, 30),
    reported_on=date(2026, 11, 28),
    is_late=False,
    reason="",
)
EXTENSION = ExtensionFacts(
    kind=MessageKind.EXTENSION,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    plan_slug="tang-truong-xanh",
    extension_id=7,
    number=84,
    title="Xây dựng kế hoạch mua sắm công xanh",
    label="",
    standing_agency="Sở Tài chính",
    standing=ExtensionState.SUBMITTED,
    is_fixed=True,
    requested_on=date(2026, 12, 10),
    due=date(2026, 12, 31),
    before=date(2026, 12, 31),
    wanted=date(2027, 6, 30),
    offered=None,
    answer_by=None,
    granted=None,
    document="",
    document_date=None,
    reason="",
)
OBJECTION = ObjectionFacts(
    kind=MessageKind.OBJECTION,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    plan_slug="tang-truong-xanh",
    number=53,
    title=LATE.title,
    label="",
    standing_agency="Sở Tài chính",
    due=date(2026, 11, 30),
    reason="Đã sửa theo phản hồi của Sở.",
    letter_id=4,
    document="Công văn số 4567/SCT-KHTC",
    dated=date(2026, 12, 7),
    words="Nhiệm vụ chưa hoàn thành.",
)
ON_BEHALF = LetterFacts(
    kind=MessageKind.ON_BEHALF,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    plan_slug="tang-truong-xanh",
    letter_id=4,
    reference="Công văn số 4567/SCT-KHTC",
    dated=date(2026, 12, 7),
    object_by=date(2026, 12, 15),
    standing_agency="Sở Tài chính",
    lines=(
        LetterLine(53, LATE.title, "", MilestoneState.AWAITING_CONFIRMATION, "Đã trình báo cáo."),
        LetterLine(60, SOON.title, SOON.label, MilestoneState.IN_PROGRESS, ""),
    ),
)
NUDGE = NudgeFacts(
    kind=MessageKind.NUDGE,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    duties=(
        LATE,
        replace(
            LATE,
            number=61,
            milestone_id=610,
            days_late=2,
            label="Kết quả năm 2026",
            label_en="Result of 2026",
            due=date(2026, 12, 6),
        ),
    ),
    standing_agency="Sở Tài chính",
    words="",
    asks_cause=False,
)
LETTER = "Công văn số 321/SXD-KHTC ngày 01/12/2026"
INVITATION = AccountFacts(
    kind=MessageKind.INVITATION,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    said={"link": "https://kh.example.org/d/abc", "until": "2026-12-14T10:00:00+00:00"},
    tasks=6,
    standing_agency="Sở Tài chính",
    lead_agency="Sở Công Thương",
)
LEADER_LETTER = LeaderLetterFacts(
    kind=MessageKind.LEADER_LETTER,
    reader=replace(READER, full_name="Phạm Văn Minh", division="", position="Phó Giám đốc"),
    support=SUPPORT,
    today=TODAY,
    # Without the page behind it, whose token is of the installation's key.
    letter_id=0,
    agency="Sở Công Thương",
    standing_agency="Sở Tài chính",
    plan_title="Kế hoạch hành động về tăng trưởng xanh tỉnh Thanh Hóa giai đoạn 2021 - 2030",
    decision_number="3825/QĐ-UBND",
    decision_date=date(2023, 10, 18),
    lead=14,
    completed=8,
    within=5,
    late=1,
    lines=(
        LeaderLine(
            number=53,
            title="Rà soát tiềm năng điện mặt trời mái nhà",
            label="",
            due=date(2026, 11, 30),
            said_on=date(2026, 9, 15),
            words="Đang lấy ý kiến các đơn vị liên quan",
        ),
    ),
    words="",
    signer=SUPPORT,
)
LEADER_NOTICE = LeaderNoticeFacts(
    kind=MessageKind.LEADER_NOTICE,
    reader=READER,
    support=SUPPORT,
    today=TODAY,
    agency="Sở Công Thương",
    standing_agency="Sở Tài chính",
    numbers=(53, 60),
    plan_slug="tang-truong-xanh",
)
LETTERS: dict[str, Facts] = {
    "digest": DIGEST,
    "digest_nothing_late": replace(DIGEST, duties=(SOON, LATER)),
    "digest_announced": replace(
        DIGEST, duties=(replace(LATE, escalates_on=date(2026, 12, 10)), SOON)
    ),
    "digest_truncated": replace(DIGEST, length=2),
    "digest_with_roll_up": replace(DIGEST, roll_ups=(ROLL_UP,)),
    "roll_up": replace(DIGEST, duties=(), roll_ups=(ROLL_UP,)),
    "roll_up_with_leaders": replace(DIGEST, duties=(), roll_ups=(replace(ROLL_UP, to_leaders=5),)),
    "roll_up_with_extensions": replace(DIGEST, duties=(), roll_ups=(WISHED,)),
    "confirmed": CONFIRMED,
    "confirmed_late": replace(CONFIRMED, is_late=True, reported_on=date(2026, 12, 3)),
    "returned": replace(
        CONFIRMED, kind=MessageKind.RETURNED, number=53, reason="quyết định phê duyệt."
    ),
    "invitation": INVITATION,
    "invitation_after_a_letter": replace(INVITATION, said=INVITATION.said | {"letter": LETTER}),
    "invitation_of_several_leads": replace(INVITATION, lead_agency=""),
    "digest_of_drafts": replace(DIGEST, duties=(LATE, replace(SOON, is_draft=True))),
    "confirmed_draft": replace(CONFIRMED, is_draft=True),
    "extension_received": EXTENSION,
    "extension_papers": replace(
        EXTENSION, standing=ExtensionState.PAPERS_ASKED, reason="biên bản nghiệm thu."
    ),
    "extension_approved": replace(
        EXTENSION,
        standing=ExtensionState.APPROVED,
        due=date(2027, 6, 30),
        granted=date(2027, 6, 30),
        document="Công văn số 2345/UBND-THĐT",
        document_date=date(2026, 12, 11),
    ),
    "extension_approved_internal": replace(
        EXTENSION,
        standing=ExtensionState.APPROVED,
        is_fixed=False,
        due=date(2027, 6, 30),
        granted=date(2027, 6, 30),
    ),
    "extension_declined": replace(
        EXTENSION, standing=ExtensionState.DECLINED, reason="chưa đủ căn cứ."
    ),
    "extension_offered": replace(
        EXTENSION,
        standing=ExtensionState.OFFERED,
        is_fixed=False,
        offered=date(2027, 3, 31),
        answer_by=date(2026, 12, 16),
        reason="cần kết quả cho báo cáo Quý I.",
    ),
    "extension_overtaken": replace(
        EXTENSION,
        standing=ExtensionState.LAPSED,
        due=date(2027, 3, 31),
        reason="Theo chỉ đạo của tỉnh; Công văn số 2345/UBND-THĐT",
    ),
    "objection": OBJECTION,
    "on_behalf": ON_BEHALF,
    "nudge": NUDGE,
    "nudge_for_the_cause": replace(
        NUDGE, duties=(LATE,), words="Đề nghị các cơ quan quan tâm.", asks_cause=True
    ),
    "leader_letter": LEADER_LETTER,
    "leader_letter_with_a_sentence": replace(
        LEADER_LETTER,
        words="Việc này cần cho báo cáo năm của tỉnh.",
        lines=(replace(LEADER_LETTER.lines[0], label="Kết quả năm 2026", words="", said_on=None),),
        is_draft=True,
    ),
    "leader_notice": LEADER_NOTICE,
    "test": replace(INVITATION, kind=MessageKind.TEST, said={}, support=None),
}
FORBIDDEN = re.compile(
    r"khẩn|hỏa tốc|công văn|quyết định|thông báo|yêu cầu|cảnh báo|vi phạm|!", re.IGNORECASE
)


# Within the application, whose templates and catalogue the mails use.
pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("name", LETTERS)
def test_the_text_is_as_agreed(name: str) -> None:
    letter = compose(LETTERS[name])

    kept = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")
    assert f"{letter.subject}\n\n{letter.text}" == kept


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_says_the_same_in_plain_markup(name: str) -> None:
    letter = compose(LETTERS[name])
    page = html5lib.parse(letter.html, namespaceHTMLElements=False)

    for unwanted in ("img", "script", "style", "link", "form", "iframe"):
        assert page.find(f".//{unwanted}") is None, unwanted
    assert page.get("lang") == "vi"
    assert page.findtext("head/title") == letter.subject
    body = page.find("body")
    assert body is not None
    said = " ".join("".join(body.itertext()).split())
    for sentence in re.findall(r"[^\n:]{20,}", letter.text.replace("\n   ", "\n")):
        # (In the HTML the numbers are those of the list.)
        words = re.sub(r"^\d+\. ", "", sentence).strip(" .-").removesuffix(", xem tại")
        if "http" not in words and not words.startswith(("Cập nhật", "//", "Để bắt đầu")):
            assert words in said, words


@pytest.mark.parametrize("name", LETTERS)
def test_styles_stand_in_the_elements(name: str) -> None:
    html = compose(LETTERS[name]).html

    assert '<p style="margin: 0 0 16px;">' in html
    assert "max-width: 640px" in html


@pytest.mark.parametrize("name", LETTERS)
def test_no_subject_sounds_like_a_document_or_an_alarm(name: str) -> None:
    subject = compose(LETTERS[name]).subject

    assert subject.startswith("[Tăng trưởng xanh] ")
    assert not FORBIDDEN.search(subject)
    assert subject != subject.upper()
    assert "\n" not in subject


def test_the_first_sentence_names_the_task_how_late_it_is_and_the_one_thing_to_do() -> None:
    first = compose(DIGEST).text.split("\n")[2]

    assert first == (
        "Nhiệm vụ số 53 đã quá hạn 08 ngày, chưa có báo cáo kết quả."
        " Đề nghị Ông cập nhật kết quả thực hiện hoặc đề nghị gia hạn."
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"days_late": 0, "due": TODAY}, "đến hạn hôm nay"),
        ({"part": DutyPart.DEPUTY}, "Xử lý thay đầu mối theo dõi."),
        ({"part": DutyPart.INSTEAD}, "Chưa liên hệ được đầu mối theo dõi."),
        ({"returned": True}, "Cần bổ sung kết quả."),
    ],
)
def test_a_line_says_what_is_special_about_it(facts: dict[str, Any], words: str) -> None:
    duty = replace(SOON, **facts)

    assert words in compose(replace(DIGEST, duties=(duty,))).text


def test_a_shared_account_is_addressed_as_its_agency() -> None:
    shared = replace(READER, is_shared=True, full_name="UBND xã A", agency="UBND xã A")
    text = compose(replace(DIGEST, reader=shared)).text

    assert text.startswith("Kính gửi: UBND xã A.\n")
    assert "Đề nghị Quý cơ quan cập nhật" in text


def test_a_person_without_a_form_of_address_is_addressed_neutrally() -> None:
    reader = replace(READER, honorific="", division="", agency="")

    assert salutation(reader) == "Trần Đăng Khoa"
    assert "Đề nghị Ông/Bà cập nhật" in compose(replace(DIGEST, reader=reader)).text


def test_an_english_reader_gets_the_english_titles() -> None:
    text = compose(replace(DIGEST, reader=replace(READER, language="en"))).text

    assert "Review the potential of rooftop solar power" in text
    assert "Result of 2026" in text


def test_what_people_typed_is_text_in_the_html() -> None:
    duty = replace(LATE, title="<b>A & B</b>")
    html = compose(replace(DIGEST, duties=(duty,))).html

    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html


@pytest.mark.parametrize(
    "name", ["returned", "extension_papers", "extension_declined", "leader_letter"]
)
def test_so_is_what_stands_in_a_sentence_that_text_and_html_share(name: str) -> None:
    facts = LETTERS[name]
    if isinstance(facts, LeaderLetterFacts):
        typed: Facts = replace(facts, lines=(replace(facts.lines[0], words="<b>A & B</b>"),))
    else:
        typed = replace(facts, reason="<b>A & B</b>")  # type: ignore[call-arg]

    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in compose(typed).html


def test_equal_facts_make_equal_letters() -> None:
    assert compose(DIGEST) == compose(replace(DIGEST))
