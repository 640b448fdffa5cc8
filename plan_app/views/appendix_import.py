"""An appendix from an office's file: sent, read, compared row by row, confirmed, undone."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import requires
from plan_app.domain import appendix_choices
from plan_app.domain.appendix import Appendix, Corrections, PlanTerm
from plan_app.domain.appendix_outcome import ComparedRow, Comparison, Standing
from plan_app.domain.permissions import Permission
from plan_app.errors import RuleBroken
from plan_app.extensions import settings
from plan_app.forms.appendix_import import (
    ConfirmForm,
    ReadingForm,
    UploadForm,
    agency_name,
    column_name,
    reading_form,
)
from plan_app.imports import appendix as files
from plan_app.imports.appendix import FileRefused
from plan_app.models import AppendixImport, ImportSource
from plan_app.presentation import appendix as wording
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import appendix_imports
from plan_app.queries.known_agencies import list_known_agencies
from plan_app.services import appendix_import, appendix_undo
from plan_app.services.appendix_import import Reading
from plan_app.services.transaction import transaction
from plan_app.uploads import takes_file
from plan_app.views import appendix_file, asked, editing
from plan_app.views import download as downloads

pages = Blueprint("appendix_import", __name__, url_prefix="/p/<plan>/import")

SORTS: Final = ("place", "number", "title")


@pages.route("", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
@takes_file
def upload() -> editing.Answer:
    """The file, and those that were sent before."""
    form = UploadForm()
    if request.method == "POST" and form.validate():
        try:
            return redirect(url_for(".reading", import_id=_keep(form)), 303)
        except FileRefused as refused:
            form.refuse(refused.problem)
        except RuleBroken as error:
            form.show(error)
    sent = appendix_imports.list_imports(g.plan.id, person_id=g.actor.user_id)
    status = editing.INVALID if form.errors else 200
    most = files.MOST_BYTES // 1024**2
    return render_template("appendix/upload.html", form=form, sent=sent, most=most), status


@pages.route("/<int:import_id>/reading", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def reading(import_id: int) -> editing.Answer:
    """What the file is, what its columns hold, which agencies its names mean."""
    record = appendix_imports.get_import(import_id, plan_id=g.plan.id)
    if record.applied_at is not None:
        return redirect(url_for(".show", import_id=import_id), 303)
    found = appendix_import.appendix_of(record)
    form = _reading_form(record, found)
    if request.method == "POST" and form.check():
        _read_otherwise(record, found, form)
        return redirect(url_for(".show", import_id=import_id), 303)
    status = editing.INVALID if form.errors else 200
    unknown = [form[agency_name(each.key)] for each in appendix_choices.unknown_of(found)]
    tables = [
        (table, [form[column_name(place, n)] for n in range(len(table.heads))])
        for place, table in enumerate(found.tables)
    ]
    return render_template(
        "appendix/reading.html",
        record=record,
        found=found,
        form=form,
        tables=tables,
        unknown=unknown,
        discard_form=ConfirmForm(),
    ), status


@pages.get("/<int:import_id>")
@requires(Permission.EDIT_PLAN)
def show(import_id: int) -> editing.Answer:
    """The comparison row by row; once it was confirmed, what was done."""
    record = appendix_imports.get_import(import_id, plan_id=g.plan.id)
    if record.applied_at is not None:
        return _result(record, ConfirmForm()), 200
    if record.source is None:
        return redirect(url_for(".reading", import_id=import_id), 303)
    return _preview(record, ConfirmForm()), 200


@pages.get("/<int:import_id>/rows.csv")
@requires(Permission.EDIT_PLAN)
def download(import_id: int) -> Response:
    """All rows that the address asks for, as a file for spreadsheets."""
    record = appendix_imports.get_import(import_id, plan_id=g.plan.id)
    today = clock.today(settings().timezone)
    rows = _chosen(appendix_import.compare(record, today=today), _asked())
    named = _("So sánh tệp phụ lục với Kế hoạch")
    text = appendix_file.write_rows(rows)
    return downloads.answer(text, named=named, plain_name="appendix", today=today)


@pages.post("/<int:import_id>/apply")
@requires(Permission.EDIT_PLAN)
def apply(import_id: int) -> editing.Answer:
    """Take the file over as it was seen."""
    form = ConfirmForm()
    act, plan_id = editing.act_now(), g.plan.id

    def write() -> None:
        record = appendix_import.lock(import_id, plan_id=plan_id)
        appendix_import.apply(record, form.seen.data or "", act)

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã nhập tệp vào Kế hoạch."))
        return redirect(url_for(".show", import_id=import_id), 303)
    record = appendix_imports.get_import(import_id, plan_id=plan_id)
    page = _result if record.applied_at else _preview
    return page(record, form), status


@pages.post("/<int:import_id>/undo")
@requires(Permission.EDIT_PLAN)
def undo(import_id: int) -> editing.Answer:
    """Put everything back as it was before."""
    form = ConfirmForm()
    act, plan_id = editing.act_now(), g.plan.id
    status = editing.save(
        form, lambda: appendix_undo.undo(appendix_import.lock(import_id, plan_id=plan_id), act)
    )
    if status == 303:
        flash(_("Đã hoàn tác lần nhập; Kế hoạch trở lại như trước khi nhập."))
        return redirect(url_for(".show", import_id=import_id), 303)
    return _result(appendix_imports.get_import(import_id, plan_id=plan_id), form), status


@pages.post("/<int:import_id>/discard")
@requires(Permission.EDIT_PLAN)
def discard(import_id: int) -> editing.Answer:
    """Throw the file away; nothing of it is in the plan."""
    act, plan_id = editing.act_now(), g.plan.id
    with transaction():
        appendix_import.discard(appendix_import.lock(import_id, plan_id=plan_id), act)
    flash(_("Đã bỏ tệp; Kế hoạch không thay đổi."))
    return redirect(url_for(".upload"), 303)


def _keep(form: UploadForm) -> int:
    """Read the file outside the transaction, and keep it."""
    name, content = form.content(files.MOST_BYTES)
    found = _read(name, content, {})
    act, plan = editing.act_now(), g.plan
    with transaction():
        return appendix_import.keep(plan, content, found, act).id


def _read(name: str, content: bytes, corrections: Corrections) -> Appendix:
    term = PlanTerm(g.plan.decision_date, g.plan.last_year)
    return files.read(
        name, content, known=list_known_agencies(), term=term, corrections=corrections
    )


def _reading_form(record: AppendixImport, found: Appendix) -> ReadingForm:
    agencies = {each.code: each.name for each in list_known_agencies()}
    unknown = appendix_choices.unknown_of(found)
    data: dict[str, Any] = {
        column_name(place, n): column.value if column and column != "ignored" else ""
        for place, table in enumerate(found.tables)
        for n, column in enumerate(table.columns)
    }
    data |= {agency_name(each.key): record.choices.get(each.key, "") for each in unknown}
    if record.source is not None:
        data |= {"source": record.source.value}
    if record.source is ImportSource.DOCUMENT:
        data |= {
            "title": record.document_title,
            "number": record.document_number,
            "day": record.document_date,
        }
    form = reading_form(found.tables, unknown, agencies, data)
    form.source.choices = _sources()
    return form


def _sources() -> list[tuple[str, str]]:
    number = g.plan.decision_number
    return [
        (ImportSource.DECISION.value,
         _("Phụ lục kèm theo Quyết định số %(number)s ban hành Kế hoạch", number=number)),
        (ImportSource.DOCUMENT.value, _("Phụ lục của văn bản khác, ghi bên dưới")),
        (ImportSource.EDIT.value,
         _("Bảng chỉnh sửa nội bộ, không phải phụ lục của văn bản nào")),
    ]  # fmt: skip


def _read_otherwise(record: AppendixImport, found: Appendix, form: ReadingForm) -> None:
    """Read the file once more where its columns were corrected, and keep the answers."""
    corrections = dict(appendix_import.corrections_of(record)) | form.corrections(found.tables)
    unknown = appendix_choices.unknown_of(found)
    answers = Reading(
        corrections=corrections,
        choices={**record.choices, **form.choices(unknown)},
        source=ImportSource(form.source.data),
        title=form.title.data or "",
        number=form.number.data or "",
        day=form.day.data,
    )
    content = appendix_imports.get_content(record.id)
    read = _read(record.name, content, corrections) if corrections else found
    act, plan_id, import_id = editing.act_now(), g.plan.id, record.id
    with transaction():
        held = appendix_import.lock(import_id, plan_id=plan_id)
        appendix_import.read_otherwise(held, read, answers, act)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One page of the comparison."""

    rows: list[ComparedRow]
    page: Pages
    asked: asked.Asked


def _preview(record: AppendixImport, form: ConfirmForm) -> str:
    comparison = appendix_import.compare(record, today=clock.today(settings().timezone))
    form.seen.data = comparison.digest
    wanted = _asked()
    rows = _chosen(comparison, wanted)
    page = Pages(wanted.page, len(rows))
    first = (page.number - 1) * page.size
    return render_template(
        "appendix/preview.html",
        record=record,
        comparison=comparison,
        counts=[(each, comparison.count(each)) for each in Standing],
        form=form,
        shown=_Shown(rows[first : first + page.size], page, wanted),
        filters=_filters(wanted),
    )


def _asked() -> asked.Asked:
    return asked.read({"standing": Standing, "q": asked.words}, SORTS, SORTS[0])


def _chosen(comparison: Comparison, wanted: asked.Asked) -> list[ComparedRow]:
    """The rows that the address asks for, in its order; as the file has them by default."""
    return appendix_file.choose(
        comparison.rows, wanted.found.get("standing"), wanted.found.get("q", ""), wanted.sort
    )


def _filters(wanted: asked.Asked) -> list[Filter]:
    choices = [(each.value, wording.standing(each)) for each in Standing]
    return [
        Filter("q", wanted.values.get("q", ""), offer(_("Số hoặc tên nhiệm vụ"))),
        Filter("standing", wanted.values.get("standing", ""), offer(_("Kết quả"), choices)),
    ]


def _result(record: AppendixImport, form: ConfirmForm) -> str:
    applied_at = record.applied_at or clock.now()
    is_undoable = record.undone_at is None and clock.now() - applied_at <= appendix_undo.PERIOD
    conflicts = appendix_undo.list_conflicts(record) if is_undoable else None
    return render_template(
        "appendix/result.html",
        record=record,
        form=form,
        is_undoable=is_undoable,
        until=applied_at + appendix_undo.PERIOD,
        conflicts=conflicts,
        standings=[(each, record.outcome.get(each.value, 0)) for each in Standing],
    )
