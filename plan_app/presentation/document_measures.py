"""Indicators and money in documents: each indicator with its target, money by its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plan_app.domain.measures import Direction, MeasureKind, Source, share
from plan_app.presentation import measures as words
from plan_app.presentation.document_tables import Column, Row
from plan_app.presentation.documents import Paper
from plan_app.presentation.formatters import percent
from plan_app.queries.measures import MeasureRow
from plan_app.queries.standings import Standing, StandingRow

_PLANNED, _SPENT = "Kế hoạch", "Giải ngân"


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of the tasks of a standing, looked at in one year."""

    rows: Sequence[MeasureRow]
    standing: Standing
    year: int

    @property
    def indicators(self) -> list[tuple[StandingRow, MeasureRow]]:
        """The indicators with something in the year, by the number of their tasks."""
        tasks = {row.task_id: row for row in self.standing.tasks}
        found = [
            (tasks[row.task_id], row)
            for row in self.rows
            if row.kind is MeasureKind.INDICATOR and row.year == self.year and row.task_id in tasks
        ]
        return sorted(found, key=lambda each: (each[0].number, each[1].measure_id))

    @property
    def money(self) -> list[MeasureRow]:
        """The money of these tasks, in the year and those before it."""
        tasks = {row.task_id for row in self.standing.tasks}
        return [
            row
            for row in self.rows
            if row.kind is MeasureKind.FUNDING and row.year <= self.year and row.task_id in tasks
        ]

    def __bool__(self) -> bool:
        return bool(self.indicators or self.money)


def write(paper: Paper, measured: Measured, *, with_agency: bool = True) -> None:
    """Both tables, each where there is something for it."""
    if measured.indicators:
        paper.paragraph(f"Kết quả thực hiện các chỉ tiêu năm {measured.year}:")
        _write_indicators(paper, measured, with_agency=with_agency)
    if measured.money:
        paper.paragraph(
            f"Kinh phí thực hiện theo nguồn, năm {measured.year} và lũy kế từ đầu giai đoạn "
            "(đơn vị tính: triệu đồng):"
        )
        _write_money(paper, measured)


def _write_indicators(paper: Paper, measured: Measured, *, with_agency: bool) -> None:
    columns = [
        Column("TT", 9, "center"),
        Column("Nhiệm vụ", 40 if with_agency else 52),
        *([Column("Cơ quan chủ trì", 24)] if with_agency else []),
        Column("Chỉ tiêu (đơn vị tính)", 33 if with_agency else 45),
        Column(_PLANNED, 18, "center"),
        Column("Thực hiện", 18, "center"),
        Column("Tỷ lệ", 18, "center"),
    ]
    rows = [
        Row([
            str(n), _task(task),
            *([task.agency_name] if with_agency else []),
            _named(row), words.amount(row.target), words.amount(row.value), _share(row.share),
        ])
        for n, (task, row) in enumerate(measured.indicators, start=1)
    ]  # fmt: skip
    paper.table(columns, rows)


def _task(task: StandingRow) -> str:
    """`Số 68. …`: an indicator is the task's, whatever milestone stands for it."""
    return f"Số {task.number}. {task.title}{' (*)' if task.is_draft else ''}"


def _named(row: MeasureRow) -> str:
    note = f". {row.note}" if row.note else ""
    return f"{row.name} ({row.unit}){note}"


def _write_money(paper: Paper, measured: Measured) -> None:
    year, whole = f"Năm {measured.year}", f"Lũy kế đến năm {measured.year}"
    columns = [
        Column("Nguồn kinh phí", 50),
        Column(_PLANNED, 23, "center", year),
        Column(_SPENT, 23, "center", year),
        Column("Tỷ lệ", 18, "center", year),
        Column(_PLANNED, 23, "center", whole),
        Column(_SPENT, 23, "center", whole),
    ]
    money = measured.money
    sources = [each for each in Source if any(row.source is each for row in money)]
    rows = [
        Row([words.source(each),
             *_sums([row for row in money if row.source is each], measured.year)])
        for each in sources
    ]  # fmt: skip
    total = Row(["Cộng", *_sums(money, measured.year)], bold=True)
    paper.table(columns, [*rows, total])
    for note in dict.fromkeys(row.note for row in money if row.note):
        paper.note(f"Ghi chú: {note}")


def _sums(money: Sequence[MeasureRow], year: int) -> list[str]:
    own = [row for row in money if row.year == year]
    planned, spent = _sum(row.target for row in own), _sum(row.value for row in own)
    return [
        words.amount(planned),
        words.amount(spent),
        _share(share(planned, spent, Direction.UP)),
        words.amount(_sum(row.target for row in money)),
        words.amount(_sum(row.value for row in money)),
    ]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _share(value: Decimal | None) -> str:
    return words.NOTHING if value is None else percent(value)
