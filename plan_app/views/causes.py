"""Why work is late: the agency's answer."""

from flask import Blueprint, g
from flask_babel import gettext as _

from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotAllowed
from plan_app.forms.causes import CauseForm
from plan_app.queries import milestones
from plan_app.services import causes
from plan_app.services import milestones as holding
from plan_app.views import editing

pages = Blueprint("causes", __name__, url_prefix="/p/<plan>")


@pages.route("/milestones/<int:milestone_id>/cause", methods=["GET", "POST"])
@requires(Permission.REPORT)
def state(milestone_id: int) -> editing.Answer:
    """Objective or subjective, in the agency's own words."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    task, plan_id = milestone.task, g.plan.id
    if Capacity.REPORTER not in capacities(actor(), task.scope):
        raise NotAllowed
    form = CauseForm(
        data={
            "version": task.version,
            "cause": milestone.cause,
            "cause_words": milestone.cause_words,
        }
    )
    status = editing.save(
        form,
        lambda: causes.state(
            holding.lock(milestone_id, plan_id=plan_id),
            form.cause.data or "",
            form.cause_words.data or "",
            editing.act(form),
        ),
    )
    if status == 303:
        return editing.to_task(task, _("Đã ghi nhận nguyên nhân; cơ quan thường trực sẽ xem xét."))
    return editing.answer(status, "causes/state.html", form, task, milestone=milestone)
