"""The text of one task, and whether it was compared with the decision's appendix."""

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.forms.milestones import ReasonForm, VersionForm
from plan_app.forms.task_texts import TaskTextForm
from plan_app.models import Task
from plan_app.presentation.language import in_language, name_of
from plan_app.queries import tasks
from plan_app.services import changes, task_texts
from plan_app.services import tasks as writing
from plan_app.services.task_texts import TaskTexts
from plan_app.views import editing
from plan_app.views.structure_editing import Words, agency_choices, answer

pages = Blueprint("task_texts", __name__, url_prefix="/p/<plan>/tasks/<int:number>")


@pages.route("/text", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def edit(number: int) -> editing.Answer:
    """Titles, product, agencies and wording."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = TaskTextForm(data=_data(task))
    every, of_today = agency_choices()
    if task.responsible_agency_id not in dict(of_today):
        of_today = [(task.responsible_agency_id, name_of(task.responsible_agency)), *of_today]
    form.offer(agencies=every, of_today=of_today)
    status = editing.save(
        form, lambda: task_texts.edit(_held(number), TaskTexts(**form.facts()), editing.act(form))
    )
    if status == 303:
        return editing.to_task(task, _("Đã lưu nội dung nhiệm vụ."))
    words = _words(task, _("Sửa nội dung nhiệm vụ số %(number)s", number=number), _("Lưu nội dung"))
    return answer(status, form, words, version=task.version, present=_present(form, task))


@pages.post("/check")
@requires(Permission.EDIT_PLAN)
def check(number: int) -> editing.Answer:
    """The text was compared with the appendix."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = VersionForm()
    status = editing.save(form, lambda: task_texts.check(_held(number), editing.act(form)))
    if status == 303:
        return editing.to_task(task, _("Đã xác nhận nội dung được đối chiếu với Phụ lục."))
    return editing.to_task(task, editing.first_error(form), category="error")


@pages.route("/uncheck", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def uncheck(number: int) -> editing.Answer:
    """The text is a draft again."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = ReasonForm(data={"version": task.version})

    def write() -> None:
        task_texts.uncheck(_held(number), editing.act(form), reason=form.reason.data or "")

    status = editing.save(form, write)
    if status == 303:
        return editing.to_task(task, _("Đã chuyển nội dung về chưa đối chiếu."))
    words = _words(
        task,
        _("Chuyển nội dung về chưa đối chiếu"),
        _("Chuyển về chưa đối chiếu"),
        _("Ngoài bản trình diễn, hệ thống không nhắc việc khi nội dung chưa đối chiếu."),
    )
    present = [(_("Tên nhiệm vụ"), task.title)]
    return answer(status, form, words, version=task.version, present=present)


def _held(number: int) -> Task:
    return writing.lock(plan_id=g.plan.id, number=number)


def _words(task: Task, heading: str, submit: str, hint: str = "") -> Words:
    return Words(
        heading=heading,
        submit=submit,
        cancel=url_for("tasks.show", number=task.number),
        back=_("Nhiệm vụ số %(number)s", number=task.number),
        lead=in_language(task.title, task.title_en),
        hint=hint,
    )


def _data(task: Task) -> dict[str, object]:
    names = (
        "version", "title", "title_en", "description", "deliverable", "time_as_worded",
        "coordinating_as_worded", "twin_reference",
    )  # fmt: skip
    return {name: getattr(task, name) for name in names} | {
        "lead_agency": str(task.lead_agency_id),
        "agency": str(task.responsible_agency_id),
        "coordinating": [str(each.id) for each in task.coordinating_agencies],
    }


def _present(form: TaskTextForm, task: Task) -> list[tuple[object, str]]:
    columns = {"agency": "responsible_agency", "coordinating": "coordinating_agencies"}
    return [
        (field.label.text, changes.worded(getattr(task, columns.get(field.name, field.name))))
        for field in form
        if field.name not in {"version", "csrf_token"}
    ]
