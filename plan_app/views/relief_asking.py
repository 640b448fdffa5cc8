"""Asking to be relieved of a task, signed in, and taking that back."""

from flask import Blueprint, g
from flask_babel import gettext as _

from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotAllowed
from plan_app.forms.milestones import VersionForm
from plan_app.forms.reliefs import ReliefForm
from plan_app.queries import reliefs as requests
from plan_app.queries import tasks
from plan_app.services import reliefs
from plan_app.services import tasks as holding
from plan_app.views import editing

pages = Blueprint("relief_asking", __name__, url_prefix="/p/<plan>")


@pages.route("/tasks/<int:number>/relief", methods=["GET", "POST"])
@requires(Permission.REPORT)
def ask(number: int) -> editing.Answer:
    """Why somebody else should follow the task, and who could."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    if Capacity.REPORTER not in capacities(actor(), task.scope):
        raise NotAllowed
    form = ReliefForm(data={"version": task.version})

    def write() -> None:
        held = holding.lock(plan_id=g.plan.id, number=number)
        reason, suggested = form.reason.data or "", form.suggested.data or ""
        reliefs.ask(held, reason=reason, suggested=suggested, act=editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        return editing.to_task(task, _("Đã gửi đề nghị chuyển đầu mối."))
    return editing.answer(status, "reliefs/ask.html", form, task)


@pages.post("/reliefs/<int:relief_id>/withdraw")
@requires(Permission.REPORT)
def withdraw(relief_id: int) -> editing.Answer:
    """The wish is taken back."""
    request = requests.get_relief(relief_id, plan_id=g.plan.id)
    task = request.task
    if request.requested_by_id != actor().user_id:
        raise NotAllowed
    form = VersionForm()
    status = editing.save(
        form,
        lambda: reliefs.withdraw(reliefs.lock(relief_id, plan_id=g.plan.id), editing.act(form)),
    )
    if status == 303:
        return editing.to_task(task, _("Đã rút đề nghị chuyển đầu mối."))
    return editing.to_task(task, editing.first_error(form), category="error")
