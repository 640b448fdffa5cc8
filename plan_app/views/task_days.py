"""The reminder days of a single task."""

from flask import Blueprint, g
from flask_babel import gettext as _

from plan_app.access import requires
from plan_app.domain import policy
from plan_app.domain.permissions import Permission
from plan_app.forms.milestones import VersionForm
from plan_app.forms.policy import TaskDaysForm, shown
from plan_app.models import Task
from plan_app.presentation import holding
from plan_app.queries import deadlines, tasks
from plan_app.services import policy as writing
from plan_app.services import tasks as holding_tasks
from plan_app.views import editing

pages = Blueprint("task_days", __name__, url_prefix="/p/<plan>/tasks/<int:number>/reminder-days")


@pages.route("", methods=["GET", "POST"])
@requires(Permission.STEER_REMINDERS)
def edit(number: int) -> editing.Answer:
    """Days of the task's own, or those of the plan again."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    own = policy.parse_override(task.policy_override, deadlines.row_of(g.plan).policy)
    form = TaskDaysForm(data={**shown(own), "version": task.version})
    plan_id = g.plan.id
    status = editing.save(form, lambda: _write(form, plan_id, number))
    if status == 303:
        return editing.to_task(task, _("Đã lưu lịch ngày nhắc của nhiệm vụ."))
    return _answer(status, form, task)


@pages.post("/reset")
@requires(Permission.STEER_REMINDERS)
def reset(number: int) -> editing.Answer:
    """Follow the plan again."""
    form = VersionForm()
    plan_id = g.plan.id
    status = editing.save(form, lambda: _reset(form, plan_id, number))
    task = tasks.get_task(number, plan_id=g.plan.id)
    if status == 303:
        return editing.to_task(task, _("Nhiệm vụ trở lại lịch ngày nhắc của Kế hoạch."))
    return editing.to_task(task, editing.first_error(form), category="error")


def _write(form: TaskDaysForm, plan_id: int, number: int) -> None:
    task = holding_tasks.lock(plan_id=plan_id, number=number)
    writing.set_override(task, form.values(), act=editing.act(form))


def _reset(form: VersionForm, plan_id: int, number: int) -> None:
    task = holding_tasks.lock(plan_id=plan_id, number=number)
    writing.reset_override(task, act=editing.act(form))


def _answer(status: int, form: TaskDaysForm, task: Task) -> editing.Answer:
    plan = deadlines.row_of(g.plan).policy
    return editing.answer(
        status,
        "tasks/reminder_days.html",
        form,
        task,
        of_plan=holding.days(plan),
        now_own=holding.days(policy.parse_override(task.policy_override, plan)),
        reset_form=VersionForm(formdata=None, data={"version": task.version}),
    )
