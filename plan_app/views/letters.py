"""Letters entered on behalf of agencies: the list, one of them, objections and their answers."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import own_tasks
from plan_app.domain.permissions import Permission, capacities, may_see_details
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms.letters import ObjectionForm, ReplyForm
from plan_app.models import AgencyLetter, ProgressReport
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages, offer
from plan_app.queries import letters as queries
from plan_app.queries.letters import LetterFilter, LetterStanding
from plan_app.queries.objections import get_objection
from plan_app.services import objections
from plan_app.views import asked as addresses
from plan_app.views import download as files
from plan_app.views import editing, letter_file

pages = Blueprint("letters", __name__, url_prefix="/p/<plan>")


@pages.get("/letters")
@requires(Permission.CONFIRM)
def show() -> str:
    """The letters that the address asks for, those entered last first."""
    asked = _asked()
    wanted = LetterFilter(**asked.found)
    page = Pages(asked.page, queries.count_rows(g.plan.id, wanted))
    return render_template(
        "letters/list.html",
        asked=asked,
        filters=_filters(asked),
        page=page,
        rows=queries.list_rows(g.plan.id, wanted, sort=asked.sort, page=page.number),
    )


@pages.get("/letters.csv")
@requires(Permission.CONFIRM)
def download() -> Response:
    """The letters that the address asks for, as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    rows = queries.list_rows(g.plan.id, LetterFilter(**asked.found), sort=asked.sort, page=None)
    text = letter_file.write(rows, zone=settings().timezone)
    return files.answer(text, named=_("Nhập thay"), plain_name="letters", today=today)


@pages.get("/letters/<int:letter_id>")
@requires(Permission.SEE_PLAN)
def letter(letter_id: int) -> editing.Answer:
    """What was entered, as far as it is for this person; the agency objects here."""
    found = queries.get_letter(letter_id, plan_id=g.plan.id)
    return _page(found, _form(found), 200)


@pages.post("/letters/<int:letter_id>")
@requires(Permission.REPORT)
def object_(letter_id: int) -> editing.Answer:
    """The agency says what is wrong."""
    found = queries.get_letter(letter_id, plan_id=g.plan.id)
    if not _own(found):
        raise NotAllowed
    form, plan_id = _form(found), g.plan.id
    status = editing.save(
        form,
        lambda: objections.object_(
            form.report_ids, form.words.data or "", editing.act_now(), plan_id=plan_id
        ),
    )
    if status != 303:
        return _page(found, form, status)
    flash(_("Đã gửi phản hồi; chuyên viên tổng hợp sẽ trả lời trên trang này."))
    return redirect(url_for("letters.letter", letter_id=letter_id), 303)


@pages.route("/objections/<int:objection_id>", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def answer(objection_id: int) -> editing.Answer:
    """What becomes of an objection."""
    found = get_objection(objection_id, plan_id=g.plan.id)
    task, letter_id = found.report.milestone.task, found.report.agency_letter_id
    own_tasks.check(capacities(actor(), task.scope))
    form, plan_id = ReplyForm(data={"version": task.version}), g.plan.id
    status = editing.save(
        form,
        lambda: objections.answer(
            objections.lock(objection_id, plan_id=plan_id),
            form.words.data or "",
            editing.act(form),
        ),
    )
    if status == 303:
        flash(_("Đã trả lời phản hồi sai lệch."))
        return redirect(url_for("letters.letter", letter_id=letter_id), 303)
    return editing.answer(
        status,
        "letters/answer.html",
        form,
        task,
        objection=found,
        milestone=found.report.milestone,
    )


def _page(found: AgencyLetter, form: ObjectionForm, status: int) -> editing.Answer:
    seen = [each for each in found.reports if may_see_details(actor(), each.milestone.task.scope)]
    if not seen:
        raise NotAllowed
    return render_template(
        "letters/show.html",
        letter=found,
        reports=seen,
        form=form if _open_to_objection(found) else None,
        may_answer={each.id for each in seen if _decides(each)},
    ), status


def _form(found: AgencyLetter) -> ObjectionForm:
    form = ObjectionForm()
    form.offer([(each.id, _named(each)) for each in _open_to_objection(found)])
    return form


def _named(report: ProgressReport) -> str:
    task = report.milestone.task
    title = in_language(task.title, task.title_en)
    return _("Nhiệm vụ số %(number)s: %(title)s", number=task.number, title=title)


def _own(found: AgencyLetter) -> list[ProgressReport]:
    """The reports of the tasks that this person answers for."""
    return [
        each
        for each in found.reports
        if Capacity.REPORTER in capacities(actor(), each.milestone.task.scope)
    ]


def _open_to_objection(found: AgencyLetter) -> list[ProgressReport]:
    return [
        each
        for each in _own(found)
        if each.objection is None and each.retracted_at is None and each.superseded_by_id is None
    ]


def _decides(report: ProgressReport) -> bool:
    return own_tasks.decides(capacities(actor(), report.milestone.task.scope))


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, queries.SORTS, queries.DEFAULT_SORT)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, addresses.Reader]] = {
    "words": addresses.words,
    "standing": LetterStanding,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    standings = [(each.value, letter_file.standing(each)) for each in LetterStanding]
    fields = [
        ("words", _("Số, ký hiệu văn bản hoặc nhiệm vụ"), None),
        ("standing", _("Phản hồi sai lệch"), standings),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offer(label, choices))
        for name, label, choices in fields
    ]
