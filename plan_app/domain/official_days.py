"""Days of the calendar as people write them in a list, one a line: day; off or working; name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese
from plan_app.errors import N_

# Sources of days that the software itself enters; what is shown for them may be said otherwise.
OF_PACKAGE: Final = "Gói holidays (Việt Nam)"
OF_PRODUCT: Final = N_("Lịch hoán đổi ngày làm việc kèm theo phần mềm")
SHOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        OF_PACKAGE: N_("Ngày lễ, tết theo quy định chung, kèm theo phần mềm"),
        OF_PRODUCT: OF_PRODUCT,
    }
)

LONGEST_LIST: Final = 100
NAME_LENGTH: Final = 120

_OFF: Final = frozenset({"nghi", "ngay nghi", "nghi bu", "nghi le", "nghi tet", "off"})
_WORKING: Final = frozenset({"lam viec", "ngay lam viec", "lam bu", "di lam", "working"})

NOT_A_DAY: Final = N_("Ngày phải ghi theo mẫu 05/02/2027.")
OTHER_YEAR: Final = N_("Ngày không thuộc năm đã chọn.")
TWICE: Final = N_("Ngày đã có ở một dòng trước.")
NO_STATE: Final = N_("Sau ngày, ghi “nghỉ” hoặc “làm việc”.")
NO_NAME: Final = N_("Đề nghị ghi tên ngày, ví dụ: Tết Nguyên đán.")
NAME_TOO_LONG: Final = N_("Tên ngày dài quá 120 ký tự.")
TOO_MANY: Final = N_("Danh sách dài quá 100 dòng; một năm không có nhiều ngày như vậy.")
PAST: Final = N_("Ngày đã qua, không thay đổi được; nội dung khác với lịch đã áp dụng.")


@dataclass(frozen=True, slots=True)
class Line:
    """One day as listed; `number` is the line it stands on, from 1."""

    number: int
    day: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, in a sentence to be translated."""

    number: int
    text: str
    message: str


def read(text: str, year: int) -> tuple[list[Line], list[Fault]]:
    """The days of the list, and what is wrong with it, line by line; empty lines are skipped."""
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: set[date] = set()
    for number, written in _written(text):
        if number > LONGEST_LIST:
            faults.append(Fault(number, written, TOO_MANY))
            break
        found = _read_line(number, written, year)
        if isinstance(found, Line) and found.day in seen:
            found = Fault(number, written, TWICE)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            seen.add(found.day)
            lines.append(found)
    return lines, faults


def _written(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _read_line(number: int, written: str, year: int) -> Line | Fault:
    """Cells stand between semicolons, or tabs where the list comes from a spreadsheet."""
    separator = ";" if ";" in written else "\t"
    cells = [vietnamese.normalise(cell) for cell in written.split(separator, 2)]
    first, state, name = [*cells, "", ""][:3]
    message = _fault_of(first, state, name, year)
    if message is not None:
        return Fault(number, written, message)
    return Line(number, _day(first), vietnamese.fold(state) in _WORKING, name)


def _fault_of(first: str, state: str, name: str, year: int) -> str | None:
    try:
        day = _day(first)
    except ValueError:
        return NOT_A_DAY
    if day.year != year:
        return OTHER_YEAR
    if vietnamese.fold(state) not in _OFF | _WORKING:
        return NO_STATE
    if not name:
        return NO_NAME
    return NAME_TOO_LONG if len(name) > NAME_LENGTH else None


def _day(text: str) -> date:
    day, month, year = text.replace("-", "/").replace(".", "/").split("/")
    return date(int(year), int(month), int(day))
