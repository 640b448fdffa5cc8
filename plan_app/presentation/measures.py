"""Indicators and money in words: names, units, amounts, and what was reached of what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from plan_app.domain import measures as rules
from plan_app.domain.measures import Direction, MeasureKind, Source
from plan_app.presentation.language import sentence as _
from plan_app.queries.measures import MeasureRow, Reported, TaskMeasure

NOTHING: Final = "–"
Lines = tuple[tuple[str, str], ...]


class Named(Protocol):
    """A measure, or one year of it."""

    @property
    def kind(self) -> MeasureKind:
        """An indicator, or money."""
        ...

    @property
    def name(self) -> str:
        """The indicator's name."""
        ...

    @property
    def unit(self) -> str:
        """The indicator's unit."""
        ...

    @property
    def source(self) -> Source | None:
        """Where the money comes from."""
        ...


def name(measure: Named) -> str:
    """`Diện tích rừng trồng mới`; of money its source, `Ngân sách tỉnh`."""
    return source(measure.source) if measure.source else measure.name


def unit(measure: Named) -> str:
    """`ha`; `triệu đồng` of money."""
    return _("triệu đồng") if measure.kind is MeasureKind.FUNDING else measure.unit


def source(value: Source) -> str:
    """`Ngân sách tỉnh`."""
    return _(rules.SOURCES[value])


def direction(value: Direction) -> str:
    """`Càng cao càng tốt`."""
    return _(rules.DIRECTIONS[value])


def amount(value: Decimal | None) -> str:
    """`1.234,5`; a dash for what is not known."""
    return NOTHING if value is None else rules.write(value)


def asked(measure: Named) -> str:
    """The label of the field in which a report says how much it is."""
    if measure.kind is MeasureKind.FUNDING:
        return _("Kinh phí đã giải ngân: %(source)s (triệu đồng)", source=name(measure))
    return f"{measure.name} ({measure.unit})"


def hint(measure: TaskMeasure, year: int) -> str:
    """What is planned for the year and was reported last, below such a field."""
    row = measure.of(year)
    return _(
        "Năm %(year)s: kế hoạch %(target)s, đã báo cáo %(value)s.",
        year=year,
        target=amount(row.target if row else None),
        value=amount(row.value if row else None),
    )


def reached(row: MeasureRow) -> str:
    """Whether the year's target is reached, in words; nothing while that is not known."""
    if row.is_reached is None:
        return ""
    if row.kind is MeasureKind.FUNDING:
        return _("Giải ngân đủ") if row.is_reached else _("Chưa giải ngân hết")
    return _("Đạt") if row.is_reached else _("Chưa đạt")


def reported(values: Iterable[Reported]) -> str:
    """What one report says, as plain text: `Diện tích rừng trồng mới, năm 2026: 30 ha`."""
    return "; ".join(
        _(
            "%(name)s, năm %(year)s: %(amount)s %(unit)s",
            name=name(each),
            year=each.year,
            amount=amount(each.amount),
            unit=unit(each),
        )
        for each in values
    )


def lines(measures: Iterable[TaskMeasure], kind: MeasureKind, year: int) -> Lines:
    """`(Diện tích rừng trồng mới, 30/50 ha)` for each measure of the kind with that year."""
    found = ((each.first, each.of(year)) for each in measures if each.first.kind is kind)
    return tuple((name(first), so_far(row)) for first, row in found if row is not None)


@dataclass(frozen=True, slots=True)
class ExtraColumns:
    """The columns about measures of a list of tasks, in the year that it looks at."""

    kinds: tuple[MeasureKind, ...]
    year: int
    measures: Mapping[int, Sequence[TaskMeasure]]

    @property
    def heads(self) -> tuple[str, ...]:
        """`Chỉ tiêu năm 2026`: a head for each column."""
        return tuple(_head(kind, self.year) for kind in self.kinds)

    def cells(self, task_id: int) -> tuple[Lines, ...]:
        """The lines of each column, of one task."""
        own = self.measures.get(task_id, ())
        return tuple(lines(own, kind, self.year) for kind in self.kinds)

    def texts(self, task_id: int) -> list[str]:
        """The same as plain text, for files."""
        return [
            "; ".join(f"{named}: {said}" for named, said in cell) for cell in self.cells(task_id)
        ]


NO_COLUMNS: Final = ExtraColumns((), 0, {})


def _head(kind: MeasureKind, year: int) -> str:
    if kind is MeasureKind.INDICATOR:
        return _("Chỉ tiêu năm %(year)s", year=year)
    return _("Kinh phí năm %(year)s", year=year)


def so_far(row: MeasureRow) -> str:
    """`30/50 ha`: what was reached of what is planned."""
    return f"{amount(row.value)}/{amount(row.target)} {unit(row)}"
