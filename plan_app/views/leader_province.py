"""The list for the leaders of the province: a page and a print, never a mail."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import leader_lists as rules
from plan_app.domain import policy
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.models import LeaderField
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import leader_lists as reading
from plan_app.queries.calendar import get_calendar
from plan_app.queries.choices import list_choices
from plan_app.queries.leader_lists import LeaderFilter, LeaderRow
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import leader_file
from plan_app.views.asked import Asked

pages = Blueprint("leader_province", __name__, url_prefix="/p/<plan>/leaders/province")

READERS: Final = {
    "words": addresses.words,
    "agency": addresses.number,
    "field": addresses.number,
}


@pages.get("")
@requires(Permission.SEE_ALL_DETAILS)
def show() -> str:
    """What is overdue longest, by agency; with `print=1` all of it."""
    fields = reading.list_fields(g.plan.id)
    asked, now = _asked(fields), clock.now()
    today = now.astimezone(settings().timezone).date()
    on_paper = request.args.get("print") == "1"
    filters = _filters(asked, [(str(each.id), each.name) for each in fields])
    total = reading.count_rows(
        g.plan.id, today=today, latest_due=_latest_due(today), wanted=LeaderFilter(**asked.found)
    )
    return render_template(
        "leaders/province.html",
        asked=asked,
        filters=filters,
        conditions=[each for each in filters if each.value],
        fields=fields,
        rows=_rows(asked, today, None if on_paper else asked.page),
        total=total,
        page=Pages(asked.page, total, size=reading.PAGE_SIZE),
        working_days=policy.parse(g.plan.policy).escalation_province,
        on_paper=on_paper,
        today=today,
        now=now,
    )


@pages.get("/list.csv")
@requires(Permission.SEE_ALL_DETAILS)
def download() -> Response:
    """All of it as a file for spreadsheets."""
    asked = _asked(reading.list_fields(g.plan.id))
    today = clock.today(settings().timezone)
    text = leader_file.write(_rows(asked, today, None), today=today, zone=settings().timezone)
    named = _("Danh sách báo cáo lãnh đạo tỉnh")
    return files.answer(text, named=named, plain_name="leaders-province", today=today)


def _asked(fields: Sequence[LeaderField]) -> Asked:
    """A leader who looks after a field sees it first, until another is asked for."""
    asked = addresses.read(READERS, ("agency",), "agency")
    if request.args:
        return asked
    own = next((each for each in fields if each.leader_id == actor().user_id), None)
    if own is None:
        return asked
    return Asked({"field": own.id}, asked.sort, asked.page, {"field": str(own.id)})


def _latest_due(today: date) -> date:
    own = policy.parse(g.plan.policy)
    return rules.latest_due(today, own.escalation_province, get_calendar())


def _rows(asked: Asked, today: date, page: int | None) -> list[LeaderRow]:
    wanted = LeaderFilter(**asked.found)
    return reading.list_rows(
        g.plan.id, today=today, latest_due=_latest_due(today), wanted=wanted, page=page
    )


def _filters(asked: Asked, fields: list[tuple[str, str]]) -> list[Filter]:
    choices = list_choices(g.plan.id, version=g.version)
    agencies = [(str(each.id), name_of(each)) for each in choices.agencies]
    offered = (
        ("words", offer(_("Số hoặc tên nhiệm vụ"))),
        ("field", offer(_("Lĩnh vực phụ trách"), fields)),
        ("agency", offer(_("Cơ quan chủ trì"), agencies)),
    )
    return [Filter(name, asked.values.get(name, ""), each) for name, each in offered]
