"""Text of a document: plain words, and gaps that a person fills in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt

from plan_app.presentation import document_xml as xml

# What XML cannot hold; it may come with text that was pasted from elsewhere.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What no line may end within: years from and to, the sign of a number (`QĐ-UBND`), a mark and
# the word before it.
_YEARS: Final = re.compile(r"(\d{4}) - (\d{4})")
_SIGN: Final = re.compile(r"(?<=[A-ZĐ])-(?=[A-ZĐ])")
_MARK: Final = re.compile(r" (?=\(\*\))|(?<=\(để) (?=b/c\))")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that a person fills in; `wanted` says with what."""

    wanted: str

    def __str__(self) -> str:
        return f"«{self.wanted}»"


Text = str | Gap
Words = Text | Sequence[Text]


def parts(text: Words) -> Iterator[tuple[str, bool]]:
    """The pieces of the text as Word can hold them, and whether each is a gap."""
    for part in [text] if isinstance(text, str | Gap) else text:
        words = _YEARS.sub("\\1\u00a0-\u00a0\\2", _FORBIDDEN.sub("", str(part)))
        words = _MARK.sub("\u00a0", _SIGN.sub(xml.NO_BREAK_HYPHEN, words))
        yield words, isinstance(part, Gap)


def add(
    paragraph: Any,  # noqa: ANN401 (python-docx)
    text: Words,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
) -> None:
    """Write the text into the paragraph; gaps are marked yellow."""
    for words, is_gap in parts(text):
        run = paragraph.add_run()
        xml.write_words(run, words)
        run.font.size, run.font.bold, run.font.italic = Pt(size), bold or None, italic or None
        if is_gap:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
