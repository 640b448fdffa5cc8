"""The tasks of a plan as a whole: a new one, another number or group, withdrawn, removed."""

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.errors import NC_
from plan_app.forms.milestones import DocumentForm, VersionForm
from plan_app.forms.task_texts import DependencyForm, NewTaskForm, PlaceForm
from plan_app.models import Task
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language
from plan_app.presentation.words import state
from plan_app.queries import structure, tasks
from plan_app.services import dependencies, plan_texts, task_places
from plan_app.services import tasks as writing
from plan_app.services.task_places import NewTask, Place
from plan_app.services.task_texts import TaskTexts
from plan_app.views import editing
from plan_app.views.structure_editing import (
    Words,
    agency_choices,
    answer,
    group_choices,
    to_structure,
)

pages = Blueprint("task_places", __name__, url_prefix="/p/<plan>/tasks")


@pages.route("/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def add() -> editing.Answer:
    """A task that does not exist yet."""
    form = NewTaskForm(data={"number": structure.get_next_number(g.plan.id)})
    every, of_today = agency_choices()
    form.offer(agencies=every, of_today=of_today)
    form.offer_groups(group_choices())
    made: list[Task] = []
    status = editing.save(form, lambda: made.append(_create(form)))
    if status == 303:
        return editing.to_task(
            made[0],
            _("Đã thêm nhiệm vụ. Hệ thống chưa nhắc việc cho đến khi nội dung được đối chiếu "
              "và danh sách thư dự kiến được xác nhận."),
        )  # fmt: skip
    words = Words(
        heading=_("Thêm nhiệm vụ"),
        submit=_("Thêm nhiệm vụ"),
        cancel=url_for("structure.show"),
        back=_("Nội dung kế hoạch"),
        first=NewTaskForm.FIRST,
    )
    return answer(status, form, words)


@pages.route("/<int:number>/place", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def place(number: int) -> editing.Answer:
    """Another number, another group."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    facts = {"version": task.version, "number": number, "group": str(task.group_id)}
    form = PlaceForm(data=facts)
    form.offer_groups(group_choices())
    status = editing.save(form, lambda: _place(form, number))
    if status == 303:
        task = tasks.get_task(form.number.data or number, plan_id=g.plan.id)
        return editing.to_task(task, _("Đã lưu số thứ tự và nhóm giải pháp của nhiệm vụ."))
    words = _words(task, _("Đổi số thứ tự hoặc nhóm giải pháp"), _("Lưu"))
    present = [
        (_("Số thứ tự nhiệm vụ"), str(task.number)),
        (
            _("Nhóm giải pháp"),
            f"{roman(task.group.ordinal)}. {in_language(task.group.title, task.group.title_en)}",
        ),
    ]
    return answer(status, form, words, version=task.version, present=present)


@pages.route("/<int:number>/after", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def after(number: int) -> editing.Answer:
    """The task after which this one starts."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    before = task.after.number if task.after else None
    form = DependencyForm(data={"version": task.version, "after": before})
    status = editing.save(
        form,
        lambda: dependencies.start_after(g.plan.id, number, form.after.data, editing.act(form)),
    )
    if status == 303:
        return editing.to_task(task, _("Đã lưu thứ tự thực hiện của nhiệm vụ."))
    words = _words(
        task,
        _("Thứ tự thực hiện của nhiệm vụ số %(number)s", number=number),
        _("Lưu"),
        _("Để trống nếu không chờ nhiệm vụ nào. Thời hạn và việc nhắc không thay đổi; trang nhiệm "
          "vụ và thư nhắc việc nêu rõ nhiệm vụ phải thực hiện trước."),
    )  # fmt: skip
    present: list[tuple[object, str]] = [(_("Thực hiện sau nhiệm vụ số"), str(before or "–"))]
    return answer(status, form, words, version=task.version, present=present)


@pages.route("/<int:number>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONFIRM)
def withdraw(number: int) -> editing.Answer:
    """The whole task is given up."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = DocumentForm(data={"version": task.version})

    def write() -> None:
        act = editing.act(form)
        task_places.withdraw(_held(number), act, document=form.document.data or "")

    status = editing.save(form, write)
    if status == 303:
        return editing.to_task(task, _("Đã ghi nhận dừng thực hiện toàn bộ nhiệm vụ."))
    words = _words(
        task,
        _("Dừng thực hiện toàn bộ nhiệm vụ số %(number)s", number=number),
        _(NC_("to do", "Dừng thực hiện")),
        _("Mọi mốc chưa hoàn thành được ghi là dừng thực hiện; mốc đã hoàn thành giữ nguyên."),
    )
    return answer(status, form, words, version=task.version, present=_states(task))


@pages.route("/<int:number>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def remove(number: int) -> editing.Answer:
    """A task without history goes, once that was confirmed."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = VersionForm(data={"version": task.version})
    status = editing.save(form, lambda: task_places.remove(_held(number), editing.act(form)))
    if status == 303:
        return to_structure(_("Đã xóa nhiệm vụ số %(number)s.", number=number))
    words = _words(
        task,
        _("Xóa nhiệm vụ số %(number)s", number=number),
        _("Xóa nhiệm vụ"),
        _("Chỉ xóa được nhiệm vụ nhập nhầm, chưa có quá trình xử lý nào; không khôi phục được."),
    )
    return answer(status, form, words, version=task.version, present=_states(task))


def _create(form: NewTaskForm) -> Task:
    plan = plan_texts.hold(g.plan.id)
    wanted = NewTask(
        number=form.number.data or 0,
        group_id=int(form.group.data),
        texts=TaskTexts(**form.facts()),
        timing=form.timing(plan.last_year),
    )
    return task_places.create(plan, wanted, editing.act(form))


def _place(form: PlaceForm, number: int) -> None:
    wanted = Place(
        number=form.number.data or 0, group_id=int(form.group.data), swap=bool(form.swap.data)
    )
    task_places.place(g.plan.id, number, wanted, editing.act(form))


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


def _states(task: Task) -> list[tuple[object, str]]:
    return [
        (
            in_language(each.label, each.label_en) or in_language(task.title, task.title_en),
            state(each.state),
        )
        for each in task.milestones
    ]
