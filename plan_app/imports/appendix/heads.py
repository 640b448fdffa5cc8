"""The head of the table: where it stands, and what each column holds by its usual names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import Column
from plan_app.imports.appendix.sheets import Line

_MOST_HEAD_LINES: Final = 3
_MOST_LETTERS: Final = 80
# Of the cells that hold something, how many must be understood.
_SHARE_KNOWN: Final = 0.5
_VALUE: Final = re.compile(r"\(?[\d\s./-]+\)?|[IVXL]+[.)]?")
_OF_TASKS: Final = frozenset(
    {Column.LEAD, Column.COORDINATING, Column.AGENCIES, Column.TIME, Column.END, Column.DELIVERABLE}
)
# Folded, without punctuation and without what stands in brackets. The first that fits counts.
_NAMES: Final[tuple[tuple[re.Pattern[str], Column], ...]] = tuple(
    (re.compile(pattern), column)
    for pattern, column in (
        (r"(so )?(stt|tt|so|so tt|so thu tu|thu tu|no|number)", Column.NUMBER),
        (r".*\bghi chu\b.*|.*\bkinh phi\b.*|.*\bnguon von\b.*|notes?", Column.IGNORED),
        (r"status|.* (status|now)", Column.IGNORED),
        (r".*\bhien nay\b.*|.*\btinh trang\b.*|.*\btrang thai\b.*", Column.IGNORED),
        (r".*\bchu tri\b.*\bphoi hop\b.*", Column.AGENCIES),
        (r".*\bchu tri\b.*|lead agency", Column.LEAD),
        (r".*\bphoi hop\b.*|coordinating agenc(y|ies)", Column.COORDINATING),
        (
            r"(ten |so |linh vuc |cac )?(nhom|chuyen de|chu de|linh vuc)\b.*|solution group",
            Column.GROUP,
        ),
        (
            r".*\b(thoi gian|thoi diem)\b.*\bbat dau\b.*|(ngay )?bat dau|tu( (ngay|nam|thang))?",
            Column.BEGIN,
        ),
        (
            r".*\b(thoi gian|thoi diem)\b.*\b(ket thuc|hoan thanh)|ket thuc|"
            r"den|den (ngay|nam|thang)|ngay ket thuc|hoan thanh",
            Column.END,
        ),
        (r".*\b(thoi gian|thoi han|han hoan thanh|han|tien do|thoi diem|lo trinh)\b.*|"
         r"nam thuc hien|ngay hoan thanh|time", Column.TIME),
        (r".*\b(san pham|ket qua|dau ra)\b.*|deliverable", Column.DELIVERABLE),
        (
            r"(cac )?(co quan|don vi|so ban nganh|nganh)( |,|$).*|"
            r"(phan cong|to chuc)( thuc hien| nhiem vu)?|.*\btrach nhiem\b.*",
            Column.AGENCIES,
        ),
        (r"(mo ta|noi dung (chi tiet|cu the)|dien giai|yeu cau).*|details", Column.DESCRIPTION),
        (r".*\b(nhiem vu|cong viec|hoat dong|giai phap|dau viec)\b.*|task", Column.TITLE),
        (r"(ten )?(noi dung|ten goi)( .*)?", Column.TITLE),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its last line's place among the lines, and each column's text and meaning."""

    place: int
    texts: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @property
    def by_meaning(self) -> Mapping[Column, int]:
        """The place of each column that is understood, the first where one stands twice."""
        found: dict[Column, int] = {}
        for place, column in enumerate(self.columns):
            if column is not None and column is not Column.IGNORED:
                found.setdefault(column, place)
        return MappingProxyType(found)


def find(lines: Sequence[Line], start: int = 0) -> Head | None:
    """The first head from `start` on, of one to three lines; None when there is none."""
    for place in range(start, len(lines)):
        head = at(lines, place)
        if head:
            return head
    return None


def at(lines: Sequence[Line], place: int) -> Head | None:
    """The head that begins in this line, of as many lines as make it say most."""
    if not _may_begin(lines[place]):
        return None
    best: tuple[int, Head] | None = None
    for count in range(1, _MOST_HEAD_LINES + 1):
        chosen = lines[place : place + count]
        if len(chosen) < count or (count > 1 and not _is_head_line(chosen[-1])):
            break
        texts = tuple(_texts(chosen))
        columns = understood(texts)
        known = {each for each in columns if each is not None}
        if _is_head(texts, known) and (not best or len(known) > best[0]):
            best = len(known), Head(place + count - 1, texts, columns)
    return best[1] if best else None


def _is_head(texts: Sequence[str], known: set[Column]) -> bool:
    """Whether these are heads: a task's own words can hold "nhiệm vụ" and "kết quả" too."""
    filled = [text for text in texts if text]
    if Column.TITLE not in known or not known & _OF_TASKS:
        return False
    has_values = any(_VALUE.fullmatch(text) for text in filled)
    return not has_values and len(known) >= len(filled) * _SHARE_KNOWN


def understood(texts: Sequence[str]) -> tuple[Column | None, ...]:
    """What each column holds; a meaning is given once, and what is left over has none."""
    found = [meaning(text) for text in texts]
    if found.count(Column.TITLE) > 1:
        _part_title(found, texts)
    if Column.END in found and Column.BEGIN not in found:
        found = [
            Column.TIME if each is Column.END and Column.TIME not in found else each
            for each in found
        ]
    seen: set[Column] = set()
    columns: list[Column | None] = []
    for each in found:
        is_repeated = each in seen and each is not Column.IGNORED
        columns.append(None if is_repeated else each)
        seen |= {each} if each else set()
    return tuple(columns)


@lru_cache(maxsize=4096)
def meaning(text: str) -> Column | None:
    """What a column with this head holds; of a head of two lines the whole, then the last."""
    if not text or len(text) > _MOST_LETTERS:
        return None
    whole = _named(" ".join(text.split("\n")))
    last = text.split("\n")[-1]
    own = _named(last) if "\n" in text else None
    return own if own in {Column.LEAD, Column.COORDINATING, Column.BEGIN, Column.END} else whole


def is_count_of_columns(line: Line) -> bool:
    """Whether a line under the head only counts the columns: (1) (2) (3), A B 1 2."""
    cells = [re.sub(r"[()\s.]", "", cell) for cell in line.cells if cell]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 3]
    letters = [cell for cell in cells if re.fullmatch(r"[A-Za-z]|\d+=[\d+]+", cell)]
    in_order = all(after == before + 1 for before, after in pairwise(numbers))
    return len(cells) > 2 and len(numbers) + len(letters) == len(cells) and in_order


def _named(text: str) -> Column | None:
    plain = re.sub(r"[^a-z0-9,]+", " ", re.sub(r"\([^)]*\)?", " ", vietnamese.fold(text)))
    plain = " ".join(plain.split())
    return next((column for pattern, column in _NAMES if pattern.fullmatch(plain)), None)


def _may_begin(line: Line) -> bool:
    """Heads are short and several; that spares most lines a closer look."""
    cells = [cell for cell in line.cells if cell]
    return len(cells) >= 2 and any(meaning(cell) is Column.TITLE for cell in cells)


def _is_head_line(line: Line) -> bool:
    """Whether a line can be the second or third of a head: no number begins it."""
    texts = [cell for cell in line.cells if cell]
    return bool(texts) and all(
        len(cell) <= _MOST_LETTERS and not cell[0].isdecimal() for cell in texts
    ) and not line.own(0)  # fmt: skip


def _texts(lines: Sequence[Line]) -> Iterator[str]:
    """The head of each column: its texts from top to bottom, those of merged cells too."""
    for column in range(max(len(line.cells) for line in lines)):
        parts = [
            vietnamese.normalise(line.own(column) or line.beside.get(column, "")) for line in lines
        ]
        yield "\n".join(dict.fromkeys(part for part in parts if part))


def _part_title(found: list[Column | None], texts: Sequence[str]) -> None:
    """Of "Nhiệm vụ" and "Nội dung" the first is the title, the other its description."""
    places = [place for place, each in enumerate(found) if each is Column.TITLE]
    best = next((n for n in places if "nhiem vu" in vietnamese.fold(texts[n])), places[0])
    rest = [place for place in places if place != best]
    for place in rest:
        found[place] = None
    if Column.DESCRIPTION not in found:
        found[rest[0]] = Column.DESCRIPTION
