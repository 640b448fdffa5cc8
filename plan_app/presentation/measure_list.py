"""The list of all measures: found by words, in the order of a column, and as a file."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from plan_app.domain import vietnamese
from plan_app.domain.measures import MeasureKind
from plan_app.presentation import measures as words
from plan_app.presentation import spreadsheets
from plan_app.presentation.language import in_language
from plan_app.presentation.language import sentence as _
from plan_app.presentation.listing import in_order
from plan_app.queries.measure_list import ListedMeasure, YearOf

_SORTS: Final[Mapping[str, Callable[[ListedMeasure], Any]]] = MappingProxyType(
    {
        "number": lambda row: row.number,
        "name": lambda row: vietnamese.sort_key(words.name(row)),
        "agency": lambda row: (row.agency_order, row.number),
        "owner": lambda row: (row.owner_order is None, row.owner_order or "", row.number),
    }
)
SORTS: Final = frozenset(_SORTS)
DEFAULT_SORT: Final = "number"


def kind(value: MeasureKind) -> str:
    """`Chỉ tiêu`, `Kinh phí`."""
    return _("Chỉ tiêu") if value is MeasureKind.INDICATOR else _("Kinh phí")


def wanted(
    rows: Iterable[ListedMeasure], said: str, of_kind: MeasureKind | None, sort: str
) -> list[ListedMeasure]:
    """Those of the kind in which each word stands, in this order."""
    parts = vietnamese.fold(said).split()
    return in_order(
        (
            row
            for row in rows
            if of_kind in {None, row.kind}
            and all(row.says(part, words.name(row)) for part in parts)
        ),
        sort,
        _SORTS,
    )


def write(rows: Iterable[ListedMeasure], years: Mapping[int, YearOf], year: int) -> str:
    """The text of the file."""
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Loại"),
        _("Chỉ tiêu, nguồn kinh phí"),
        _("Đơn vị tính"),
        _("Kế hoạch năm %(year)s", year=year),
        _("Thực hiện năm %(year)s", year=year),
        _("Kết quả"),
        _("Giá trị báo cáo gần nhất"),
        _("Năm của giá trị"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
    ]
    return spreadsheets.write_csv(head, (_cells(row, years.get(row.id)) for row in rows))


def _cells(row: ListedMeasure, years: YearOf | None) -> list[object]:
    of_year, last = (years.year, years.last) if years else (None, None)
    return [
        row.number,
        in_language(row.title, row.title_en),
        kind(row.kind),
        words.name(row),
        words.unit(row),
        words.amount(of_year.target if of_year else None),
        words.amount(of_year.value if of_year else None),
        words.reached(of_year) if of_year else "",
        words.amount(last.value if last else None),
        last.year if last else "",
        in_language(row.agency, row.agency_en),
        row.owner or "",
    ]
