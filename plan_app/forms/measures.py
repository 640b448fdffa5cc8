"""Forms of what a task is measured by: its definition, and the fields that a report adds."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from plan_app.domain.measures import (
    DIRECTIONS,
    MEASURED,
    NOTHING,
    SOURCES,
    TARGET,
    YEAR,
    Direction,
    Measured,
    MeasureKind,
    Source,
    Wanted,
)
from plan_app.forms import Form
from plan_app.forms.fields import Amount, Line, Required, Version, Whole, at_most, choice

AnyForm = TypeVar("AnyForm", bound=Form)
_YEARS: Final = {"lowest": 1990, "highest": 2100}


class MeasureForm(Form):
    """What both kinds have, besides their years."""

    KIND: MeasureKind
    version = Version()

    @property
    def years(self) -> list[Any]:
        """The fields of the years, the first one first."""
        return [field for name, field in self._fields.items() if name.startswith(TARGET)]

    def wanted(self) -> Wanted:
        """The measure as it was typed."""
        return Wanted(kind=self.KIND, targets=self._targets(), **self._own())

    def _targets(self) -> dict[int, Decimal]:
        return {
            int(field.name.removeprefix(TARGET)): field.data
            for field in self.years
            if field.data is not None
        }

    def _own(self) -> dict[str, Any]:
        """What the kind says beside its years; the note stands last in either form."""
        return {"note": self["note"].data or ""}


class IndicatorForm(MeasureForm):
    """An indicator."""

    KIND = MeasureKind.INDICATOR
    name = Line(_l("Tên chỉ tiêu"), [Required(_l("Đề nghị nhập tên chỉ tiêu.")), at_most(200)])
    unit = Line(_l("Đơn vị tính"), [Required(_l("Đề nghị nhập đơn vị tính.")), at_most(60)])
    direction = RadioField(
        _l("Chiều hướng mong muốn"),  # type: ignore[arg-type]
        choices=[choice(each.value, _l(word)) for each, word in DIRECTIONS.items()],
        default=Direction.UP.value,
    )
    baseline = Amount(_l("Số liệu gốc"), [Optional()])
    baseline_year = Whole(_l("Năm của số liệu gốc"), **_YEARS, required=False)
    note = Line(_l("Ghi chú, nguồn số liệu"), [Optional(), at_most(300)])

    def _own(self) -> dict[str, Any]:
        return super()._own() | {
            "name": self["name"].data or "",
            "unit": self.unit.data or "",
            "direction": Direction(self.direction.data),
            "baseline": self.baseline.data,
            "baseline_year": self.baseline_year.data,
        }


class FundingForm(MeasureForm):
    """Money from one source."""

    KIND = MeasureKind.FUNDING
    source = SelectField(
        _l("Nguồn kinh phí"),  # type: ignore[arg-type]
        choices=[choice("", _l("Chọn nguồn kinh phí")),
                 *(choice(each.value, _l(word)) for each, word in SOURCES.items())],
        validators=[Required(_l("Đề nghị chọn nguồn kinh phí."))],
    )  # fmt: skip
    note = Line(_l("Ghi chú, nguồn số liệu"), [Optional(), at_most(300)])

    def _own(self) -> dict[str, Any]:
        return super()._own() | {"source": Source(self.source.data)}


FORMS: Final[Mapping[MeasureKind, type[MeasureForm]]] = {
    MeasureKind.INDICATOR: IndicatorForm,
    MeasureKind.FUNDING: FundingForm,
}


def of_kind(kind: MeasureKind, years: Iterable[int]) -> type[MeasureForm]:
    """The form of the kind with a field for each year of the plan."""
    own = FORMS[kind]
    fields = {f"{TARGET}{year}": Amount(_l("Năm %(year)s", year=year))
              for year in years}  # fmt: skip
    return type(own.__name__, (own,), fields)


def data_of(measure: Any) -> dict[str, Any]:  # noqa: ANN401 (a stored measure of either kind)
    """What the form of a stored measure begins with."""
    names = ("name", "unit", "baseline", "baseline_year", "note")
    return {name: getattr(measure, name) for name in names} | {
        "direction": measure.direction.value,
        "source": measure.source.value if measure.source else "",
        **{f"{TARGET}{each.year}": each.amount for each in measure.targets},
    }


class Measuring(Form):
    """A form that may ask about measures, see `asking`."""

    def measured(self) -> Measured:
        """What was typed of them."""
        amounts = tuple(
            (int(field.name.removeprefix(MEASURED)), field.data)
            for field in self.measure_fields
            if field.data is not None
        )
        return Measured(self[YEAR].data, amounts) if amounts else NOTHING

    @property
    def measure_fields(self) -> list[Any]:
        """The fields of the measures in their order, without that of the year."""
        named = self._fields.items()
        return [field for name, field in named if name.startswith(MEASURED) and name != YEAR]

    @property
    def is_measuring(self) -> bool:
        """Whether something was typed of them, or is wrong with them."""
        asked = self.measure_fields
        return any(field.data is not None or field.errors for field in asked) or (
            bool(asked) and bool(self[YEAR].errors)
        )


def asking(kind: type[AnyForm], asked: Iterable[tuple[int, str]]) -> type[AnyForm]:
    """The form with a field for each measure, given by id and label, and for their year."""
    fields: dict[str, Any] = {f"{MEASURED}{id_}": Amount(label) for id_, label in asked}
    if not fields:
        return kind
    fields[YEAR] = Whole(_l("Số liệu của năm"), **_YEARS, required=False)
    return type(kind.__name__, (kind,), fields)


def data_of_report(measured: Measured) -> dict[str, Any]:
    """What the fields begin with, of a report that said this."""
    amounts = {f"{MEASURED}{id_}": amount for id_, amount in measured.amounts}
    return amounts | ({YEAR: measured.year} if measured.year else {})
