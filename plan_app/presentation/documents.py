"""Administrative documents in Word, in the form of Nghị định 30/2020/NĐ-CP.

A `Paper` is filled from top to bottom with blocks: head, title, paragraphs, tables, signature.
Number, day and signer stay open; what only a person can judge is a `Gap`, which is marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from plan_app.presentation import document_words as words
from plan_app.presentation import document_xml as xml
from plan_app.presentation.document_tables import Column, Row, write_table
from plan_app.presentation.document_text import Gap, Text, Words, add
from plan_app.presentation.document_words import Body

# Nghị định 30: A4; 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right.
SIZE: Final = (Mm(210), Mm(297))
ABOVE: Final = Mm(20)
BELOW: Final = Mm(20)
LEFT: Final = Mm(30)
RIGHT: Final = Mm(20)
# What tables are wide, in mm.
TEXT_WIDTH: Final = 160
TITLE_INSET: Final = Mm(10)
BODY_SIZE: Final = 14
MOTTO: Final = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
DRAFT: Final = "DỰ THẢO"

CENTRED: Final = WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
AT_LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class Sender:
    """Who issues the document, and as what: `kind` is `BC`, `TTr`, or "" for a letter.

    `subject` stands below the number of a letter, which has no title.
    """

    body: Body
    kind: str
    subject: str = ""

    @property
    def number(self) -> list[Text]:
        """What stands after the blank of the number: `BC-STC`, `STC-«…»`."""
        sign = self.body.sign or Gap("ký hiệu")
        return [f"{self.kind}-", sign] if self.kind else [sign, "-", Gap("…")]


class Paper:
    """A document that is being written."""

    def __init__(self, title: str, *, author: str, now: datetime) -> None:
        self._document = Document()
        self._set_properties(title, author, now)
        self._set_styles()
        section = self._document.sections[0]
        _lay_out(section, landscape=False)
        _number_pages(section, draft=True)
        # The template begins with nothing; Word's own begins with an empty paragraph.
        for paragraph in list(self._document.paragraphs):
            paragraph._p.getparent().remove(paragraph._p)

    def save(self) -> bytes:
        """The file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def head(self, sender: Sender, day: date) -> None:
        """Body and motto side by side, under them the number and the place and day."""
        table = self._table(rows=2, widths=(60, 105))
        left, right = table.rows[0].cells
        over = [(sender.body.over, 13, False)] if sender.body.over else []
        own = [(line, 13, True) for line in sender.body.lines]
        _fill_cell(left, [*over, *own], inset=Mm(22))
        _fill_cell(right, [(MOTTO[0], 13, True), (MOTTO[1], 14, True)], inset=Mm(15))
        left, right = table.rows[1].cells
        self._number(left.paragraphs[0], sender)
        if sender.subject:
            add(_style(left.add_paragraph(), CENTRED, after=0), sender.subject, size=12)
        run = _style(right.paragraphs[0], CENTRED, after=0).add_run(
            f"{sender.body.place}, {words.open_day(day)}"
        )
        run.font.size, run.font.italic = Pt(14), True
        for paragraph in (left.paragraphs[0], right.paragraphs[0]):
            paragraph.paragraph_format.space_before = Pt(6)

    def title(self, kind: str, about: str) -> None:
        """`BÁO CÁO` and what it is about, with a short line below."""
        self._centred(kind, before=14, after=2, bold=True)
        held = about.replace("giai đoạn ", "giai\u00a0đoạn\u00a0")
        layout = self._centred(held, before=0, after=0, bold=True).paragraph_format
        # Narrower than the text, so that the place is not parted from its name.
        layout.left_indent = layout.right_indent = TITLE_INSET
        self._line(Mm(60))

    def addressed(self, *to: str) -> None:
        """`Kính gửi:`, on one line, or each addressee on its own."""
        if len(to) == 1:
            self._centred(f"Kính gửi: {to[0]}.", before=12, after=10)
            return
        self.paragraph("Kính gửi:", indent=Mm(40))
        self._document.paragraphs[-1].paragraph_format.space_before = Pt(12)
        for n, each in enumerate(to, start=1):
            self.paragraph(f"- {each}{'.' if n == len(to) else ';'}", indent=Mm(45))

    def heading(self, text: str, *, level: int = 1) -> None:
        """`I. KẾT QUẢ CHUNG` (level 1) or `1. …` (level 2), never alone at the foot of a page."""
        paragraph = self._document.add_paragraph(style=f"Heading {level}")
        paragraph.add_run(text)

    def paragraph(
        self,
        text: Words,
        *,
        bold: bool = False,
        italic: bool = False,
        size: int = BODY_SIZE,
        indent: Length | None = None,
    ) -> None:
        """Body text; gaps in it are marked."""
        paragraph = self._document.add_paragraph()
        if indent is not None:
            paragraph.paragraph_format.first_line_indent = indent
        add(paragraph, text, size=size, bold=bold, italic=italic)

    def close(self, text: str) -> None:
        """The last sentence, which never stands on another page than the signature, nor alone."""
        self.paragraph(f"{text}./.")
        for paragraph in self._document.paragraphs[-2:]:
            paragraph.paragraph_format.keep_with_next = True

    def caption(self, text: str) -> None:
        """The words above a table or a chart, kept with it."""
        paragraph = self._centred(text, before=6, after=4, bold=True, size=13)
        paragraph.paragraph_format.keep_with_next = True

    def note(self, text: str) -> None:
        """Small print below a table."""
        self.paragraph(text, italic=True, size=12)

    def table(self, columns: Sequence[Column], rows: Sequence[Row], *, size: float = 12) -> None:
        """A ruled table whose heads are repeated on every page."""
        write_table(self._document, columns, rows, size=size)
        self._document.add_paragraph(style="After table")

    def side_by_side(
        self, columns: Sequence[Column], rows: Sequence[Row], *, size: float = 12
    ) -> None:
        """Words and pictures laid out in columns without rules and heads."""
        write_table(self._document, columns, rows, size=size, ruled=False, headed=False)
        self._document.add_paragraph(style="After table")

    def signature(self, signing: tuple[str, ...] | None, recipients: Sequence[Words]) -> None:
        """`Nơi nhận` at the left, the capacity of the signer at the right with room to sign."""
        table = self._table(rows=1, widths=(80, 80))
        table.rows[0]._tr.get_or_add_trPr().append(xml.element("w:cantSplit"))
        left, right = table.rows[0].cells
        run = _style(left.paragraphs[0], AT_LEFT, after=0).add_run("Nơi nhận:")
        run.font.size, run.font.bold, run.font.italic = Pt(12), True, True
        for n, each in enumerate(recipients, start=1):
            parts = [each] if isinstance(each, str | Gap) else list(each)
            end = "." if n == len(recipients) else ";"
            add(_style(left.add_paragraph(), AT_LEFT, after=0), ["- ", *parts, end], size=11)
        lines: Sequence[Text] = signing or (Gap("quyền hạn, chức vụ của người ký"),)
        first = right.paragraphs[0]
        for n, line in enumerate(lines):
            paragraph = first if n == 0 else right.add_paragraph()
            add(_style(paragraph, CENTRED, after=0), line, size=14, bold=True)
        for _ in range(4):
            _style(right.add_paragraph(), CENTRED, after=0)
        for paragraph in (left.paragraphs[0], first):
            paragraph.paragraph_format.space_before = Pt(12)

    def appendix(self, title: str, under: str) -> None:
        """A landscape section with its own title and page numbers; what follows is in it."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        _lay_out(section, landscape=True)
        _number_pages(section, draft=True)
        xml.restart_numbering(section)
        self._centred("PHỤ LỤC", before=0, after=2, bold=True)
        self._centred(title, before=0, after=2, bold=True)
        self._centred(under, before=0, after=8, italic=True, size=13)

    def gap(self, wanted: str) -> None:
        """A paragraph that a person writes."""
        self.paragraph(Gap(wanted))

    def _table(self, *, rows: int, widths: tuple[int, int]) -> Any:  # noqa: ANN401 (python-docx)
        """Two columns without rules, `widths` mm wide; python-docx sets cells but not the grid."""
        table = self._document.add_table(rows=rows, cols=2)
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _number(self, paragraph: Any, sender: Sender) -> None:  # noqa: ANN401 (python-docx)
        _style(paragraph, CENTRED, after=0)
        add(paragraph, [f"Số:{words.BLANK}/", *sender.number], size=13)

    def _centred(
        self,
        text: Words,
        *,
        before: int,
        after: int,
        bold: bool = False,
        italic: bool = False,
        size: int = BODY_SIZE,
    ) -> Any:  # noqa: ANN401 (python-docx)
        paragraph = _style(self._document.add_paragraph(), CENTRED, after=after)
        paragraph.paragraph_format.space_before = Pt(before)
        add(paragraph, text, size=size, bold=bold, italic=italic)
        return paragraph

    def _line(self, inset: Length) -> None:
        xml.draw_line(_style(self._document.add_paragraph(), CENTRED, after=0), inset)

    def _set_properties(self, title: str, author: str, now: datetime) -> None:
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = title, author, xml.LANGUAGE
        properties.last_modified_by, properties.comments = author, ""
        properties.created = properties.modified = now.replace(tzinfo=None)

    def _set_styles(self) -> None:
        styles = self._document.styles
        defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for properties in (defaults, styles["Normal"].element.get_or_add_rPr()):
            xml.set_fonts(properties)
            xml.set_language(properties)
        normal = styles["Normal"]
        normal.font.size = Pt(BODY_SIZE)
        layout = normal.paragraph_format
        layout.alignment, layout.first_line_indent = JUSTIFIED, Mm(10)
        layout.space_before, layout.space_after = Pt(0), Pt(6)
        layout.line_spacing_rule, layout.widow_control = WD_LINE_SPACING.SINGLE, True
        for level in (1, 2):
            self._set_heading(f"Heading {level}")
        gap = styles.add_style("After table", WD_STYLE_TYPE.PARAGRAPH)
        gap.font.size = Pt(4)
        gap.paragraph_format.space_after = Pt(2)
        for name in ("Header", "Footer"):
            styles[name].paragraph_format.first_line_indent = Pt(0)

    def _set_heading(self, name: str) -> None:
        """Headings of the body's own look, by which Word still finds its way."""
        style = self._document.styles[name]
        properties = style.element.get_or_add_rPr()
        for child in list(properties):
            properties.remove(child)
        xml.set_fonts(properties)
        style.font.size, style.font.bold = Pt(BODY_SIZE), True
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(6), Pt(6)
        layout.keep_with_next = True


def _lay_out(section: Any, *, landscape: bool) -> None:  # noqa: ANN401 (python-docx)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(SIZE) if landscape else SIZE
    section.top_margin, section.bottom_margin = ABOVE, BELOW
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(10)


def _number_pages(section: Any, *, draft: bool) -> None:  # noqa: ANN401 (python-docx)
    """The number in the middle of the top margin, but on the first page what marks a draft."""
    section.different_first_page_header_footer = True
    for part in (section.header, section.first_page_header):
        part.is_linked_to_previous = False
    paragraph = _style(section.header.paragraphs[0], CENTRED, after=0)
    xml.add_page_number(paragraph)
    for run in paragraph.runs:
        run.font.size = Pt(BODY_SIZE)
    first = _style(section.first_page_header.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, after=0)
    if draft:
        run = first.add_run(DRAFT)
        run.font.size, run.font.bold = Pt(13), True


def _fill_cell(cell: Any, lines: Sequence[tuple[str, int, bool]], inset: Length) -> None:  # noqa: ANN401
    """Centred lines of text, size and weight, and a short line below them."""
    for n, (text, size, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        run = _style(paragraph, CENTRED, after=0).add_run(text)
        run.font.size, run.font.bold = Pt(size), bold
    xml.draw_line(_style(cell.add_paragraph(), CENTRED, after=0), inset)


def _style(paragraph: Any, alignment: Any, *, after: int) -> Any:  # noqa: ANN401 (python-docx)
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Pt(0), Pt(after)
    return paragraph
