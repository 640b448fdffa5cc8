"""How groups and tasks are numbered: Roman, letters, figures, alone or before a title."""

import re
from dataclasses import dataclass
from typing import Final

from plan_app.domain import vietnamese

_ROMAN: Final = re.compile(r"(?=[IVXL])(X[LX]{0,1}|XX?|L)?(IX|IV|V?I{0,3})")
_LETTER: Final = re.compile(r"[A-HK-UW-Z]")
_FIGURES: Final = re.compile(r"0*(\d{1,5})[.)]?")
_PARTED: Final = re.compile(r"(?:\d{1,3}|[IVXL]{1,5}|[A-Z])(?:[.\-]\d{1,4}){1,3}[.)]?")
_OPENING: Final = re.compile(
    r"(?P<word>(?:nhom(?: giai phap| nhiem vu)?|phan|muc|linh vuc|chuyen de|chu de)"
    r"(?: chu yeu| so| thu)? )?"
    r"(?P<numeral>[ivxl]{1,6}|[a-h]|\d{1,2})(?: ?[.):]| ?[-–]| )\s*"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The numeral before a heading, and what is left. `is_figure`: 1, 2, 3."""

    numeral: str
    title: str
    is_figure: bool
    has_word: bool


def is_of_group(text: str) -> bool:
    """Whether a cell holds the numeral of a group: I, II., A, "Nhóm 1"."""
    bare = text.strip().rstrip(".)")
    if vietnamese.fold(bare).startswith("nhom"):
        return True
    return bool(bare) and bool(_ROMAN.fullmatch(bare) or _LETTER.fullmatch(bare))


def is_letter(text: str) -> bool:
    """Whether it is a letter that counts sections above the groups: A, B."""
    return bool(_LETTER.fullmatch(text.strip().rstrip(".)")))


def figure(text: str) -> int | None:
    """The number of a task that counts alone: 7, 07, "7."."""
    match = _FIGURES.fullmatch(text.strip())
    return int(match[1]) if match else None


def is_parted(text: str) -> bool:
    """Whether it counts within a group: 1.2, I.3, A-4."""
    return bool(_PARTED.fullmatch(text.strip()))


def opening(text: str) -> Opening | None:
    """The numeral that opens a heading: "I. …", "Nhóm 1: …", "2) …"; None without one."""
    line = vietnamese.normalise(text)
    match = _OPENING.match(vietnamese.fold(line))
    if not match or len(line) != len(vietnamese.fold(line)):
        return None
    numeral = line[match.start("numeral") : match.end("numeral")]
    if not match["word"] and not (numeral.isdecimal() or numeral.isupper()):
        return None
    is_bare = not match["word"] and not re.search(r"[.):\-–]", match[0])
    if is_bare and not (_ROMAN.fullmatch(numeral) and len(numeral) > 1):
        return None
    title = line[match.end() :].strip()
    return Opening(numeral, title, numeral.isdecimal(), bool(match["word"])) if title else None
