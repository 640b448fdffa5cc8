"""All measures of the plan in one list: what is planned for a year, and what was reported."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.measures import MeasureKind
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.presentation import measure_list as wording
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import measure_list
from plan_app.queries.measure_list import ListedMeasure
from plan_app.views import asked as addresses
from plan_app.views import download as files

pages = Blueprint("measure_list", __name__, url_prefix="/p/<plan>")


@pages.get("/measures")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """By task, indicators before money."""
    asked = _asked()
    found, year = _wanted(asked), _year(asked)
    page = Pages(asked.page, len(found))
    rows = found[(page.number - 1) * page.size : page.number * page.size]
    return render_template(
        "measures/plan.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=rows,
        year=year,
        years=measure_list.years_of([row.id for row in rows], year),
        kind=wording.kind,
    )


@pages.get("/measures.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    asked = _asked()
    found, year = _wanted(asked), _year(asked)
    text = wording.write(found, measure_list.years_of([row.id for row in found], year), year)
    named, today = _("Chỉ tiêu, kinh phí"), clock.today(settings().timezone)
    return files.answer(text, named=named, plain_name="measures", today=today)


def _wanted(asked: addresses.Asked) -> list[ListedMeasure]:
    rows = measure_list.list_all(g.plan.id, version=g.version)
    said, kind = asked.found.get("words", ""), asked.found.get("kind")
    return wording.wanted(rows, said, kind, asked.sort)


def _year(asked: addresses.Asked) -> int:
    """The year of the address, else the present one within the plan's."""
    this_year = clock.today(settings().timezone).year
    present = min(max(this_year, g.plan.first_year), g.plan.last_year)
    return int(asked.found.get("year", present))


# The addresses have the names of the filters.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "kind": MeasureKind,
    "year": addresses.number,
}


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, wording.SORTS, wording.DEFAULT_SORT)


def _filters(asked: addresses.Asked) -> list[Filter]:
    kinds = [(each.value, wording.kind(each)) for each in MeasureKind]
    years = [(str(each), str(each)) for each in range(g.plan.first_year, g.plan.last_year + 1)]
    words_offer = offer(_("Chỉ tiêu, số hoặc tên nhiệm vụ, cơ quan, đầu mối"))
    offers = {
        "words": words_offer,
        "kind": offer(_("Loại"), kinds),
        "year": offer(_("Năm"), years, none=_("Năm nay")),
    }
    return [Filter(name, asked.values.get(name, ""), each) for name, each in offers.items()]
