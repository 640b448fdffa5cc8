"""The blocks of a document are what Nghị định 30 and the office's Word expect."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from plan_app.domain.deadlines import Figure
from plan_app.presentation import document_charts, document_words
from plan_app.presentation.document_tables import Cell, Column, Picture, Row
from plan_app.presentation.document_text import Gap
from plan_app.presentation.documents import Paper, Sender
from tests.word_files import words_in

NOW = datetime(2026, 12, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
BODY = document_words.body("Sở Tài chính", province="UBND tỉnh Thanh Hóa")
PNG = b"\x89PNG\r\n\x1a\n"


def paper() -> Paper:
    return Paper("Báo cáo thử", author="Sở Tài chính", now=NOW)


def opened(written: Paper) -> Any:  # noqa: ANN401 (python-docx)
    return Document(BytesIO(written.save()))


def whole() -> Any:  # noqa: ANN401 (python-docx)
    """A document with every block."""
    written = paper()
    written.head(Sender(BODY, "BC"), date(2026, 12, 8))
    written.title("BÁO CÁO", "Kết quả thực hiện giai đoạn 2021 - 2030")
    written.addressed("Ủy ban nhân dân tỉnh")
    written.heading("I. KẾT QUẢ")
    written.paragraph(["Đã xong ", Gap("bao nhiêu"), "."])
    written.table([Column("TT", 10), Column("Nhiệm vụ", 150)], [Row(["1", "Trồng rừng"])])
    written.close("Sở Tài chính báo cáo")
    written.signature(BODY.signing, ["Như trên", ["Lưu: VT, ", Gap("đơn vị")]])
    written.appendix("TẤT CẢ NHIỆM VỤ", "(Kèm theo Báo cáo)")
    written.table(
        [Column("Số", 47), Column("Đúng", 100, over="Hoàn thành"),
         Column("Quá", 100, over="Hoàn thành")],
        [Row(["1", "2", "3"])],
    )  # fmt: skip
    return opened(written)


def mm(value: int) -> int:
    return round(value / Mm(1))


def test_pages_are_a4_with_the_margins_of_the_decree_and_the_appendix_lies_across() -> None:
    first, appendix = whole().sections
    assert [(mm(each.page_width), mm(each.page_height)) for each in (first, appendix)] == [
        (210, 297),
        (297, 210),
    ]
    assert appendix.orientation == WD_ORIENT.LANDSCAPE
    for section in (first, appendix):
        assert 20 <= mm(section.top_margin) <= 25
        assert 20 <= mm(section.bottom_margin) <= 25
        assert 30 <= mm(section.left_margin) <= 35
        assert 15 <= mm(section.right_margin) <= 20


def test_every_script_is_times_new_roman_and_the_language_vietnamese() -> None:
    styles = whole().styles
    for properties in (
        styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}"),
        styles["Normal"].element.rPr,
    ):
        fonts = properties.find(qn("w:rFonts"))
        assert set(fonts.attrib.values()) == {"Times New Roman"}
        assert len(fonts.attrib) == 4
        assert properties.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert styles["Normal"].font.size == Pt(14)
    used = {node.get(qn("w:ascii")) for node in whole().element.iter(qn("w:rFonts"))}
    assert used <= {"Times New Roman"}


def test_text_is_of_the_sizes_that_the_decree_allows() -> None:
    document = whole()
    sizes = {int(node.get(qn("w:val"))) / 2 for node in document.element.iter(qn("w:sz"))}
    assert sizes <= {11, 12, 13, 14}


def test_the_page_number_stands_above_from_the_second_page_and_the_first_is_marked_a_draft() -> (
    None
):
    document = whole()
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == "DỰ THẢO"
        codes = [node.text for node in section.header._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE"]
        assert section.header.paragraphs[0].alignment == 1
    appendix = document.sections[1]._sectPr.find(qn("w:pgNumType"))
    assert appendix.get(qn("w:start")) == "1"


def test_number_day_and_signer_stay_open() -> None:
    head, *_, signature, _appendix = whole().tables
    text = "\n".join(cell.text for row in head.rows for cell in row.cells)
    assert f"Số:{document_words.BLANK}/BC-STC" in text
    assert f"Thanh Hóa, ngày{document_words.BLANK}tháng 12 năm 2026" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in text
    left, right = signature.rows[0].cells
    assert left.text == "Nơi nhận:\n- Như trên;\n- Lưu: VT, «đơn vị»."
    assert right.text.strip() == "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"


def test_a_gap_is_marked_and_nothing_else_is() -> None:
    marked = [
        node.text
        for node in whole().element.body.iter(qn("w:r"))
        if node.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None
    ]
    assert marked == ["«bao nhiêu»", "«đơn vị»"]


def test_heads_of_tables_are_repeated_and_rows_are_not_torn() -> None:
    *_, table, _signature, appendix = whole().tables
    for each, heads in ((table, 1), (appendix, 2)):
        rows = each._tbl.findall(qn("w:tr"))
        repeated = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert repeated == [True] * heads + [False]
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_the_last_sentence_stays_with_the_signature_and_years_with_each_other() -> None:
    document = whole()
    (last,) = [each for each in document.paragraphs if each.text.endswith("./.")]
    assert last.paragraph_format.keep_with_next
    held = "giai\u00a0đoạn\u00a02021\u00a0-\u00a02030"
    assert any(held in each.text for each in document.paragraphs)


def test_no_line_ends_within_a_number_or_before_a_mark() -> None:
    written = paper()
    said = "Quyết định số 3825/QĐ-UBND, Kế hoạch của Sở (*); Phó Chủ tịch (để b/c)"
    written.paragraph(said)
    written.table([Column("Văn bản", 160)], [Row([said])])
    body = opened(written).element.body
    shown = said.replace(" (*)", "\u00a0(*)").replace("để b/c", "để\u00a0b/c")
    inside = [each for each in body.iter(qn("w:p")) if "3825" in words_in(each)]
    assert [words_in(each) for each in inside] == [shown, shown]
    for each in inside:
        (mark,) = each.iter(qn("w:noBreakHyphen"))
        before, after = mark.getprevious().text, mark.getnext().text
        assert (before[-2:], after[:4]) == ("QĐ", "UBND")


def test_the_properties_name_the_document_and_nobody_s_machine() -> None:
    properties = whole().core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Báo cáo thử",
        "Sở Tài chính",
        "vi-VN",
    )
    assert properties.comments == ""
    assert properties.created.replace(tzinfo=None) == NOW.replace(tzinfo=None)


def test_a_letter_has_its_subject_under_the_number_and_no_title() -> None:
    written = paper()
    written.head(Sender(BODY, "", "V/v đôn đốc"), date(2026, 3, 5))
    text = "\n".join(cell.text for row in opened(written).tables[0].rows for cell in row.cells)
    assert "/STC-«…»\nV/v đôn đốc" in text
    assert "tháng 3 năm 2026" in text


def test_several_addressees_stand_on_lines_of_their_own() -> None:
    written = paper()
    written.addressed("Sở Y tế", "Sở Nội vụ")
    assert [each.text for each in opened(written).paragraphs] == [
        "Kính gửi:",
        "- Sở Y tế;",
        "- Sở Nội vụ.",
    ]


def test_a_picture_says_in_words_what_it_shows() -> None:
    counts = dict.fromkeys(Figure, 1)
    png = document_charts.ring(counts)
    written = paper()
    picture = Picture(png, 30, "hoàn thành 01")
    rows = [Row([Cell(picture, merged="restart"), "a"]), Row([Cell(merged="continue"), "b"])]
    written.side_by_side([Column("", 50), Column("", 50)], rows)
    (described,) = opened(written).element.iter(qn("wp:docPr"))
    assert described.get("descr") == "hoàn thành 01"


@pytest.mark.parametrize("counts", [dict.fromkeys(Figure, 0), dict.fromkeys(Figure, 7)])
def test_charts_are_pictures_also_of_nothing(counts: dict[Figure, int]) -> None:
    assert document_charts.ring(counts).startswith(PNG)
    assert document_charts.bar(counts, sum(counts.values())).startswith(PNG)
