"""An agency's own part of a round: its figures as they will be reported, checked and noted."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission, may_check_for, may_note, may_report_for
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import settings
from plan_app.forms.rounds import CheckForm, NoteForm
from plan_app.presentation.language import in_language
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.queries import agencies, measures, round_board, rounds, tasks
from plan_app.queries.measures import Extra
from plan_app.queries.round_board import TaskFilter, TaskRow
from plan_app.queries.rounds import Round
from plan_app.services import rounds as writing
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, round_file
from plan_app.views.round_board import READERS, heard, named, task_filters

pages = Blueprint("round_agency", __name__, url_prefix="/p/<plan>/rounds/<int:round_id>")

_READERS: Final = {name: READERS[name] for name in ("words", "report", "figure")}


@pages.get("/agencies/<int:agency_id>")
@requires(Permission.SEE_PLAN)
def show(round_id: int, agency_id: int) -> str:
    """The agency's rows as they will be reported; to its people and those who see all."""
    this, asked, today = _read(round_id, agency_id)
    before = rounds.find_before(this)
    rows = _rows(this, asked, agency_id, today, before)
    noted = [row.task_id for row in rows if row.notes]
    return render_template(
        "rounds/agency.html",
        round=this,
        agency_id=agency_id,
        agency_name=_name(rows, agency_id),
        asked=asked,
        filters=task_filters(asked, "words", "report", "figure"),
        rows=rows,
        heard=heard(this, rows),
        extra=_extra(this, rows),
        check=rounds.find_check(round_id, agency_id),
        notes=round_board.list_notes(this, before, task_ids=noted) if noted else [],
        may_check=may_check_for(actor(), agency_id),
        may_note=may_note(actor(), agency_id),
        form=CheckForm(),
        now=clock.now(),
        today=this.snapshot_day or today,
    )


@pages.get("/agencies/<int:agency_id>/list.csv")
@requires(Permission.SEE_PLAN)
def download(round_id: int, agency_id: int) -> Response:
    """The same rows as a file for spreadsheets."""
    this, asked, today = _read(round_id, agency_id)
    rows = _rows(this, asked, agency_id, today, rounds.find_before(this))
    text = round_file.write_tasks(rows, heard(this, rows), _extra(this, rows))
    return files.answer(text, named=named(this), plain_name="round-agency", today=today)


@pages.post("/agencies/<int:agency_id>/check")
@requires(Permission.SEE_PLAN)
def check(round_id: int, agency_id: int) -> editing.Answer:
    """The figures are right."""
    plan_id, act = g.plan.id, editing.act_now()
    try:
        with transaction():
            writing.confirm_figures(round_id, agency_id, act, plan_id=plan_id)
        flash(_("Đã ghi nhận: số liệu đúng."))
    except RuleBroken as error:
        flash(_(error.message), "error")
    return redirect(url_for("round_agency.show", round_id=round_id, agency_id=agency_id), 303)


@pages.route("/tasks/<int:number>/note", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def note(round_id: int, number: int) -> editing.Answer:
    """A note on a task's figures; after the closing a correction for the next round."""
    plan_id = g.plan.id
    task = tasks.get_task(number, plan_id=plan_id)
    agency_id = task.responsible_agency_id
    if not may_note(actor(), agency_id):
        raise NotAllowed
    form = NoteForm()

    def write() -> None:
        found = tasks.get_task(number, plan_id=plan_id)
        writing.note(round_id, found, form.body.data or "", editing.act_now(), plan_id=plan_id)

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã ghi chú."))
        return redirect(url_for("round_agency.show", round_id=round_id, agency_id=agency_id), 303)
    this = rounds.get_round(round_id, plan_id=plan_id)
    return render_template("rounds/note.html", form=form, round=this, task=task), status


def _read(round_id: int, agency_id: int) -> tuple[Round, addresses.Asked, date]:
    """The round and what is asked of the agency's rows; for its people and those who see all."""
    if not may_report_for(actor(), agency_id):
        raise NotAllowed
    this = rounds.get_round(round_id, plan_id=g.plan.id)
    asked = addresses.read(_READERS, round_board.TASK_SORTS, "number")
    return this, asked, clock.today(settings().timezone)


def _rows(
    this: Round, asked: addresses.Asked, agency_id: int, today: date, before: Round | None
) -> list[TaskRow]:
    wanted = TaskFilter(agency=agency_id, **asked.found)
    return round_board.list_tasks(
        this, wanted, today=today, sort=asked.sort, page=None, before=before
    )


def _name(rows: Sequence[TaskRow], agency_id: int) -> str:
    """The agency's name in the reader's language, as its rows have it where there are any."""
    if rows:
        return in_language(rows[0].agency_name, rows[0].agency_name_en)
    agency = agencies.get_by_id(agency_id)
    return in_language(agency.name, agency.name_en)


def _extra(this: Round, rows: Sequence[TaskRow]) -> ExtraColumns:
    """The measures of the tasks in the round's year, as they will be frozen, or were."""
    found = measures.of_tasks([row.task_id for row in rows], snapshot_id=this.snapshot_id)
    return ExtraColumns(Extra.BOTH.kinds, this.last_day.year, found) if found else NO_COLUMNS
