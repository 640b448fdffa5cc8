"""The saved filters above a list, and the way to keep its conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import g, url_for

from plan_app.access import actor
from plan_app.domain.saved_filters import Place
from plan_app.queries import saved_filters
from plan_app.queries.saved_filters import SavedRow
from plan_app.views.asked import Asked

LISTS: Final[Mapping[Place, str]] = MappingProxyType(
    {Place.TASKS: "task_list.show", Place.OVERDUE: "overdue.show"}
)
_PAGE: Final = "page"


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A saved filter as a link; `is_current`: the list shows just that."""

    name: str
    address: str
    is_shared: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands above a list; `keep` leads to saving its conditions, "" without any."""

    links: list[SavedLink]
    keep: str


def conditions_of(asked: Asked) -> dict[str, str]:
    """The arguments of the list that can be kept: all but the page one stands on."""
    return {name: value for name, value in asked.values.items() if name != _PAGE}


def address_of(row: SavedRow) -> str:
    """The list with these conditions; the same for whoever opens it."""
    return url_for(LISTS[row.place], **row.conditions)  # type: ignore[arg-type]


def above(place: Place, asked: Asked) -> Saved:
    """The person's own saved filters of the list and those that are shared."""
    present = conditions_of(asked)
    rows = saved_filters.list_for(g.plan.id, actor().user_id, version=g.version)
    links = [
        SavedLink(row.name, address_of(row), row.is_shared, row.conditions == present)
        for row in rows
        if row.place is place
    ]
    is_new = bool(present) and not any(each.is_current for each in links)
    keep = url_for("saved_filters.new", place=place.value, **present) if is_new else ""  # type: ignore[arg-type]
    return Saved(links, keep)
