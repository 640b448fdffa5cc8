"""The milestones of a task: their list, a new one, names, order, further years, removal."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.domain.statuses import MilestoneState
from plan_app.forms.milestone_places import (
    INTERNAL,
    MilestoneNameForm,
    NewMilestoneForm,
    YearsForm,
)
from plan_app.forms.milestones import VersionForm
from plan_app.models import Milestone, Task
from plan_app.presentation.formatters import day
from plan_app.presentation.language import in_language
from plan_app.presentation.listing import in_order
from plan_app.queries import milestones, tasks
from plan_app.services import milestone_places
from plan_app.services import milestones as writing
from plan_app.services import tasks as holding
from plan_app.services.milestone_places import NewMilestone
from plan_app.views import asked as addresses
from plan_app.views import editing
from plan_app.views.structure_editing import Words, answer

_IN_ORDER: Final = "order"
_SORTS: Final[Mapping[str, Callable[[Milestone], Any]]] = MappingProxyType(
    {
        _IN_ORDER: lambda each: each.ordinal,
        "due": lambda each: (each.due_date is None, each.due_date or date.max, each.ordinal),
        "state": lambda each: (list(MilestoneState).index(each.state), each.ordinal),
    }
)
pages = Blueprint("milestone_places", __name__, url_prefix="/p/<plan>")


@pages.get("/tasks/<int:number>/milestones")
@requires(Permission.EDIT_PLAN)
def show(number: int) -> str:
    """The milestones in their order, with what can be done to their structure."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    last, asked = milestone_places.last_yearly(task), addresses.read({}, _SORTS, _IN_ORDER)
    return render_template(
        "structure/milestones.html",
        task=task,
        asked=asked,
        milestones=in_order(task.milestones, asked.sort, _SORTS),
        goes_on=last is not None and (last.year or 0) < g.plan.last_year,
        version_form=VersionForm(data={"version": task.version}),
    )


@pages.route("/tasks/<int:number>/milestones/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def add(number: int) -> editing.Answer:
    """A milestone that does not exist yet."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    form = NewMilestoneForm(data={"version": task.version, "kind": "decision"})
    status = editing.save(form, lambda: _add(form, number))
    if status == 303:
        return _to_list(number, _("Đã bổ sung mốc thực hiện."))
    words = _words(
        task,
        _("Bổ sung mốc thực hiện"),
        _("Bổ sung mốc"),
        _("Khi nội dung nhiệm vụ đã đối chiếu, thời hạn theo Kế hoạch chỉ được bổ sung "
          "khi có văn bản chấp thuận."),
    )  # fmt: skip
    return answer(status, form, words, version=task.version, present=_present(task))


@pages.route("/tasks/<int:number>/milestones/years", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def years(number: int) -> editing.Answer:
    """A yearly task goes on."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    last = milestone_places.last_yearly(task)
    planned = milestone_places.of_next_years(last, g.plan.last_year) if last else []
    if not planned:
        said = _("Nhiệm vụ đã có kết quả đến năm cuối của kế hoạch, hoặc không thực hiện hằng năm.")
        return _to_list(number, said, "error")
    form = YearsForm(data={"version": task.version, "until": g.plan.last_year})
    form.offer([each.year for each in planned if each.year])
    status = editing.save(
        form,
        lambda: milestone_places.add_years(_task(number), form.until.data, editing.act(form)),
    )
    if status == 303:
        return _to_list(number, _("Đã bổ sung kết quả các năm tiếp theo."))
    words = _words(
        task,
        _("Bổ sung kết quả các năm tiếp theo"),
        _("Bổ sung các năm"),
        _("Mỗi năm một mốc, thời hạn cùng ngày, tháng với năm gần nhất."),
    )
    return answer(
        status, form, words, version=task.version, present=_present(task), planned=planned
    )


@pages.route("/milestones/<int:milestone_id>/name", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def name(milestone_id: int) -> editing.Answer:
    """Another name."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    task = milestone.task
    form = MilestoneNameForm(
        data={
            "version": task.version,
            "label": milestone.label,
            "label_en": milestone.label_en,
        }
    )

    def write() -> None:
        said = {"label": form.label.data or "", "label_en": form.label_en.data or ""}
        milestone_places.rename(_held(milestone_id), **said, act=editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        return _to_list(task.number, _("Đã lưu tên mốc thực hiện."))
    words = _words(task, _("Sửa tên mốc thực hiện"), _("Lưu tên mốc"))
    return answer(status, form, words, version=task.version, present=_present(task))


@pages.post("/milestones/<int:milestone_id>/up")
@requires(Permission.EDIT_PLAN)
def up(milestone_id: int) -> Response:
    """One place forwards."""
    return _shift(milestone_id, -1)


@pages.post("/milestones/<int:milestone_id>/down")
@requires(Permission.EDIT_PLAN)
def down(milestone_id: int) -> Response:
    """One place backwards."""
    return _shift(milestone_id, 1)


@pages.route("/milestones/<int:milestone_id>/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def remove(milestone_id: int) -> editing.Answer:
    """A milestone without history goes, once that was confirmed."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    task, label = milestone.task, in_language(milestone.label, milestone.label_en)
    form = VersionForm(data={"version": task.version})
    status = editing.save(
        form, lambda: milestone_places.remove(_held(milestone_id), editing.act(form))
    )
    if status == 303:
        return _to_list(task.number, _("Đã xóa mốc thực hiện."))
    words = _words(
        task,
        _("Xóa mốc thực hiện: %(label)s", label=label) if label else _("Xóa mốc thực hiện"),
        _("Xóa mốc"),
        _("Chỉ xóa được mốc chưa có quá trình xử lý nào; không khôi phục được."),
    )
    return answer(status, form, words, version=task.version, present=_present(task))


def _add(form: NewMilestoneForm, number: int) -> None:
    wanted = NewMilestone(
        label=form.label.data or "",
        label_en=form.label_en.data or "",
        year=form.year.data,
        due=form.due.data,
        is_fixed=form.kind.data != INTERNAL,
        waiting_for=form.waiting_for.data or "",
    )
    milestone_places.add(_task(number), wanted, form.ground(), editing.act(form))


def _shift(milestone_id: int, places: int) -> Response:
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    number = milestone.task.number
    form = VersionForm()
    status = editing.save(
        form, lambda: milestone_places.shift(_held(milestone_id), places, editing.act(form))
    )
    if status == 303:
        return _to_list(number, _("Đã đổi thứ tự các mốc thực hiện."))
    return _to_list(number, editing.first_error(form), "error")


def _task(number: int) -> Task:
    return holding.lock(plan_id=g.plan.id, number=number)


def _held(milestone_id: int) -> Milestone:
    return writing.lock(milestone_id, plan_id=g.plan.id)


def _to_list(number: int, said: str, category: str = "message") -> Response:
    flash(said, category)
    return redirect(url_for("milestone_places.show", plan=g.plan.slug, number=number), 303)


def _words(task: Task, heading: str, submit: str, hint: str = "") -> Words:
    return Words(
        heading=heading,
        submit=submit,
        cancel=url_for("milestone_places.show", number=task.number),
        back=_("Sửa các mốc thực hiện"),
        lead=in_language(task.title, task.title_en),
        hint=hint,
    )


def _present(task: Task) -> list[tuple[object, str]]:
    """The milestones as they are now; one without a name is the task itself."""
    return [
        (in_language(each.label, each.label_en) or in_language(task.title, task.title_en),
         day(each.due_date) or _("Không quy định thời hạn"))
        for each in task.milestones
    ]  # fmt: skip
