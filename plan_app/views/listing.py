"""What the address of a list asks for, and its filters as fields of a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import g, request, url_for
from flask_babel import gettext as _

from plan_app.domain import vietnamese
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.statuses import MilestoneState
from plan_app.models import TextStatus
from plan_app.presentation import in_language, words
from plan_app.presentation.formatters import roman
from plan_app.presentation.listing import Filter
from plan_app.queries.choices import Choice, Choices
from plan_app.queries.conditions import ListFilter, Owned, Progress

LARGEST: Final = 2**31 - 1
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it; `values` are the arguments that were understood."""

    wanted: ListFilter
    sort: str
    page: int
    values: Mapping[str, str]

    def address(self, **changes: str | int | None) -> str:
        """The address of the same list with other arguments; None takes one away."""
        values = {**self.values, **changes}
        kept: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        return url_for(request.endpoint or "", **kept)


def read(fields: Sequence[str], sorts: Mapping[str, object], default_sort: str) -> Asked:
    """Read the address; what cannot be understood is as if it were not there."""
    values: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name in fields:
        attribute, reader = _READERS[name]
        given = request.args.get(name, "").strip()
        value = _understood(reader, given)
        if value is not None:
            found[attribute], values[name] = value, given
    sort = request.args.get("sort", "")
    if sort.removeprefix("-") in sorts and sort != default_sort:
        values["sort"] = sort
    else:
        sort = default_sort
    page = _understood(_number, request.args.get("page", "")) or 1
    return Asked(ListFilter(**found), sort, page, MappingProxyType(values))


def filters(asked: Asked, fields: Sequence[str], choices: Choices, shown: int) -> list[Filter]:
    """The fields of the filter form; those after the first `shown` are folded."""
    offered = _offered(choices)
    return [
        Filter(
            name=name,
            label=_label(name),
            value=asked.values.get(name, ""),
            choices=offered[name]() if name in offered else None,
            is_folded=place >= shown,
        )
        for place, name in enumerate(fields)
    ]


def _understood(reader: Callable[[str], Any], given: str) -> Any:  # noqa: ANN401 (what it reads)
    try:
        return reader(given) if given else None
    except ValueError:
        return None


def _number(given: str) -> int:
    value = int(given)
    if not 0 < value <= LARGEST:
        raise ValueError(given)
    return value


def _year(given: str) -> int:
    value = _number(given)
    if not g.plan.first_year <= value <= g.plan.last_year:
        raise ValueError(given)
    return value


def _owner(given: str) -> int | Owned:
    return Owned(given) if given in set(Owned) else _number(given)


def _state(given: str) -> MilestoneState | Progress:
    return Progress.OPEN if given == Progress.OPEN else MilestoneState(given)


def _words(given: str) -> str:
    return vietnamese.normalise(given)[:100]


# For each argument of an address: the attribute of the filter, and how it is read.
_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = MappingProxyType(
    {
        "q": ("words", _words),
        "group": ("group", _number),
        "agency": ("agency", _number),
        "owner": ("owner", _owner),
        "state": ("state", _state),
        "timeliness": ("timeliness", Timeliness),
        "figure": ("figure", Figure),
        "year": ("year", _year),
        "text": ("text_status", TextStatus),
    }
)


def _label(name: str) -> str:
    return {
        "q": _("Số hoặc tên nhiệm vụ"),
        "group": _("Nhóm giải pháp"),
        "agency": _("Cơ quan chủ trì"),
        "owner": _("Đầu mối theo dõi"),
        "state": _("Tình trạng"),
        "timeliness": _("Thời hạn"),
        "figure": _("Nhóm số liệu"),
        "year": _("Có mốc trong năm"),
        "text": _("Nội dung"),
    }[name]


def _offered(choices: Choices) -> dict[str, Callable[[], Pairs]]:
    return {
        "group": lambda: [
            (str(each.ordinal), f"{roman(each.ordinal)}. {_name(each)}") for each in choices.groups
        ],
        "agency": lambda: _pairs(choices.agencies),
        "owner": lambda: [
            (Owned.NOBODY.value, _("Chưa phân công")),
            (Owned.UNREACHABLE.value, _("Chưa liên hệ được")),
            *_pairs(choices.owners),
        ],
        "state": lambda: [
            (Progress.OPEN.value, _("Chưa hoàn thành (tất cả)")),
            *((each.value, words.state(each)) for each in MilestoneState),
        ],
        "timeliness": lambda: [(each.value, words.timeliness(each)) for each in Timeliness],
        "figure": lambda: [(each.value, words.figure(each)) for each in Figure],
        "year": lambda: [
            (str(year), str(year)) for year in range(g.plan.first_year, g.plan.last_year + 1)
        ],
        "text": lambda: [
            (TextStatus.DRAFT.value, _("Minh họa, chưa đối chiếu")),
            (TextStatus.CHECKED.value, _("Đã đối chiếu")),
        ],
    }


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(each.id), _name(each)) for each in choices]


def _name(choice: Choice) -> str:
    return in_language(choice.name, choice.name_en)
