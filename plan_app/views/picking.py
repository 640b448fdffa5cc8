"""Lists whose rows are ticked: the ticks stay while the person sorts, filters and turns pages.

The whole list is one form then, and what leads elsewhere in the list is a button of it.
"""

from collections.abc import Collection, Iterable
from typing import Final

from flask import redirect, request
from werkzeug.wrappers import Response

from plan_app.forms.base import FILTER as BEFORE
from plan_app.forms.fields import Picks
from plan_app.views.asked import Asked

# The buttons by which a list is changed, and those that tick all its rows or none.
CHANGE, FILTER, ALL, NONE = "change", "filter", "all", "none"
STEPS: Final = frozenset({CHANGE, FILTER, ALL, NONE})


def filtered_otherwise(asked: Asked, fields: Collection[str]) -> Response | None:
    """Where the button of the filters leads: the same form goes to the address that holds them."""
    if request.form.get("step") != FILTER:
        return None
    typed = {name: request.form.get(f"{BEFORE}{name}", "").strip() for name in fields}
    if all(request.args.get(name, "").strip() == value for name, value in typed.items()):
        return None
    address = asked.address(page=None, **{name: value or None for name, value in typed.items()})
    return redirect(address, 307)


def tick(picks: Picks, rows: Iterable[tuple[int, ...]], *, at: int = 0) -> None:
    """Tick these rows besides those that are; each stands in `picks` with its newest version.

    `at` is the place of the number that names a row.
    """
    newest = {row[at]: row for row in (*(picks.data or ()), *rows)}
    picks.data = tuple(newest.values())
