"""Ruled tables of documents, with heads that are repeated on every page.

Written as XML at once: cell by cell through python-docx, a table of a hundred rows takes seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from plan_app.presentation import document_xml as xml
from plan_app.presentation.document_text import Words, parts

_TWIPS_PER_MM: Final = 56.6929
_HEAD_SHADE: Final = "F2F2F2"


@dataclass(frozen=True, slots=True)
class Column:
    """A column `width` mm wide; neighbours with the same `over` share a head above their own."""

    title: str
    width: float
    align: str = "left"
    over: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a cell, `width` mm wide; `words` say what it shows."""

    png: bytes
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a look of its own; `span` columns wide, filled with the colour `shade`.

    `merged` is "restart" where a cell goes on below, and "continue" in the rows below it.
    """

    text: Words | Picture = ""
    span: int = 1
    bold: bool = False
    shade: str = ""
    align: str = ""
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `bold` for headings of groups and totals, `keep` keeps it with the next row."""

    cells: Sequence[Cell | Words | Picture]
    bold: bool = False
    keep: bool = False


def write_table(
    document: Any,  # noqa: ANN401 (python-docx)
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    size: float,
    ruled: bool = True,
    headed: bool = True,
) -> None:
    """Append the table to the document; without rules it only lays things side by side."""
    heads = list(_heads(columns, size)) if headed else []
    body = [_row(columns, row, size) for row in rows]
    table = parse_xml(_opening(columns, ruled=ruled) + "".join(heads + body) + "</w:tbl>")
    document._body._element._insert_tbl(table)
    _place_pictures(document, table, rows, skipped=len(heads))


def _opening(columns: Sequence[Column], *, ruled: bool) -> str:
    kind = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if ruled else 'w:val="nil"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {kind}/>" for side in sides)
    grid = "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in columns)
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(_twips(column.width) for column in columns)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _heads(columns: Sequence[Column], size: float) -> Iterator[str]:
    """One row of heads, or two where some columns share one."""
    if not any(column.over for column in columns):
        cells = [_head(column.title, column.width, size) for column in columns]
        yield _tr("".join(cells), is_head=True)
        return
    above: list[str] = []
    for over, group in groupby(columns, key=lambda column: column.over or column.title):
        own = list(group)
        width = sum(column.width for column in own)
        merged = "" if own[0].over else '<w:vMerge w:val="restart"/>'
        above.append(_head(over, width, size, span=len(own), merged=merged))
    yield _tr("".join(above), is_head=True)
    below = [
        _head(column.title if column.over else "", column.width, size,
              merged="" if column.over else "<w:vMerge/>")
        for column in columns
    ]  # fmt: skip
    yield _tr("".join(below), is_head=True)


def _head(text: str, width: float, size: float, *, span: int = 1, merged: str = "") -> str:
    paragraph = _paragraph(text, size, bold=True, align="center", keep=True)
    return _tc(paragraph, width, span=span, shade=_HEAD_SHADE, merged=merged)


def _row(columns: Sequence[Column], row: Row, size: float) -> str:
    place, cells = 0, []
    for given in row.cells:
        cell = given if isinstance(given, Cell) else Cell(given)
        own = columns[place : place + cell.span]
        place += cell.span
        text = "" if isinstance(cell.text, Picture) else cell.text
        bold, align = row.bold or cell.bold, cell.align or own[0].align
        paragraph = _paragraph(text, size, bold=bold, align=align, keep=row.keep)
        width = sum(column.width for column in own)
        merged = f'<w:vMerge w:val="{cell.merged}"/>' if cell.merged else ""
        cells.append(_tc(paragraph, width, span=cell.span, shade=cell.shade, merged=merged))
    return _tr("".join(cells))


def _tr(cells: str, *, is_head: bool = False) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _tc(paragraph: str, width: float, *, span: int = 1, shade: str = "", merged: str = "") -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{spanned}{merged}{filled}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'
    )


def _paragraph(text: Words, size: float, *, bold: bool, align: str, keep: bool) -> str:
    runs = "".join(_run(words, size, bold=bold, is_gap=is_gap) for words, is_gap in parts(text))
    kept = "<w:keepNext/>" if keep else ""
    return (
        f'<w:p><w:pPr>{kept}<w:spacing w:before="30" w:after="30"/>'
        f'<w:ind w:firstLine="0"/><w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'
    )


def _run(words: str, size: float, *, bold: bool, is_gap: bool) -> str:
    look = f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(2 * size)}"/>'
    marked = '<w:highlight w:val="yellow"/>' if is_gap else ""
    said = f"<{xml.HYPHEN_MARK}/>".join(
        f'<w:t xml:space="preserve">{piece}</w:t>'
        for piece in escape(words).split(xml.NO_BREAK_HYPHEN)
    )
    return f"<w:r><w:rPr>{look}{marked}</w:rPr>{said}</w:r>"


def _place_pictures(document: Any, table: Any, rows: Sequence[Row], *, skipped: int) -> None:  # noqa: ANN401
    lines = table.findall(qn("w:tr"))[skipped:]
    for line, row in zip(lines, rows, strict=True):
        for cell, given in zip(line.findall(qn("w:tc")), row.cells, strict=True):
            picture = given.text if isinstance(given, Cell) else given
            if isinstance(picture, Picture):
                run = Paragraph(cell.find(qn("w:p")), document._body).add_run()
                placed = run.add_picture(BytesIO(picture.png), width=Mm(picture.width))
                xml.describe(placed, picture.words)


def _twips(width: float) -> int:
    return round(width * _TWIPS_PER_MM)
