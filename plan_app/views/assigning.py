"""Assigning many tasks at once, and the tasks that nobody owns with suggestions for each."""

from dataclasses import replace
from datetime import date
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.forms.bulk_assignments import KEEP, BulkAssignmentForm, SuggestionForm
from plan_app.presentation import people as wording
from plan_app.presentation.language import name_of
from plan_app.presentation.listing import Pages
from plan_app.queries import assignments as candidates
from plan_app.queries import attention, bulk_assignments, task_list
from plan_app.queries.conditions import ListFilter
from plan_app.services import bulk_assignments as writing
from plan_app.services.bulk_assignments import Choices, Wanted
from plan_app.services.picks import Outcome, Pick
from plan_app.services.transaction import transaction
from plan_app.views import download as files
from plan_app.views import editing, listing, picking, task_file
from plan_app.views.task_list import FIELDS, SHOWN

pages = Blueprint("assigning", __name__, url_prefix="/p/<plan>/assign")

UNASSIGNED_FIELDS: Final = ("q", "group", "agency")
# The button that was pressed.
PREVIEW, SAVE = "preview", "save"


@pages.get("")
@requires(Permission.ASSIGN)
def show() -> editing.Answer:
    """The tasks that the address asks for, to be ticked."""
    form, _choices = _form()
    return _list(form, 200)


@pages.post("")
@requires(Permission.ASSIGN)
def assign() -> editing.Answer:
    """Show what would change, write it, or go back to the list with everything as it was."""
    form, choices = _form()
    step = request.form.get("step")
    if step in picking.STEPS:
        return _change(form, step)
    if not form.validate():
        return _list(form, editing.INVALID)
    return _save(form, choices) if step == SAVE else _preview(form, choices)


@pages.get("/tasks.csv")
@requires(Permission.ASSIGN)
def download() -> Response:
    """All tasks that the address asks for, as a file for spreadsheets."""
    today = _today()
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    rows = bulk_assignments.list_page(
        g.plan.id, today=today, wanted=asked.wanted, sort=asked.sort, page=None
    )
    text = task_file.write_assigned(rows)
    return files.answer(text, named=_("Phân công nhiệm vụ"), plain_name="assign", today=today)


@pages.get("/unassigned.csv")
@requires(Permission.ASSIGN)
def download_unassigned() -> Response:
    """All tasks that nobody owns and the address asks for, as a file for spreadsheets."""
    asked, today = _asked_unassigned(), _today()
    rows = bulk_assignments.list_unassigned(
        g.plan.id, today=today, wanted=_unassigned_of(asked), sort=asked.sort, page=None
    )
    text = task_file.write_assigned(rows)
    named = _("Nhiệm vụ chưa phân công")
    return files.answer(text, named=named, plain_name="unassigned", today=today)


@pages.get("/unassigned")
@requires(Permission.ASSIGN)
def unassigned() -> editing.Answer:
    """Open tasks that nobody owns, each with people to choose."""
    return _queue(SuggestionForm(), 200)


@pages.post("/unassigned")
@requires(Permission.ASSIGN)
def give() -> editing.Answer:
    """Give the ticked tasks, or the one whose button was pressed, to the person beside it."""
    form = SuggestionForm()
    step = request.form.get("step")
    if step in picking.STEPS:
        return _change_queue(form, step)
    only = request.form.getlist("only")
    if only:
        form.picks.process_formdata(only)
    if not form.validate():
        return _queue(form, editing.INVALID)
    chosen = [(Pick(task_id, version), owner_id) for task_id, version, owner_id in form.picks.data]
    act, plan_id = editing.act(form), g.plan.id
    with transaction():
        outcomes = writing.give_many(chosen, act, plan_id=plan_id)
    return _result(outcomes, _address("assigning.unassigned"))


def _form() -> tuple[BulkAssignmentForm, Choices]:
    """The form with its choices; a form that was not sent asks for nothing yet."""
    form = BulkAssignmentForm(data={"owner": KEEP, "agency": KEEP})
    owners = candidates.list_possible_owners(plan_id=g.plan.id)
    agencies = candidates.list_agencies(today=_today())
    form.offer(
        owners=[(each.id, wording.candidate(each)) for each in owners],
        agencies=[(each.id, name_of(each)) for each in agencies],
    )
    return form, Choices(
        {each.id: each.name for each in owners}, {each.id: name_of(each) for each in agencies}
    )


def _change(form: BulkAssignmentForm, step: str) -> editing.Answer:
    """The list with other ticks, or at another place of it."""
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    if elsewhere := picking.filtered_otherwise(asked, FIELDS):
        return elsewhere
    if step == picking.ALL:
        found = bulk_assignments.list_picks(
            g.plan.id, today=_today(), wanted=asked.wanted, limit=form.picks.LIMIT
        )
        picking.tick(form.picks, [row[:2] for row in found])
    if step == picking.NONE:
        form.picks.data = ()
    return _list(form, 200)


def _list(form: BulkAssignmentForm, status: int) -> editing.Answer:
    today = _today()
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    total = task_list.count(g.plan.id, today=today, wanted=asked.wanted, version=g.version)
    page = Pages(asked.page, total, bulk_assignments.PAGE_SIZE)
    rows = bulk_assignments.list_page(
        g.plan.id, today=today, wanted=asked.wanted, sort=asked.sort, page=page.number
    )
    return render_template(
        "assigning/list.html",
        form=form,
        asked=asked,
        filter_form=listing.filter_fields(asked, FIELDS, version=g.version, shown=SHOWN),
        page=page,
        rows=rows,
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(row.task_id for row in rows),
    ), status


def _preview(form: BulkAssignmentForm, choices: Choices) -> editing.Answer:
    rows = bulk_assignments.list_by_ids(g.plan.id, form.picks.ids)
    planned = writing.preview(rows, Wanted(**form.facts()), choices, today=_today())
    return render_template(
        "assigning/preview.html",
        form=form,
        planned=planned,
        possible=[each for each in planned if each.is_possible],
        address=_address(),
    )


def _save(form: BulkAssignmentForm, choices: Choices) -> editing.Answer:
    chosen = [Pick(*row) for row in form.picks.data]
    wanted, act, plan_id = Wanted(**form.facts()), editing.act(form), g.plan.id
    with transaction():
        outcomes = writing.assign_many(chosen, wanted, act, plan_id=plan_id)
    left = [each.task_id for each in outcomes if each.why]
    rows = bulk_assignments.list_by_ids(g.plan.id, left)
    planned = writing.preview(rows, wanted, choices, today=_today())
    return _result(outcomes, _address(), form=form, again=planned)


def _change_queue(form: SuggestionForm, step: str) -> editing.Answer:
    """The queue with other ticks, or at another place of it."""
    asked = _asked_unassigned()
    if elsewhere := picking.filtered_otherwise(asked, UNASSIGNED_FIELDS):
        return elsewhere
    if step in {picking.ALL, picking.NONE}:
        rows = bulk_assignments.list_picks(
            g.plan.id, today=_today(), wanted=_unassigned_of(asked), limit=form.picks.LIMIT
        )
        form.seen.data = tuple(dict.fromkeys((*form.seen.data, *(row[0] for row in rows))))
        form.picks.data = _suggested(rows) if step == picking.ALL else ()
    return _queue(form, 200)


def _suggested(rows: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """A tick for each row that has a suggestion: for the first person."""
    people = bulk_assignments.list_suggestions(g.plan.id, {agency for _, _, agency in rows})
    return tuple(
        (task_id, version, people[agency][0].user_id)
        for task_id, version, agency in rows
        if agency in people
    )


def _queue(form: SuggestionForm, status: int) -> editing.Answer:
    asked, today = _asked_unassigned(), _today()
    wanted = _unassigned_of(asked)
    total = task_list.count(g.plan.id, today=today, wanted=wanted, version=g.version)
    page = Pages(asked.page, total, bulk_assignments.UNASSIGNED_SIZE)
    rows = bulk_assignments.list_unassigned(
        g.plan.id, today=today, wanted=wanted, sort=asked.sort, page=page.number
    )
    agencies = {row.agency_id for row in rows}
    here = [row.task_id for row in rows]
    return render_template(
        "assigning/unassigned.html",
        form=form,
        asked=asked,
        filter_form=listing.filter_fields(
            asked, UNASSIGNED_FIELDS, version=g.version, shown=len(UNASSIGNED_FIELDS)
        ),
        page=page,
        rows=rows,
        suggestions=bulk_assignments.list_suggestions(g.plan.id, agencies),
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(here),
        seen_before=set(form.seen.data or ()),
        seen=tuple(dict.fromkeys((*(form.seen.data or ()), *here))),
    ), status


def _asked_unassigned() -> listing.Asked:
    return listing.read(
        UNASSIGNED_FIELDS, bulk_assignments.UNASSIGNED_SORTS, bulk_assignments.UNASSIGNED_SORT
    )


def _unassigned_of(asked: listing.Asked) -> ListFilter:
    """The open tasks that nobody owns, among those that the address asks for."""
    of_nobody = attention.UNASSIGNED
    return replace(asked.wanted, owner=of_nobody.owner, state=of_nobody.state)


def _result(outcomes: list[Outcome], address: str, **facts: object) -> editing.Answer:
    """All written: back to the list with their numbers; else each row with what became of it."""
    done = [each.number for each in outcomes if not each.why]
    if len(done) == len(outcomes):
        numbers = ", ".join(map(str, done))
        flash(_("Đã lưu phân công nhiệm vụ số: %(numbers)s.", numbers=numbers))
        return redirect(address, 303)
    return render_template(
        "assigning/result.html", outcomes=outcomes, address=address, done=done, **facts
    ), editing.STALE


def _address(endpoint: str = "assigning.show") -> str:
    """The list that the person came from, with its filters."""
    query = request.query_string.decode()
    return f"{url_for(endpoint)}{'?' if query else ''}{query}"


def _today() -> date:
    return clock.today(settings().timezone)
