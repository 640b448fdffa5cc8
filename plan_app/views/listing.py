"""What the address of a list asks for, and its filters as fields of a form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask import g, get_template_attribute, request
from flask_babel import gettext as _
from markupsafe import Markup

from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.statuses import MilestoneState
from plan_app.models import TextStatus
from plan_app.presentation import words
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language, language
from plan_app.presentation.listing import Filter, Offer, offer
from plan_app.queries.cache import Memory, remember
from plan_app.queries.choices import Choice, Choices, list_choices
from plan_app.queries.conditions import ListFilter, Owned, Progress
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version
from plan_app.views import asked as addresses
from plan_app.views.asked import number

Pairs = Sequence[tuple[str, str]]
# A row is a kilobyte or two.
ROWS_KEPT: Final = 1_000


class Asked(addresses.Asked):
    """A list of tasks or milestones as its address asks for it."""

    @property
    def wanted(self) -> ListFilter:
        """The filters as the queries take them."""
        return ListFilter(**{_READERS[name][0]: value for name, value in self.found.items()})


def read(fields: Sequence[str], sorts: Collection[str], default_sort: str) -> Asked:
    """Read the address; what cannot be understood is as if it were not there."""
    readers = {name: _READERS[name][1] for name in fields}
    asked = addresses.read(readers, sorts, default_sort)
    return Asked(asked.found, asked.sort, asked.page, asked.values)


def filter_form(asked: Asked, fields: Sequence[str], *, version: Version, shown: int) -> Markup:
    """The filter form; fields after the first `shown` are folded. Made once a version."""
    form = get_template_attribute("components/filters.html", "filter_form")
    return kept(
        "filter form", asked, version, lambda: form(_filters(asked, fields, version, shown), asked)
    )


def conditions(asked: Asked, fields: Sequence[str], *, version: Version) -> list[Filter]:
    """The filters that are set, in the order of the form."""
    return [each for each in _filters(asked, fields, version, len(fields)) if each.word]


def kept(part: str, asked: Asked, version: Version, render: Callable[[], Markup]) -> Markup:
    """A part of a list page that changes with the data and the address, and with nothing else."""
    address = (request.script_root, request.path, *asked.values.items())
    return remember((part, g.plan.id, language(), version, address), render)


def rows_as_html(template: str, macro: str, *, today: date) -> Callable[..., Markup]:
    """A function that gives a row of a list as HTML, by a macro that knows it and nothing else.

    The macro takes the row, the day and further values. Equal rows are made once and kept: there
    is no version to watch, because whatever changes on a row makes it another row.
    """
    surroundings = (template, g.plan.slug, request.script_root, language(), today)
    make: Callable[..., Markup] = get_template_attribute(template, macro)

    def as_html(row: MilestoneRow, *values: object) -> Markup:
        return _ROWS.remember((row, values, surroundings), lambda: make(row, today, *values))

    return as_html


_ROWS: Final = Memory(ROWS_KEPT)


def _filters(asked: Asked, fields: Sequence[str], version: Version, shown: int) -> list[Filter]:
    offers = remember(("offers", g.plan.id, language(), version), lambda: _offers(version))
    return [
        Filter(name, asked.values.get(name, ""), offers[name], is_folded=place >= shown)
        for place, name in enumerate(fields)
    ]


def _offers(version: Version) -> dict[str, Offer]:
    offered = _offered(list_choices(g.plan.id, version=version))
    return {name: offer(_label(name), offered.get(name)) for name in _READERS}


def _year(given: str) -> int:
    value = number(given)
    if not g.plan.first_year <= value <= g.plan.last_year:
        raise ValueError(given)
    return value


def _owner(given: str) -> int | Owned:
    return Owned(given) if given in set(Owned) else number(given)


def _state(given: str) -> MilestoneState | Progress:
    return Progress.OPEN if given == Progress.OPEN else MilestoneState(given)


# For each argument of an address: the attribute of the filter, and how it is read.
_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = MappingProxyType(
    {
        "q": ("words", addresses.words),
        "group": ("group", number),
        "agency": ("agency", number),
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


def _offered(choices: Choices) -> dict[str, Pairs]:
    return {
        "group": [
            (str(each.ordinal), f"{roman(each.ordinal)}. {_name(each)}") for each in choices.groups
        ],
        "agency": _pairs(choices.agencies),
        "owner": [
            (Owned.NOBODY.value, _("Chưa phân công")),
            (Owned.UNREACHABLE.value, _("Chưa liên hệ được")),
            *_pairs(choices.owners),
        ],
        "state": [
            (Progress.OPEN.value, _("Chưa hoàn thành (tất cả)")),
            *((each.value, words.state(each)) for each in MilestoneState),
        ],
        "timeliness": [(each.value, words.timeliness(each)) for each in Timeliness],
        "figure": [(each.value, words.figure(each)) for each in Figure],
        "year": [(str(year), str(year)) for year in range(g.plan.first_year, g.plan.last_year + 1)],
        "text": [
            (TextStatus.DRAFT.value, _("Minh họa, chưa đối chiếu")),
            (TextStatus.CHECKED.value, _("Đã đối chiếu")),
        ],
    }


def _pairs(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(each.id), _name(each)) for each in choices]


def _name(choice: Choice) -> str:
    return in_language(choice.name, choice.name_en)
