"""Documents (.docx): the tables, nested ones after the table that holds them.

Only the text itself is given to python-docx: pictures, templates and embedded files are never
opened. Lines have no numbers in Word, so they are counted within each table.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from plan_app.errors import N_
from plan_app.imports.appendix.packages import Package
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import (
    MOST_COLUMNS,
    MOST_LINES,
    NOTHING,
    Line,
    Sheet,
    cell_text,
)

MOST_TABLES: Final = 400
_BODY: Final = "word/document.xml"
_LINK_TO_CLICK: Final = frozenset({b"relationships/hyperlink"})


def read(package: Package) -> list[Sheet]:
    """The tables that hold something, named "Bảng 1", "Bảng 2" … in the order of the document."""
    from docx.oxml import parse_xml

    for name in package.names:
        if name.endswith(".rels"):
            package.refuse_outer_links(name, _LINK_TO_CLICK)
    try:
        tables = list(parse_xml(package.xml(_BODY)).iter(_tag("tbl")))
        sheets = [_sheet(number, table) for number, table in enumerate(tables[:MOST_TABLES], 1)]
    except FileRefused:
        raise
    except Exception as error:  # python-docx lets through whatever the XML broke.
        raise FileRefused(
            N_("Tệp Word bị hỏng hoặc không đúng chuẩn .docx."),
            N_("Đề nghị mở bằng Word, lưu lại thành .docx rồi tải lên."),
        ) from error
    if sum(len(sheet.lines) for sheet in sheets) > MOST_LINES:
        raise FileRefused(
            N_("Bảng có hơn 5.000 dòng có nội dung."),
            N_("Đề nghị chỉ giữ bảng của Phụ lục, hoặc chia thành nhiều tệp."),
        )
    return [sheet for sheet in sheets if sheet.lines]


@cache
def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _sheet(number: int, table: Any) -> Sheet:  # noqa: ANN401 (elements of lxml)
    lines: list[Line] = []
    # By column: the text of the cell that began above and may go on below.
    open_cells: dict[int, str] = {}
    for place, row in enumerate(table.tr_lst, 1):
        line = _line(place, row, open_cells)
        if any(line.cells) or any(line.above.values()):
            lines.append(line)
    return Sheet(f"Bảng {number}", tuple(lines))


def _line(place: int, row: Any, open_cells: dict[int, str]) -> Line:  # noqa: ANN401
    cells: list[str] = [""] * min(row.grid_before, MOST_COLUMNS)
    above: dict[int, str] = {}
    beside: dict[int, str] = {}
    for cell in row.tc_lst:
        column, span = len(cells), min(cell.grid_span, MOST_COLUMNS)
        if column + span > MOST_COLUMNS:
            break
        text = _text(cell)
        if cell.vMerge == "continue":
            above[column] = open_cells.get(column, "")
        else:
            open_cells[column] = text
        cells += ["" if column in above else text, *[""] * (span - 1)]
        beside |= dict.fromkeys(range(column + 1, column + span), text or above.get(column, ""))
    return Line(place, tuple(cells), above or NOTHING, beside or NOTHING)


def _text(cell: Any) -> str:  # noqa: ANN401
    """The paragraphs of a cell, those of nested tables left out; a break is a line."""
    paragraphs = [each for each in cell.iterchildren() if each.tag in _holders()]
    return cell_text("\n".join("".join(_letters(each)) for each in paragraphs))


def _holders() -> tuple[str, str]:
    return _tag("p"), _tag("sdt")


def _letters(paragraph: Any) -> Iterator[str]:  # noqa: ANN401
    """The text of a paragraph as it is to be: inserted text counts, deleted text is `delText`."""
    text, tab, stops = _tag("t"), _tag("tab"), {_tag("br"), _tag("cr")}
    hyphen = _tag("noBreakHyphen")
    for each in paragraph.iter():
        if each.tag == text:
            yield each.text or ""
        elif each.tag in stops:
            yield "\n"
        elif each.tag == tab:
            yield " "
        elif each.tag == hyphen:
            yield "-"
