"""The submission of wishes for other dates, and the letter by which the province answers it."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from docx import Document
from docx.oxml.ns import qn

from plan_app.domain.documents import Version
from plan_app.presentation import document_submission
from plan_app.queries.document_facts import PlanFacts, Submission
from plan_app.queries.requested_dates import Extension
from tests.word_files import words_in

NOW = datetime(2026, 12, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PLAN = PlanFacts(
    id=1,
    title="Kế hoạch hành động về tăng trưởng xanh tỉnh Thanh Hóa giai đoạn 2021 - 2030",
    decision_number="3825/QĐ-UBND",
    decision_date=date(2023, 10, 18),
    issued_by="UBND tỉnh Thanh Hóa",
    standing_agency="Sở Tài chính",
    standing_agency_id=1,
    last_year=2030,
    matter_after=15,
)
WISH = Extension(
    request_id=1,
    number=84,
    title="Lập kế hoạch phát triển giao thông công cộng",
    label="",
    is_draft=False,
    agency="Sở Xây dựng",
    due=date(2026, 12, 31),
    original_due=date(2026, 12, 31),
    requested=date(2027, 6, 30),
    reason="Chờ quy hoạch",
    document="Công văn số 321/SXD-KHTC",
    document_date=date(2026, 12, 1),
)


def written(version: Version, *wishes: Extension, incomplete: tuple[Extension, ...] = ()) -> str:
    """All words of the document, a paragraph or cell a line."""
    submission = Submission(PLAN, NOW, NOW.date(), wishes, incomplete)
    body = Document(BytesIO(document_submission.write(submission, version))).element.body
    lines = (words_in(each) for each in body.iter(qn("w:p")))
    return "\n".join(lines).replace("\u00a0", " ")


def test_the_letters_of_the_agencies_are_named_once_and_what_nobody_named_is_a_gap() -> None:
    text = written(
        Version.DEPARTMENT,
        WISH,
        replace(WISH, number=85),
        replace(WISH, number=12, agency="Sở Y tế", document="", document_date=None),
    )

    assert text.count("Căn cứ Công văn số 321/SXD-KHTC ngày 01/12/2026 của Sở Xây dựng;") == 1
    assert text.count("«số, ký hiệu, ngày của văn bản đề nghị của Sở Y tế»") == 1
    assert "03 đề nghị điều chỉnh thời hạn đối với 03 nhiệm vụ của 02 cơ quan" in text


def test_a_date_that_was_moved_before_stands_beside_the_first_one() -> None:
    text = written(Version.DEPARTMENT, replace(WISH, original_due=date(2025, 6, 30)))

    assert "31/12/2026 (ban đầu 30/6/2025)" in text
    assert "ban đầu" not in written(Version.DEPARTMENT, WISH)


def test_what_waits_for_papers_is_named_and_not_submitted() -> None:
    waiting = replace(WISH, number=12, agency="Sở Y tế", missing="kế hoạch thực hiện mới")
    text = written(Version.DEPARTMENT, WISH, incomplete=(waiting,))

    assert "01 đề nghị điều chỉnh thời hạn đối với 01 nhiệm vụ" in text
    assert "còn 01 đề nghị đang chờ cơ quan bổ sung hồ sơ, chưa tổng hợp trong Tờ trình" in text
    assert (
        "Nhiệm vụ số 12 (Sở Y tế), đề nghị đến ngày 30/6/2027; nội dung cần bổ sung: "
        "kế hoạch thực hiện mới."
    ) in text
    assert "Nhiệm vụ số 12" not in written(Version.PROVINCE, WISH, incomplete=(waiting,))


def test_the_province_answers_by_a_letter_that_decides_nothing_by_itself() -> None:
    text = written(Version.PROVINCE, WISH, replace(WISH, number=12, agency="Sở Y tế"))

    assert "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA" in text
    assert "/UBND-«…»" in text
    assert "TỜ TRÌNH" not in text
    for addressee in ("- Sở Tài chính;", "- Sở Xây dựng;", "- Sở Y tế."):
        assert addressee in text
    assert "Xét đề nghị của Sở Tài chính tại Tờ trình số" in text
    assert text.count("«ngày, hoặc giữ nguyên thời hạn»") == 2
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" in text
