"""State and percent of a milestone in a short form: in the row of a list, or on a page of its own.

The rules are those of the whole form (`views.progress`), which the page leads to.
"""

from flask import Blueprint, g, redirect, url_for

from plan_app.access import actor, person, requires
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.statuses import Capacity
from plan_app.forms.milestones import QuickReportForm
from plan_app.models import Milestone
from plan_app.queries import milestones
from plan_app.services import letters, progress
from plan_app.services import milestones as holding
from plan_app.views import editing
from plan_app.views.progress import check_may_report, remembered

pages = Blueprint("quick_reports", __name__)


@pages.route("/p/<plan>/milestones/<int:milestone_id>/update", methods=["GET", "POST"])
@requires(Permission.REPORT)
def update(milestone_id: int) -> editing.Answer:
    """Where the work stands, in a few words."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    check_may_report(milestone)
    on_behalf = Capacity.REPORTER not in capacities(actor(), milestone.task.scope)
    form, plan = _form(milestone, on_behalf=on_behalf), g.plan

    def write() -> None:
        if on_behalf:
            letters.enter_one(plan, milestone_id, form.answer(), editing.act(form))
        else:
            held = holding.lock(milestone_id, plan_id=plan.id)
            progress.report(held, form.answer(), editing.act(form))

    status = editing.save(form, write)
    if status == 303:
        where = url_for("progress.reported", plan=g.plan.slug, milestone_id=milestone_id)
        return redirect(where, 303)
    return editing.answer(
        status,
        "progress/update.html",
        form,
        milestone.task,
        milestone=milestone,
        on_behalf=on_behalf,
    )


def _form(milestone: Milestone, *, on_behalf: bool) -> QuickReportForm:
    data = {"version": milestone.task.version, "percent": milestone.percent, **remembered()}
    form = QuickReportForm(data=data)
    form.ask_only(preparer=person().is_shared and not on_behalf, on_behalf=on_behalf)
    return form
