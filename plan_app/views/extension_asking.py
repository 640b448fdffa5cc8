"""Asking for more time, and what the agency does with its request."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext as _

from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotAllowed
from plan_app.forms.extensions import AnswerForm, ExtensionForm
from plan_app.forms.milestones import VersionForm
from plan_app.models import ExtensionRequest, Milestone
from plan_app.queries import extensions as requests
from plan_app.queries import milestones
from plan_app.services import extensions
from plan_app.services import milestones as holding
from plan_app.services.acts import Act
from plan_app.uploads import takes_papers
from plan_app.views import editing

pages = Blueprint("extension_asking", __name__, url_prefix="/p/<plan>")


@pages.route("/milestones/<int:milestone_id>/extension", methods=["GET", "POST"])
@requires(Permission.REPORT)
@takes_papers
def ask(milestone_id: int) -> editing.Answer:
    """The form; where a request is open already, that one."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    _check_speaks_for(milestone)
    form = ExtensionForm(data={"version": milestone.task.version})
    status = editing.save(
        form,
        lambda: extensions.ask(
            holding.lock(milestone_id, plan_id=g.plan.id),
            form.wish(),
            editing.act(form),
            form.papers.given,
        ),
    )
    found = requests.find_open(milestone_id)
    if status == 303:
        flash(_("Đã gửi đề nghị gia hạn. Thời hạn hiện tại chưa thay đổi."), "message")
    if found is not None and status in {200, 303}:
        return redirect(url_for("extensions.request", extension_id=found.id), 303)
    return editing.answer(status, "extensions/ask.html", form, milestone.task, milestone=milestone)


@pages.route("/extensions/<int:extension_id>/answer", methods=["GET", "POST"])
@requires(Permission.REPORT)
@takes_papers
def answer(extension_id: int) -> editing.Answer:
    """Papers that were missing, or another opinion on the date offered."""
    request = _own(extension_id)
    form = AnswerForm(data={"version": request.milestone.task.version})
    status = editing.save(
        form,
        lambda: extensions.answer(
            extensions.lock(extension_id, plan_id=g.plan.id),
            editing.act(form),
            reason=form.reason.data or "",
            document=form.document.data or "",
            document_date=form.document_date.data,
            given=form.papers.given,
        ),
    )
    if status == 303:
        return editing.to_task(request.milestone.task, _("Đã gửi phản hồi về đề nghị gia hạn."))
    facts = {
        "milestone": request.milestone,
        "extension": request,
        "heading": _("Phản hồi về đề nghị gia hạn"),
        "submit": _("Gửi phản hồi"),
    }
    return editing.answer(status, "extensions/step.html", form, request.milestone.task, **facts)


@pages.post("/extensions/<int:extension_id>/accept")
@requires(Permission.REPORT)
def accept(extension_id: int) -> editing.Answer:
    """The date offered is accepted."""
    return _act(extension_id, extensions.accept, _("Đã điều chỉnh thời hạn theo đề nghị."))


@pages.post("/extensions/<int:extension_id>/withdraw")
@requires(Permission.REPORT)
def withdraw(extension_id: int) -> editing.Answer:
    """The request is not wanted any more."""
    return _act(extension_id, extensions.withdraw, _("Đã rút đề nghị gia hạn."))


Step = Callable[[ExtensionRequest, Act], None]


def _act(extension_id: int, step: Step, done: str) -> editing.Answer:
    request = _own(extension_id)
    form = VersionForm()
    status = editing.save(
        form,
        lambda: step(extensions.lock(extension_id, plan_id=g.plan.id), editing.act(form)),
    )
    if status == 303:
        return editing.to_task(request.milestone.task, done)
    flash(editing.first_error(form), "error")
    return redirect(url_for("extensions.request", extension_id=extension_id), 303)


def _own(extension_id: int) -> ExtensionRequest:
    request = requests.get_extension(extension_id, plan_id=g.plan.id)
    _check_speaks_for(request.milestone)
    return request


def _check_speaks_for(milestone: Milestone) -> None:
    if Capacity.REPORTER not in capacities(actor(), milestone.task.scope):
        raise NotAllowed
