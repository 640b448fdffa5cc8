"""What single cells of workbooks and documents become."""

import io
from collections.abc import Callable
from datetime import date, time
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement

from plan_app.domain.appendix import Appendix
from plan_app.imports.appendix import FileRefused
from tests.imports.appendix.reading import HEADS, messages, read, read_rows

TASK: tuple[Any, ...] = (1, "Rà soát", "Sở Tài chính", "", "2025", "Báo cáo")


def book(*rows: tuple[Any, ...], change: Callable[[Any], None] | None = None) -> Appendix:
    """What a workbook of these rows says, its first sheet changed."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (HEADS, *rows):
        sheet.append(row)
    if change is not None:
        change(sheet)
    data = io.BytesIO()
    made.save(data)
    return read("a.xlsx", data.getvalue())


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2025, "General", "2025"),
        (2025.0, "0", "2025"),
        (20.5, "General", "20.5"),
        (True, "General", "TRUE"),
        (time(8, 0), "hh:mm", ""),
        (date(2025, 6, 30), "dd/mm/yyyy", "30/06/2025"),
        (date(2025, 6, 1), "mm/yyyy", "06/2025"),
        (date(2025, 1, 1), "yyyy", "2025"),
        (date(2025, 6, 30), '"ngày" dd "tháng" mm "năm" yyyy', "30/06/2025"),
        ("  Quý  IV\n\n /2024 ", "General", "Quý IV\n/2024"),
        ("Hằng\u200b năm", "General", "Hằng năm"),
    ],
)
def test_a_value_is_the_text_that_the_office_sees(value: Any, form: str, text: str) -> None:  # noqa: ANN401
    def change(sheet: Any) -> None:  # noqa: ANN401
        sheet["E2"].number_format = form

    (only,) = book((*TASK[:4], value, "Báo cáo"), change=change).rows

    assert only.time == text


def test_a_hidden_sheet_is_not_read() -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401
        other = sheet.parent.create_sheet("Nháp")
        other.sheet_state = "hidden"
        for row in (HEADS, TASK):
            other.append(row)

    assert len(book(TASK, change=change).rows) == 1


def test_too_many_sheets_are_refused() -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401
        for _ in range(40):
            sheet.parent.create_sheet()

    with pytest.raises(FileRefused, match="quá 40 trang tính"):
        book(TASK, change=change)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(FileRefused, match=r"hơn 5\.000 dòng"):
        book(*[TASK] * 5001)


def test_too_much_text_is_refused() -> None:
    with pytest.raises(FileRefused, match="hơn 3 triệu ký tự"):
        read_rows(HEADS, *[("1", "N" * 19_000)] * 160)


def test_a_merged_cell_of_leads_is_the_lead_of_each_task() -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("A4:F4")

    found = book(TASK, (2, "Bồi dưỡng", None, None, "2026"), ("NHÓM CHƯA ĐÁNH SỐ",), (3, *TASK[1:]),
                 change=change)  # fmt: skip

    assert [each.lead and each.lead.code for each in found.rows] == ["so-tai-chinh"] * 3
    assert [each.group for each in found.rows] == [0, 0, 1]
    assert found.groups[0].title == "NHÓM CHƯA ĐÁNH SỐ"


def document(fill: Callable[[Any], None]) -> Appendix:
    """What a document with one table of a head and one task says, the task's title cell filled."""
    made = Document()
    table = made.add_table(rows=2, cols=6)
    for cell, text in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, TASK, strict=True):
        cell.text = str(text)
    fill(table.rows[1].cells[1])
    data = io.BytesIO()
    made.save(data)
    return read("a.docx", data.getvalue())


def test_breaks_tabs_and_hyphens_of_a_document_are_read() -> None:
    def fill(cell: Any) -> None:  # noqa: ANN401
        run = cell.paragraphs[0].add_run()
        run.add_break()
        run.add_text("kinh\ttế")
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run.add_text("xã hội")

    assert document(fill).rows[0].title == "Rà soát kinh tế-xã hội"


def test_text_that_was_deleted_under_review_does_not_count() -> None:
    def fill(cell: Any) -> None:  # noqa: ANN401
        deleted = OxmlElement("w:del")
        run, text = OxmlElement("w:r"), OxmlElement("w:delText")
        text.text = " bỏ"
        run.append(text)
        deleted.append(run)
        cell.paragraphs[0]._p.append(deleted)

    assert document(fill).rows[0].title == "Rà soát"


def test_a_document_without_a_table_says_so() -> None:
    data = io.BytesIO()
    Document().save(data)

    assert messages(read("a.docx", data.getvalue())) == ["Không tìm thấy nhiệm vụ nào trong tệp."]


def test_both_agencies_of_one_cell_stand_beside_a_lead() -> None:
    heads = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan thực hiện", "Bắt đầu", "Kết thúc")
    (only,) = read_rows(
        heads, ("1", "Rà soát", "Sở Y tế", "Sở Nội vụ, Công an tỉnh", "2025", "2025")
    ).rows

    assert only.lead is not None
    assert (only.lead.code, only.time) == ("so-y-te", "2025")
    assert [each.code for each in only.coordinating] == ["so-noi-vu", "cong-an-tinh"]


def test_a_list_far_too_long_to_be_agencies_is_one_name() -> None:
    (only,) = read_rows(HEADS, ("1", "Rà soát", "Sở Y tế", "Sở Lạ, " * 200, "2025", "")).rows

    assert len(only.coordinating) == 1
    assert only.coordinating[0].suggestions == ()
