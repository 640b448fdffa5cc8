"""How administrative documents write days, counts, periods and the names of bodies.

Documents are Vietnamese, whatever language the page is in that they are asked for on; who
makes one speaks Vietnamese meanwhile (`language.speaking`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from plan_app.domain.periods import Period, Span
from plan_app.presentation import words
from plan_app.presentation.formatters import count

# Where a clerk writes by hand. Other spaces are in few fonts, and would be shown in another one.
BLANK: Final = "\u00a0" * 10
# Words of a department's name that its sign has no letter for.
_SMALL: Final = frozenset({"và", "-"})
_LOCAL: Final = ("xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "đặc khu", "tỉnh")
_HEADS: Final = (
    ("Sở ", "GIÁM ĐỐC"),
    ("Văn phòng ", "CHÁNH VĂN PHÒNG"),
    ("Thanh tra ", "CHÁNH THANH TRA"),
    ("Ban ", "TRƯỞNG BAN"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """How a body heads and signs its documents.

    `over` is the body above it, "" where it has none that is named; `lines` are its own name.
    `sign` is its part of a number, `signing` the lines above the signature; None where somebody
    must fill them in.
    """

    over: str
    lines: tuple[str, ...]
    sign: str | None
    signing: tuple[str, ...] | None
    place: str


def body(name: str, *, province: str) -> Body:
    """The body with this name in the province, which is written as `UBND tỉnh Thanh Hóa`."""
    local = _local(name)
    if local is not None:
        kind, own = local
        lines = ("ỦY BAN NHÂN DÂN", f"{kind} {own}".upper())
        signing = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
        return Body("", lines, "UBND", signing, own)
    head = next((title for prefix, title in _HEADS if name.startswith(prefix)), None)
    by = (f"KT. {head}", f"PHÓ {head}") if head else None
    return Body(province.upper(), (name.upper(),), sign(name), by, province_name(province))


def province_name(province: str) -> str:
    """`Thanh Hóa` of `UBND tỉnh Thanh Hóa`."""
    local = _local(province)
    return local[1] if local else province


def committee(province: str) -> str:
    """`Ủy ban nhân dân tỉnh` of `UBND tỉnh Thanh Hóa`, as one writes to it within the province."""
    local = _local(province)
    return f"Ủy ban nhân dân {local[0]}" if local else province


def sign(name: str) -> str | None:
    """`STC`, `SNNMT`: the sign of a department; None for others, which choose their own."""
    if not name.startswith("Sở "):
        return None
    words = name.replace(",", " ").split()
    return "".join(word[0] for word in words if word.lower() not in _SMALL).upper()


def _local(name: str) -> tuple[str, str] | None:
    """`tỉnh` and `Thanh Hóa` of the committee of a place; None for any other body."""
    for begin in ("UBND ", "Ủy ban nhân dân "):
        for kind in _LOCAL:
            prefix = f"{begin}{kind} "
            if name.startswith(prefix):
                return kind, name.removeprefix(prefix)
    return None


def quoted_day(value: date | None) -> str:
    """`18/10/2023`, `06/4/2018`: days below 10 and months 1 and 2 with a zero."""
    if value is None:
        return ""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"{value.day:02d}/{month}/{value.year}"


def long_day(value: date) -> str:
    """`ngày 07 tháng 12 năm 2026`."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def open_day(value: date) -> str:
    """`ngày      tháng 12 năm 2026`: the day is put in by who numbers the document."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày{BLANK}tháng {month} năm {value.year}"


def open_quoted_day(value: date) -> str:
    """`ngày      /12/2026`: the same where another document is quoted."""
    return f"ngày{BLANK}/{quoted_day(value).partition('/')[2]}"


def grown(now: int, before: int) -> str:
    """`tăng 06`, `giảm 02`, `không thay đổi`."""
    if now == before:
        return "không thay đổi"
    return f"{'tăng' if now > before else 'giảm'} {count(abs(now - before))}"


def period(value: Period | Span) -> str:
    """`năm 2026`, `06 tháng đầu năm 2026`, within a sentence."""
    said = words.period(value)
    return f"{said[0].lower()}{said[1:]}"


def sentence(text: str) -> str:
    """What somebody wrote, on one line and with an end."""
    line = " ".join(text.split())
    return line if not line or line.rstrip(')"”')[-1:] in {".", "!", "?", "…"} else f"{line}."


def shortened(text: str, length: int) -> str:
    """One line of at most `length` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
