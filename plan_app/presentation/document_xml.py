"""Parts of Word's format that python-docx has no words for, each as a small function."""

from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt

LANGUAGE: Final = "vi-VN"
FONT: Final = "Times New Roman"
# A hyphen that no line may end at. Word has a mark of its own for it: the letter is in few fonts.
NO_BREAK_HYPHEN: Final = "\u2011"
HYPHEN_MARK: Final = "w:noBreakHyphen"


def element(name: str, **attributes: object) -> Any:  # noqa: ANN401 (lxml)
    """An element such as `w:shd` with attributes of the same namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def set_fonts(properties: Any) -> None:  # noqa: ANN401 (lxml)
    """Times New Roman for every script; without all four, Word takes its own for some letters."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    scripts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT)
    properties.insert(0, element("w:rFonts", **scripts))


def set_language(properties: Any) -> None:  # noqa: ANN401 (lxml)
    """Vietnamese, so that spelling is checked as such."""
    for found in properties.findall(qn("w:lang")):
        properties.remove(found)
    properties.append(element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))


def add_page_number(paragraph: Any) -> None:  # noqa: ANN401 (python-docx)
    """The field that Word fills with the number of the page."""
    for kind, code in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run(code if code == "1" else "")
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        elif code == "PAGE":
            instruction = element("w:instrText")
            instruction.text = code
            run._r.append(instruction)


def draw_line(paragraph: Any, inset: Length) -> None:  # noqa: ANN401 (python-docx)
    """A thin line in place of text, `inset` from both sides, close to what stands above."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = inset
    layout.first_line_indent = Pt(0)
    layout.space_before, layout.space_after = Pt(4), Pt(0)
    layout.line_spacing = Pt(4)
    border = element("w:pBdr")
    border.append(element("w:top", val="single", sz=6, space=1, color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def restart_numbering(section: Any) -> None:  # noqa: ANN401 (python-docx)
    """The pages of the section are numbered from 1."""
    for found in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(found)
    numbering = element("w:pgNumType", start=1)
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")


def write_words(run: Any, words: str) -> None:  # noqa: ANN401 (python-docx)
    """Put the words into the run, hyphens that hold together as Word's own mark."""
    first, *others = words.split(NO_BREAK_HYPHEN)
    run.add_text(first)
    for piece in others:
        run._r.append(element(HYPHEN_MARK))
        run.add_text(piece)


def describe(picture: Any, words: str) -> None:  # noqa: ANN401 (python-docx)
    """What a reader who does not see the picture is told."""
    picture._inline.docPr.set("descr", words)
