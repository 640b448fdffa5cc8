"""What the address of a list asks for, and its filters as fields of a form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask import g, get_template_attribute, request
from flask_babel import gettext as _
from markupsafe import Markup

from plan_app import clock
from plan_app.domain.changes import Change
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import settings
from plan_app.forms.fields import parse_day
from plan_app.models import TextStatus
from plan_app.presentation.language import language
from plan_app.presentation.list_filters import label, offered
from plan_app.presentation.listing import Filter, Offer, offer
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries.cache import Memory, remember
from plan_app.queries.choices import list_choices
from plan_app.queries.conditions import ListFilter, Owned, Progress
from plan_app.queries.measures import Extra
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version
from plan_app.views import asked as addresses
from plan_app.views.asked import number

# A row is a kilobyte or two.
ROWS_KEPT: Final = 1_000
COLUMNS: Final = "columns"


class Asked(addresses.Asked):
    """A list of tasks or milestones as its address asks for it."""

    @property
    def wanted(self) -> ListFilter:
        """The filters as the queries take them."""
        named = ((_READERS.get(name, _NO_FILTER)[0], each) for name, each in self.found.items())
        return ListFilter(**{attribute: each for attribute, each in named if attribute})

    @property
    def extra(self) -> Extra | None:
        """The further columns, where there are any."""
        found: Extra | None = self.found.get(COLUMNS)
        return found


def read(
    fields: Sequence[str],
    sorts: Collection[str],
    default_sort: str,
    *,
    kept: Mapping[str, addresses.Reader] = MappingProxyType({}),
) -> Asked:
    """Read the address; what cannot be understood is as if it were not there.

    `kept` are further arguments, which say how the list is shown and narrow nothing.
    """
    readers = {name: _READERS[name][1] for name in fields} | dict(kept)
    asked = addresses.read(readers, sorts, default_sort, kept=kept.keys())
    return Asked(asked.found, asked.sort, asked.page, asked.values, asked.kept)


def filter_form(asked: Asked, fields: Sequence[str], *, version: Version, shown: int) -> Markup:
    """The filter form; fields after the first `shown` are folded. Made once a version."""
    form = get_template_attribute("components/filters.html", "filter_form")
    return kept(
        "filter form", asked, version, lambda: form(_filters(asked, fields, version, shown), asked)
    )


def filter_fields(asked: Asked, fields: Sequence[str], *, version: Version, shown: int) -> Markup:
    """The same fields within the form of a list whose rows are ticked."""
    within = get_template_attribute("components/filters.html", "filters_within")
    return kept(
        "filters", asked, version, lambda: within(_filters(asked, fields, version, shown), asked)
    )


def conditions(asked: Asked, fields: Sequence[str], *, version: Version) -> list[Filter]:
    """The filters that are set, in the order of the form."""
    return [each for each in _filters(asked, fields, version, len(fields)) if each.word]


def origin(asked: Asked, fields: Sequence[str], *, version: Version) -> Origin:
    """What stands above the list in a file: the plan, the conditions in words, the moment."""
    set_ = [(each.label, each.word) for each in conditions(asked, fields, version=version)]
    return Origin(g.plan, clock.now(), settings().timezone, set_)


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
    years = range(g.plan.first_year, g.plan.last_year + 1)
    choices = offered(list_choices(g.plan.id, version=version), years)
    none = {COLUMNS: _("Không thêm")}
    return {name: offer(label(name), choices.get(name), none.get(name, "")) for name in _READERS}


def _year(given: str) -> int:
    value = number(given)
    if not g.plan.first_year <= value <= g.plan.last_year:
        raise ValueError(given)
    return value


def _owner(given: str) -> int | Owned:
    return Owned(given) if given in set(Owned) else number(given)


def _state(given: str) -> MilestoneState | Progress:
    return Progress.OPEN if given == Progress.OPEN else MilestoneState(given)


_NO_FILTER: Final = ("",)
# For each argument of an address: the attribute of the filter, and how it is read; without an
# attribute it says what the list shows, and narrows nothing.
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
        "since": ("due_since", parse_day),
        "until": ("due_until", parse_day),
        "change": ("change", Change),
        "changed": ("changed_since", parse_day),
        "planned": ("planned_until", parse_day),
        "done": ("done_until", parse_day),
        COLUMNS: ("", Extra),
    }
)
