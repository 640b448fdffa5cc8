"""The drafts of a plan: many are confirmed as compared with the decision's appendix at once."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms.task_texts import CheckForm
from plan_app.models import TextStatus
from plan_app.presentation.listing import Pages
from plan_app.queries import bulk_assignments, draft_texts, task_list
from plan_app.queries.conditions import ListFilter
from plan_app.services import picks, task_texts
from plan_app.services.picks import Pick
from plan_app.services.transaction import transaction
from plan_app.views import download as files
from plan_app.views import editing, listing, picking, task_file

pages = Blueprint("text_checking", __name__, url_prefix="/p/<plan>/structure/texts")

FIELDS: Final = ("q", "group", "agency")
SAVE = "save"


@pages.get("")
@requires(Permission.EDIT_PLAN)
def show() -> editing.Answer:
    """The drafts that the address asks for, to be ticked."""
    return _list(CheckForm(), 200)


@pages.post("")
@requires(Permission.EDIT_PLAN)
def check() -> editing.Answer:
    """Show the ticked texts once more, confirm them, or go back to the list."""
    form = CheckForm()
    step = request.form.get("step")
    if step in picking.STEPS:
        return _change(form, step)
    if not form.validate():
        return _list(form, editing.INVALID)
    return _save(form) if step == SAVE else _preview(form)


@pages.get("/list.csv")
@requires(Permission.EDIT_PLAN)
def download() -> Response:
    """All drafts that the address asks for, as a file for spreadsheets."""
    today = clock.today(settings().timezone)
    asked, wanted = _asked()
    tasks = draft_texts.list_page(g.plan.id, today=today, wanted=wanted, sort=asked.sort, page=None)
    named = _("Nội dung chưa đối chiếu")
    return files.answer(task_file.write_texts(tasks), named=named, plain_name="texts", today=today)


def _asked() -> tuple[listing.Asked, ListFilter]:
    asked = listing.read(FIELDS, draft_texts.SORTS, task_list.DEFAULT_SORT)
    return asked, replace(asked.wanted, text_status=TextStatus.DRAFT)


def _change(form: CheckForm, step: str) -> editing.Answer:
    """The list with other ticks, or at another place of it."""
    asked, wanted = _asked()
    if elsewhere := picking.filtered_otherwise(asked, FIELDS):
        return elsewhere
    if step == picking.ALL:
        today = clock.today(settings().timezone)
        found = bulk_assignments.list_picks(
            g.plan.id, today=today, wanted=wanted, limit=form.picks.LIMIT
        )
        picking.tick(form.picks, [row[:2] for row in found])
    if step == picking.NONE:
        form.picks.data = ()
    return _list(form, 200)


def _list(form: CheckForm, status: int) -> editing.Answer:
    today = clock.today(settings().timezone)
    asked, wanted = _asked()
    total = task_list.count(g.plan.id, today=today, wanted=wanted, version=g.version)
    page = Pages(asked.page, total, draft_texts.PAGE_SIZE)
    rows = draft_texts.list_page(
        g.plan.id, today=today, wanted=wanted, sort=asked.sort, page=page.number
    )
    return render_template(
        "structure/texts.html",
        form=form,
        asked=asked,
        filter_form=listing.filter_fields(asked, FIELDS, version=g.version, shown=len(FIELDS)),
        page=page,
        rows=rows,
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(task.id for task in rows),
    ), status


def _preview(form: CheckForm) -> editing.Answer:
    """The texts as they are now: what changes after this is not confirmed."""
    rows = draft_texts.list_by_ids(g.plan.id, form.picks.ids)
    return render_template(
        "structure/texts_preview.html",
        form=form,
        rows=rows,
        picks=[Pick(task.id, task.version) for task in rows],
        address=_address(),
    )


def _save(form: CheckForm) -> editing.Answer:
    chosen = [Pick(*row) for row in form.picks.data]
    act, plan_id = editing.act(form), g.plan.id
    with transaction():
        outcomes = picks.write_each(chosen, task_texts.check, act, plan_id=plan_id)
    done = [each.number for each in outcomes if not each.why]
    if len(done) == len(outcomes):
        numbers = ", ".join(map(str, done))
        flash(_("Đã xác nhận đối chiếu nội dung nhiệm vụ số: %(numbers)s.", numbers=numbers))
        return redirect(_address(), 303)
    return render_template(
        "structure/texts_result.html", outcomes=outcomes, address=_address(), done=done
    ), editing.STALE


def _address() -> str:
    """The list that the person came from, with its filters."""
    query = request.query_string.decode()
    return f"{url_for('text_checking.show')}{'?' if query else ''}{query}"
