"""The confirmation queue: each claim with its papers, confirmed one by one or together."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import own_tasks
from plan_app.domain.permissions import Permission, capacities
from plan_app.extensions import settings
from plan_app.forms.confirmations import ConfirmationForm, PaperRuleForm, QueueForm
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import Filter, Pages
from plan_app.presentation.listing import offer as offered
from plan_app.queries import confirmations as queue
from plan_app.queries import measures, milestones, papers
from plan_app.queries.confirmations import Completeness, ConfirmationFilter
from plan_app.queries.coordinators import find_alone
from plan_app.services import confirmations, decisions
from plan_app.services import milestones as writing
from plan_app.services.confirmations import Ticked
from plan_app.services.picks import Outcome
from plan_app.services.transaction import transaction
from plan_app.uploads import takes_papers
from plan_app.views import asked as addresses
from plan_app.views import confirmation_file, editing, picking
from plan_app.views import download as files

pages = Blueprint("confirmations", __name__, url_prefix="/p/<plan>")

# The button that was pressed.
SAVE = "save"
# Where the milestone stands in the numbers of a box.
_MILESTONE: Final = 2


@pages.get("/confirmations")
@requires(Permission.CONFIRM)
def show() -> editing.Answer:
    """Those that have waited longest first, each with what was reported and its papers."""
    return _list(QueueForm(), 200)


@pages.post("/confirmations")
@requires(Permission.CONFIRM)
def confirm() -> editing.Answer:
    """Show what would be confirmed, confirm it, or go back with the same rows ticked."""
    form, step = QueueForm(), request.form.get("step")
    only = request.form.getlist("only")
    if only:
        form.picks.process_formdata(only)
    if step in picking.STEPS:
        return _change(form, step)
    if not form.validate():
        return _list(form, editing.INVALID)
    return _save(form) if only or step == SAVE else _preview(form)


@pages.get("/confirmations.csv")
@requires(Permission.CONFIRM)
def download() -> Response:
    """All rows that the address asks for, as a file for spreadsheets."""
    asked, today = _asked(), clock.today(settings().timezone)
    rows = queue.list_rows(
        g.plan.id, ConfirmationFilter(**asked.found), needs_paper=_needs_paper(), sort=asked.sort,
        page=None,
    )  # fmt: skip
    text = confirmation_file.write(
        rows, _papers_of(rows), _reported(rows), needs_paper=_needs_paper()
    )
    return files.answer(text, named=_("Chờ xác nhận"), plain_name="confirmations", today=today)


@pages.route("/confirmations/<int:milestone_id>", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
@takes_papers
def review(milestone_id: int) -> editing.Answer:
    """One claim, its papers, what is missing; confirmed with papers where there are some."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    own_tasks.check(capacities(actor(), milestone.task.scope))
    form = ConfirmationForm(data={"version": milestone.task.version})

    def write() -> None:
        held = writing.lock(milestone_id, plan_id=g.plan.id)
        decisions.confirm(held, editing.act(form), form.papers.given)

    status = editing.save(form, write)
    if status == 303:
        flash(_("Đã xác nhận hoàn thành nhiệm vụ số %(number)s.", number=milestone.task.number))
        return redirect(url_for(".show"), 303)
    rows = queue.list_by_ids(g.plan.id, [milestone_id])
    if not rows and status == 200:
        return editing.to_task(milestone.task, _("Mốc này không còn chờ xác nhận."))
    facts = {
        "milestone": milestone,
        "row": rows[0] if rows else None,
        "papers": _papers_of(rows),
        "reported": _reported(rows),
        "needs_paper": _needs_paper(),
    }
    return editing.answer(status, "confirmations/review.html", form, milestone.task, **facts)


@pages.route("/confirmations/rule", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def rule() -> editing.Answer:
    """Whether a report of completion must come with a paper."""
    form = PaperRuleForm(
        data={"seen": confirmations.said(_needs_paper()), "is_required": _needs_paper()}
    )
    act, plan_id = editing.act_now(), g.plan.id
    status = editing.save(
        form,
        lambda: confirmations.set_paper_rule(
            plan_id, is_required=form.is_required.data, seen=form.seen.data or "", act=act
        ),
    )
    if status == 303:
        flash(_("Đã lưu yêu cầu về văn bản, tài liệu kèm theo."), "message")
        return redirect(url_for(".show"), 303)
    if status == editing.STALE:
        form.seen.data = confirmations.said(_needs_paper())
    return render_template("confirmations/rule.html", form=form), status


def _change(form: QueueForm, step: str) -> editing.Answer:
    """The queue with other ticks, or at another place of it."""
    asked = _asked()
    if elsewhere := picking.filtered_otherwise(asked, _READERS):
        return elsewhere
    if step == picking.ALL:
        rows = queue.list_rows(
            g.plan.id, ConfirmationFilter(**asked.found), needs_paper=_needs_paper(), page=None
        )
        boxes = [(row.task_id, row.version, row.milestone_id) for row in _whole(rows)]
        picking.tick(form.picks, boxes[: form.picks.LIMIT], at=_MILESTONE)
    if step == picking.NONE:
        form.picks.data = ()
    return _list(form, 200)


def _whole(rows: list[queue.ConfirmationRow]) -> list[queue.ConfirmationRow]:
    """Those that can be confirmed together: nothing is missing, and they are not one's own."""
    own = actor().answers_for
    return [
        row
        for row in rows
        if row.owner_id not in own and not row.missing(needs_paper=_needs_paper())
    ]


def _list(form: QueueForm, status: int) -> editing.Answer:
    asked = _asked()
    wanted = ConfirmationFilter(**asked.found)
    page = Pages(asked.page, queue.count_rows(g.plan.id, wanted, needs_paper=_needs_paper()))
    rows = queue.list_rows(
        g.plan.id, wanted, needs_paper=_needs_paper(), sort=asked.sort, page=page.number
    )
    own = actor().answers_for
    has_own = any(row.owner_id in own for row in rows)
    return render_template(
        "confirmations/list.html",
        alone=find_alone(actor().user_id, plan_id=g.plan.id) if has_own else None,
        asked=asked,
        filters=_filters(asked),
        form=form,
        page=page,
        rows=rows,
        papers=_papers_of(rows),
        reported=_reported(rows),
        needs_paper=_needs_paper(),
        own=own,
        picked={row[_MILESTONE] for row in form.picks.data or ()},
        elsewhere=form.picks.elsewhere((row.milestone_id for row in rows), at=_MILESTONE),
        limit=form.picks.LIMIT,
        in_form=request.method == "POST" or bool(form.picks.data),
        today=clock.today(settings().timezone),
    ), status


def _preview(form: QueueForm) -> editing.Answer:
    rows = queue.list_by_ids(g.plan.id, [row[_MILESTONE] for row in form.picks.data])
    return render_template(
        "confirmations/preview.html",
        form=form,
        rows=rows,
        papers=_papers_of(rows),
        reported=_reported(rows),
        whole=_whole(rows),
        own=actor().answers_for,
        gone=len(form.picks.data) - len(rows),
        needs_paper=_needs_paper(),
        address=_address(),
    )


def _save(form: QueueForm) -> editing.Answer:
    ticked = [Ticked(*row) for row in form.picks.data]
    act, plan_id = editing.act_now(), g.plan.id
    with transaction():
        outcomes = confirmations.confirm_many(ticked, act, plan_id=plan_id)
    return _result(outcomes)


def _result(outcomes: list[Outcome]) -> editing.Answer:
    """All confirmed: back to the queue with their numbers; else each row with what became of it."""
    done = [each.number for each in outcomes if not each.why]
    if len(done) == len(outcomes):
        numbers = ", ".join(map(str, done))
        flash(_("Đã xác nhận hoàn thành nhiệm vụ số: %(numbers)s.", numbers=numbers), "message")
        return redirect(_address(), 303)
    return render_template(
        "confirmations/result.html", outcomes=outcomes, done=done, address=_address()
    ), editing.STALE


def _papers_of(rows: list[queue.ConfirmationRow]) -> confirmation_file.Papers:
    return papers.by_report(_report_ids(rows))


def _reported(rows: list[queue.ConfirmationRow]) -> confirmation_file.Values:
    return measures.values_of(_report_ids(rows))


def _report_ids(rows: list[queue.ConfirmationRow]) -> list[int]:
    return [row.report_id for row in rows if row.report_id is not None]


def _needs_paper() -> bool:
    found: bool = g.plan.completion_needs_paper
    return found


def _address() -> str:
    """The queue that the person came from, with its filters."""
    query = request.query_string.decode()
    return f"{url_for('confirmations.show')}{'?' if query else ''}{query}"


def _asked() -> addresses.Asked:
    return addresses.read(_READERS, queue.SORTS, queue.DEFAULT_SORT)


# By the fields of the filter: the addresses have the same names.
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "words": addresses.words,
    "agency": addresses.number,
    "completeness": Completeness,
}


def _filters(asked: addresses.Asked) -> list[Filter]:
    agencies = [
        (str(number), in_language(name, name_en))
        for number, name, name_en in queue.list_agencies(g.plan.id)
    ]
    completeness = [
        (Completeness.WHOLE.value, _("Đủ nội dung")),
        (Completeness.LACKING.value, _("Còn thiếu nội dung")),
    ]
    fields = [
        ("words", _("Số hoặc tên nhiệm vụ"), None),
        ("agency", _("Cơ quan chủ trì"), agencies),
        ("completeness", _("Nội dung báo cáo"), completeness),
    ]
    return [
        Filter(name, asked.values.get(name, ""), offered(label, choices))
        for name, label, choices in fields
    ]
