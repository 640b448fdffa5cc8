"""Merging an agency into another, splitting one, undoing it: each after a preview."""

import hashlib
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import settings
from plan_app.forms.reorganisations import (
    MergerForm,
    ReceiversForm,
    SplitForm,
    UndoForm,
    split_form,
)
from plan_app.models import Agency, Reorganisation, ReorganisationKind
from plan_app.presentation.formatters import count
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, offer
from plan_app.queries import agencies, pauses
from plan_app.queries import reorganisations as reading
from plan_app.queries.reorganisations import Holdings, ReorganisationFilter
from plan_app.services import reorganisation_undo
from plan_app.services import reorganisations as writing
from plan_app.services.reorganisations import Wish
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, reorganisation_file
from plan_app.views.asked import Asked

pages = Blueprint("reorganisations", __name__, url_prefix="/p/<plan>/agencies")

READERS: Final = {
    "words": addresses.words,
    "undone": {"yes": True, "no": False}.__getitem__,
}


@pages.get("/reorganisations")
@requires(Permission.INVITE_OWNERS)
def show() -> str:
    """What was merged and split, and what of it was undone."""
    asked = _asked()
    rows = reading.list_reorganisations(ReorganisationFilter(**asked.found), sort=asked.sort)
    return render_template(
        "reorganisations/list.html", asked=asked, filters=_filters(asked), rows=rows
    )


@pages.get("/reorganisations.csv")
@requires(Permission.INVITE_OWNERS)
def download() -> Response:
    """The same as a file for spreadsheets."""
    asked = _asked()
    rows = reading.list_reorganisations(ReorganisationFilter(**asked.found), sort=asked.sort)
    return files.answer(
        reorganisation_file.write(rows, zone=settings().timezone),
        named=_("Sáp nhập, tách cơ quan"),
        plain_name="reorganisations",
        today=editing.act_now().today,
    )


@pages.get("/reorganisations/<int:reorganisation_id>")
@requires(Permission.INVITE_OWNERS)
def reorganisation(reorganisation_id: int) -> str:
    """One: what moved where, and whether it can be undone."""
    row = reading.get_reorganisation(reorganisation_id)
    tasks, people = reorganisation_undo.tasks_of(row), reorganisation_undo.people_of(row)
    return render_template(
        "reorganisations/show.html",
        row=row,
        tasks=tasks,
        people=people,
        astray=() if row.undone_at else reading.list_astray(row, plan_id=g.plan.id),
        conflicts=None if row.undone_at else reorganisation_undo.list_conflicts(row, tasks, people),
        form=UndoForm(),
    )


@pages.post("/reorganisations/<int:reorganisation_id>/undo")
@requires(Permission.INVITE_OWNERS)
def undo(reorganisation_id: int) -> Response:
    """Everything back where it was, if nobody has built on it."""
    said, category = _("Đã hoàn tác; nhiệm vụ và người dùng trở lại cơ quan cũ."), "message"
    try:
        with transaction():
            held = reorganisation_undo.hold(reorganisation_id)
            reorganisation_undo.undo(held, editing.act_now())
    except (RuleBroken, NotAllowed) as error:
        said, category = _(error.message), "error"
    flash(said, category)
    address = url_for("reorganisations.reorganisation", reorganisation_id=reorganisation_id)
    return redirect(address, 303)


@pages.route("/<int:agency_id>/merge", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def merge(agency_id: int) -> editing.Answer:
    """All open work and all people go to another agency."""
    agency = agencies.get_by_id(agency_id)
    form = MergerForm(data={"first_day": editing.act_now().today})
    form.offer(_receivers(agency))
    return _answer(agency, form, "reorganisations/merge.html")


@pages.route("/<int:agency_id>/split", methods=["GET", "POST"])
@requires(Permission.INVITE_OWNERS)
def split(agency_id: int) -> editing.Answer:
    """Some open work and some people go to others, chosen one by one."""
    agency = agencies.get_by_id(agency_id)
    offered = _receivers(agency)
    receivers = [each for each in offered if str(each[0]) in request.args.getlist("to")]
    if not receivers:
        choosing = ReceiversForm(request.args)
        choosing.to.choices = [(str(id_), name) for id_, name in offered]
        if "step" in request.args:
            choosing.validate()
        return render_template("reorganisations/receivers.html", form=choosing, agency=agency)
    found = reading.get_holdings(agency)
    words = {
        task.id: f"{task.number}. {in_language(task.title, task.title_en)}" for task in found.tasks
    }
    form = split_form(words, {user.id: user.addressed for user in found.people}, receivers)
    return _answer(agency, form, "reorganisations/split.html")


def _answer(agency: Agency, form: MergerForm, template: str) -> editing.Answer:
    """The form, its preview, or what was done."""
    agency_id = agency.id
    found = reading.get_holdings(agency)
    facts: dict[str, Any] = {
        "agency": agency,
        "found": found,
        "paused_until": pauses.find_paused_until(
            agency_id, plan_id=g.plan.id, today=editing.act_now().today
        ),
    }
    if request.method == "POST" and form.validate() and form.confirmed.data != _named(form):
        return _preview(agency, form, found, template, facts)
    made: list[Reorganisation] = []

    def write() -> None:
        made.append(writing.reorganise(agency_id, _wish(form), editing.act_now()))

    status = editing.save(form, write)
    if status == 303:
        said = _("Đã chuyển %(tasks)s nhiệm vụ, %(people)s người.",
                 tasks=count(made[0].tasks), people=count(made[0].people))  # fmt: skip
        flash(said)
        address = url_for("reorganisations.reorganisation", reorganisation_id=made[0].id)
        return redirect(address, 303)
    if status != 200:
        # What is there now is previewed again.
        form.confirmed.data = ""
        facts["found"] = reading.get_holdings(agencies.get_by_id(agency_id))
    return render_template(template, form=form, **facts), status


def _preview(
    agency: Agency, form: MergerForm, found: Holdings, template: str, facts: dict[str, Any]
) -> editing.Answer:
    try:
        writing.check(agency, found, _wish(form), editing.act_now())
    except RuleBroken as error:
        form.show(error)
        return render_template(template, form=form, **facts), editing.INVALID
    form.confirmed.data, form.seen.data = _named(form), writing.digest(found)
    names = dict(_receivers(agency))
    return render_template(template, form=form, preview=_wish(form), names=names, **facts), 200


def _wish(form: MergerForm) -> Wish:
    is_split = isinstance(form, SplitForm)
    return Wish(
        kind=ReorganisationKind.SPLIT if is_split else ReorganisationKind.MERGER,
        first_day=form.first_day.data,
        document=form.document.data or "",
        document_date=form.document_date.data,
        heir_id=form.successor_id,
        tasks=form.chosen("task") if isinstance(form, SplitForm) else {},
        people=form.chosen("person") if isinstance(form, SplitForm) else {},
        seen=form.seen.data or "",
    )


def _named(form: MergerForm) -> str:
    """Names what was chosen, so that another choice is previewed first."""
    wish = _wish(form)
    named = (wish.heir_id, wish.first_day, sorted(wish.tasks.items()), sorted(wish.people.items()))
    return hashlib.sha256(repr(named).encode()).hexdigest()


def _receivers(agency: Agency) -> list[tuple[int, str]]:
    today = editing.act_now().today
    return [
        (each.id, in_language(each.name, each.name_en))
        for each in agencies.list_all()
        if each.id != agency.id
        and (each.valid_to is None or each.valid_to >= today)
        and (agency.is_group or not each.is_group)
    ]


def _asked() -> Asked:
    return addresses.read(READERS, reading.SORTS, reading.DEFAULT_SORT)


def _filters(asked: Asked) -> list[Filter]:
    states = [("no", _("Đang có hiệu lực")), ("yes", _("Đã hoàn tác"))]
    fields = (("words", _("Cơ quan, văn bản hoặc người thực hiện"), None),
              ("undone", _("Tình trạng"), states))  # fmt: skip
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
