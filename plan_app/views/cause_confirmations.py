"""Confirming causes of delay, many at once or one, and taking a confirmation back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import own_tasks
from plan_app.domain.causes import is_late
from plan_app.domain.deadlines import Figure
from plan_app.domain.permissions import Permission, capacities
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.causes import ConfirmationForm, OneConfirmationForm
from plan_app.forms.fields import parse_day
from plan_app.forms.pauses import EndForm
from plan_app.presentation import words
from plan_app.presentation.formatters import count
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import causes as queries
from plan_app.queries import milestones
from plan_app.queries.causes import CauseFilter, Known
from plan_app.queries.choices import list_choices
from plan_app.services import cause_confirmations as writing
from plan_app.services import milestones as holding
from plan_app.services import tasks
from plan_app.services.cause_confirmations import Chosen, Decision
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import cause_file, editing, picking
from plan_app.views import download as files

pages = Blueprint("cause_confirmations", __name__, url_prefix="/p/<plan>")

# The button that was pressed.
PREVIEW, SAVE = "preview", "save"


@pages.get("/causes")
@requires(Permission.CONFIRM)
def show() -> editing.Answer:
    """The late milestones that the address asks for, to be ticked, and what was confirmed last."""
    return _list(ConfirmationForm(), 200)


@pages.get("/causes.csv")
@requires(Permission.CONFIRM)
def download() -> Response:
    """The late milestones that the address asks for, as a file for spreadsheets."""
    asked, today = _asked(), _today()
    rows = queries.list_rows(
        g.plan.id, CauseFilter(**asked.found), today=today, sort=asked.sort, page=None
    )
    text = cause_file.write(rows, today=today)
    return files.answer(text, named=_("Nguyên nhân quá hạn"), plain_name="causes", today=today)


@pages.post("/causes")
@requires(Permission.CONFIRM)
def confirm() -> editing.Answer:
    """Show what would be confirmed, write it, or go back to the list with everything as it was."""
    form, step = ConfirmationForm(), request.form.get("step")
    if step in picking.STEPS:
        return _change(form, step)
    if not form.validate():
        return _list(form, editing.INVALID)
    return _save(form) if step == SAVE else _preview(form)


@pages.route("/milestones/<int:milestone_id>/cause/confirmation", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def confirm_one(milestone_id: int) -> editing.Answer:
    """The same for one milestone, with what its agency stated."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    task, plan_id = milestone.task, g.plan.id
    own_tasks.check(capacities(actor(), task.scope))
    form = OneConfirmationForm(data={"version": task.version, "cause": milestone.cause})

    def write() -> None:
        held = holding.lock(milestone_id, plan_id=plan_id)
        tasks.check_version(held.task, editing.act(form))
        chosen = [Chosen(milestone_id, None)]
        writing.confirm(plan_id, chosen, _decision(form), editing.act_now())

    status = editing.save(form, write)
    if status == 303:
        return editing.to_task(task, _("Đã xác nhận nguyên nhân; số liệu quá hạn không thay đổi."))
    return editing.answer(status, "causes/confirm.html", form, task, milestone=milestone)


@pages.get("/causes/<int:confirmation_id>")
@requires(Permission.CONFIRM)
def confirmation(confirmation_id: int) -> str:
    """What was confirmed together, and the button that takes it back."""
    found = queries.get_confirmation(confirmation_id, plan_id=g.plan.id)
    return render_template("causes/show.html", confirmation=found, form=EndForm())


@pages.post("/causes/<int:confirmation_id>/undo")
@requires(Permission.CONFIRM)
def undo(confirmation_id: int) -> editing.Answer:
    """The milestones have what they had before."""
    plan_id, act = g.plan.id, editing.act_now()
    try:
        with transaction():
            given_back = writing.undo(plan_id, confirmation_id, act)
    except RuleBroken as error:
        flash(_(error.message), "error")
    else:
        flash(_("Đã hoàn tác xác nhận nguyên nhân của %(count)s mốc.", count=count(given_back)))
    return redirect(url_for("cause_confirmations.confirmation", confirmation_id=confirmation_id),
                    303)  # fmt: skip


def _change(form: ConfirmationForm, step: str) -> editing.Answer:
    """The list with other ticks, or at another place of it."""
    asked = _asked()
    if elsewhere := picking.filtered_otherwise(asked, _READERS):
        return elsewhere
    if step == picking.ALL:
        found = queries.list_picks(
            g.plan.id,
            CauseFilter(**asked.found),
            today=_today(),
            besides=actor().answers_for,
            limit=form.picks.LIMIT,
        )
        picking.tick(form.picks, found)
    if step == picking.NONE:
        form.picks.data = ()
    return _list(form, 200)


def _list(form: ConfirmationForm, status: int) -> editing.Answer:
    asked, today = _asked(), _today()
    wanted = CauseFilter(**asked.found)
    total = queries.count_rows(g.plan.id, wanted, today=today)
    own = queries.count_of(g.plan.id, wanted, actor().answers_for, today=today)
    page = Pages(asked.page, total, queries.PAGE_SIZE)
    rows = queries.list_rows(g.plan.id, wanted, today=today, sort=asked.sort, page=page.number)
    return render_template(
        "causes/list.html",
        form=form,
        asked=asked,
        filters=_filters(asked),
        page=page,
        open_to=total - own,
        rows=rows,
        today=today,
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(row.milestone_id for row in rows),
        confirmations=queries.list_confirmations(g.plan.id),
        own=actor().answers_for,
    ), status


def _preview(form: ConfirmationForm) -> editing.Answer:
    today = _today()
    try:
        writing.check(_decision(form), today=today)
    except RuleBroken as error:
        form.show(error)
        return _list(form, editing.INVALID)
    rows = queries.list_chosen(g.plan.id, form.picks.ids)
    own = actor().answers_for
    possible = [row for row in rows if row.owner_id not in own and is_late(row.facts, today)]
    return render_template(
        "causes/preview.html",
        form=form,
        rows=rows,
        possible=possible,
        today=today,
        address=_address(),
    )


def _save(form: ConfirmationForm) -> editing.Answer:
    plan_id, act = g.plan.id, editing.act_now()
    chosen = [Chosen(*row) for row in form.picks.data]
    try:
        with transaction():
            made, outcomes = writing.confirm(plan_id, chosen, _decision(form), act)
            made_id = made.id
    except RuleBroken as error:
        form.show(error)
        return _list(form, editing.INVALID)
    return render_template("causes/result.html", outcomes=outcomes, confirmation_id=made_id)


def _decision(form: Any) -> Decision:  # noqa: ANN401 (either of the two forms)
    return Decision(
        cause=form.cause.data or "",
        reason=form.reason.data or "",
        document=form.document.data or "",
        document_date=form.document_date.data,
    )


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, queries.SORTS, queries.DEFAULT_SORT)


def _late(given: str) -> Figure:
    value = Figure(given)
    if value not in {Figure.OPEN_OVERDUE, Figure.COMPLETED_LATE}:
        raise ValueError(given)
    return value


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "agency": addresses.number,
    "since": parse_day,
    "until": parse_day,
    "late": _late,
    "known": Known,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    known = list_choices(g.plan.id, version=g.version)
    agencies = [(str(each.id), in_language(each.name, each.name_en)) for each in known.agencies]
    late = [(each.value, words.figure(each)) for each in (Figure.OPEN_OVERDUE,
                                                          Figure.COMPLETED_LATE)]  # fmt: skip
    fields = [
        ("words", _("Số hoặc tên nhiệm vụ"), None),
        ("agency", _("Cơ quan chủ trì"), agencies),
        ("since", _("Thời hạn từ ngày"), None),
        ("until", _("Thời hạn đến ngày"), None),
        ("late", _("Quá hạn"), late),
        ("known", _("Nguyên nhân"), [(each.value, cause_file.known(each)) for each in Known]),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]


def _address() -> str:
    """The list that the person came from, with its filters."""
    query = request.query_string.decode()
    return f"{url_for('cause_confirmations.confirm')}{'?' if query else ''}{query}"


def _today() -> date:
    return clock.today(settings().timezone)
