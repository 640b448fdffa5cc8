"""The agenda: a month of deadlines, reporting rounds and days off, as a table and as a list."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.agenda import LISTED_MONTHS, Month, Whose
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import settings
from plan_app.presentation import agenda as wording
from plan_app.presentation import words
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import agenda as reading
from plan_app.queries.agenda import Wanted
from plan_app.queries.choices import list_choices
from plan_app.queries.conditions import ListFilter, Progress
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views.asked import Asked

pages = Blueprint("agenda", __name__, url_prefix="/p/<plan>")


class View(StrEnum):
    """How the agenda is shown."""

    MONTH = "month"
    LIST = "list"


# So many deadlines of a day are shown in each view; one's own all.
SHOWN: Final = {View.MONTH: 4, View.LIST: 50}


def _whose(given: str) -> Whose | int:
    return Whose(given) if given in {Whose.OWN, Whose.PLAN} else addresses.number(given)


def _state(given: str) -> MilestoneState | Progress:
    return Progress.OPEN if given == Progress.OPEN else MilestoneState(given)


READERS: Final = {
    "q": addresses.words,
    "of": _whose,
    "state": _state,
    "month": Month.parse,
    "view": View,
}


@pages.get("/agenda")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The month that the address asks for, else the present one."""
    today, asked = clock.today(settings().timezone), _asked()
    month, view = _month(asked, today), asked.found.get("view", View.MONTH)
    days = _days(asked, today, shown=SHOWN[view])
    return render_template(
        f"agenda/{view}.html",
        asked=asked,
        filters=_filters(asked),
        month=month,
        days=days,
        # Draft texts, checked ones, or both: only among checked ones each draft is marked.
        drafts={row.is_draft for day in days.values() for row in day.deadlines},
        subject=_subject(asked),
        more=_more(asked),
        today=today,
        agenda_words=wording,
        Month=Month,
    )


@pages.get("/agenda.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """What the agenda shows, all of it, as a file for spreadsheets."""
    today, asked = clock.today(settings().timezone), _asked()
    text = wording.write_csv(_days(asked, today).values(), today)
    return files.answer(text, named=_("Lịch thời hạn"), plain_name="agenda", today=today)


def _asked() -> Asked:
    return addresses.read(READERS, (), "", kept=("month", "view"))


def _month(asked: Asked, today: date) -> Month:
    found: Month = asked.found.get("month", Month.of(today))
    return found


def _days(asked: Asked, today: date, *, shown: int | None = None) -> dict[date, reading.Day]:
    """The days of the month, or of those that the list shows."""
    month, wanted = _month(asked, today), _wanted(asked)
    is_list = asked.found.get("view") is View.LIST
    last = month.plus(LISTED_MONTHS - 1).last if is_list else month.last
    if wanted.whose is Whose.OWN:
        shown = None
    return reading.read_days(g.plan.id, month.first, last, wanted, today=today, shown=shown)


def _usual() -> Whose:
    """Whose deadlines somebody sees who has not chosen: an owner their own."""
    return Whose.OWN if actor().roles == {Role.OWNER} else Whose.PLAN


def _wanted(asked: Asked) -> Wanted:
    of = asked.found.get("of", _usual())
    narrowed = ListFilter(words=asked.found.get("q", ""), state=asked.found.get("state"))
    if isinstance(of, Whose):
        return Wanted(of, actor().answers_for, None, narrowed)
    return Wanted(Whose.AGENCY, agency=of, narrowed=narrowed)


def _filters(asked: Asked) -> list[Filter]:
    usual = _usual()
    others = [each for each in (Whose.OWN, Whose.PLAN) if each is not usual]
    agencies = list_choices(g.plan.id, version=g.version).agencies
    whose = [(each.value, wording.of_whom(each)) for each in others]
    whose += [(str(each.id), name_of(each)) for each in agencies]
    states = [(Progress.OPEN.value, _("Chưa hoàn thành (tất cả)"))]
    states += [(each.value, words.state(each)) for each in MilestoneState]
    fields: tuple[tuple[str, str, Any, str], ...] = (
        ("q", _("Số hoặc tên nhiệm vụ"), None, ""),
        ("of", _("Lịch của"), whose, wording.of_whom(usual)),
        ("state", _("Tình trạng"), states, ""),
    )
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices, none))
        for name, label, choices, none in fields
    ]


def _subject(asked: Asked) -> str:
    """What a feed of the same agenda is asked for by."""
    return f"{g.plan.slug}/{asked.values.get('of', _usual().value)}"


def _more(asked: Asked) -> dict[str, str]:
    """What the list of milestones is narrowed to in the same way, for a day with very many."""
    found = {name: asked.values[name] for name in ("q", "state") if name in asked.values}
    of = asked.found.get("of")
    return found if isinstance(of, Whose) or of is None else found | {"agency": str(of)}
