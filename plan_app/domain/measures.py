"""What a task is measured by: its indicators, and the money from its sources, year by year.

A measure has something to be reached in each year (a target, money planned), and every report
may say what was reached (a value, money disbursed). Money is in million đồng.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plan_app.errors import N_, RuleBroken


class MeasureKind(StrEnum):
    """A quantity that is reached, or money that is spent."""

    INDICATOR = "indicator"
    FUNDING = "funding"


class Direction(StrEnum):
    """Whether more is better, or less."""

    UP = "up"
    DOWN = "down"


class Source(StrEnum):
    """Where money comes from."""

    CENTRAL_BUDGET = "central_budget"
    PROVINCIAL_BUDGET = "provincial_budget"
    SOCIAL = "social"
    ODA = "oda"
    ENTERPRISE = "enterprise"
    OTHER = "other"


SOURCES: Final[Mapping[Source, str]] = MappingProxyType(
    {
        Source.CENTRAL_BUDGET: N_("Ngân sách trung ương"),
        Source.PROVINCIAL_BUDGET: N_("Ngân sách tỉnh"),
        Source.SOCIAL: N_("Xã hội hóa"),
        Source.ODA: N_("Vốn ODA, vốn vay ưu đãi"),
        Source.ENTERPRISE: N_("Vốn doanh nghiệp"),
        Source.OTHER: N_("Nguồn khác"),
    }
)
DIRECTIONS: Final[Mapping[Direction, str]] = MappingProxyType(
    {
        Direction.UP: N_("Càng cao càng tốt"),
        Direction.DOWN: N_("Càng thấp càng tốt"),
    }
)
# What the fields of forms and the lines of the journal are named by: a year, or a measure's id.
TARGET: Final = "target_"
MEASURED: Final = "measured_"
YEAR: Final = "measured_year"
# An amount has at most this many digits after the comma, and is smaller than this.
PLACES: Final = 3
TOO_LARGE: Final = Decimal(10) ** 12
_WRITTEN: Final = re.compile(r"[-−]?(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d+)(,\d+)?", re.ASCII)
_TENTH: Final = Decimal("0.1")
_HUNDRED: Final = Decimal(100)


class NotAnAmount(ValueError):
    """The text is no number as Vietnamese writes it, or one that cannot be kept."""


def read(text: str) -> Decimal:
    """The number of `1.234,5`, `1 234,5` or `1234,5`; raises NotAnAmount.

    A point stands before three digits only: `1.5` could mean one and a half, or be a slip.
    """
    text = " ".join(text.replace("\u00a0", " ").split())
    if not _WRITTEN.fullmatch(text):
        raise NotAnAmount(text)
    plain = text.replace(".", "").replace(" ", "").replace("−", "-").replace(",", ".")
    amount = Decimal(plain)
    if abs(amount) >= TOO_LARGE or amount != round(amount, PLACES):
        raise NotAnAmount(text)
    return amount


def write(amount: Decimal) -> str:
    """`1.234,5`, without zeros at its end; what `read` reads again, in both languages."""
    plain = f"{amount:,.{PLACES}f}".rstrip("0").rstrip(".")
    plain = "0" if plain == "-0" else plain
    return plain.translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A measure as somebody defines it; `targets` are by year.

    An indicator has a name, a unit and a direction, and may have a baseline; money has a source.
    `note` is for both: where the numbers come from.
    """

    kind: MeasureKind
    name: str = ""
    unit: str = ""
    direction: Direction = Direction.UP
    baseline: Decimal | None = None
    baseline_year: int | None = None
    source: Source | None = None
    note: str = ""
    targets: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one report says of the measures: the amounts by the measures' ids, all of one year.

    An amount is what was reached in the year until the report, not since the one before.
    """

    year: int | None = None
    amounts: tuple[tuple[int, Decimal], ...] = ()


NOTHING: Final = Measured()


class MeasureWrong(RuleBroken):
    """A measure cannot be defined, or its amount not be reported, like this."""


def check(wanted: Wanted, *, first_year: int, last_year: int) -> None:
    """Raise MeasureWrong for the first thing wrong; years are those of the plan."""
    if wanted.kind is MeasureKind.FUNDING and wanted.source is None:
        raise MeasureWrong(N_("Đề nghị chọn nguồn kinh phí."), "source")
    if wanted.kind is MeasureKind.INDICATOR:
        _check_indicator(wanted, last_year)
    if not wanted.targets:
        said = N_("Đề nghị nhập số của ít nhất một năm.")
        raise MeasureWrong(said, f"{TARGET}{first_year}")
    for year, amount in sorted(wanted.targets.items()):
        if not first_year <= year <= last_year:
            raise MeasureWrong(N_("Năm này nằm ngoài giai đoạn của kế hoạch."), f"{TARGET}{year}")
        if wanted.kind is MeasureKind.FUNDING and amount < 0:
            raise MeasureWrong(N_("Kinh phí không thể là số âm."), f"{TARGET}{year}")


def _check_indicator(wanted: Wanted, last_year: int) -> None:
    if not wanted.name.strip():
        raise MeasureWrong(N_("Đề nghị nhập tên chỉ tiêu."), "name")
    if not wanted.unit.strip():
        raise MeasureWrong(N_("Đề nghị nhập đơn vị tính."), "unit")
    if wanted.baseline is None and wanted.baseline_year is not None:
        raise MeasureWrong(N_("Đề nghị nhập số liệu gốc của năm này."), "baseline")
    if wanted.baseline_year is not None and wanted.baseline_year > last_year:
        raise MeasureWrong(N_("Năm này nằm ngoài giai đoạn của kế hoạch."), "baseline_year")


def check_measured(
    measured: Measured,
    kinds: Mapping[int, MeasureKind],
    *,
    first_year: int,
    last_year: int,
    this_year: int,
) -> None:
    """Raise MeasureWrong for the first thing wrong with what is reported.

    `kinds` are the measures of the task that are asked for, by their ids.
    """
    if not measured.amounts:
        return
    if measured.year is None:
        raise MeasureWrong(N_("Đề nghị nhập năm của số liệu."), YEAR)
    if not first_year <= measured.year <= min(last_year, this_year):
        said = N_("Năm của số liệu phải thuộc giai đoạn của kế hoạch và không sau năm nay.")
        raise MeasureWrong(said, YEAR)
    for measure_id, amount in measured.amounts:
        if measure_id not in kinds:
            raise MeasureWrong(N_("Chỉ tiêu hoặc nguồn kinh phí này vừa thay đổi."))
        if kinds[measure_id] is MeasureKind.FUNDING and amount < 0:
            raise MeasureWrong(N_("Kinh phí không thể là số âm."), f"{MEASURED}{measure_id}")


def year_asked(milestone_year: int | None, this_year: int) -> int:
    """The year that a report is about unless it says otherwise: its milestone's, or this one."""
    return milestone_year if milestone_year and milestone_year <= this_year else this_year


def share(target: Decimal | None, value: Decimal | None, direction: Direction) -> Decimal | None:
    """How much of the target is reached, in percent, one decimal, halves rounded up.

    None where that cannot be said: a number is missing, or the target is no positive one. Where
    less is better the share is 100.0 as long as the value stays within the target, and smaller
    the further it is above.
    """
    if target is None or value is None or target <= 0:
        return None
    if direction is Direction.UP:
        exact = _HUNDRED * value / target
    else:
        exact = _HUNDRED if value <= target else _HUNDRED * target / value
    return exact.quantize(_TENTH, rounding=ROUND_HALF_UP)


def is_reached(target: Decimal | None, value: Decimal | None, direction: Direction) -> bool | None:
    """Whether the value is as good as the target; None while one of them is not known."""
    if target is None or value is None:
        return None
    return value >= target if direction is Direction.UP else value <= target
