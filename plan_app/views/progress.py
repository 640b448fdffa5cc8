"""Reporting on a milestone, correcting the report, taking it back."""

from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, person, requires
from plan_app.domain import causes as rules
from plan_app.domain.extension_wishes import may_ask
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.reports import OF_SHARED_ACCOUNT, WORDS
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import settings
from plan_app.forms.extensions import ExtensionForm
from plan_app.forms.milestones import ReportForm, VersionForm
from plan_app.models import Milestone, ProgressReport
from plan_app.queries import extensions, milestones, papers, reports
from plan_app.services import causes, letters, progress
from plan_app.services import milestones as holding
from plan_app.uploads import takes_papers
from plan_app.views import editing, home_parts, measuring
from plan_app.views.measuring import Measuring

pages = Blueprint("progress", __name__)

# Where the form of a report has what the rules of causes speak of.
_OF_CAUSE: Final = {"cause": "delay_cause", "cause_words": "delay_words"}


@pages.route("/p/<plan>/milestones/<int:milestone_id>/report", methods=["GET", "POST"])
@requires(Permission.REPORT)
@takes_papers
def report(milestone_id: int) -> editing.Answer:
    """Three questions about the milestone."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    check_may_report(milestone)
    asked = _measuring(milestone)
    form = _form(milestone, {"percent": milestone.percent, **remembered()}, asked)
    on_behalf, plan = _is_on_behalf(milestone), g.plan

    def write() -> None:
        given = form.papers.given
        if on_behalf:
            letters.enter_one(plan, milestone_id, form.answer(), editing.act(form), given)
        else:
            held = holding.lock(milestone_id, plan_id=plan.id)
            progress.report(held, form.answer(), editing.act(form), given)
            _state_cause(form, held)

    return _answer(editing.save(form, write), form, milestone, asked)


@pages.get("/p/<plan>/milestones/<int:milestone_id>/reported")
@requires(Permission.REPORT)
def reported(milestone_id: int) -> str:
    """What was noted, what happens next, and what is left to do."""
    milestone = milestones.get_milestone(milestone_id, plan_id=g.plan.id)
    check_may_report(milestone)
    today = clock.today(settings().timezone)
    return render_template(
        "progress/reported.html",
        milestone=milestone,
        task=milestone.task,
        left=home_parts.find_left(g.plan, actor(), g.version, today, but=milestone_id),
        today=today,
    )


@pages.route("/p/<plan>/reports/<int:report_id>/correct", methods=["GET", "POST"])
@requires(Permission.REPORT)
@takes_papers
def correct(report_id: int) -> editing.Answer:
    """One's last report in better words."""
    old = _own(report_id)
    milestone = old.milestone
    asked = _measuring(milestone)
    form = _form(milestone, _said(old), asked, old)

    def write() -> None:
        held = progress.lock(report_id, plan_id=g.plan.id)
        progress.correct(held, form.answer(), editing.act(form), form.papers.given)
        _state_cause(form, held.milestone)

    return _answer(editing.save(form, write), form, milestone, asked, old=old)


@pages.post("/p/<plan>/reports/<int:report_id>/retract")
@requires(Permission.REPORT)
def retract(report_id: int) -> editing.Answer:
    """One's last report is taken back."""
    task = _own(report_id).milestone.task
    form = VersionForm()
    status = editing.save(
        form,
        lambda: progress.retract(progress.lock(report_id, plan_id=g.plan.id), editing.act(form)),
    )
    if status == 303:
        return editing.to_task(task, _("Đã thu hồi báo cáo."))
    return editing.to_task(task, editing.first_error(form), category="error")


def _answer(
    status: int,
    form: ReportForm,
    milestone: Milestone,
    asked: Measuring,
    old: ProgressReport | None = None,
) -> editing.Answer:
    if status == 303:
        where = url_for("progress.reported", plan=g.plan.slug, milestone_id=milestone.id)
        return redirect(where, 303)
    facts: dict[str, Any] = {
        "milestone": milestone,
        "old": old,
        "on_behalf": _is_on_behalf(milestone),
        "measure_hints": asked.hints,
    }
    if old is None:
        facts |= _extension(milestone)
    else:
        facts["papers"] = papers.by_report([old.id]).get(old.id, ())
    return editing.answer(status, "progress/report.html", form, milestone.task, **facts)


def _extension(milestone: Milestone) -> dict[str, Any]:
    """The folded form for more time, or the request that is open already."""
    by = capacities(actor(), milestone.task.scope)
    if not may_ask(milestone.state, milestone.due_date, by=by):
        return {}
    asked = extensions.find_open(milestone.id)
    if asked is not None:
        return {"extension": asked}
    data = {"version": milestone.task.version}
    return {"extension_form": ExtensionForm(formdata=None, data=data)}


def _measuring(milestone: Milestone) -> Measuring:
    today = clock.today(settings().timezone)
    return measuring.of_milestone(milestone, this_year=today.year)


def _form(
    milestone: Milestone,
    said: dict[str, Any],
    asked: Measuring,
    old: ProgressReport | None = None,
) -> ReportForm:
    data = {"version": milestone.task.version, **said, **asked.data(old)}
    form = asked.form(ReportForm)(data=data)
    on_behalf, today = _is_on_behalf(milestone), clock.today(settings().timezone)
    asks_why = rules.is_late(milestone.facts, today) and not milestone.cause_confirmed
    form.ask_for(
        preparer=person().is_shared and not on_behalf,
        on_behalf=on_behalf,
        cause=asks_why and not on_behalf,
    )
    if g.plan.completion_needs_paper:
        form.papers.require()
    return form


def _state_cause(form: ReportForm, held: Milestone) -> None:
    """Why it is late, where the agency says so with its report."""
    if "delay_cause" not in form or not (form.delay_cause.data or form.delay_words.data):
        return
    # The report has raised the version that the person saw.
    act = replace(editing.act(form), version=None)
    try:
        causes.state(held, form.delay_cause.data or "", form.delay_words.data or "", act)
    except RuleBroken as error:
        raise RuleBroken(error.message, _OF_CAUSE.get(error.field or "")) from error


def check_may_report(milestone: Milestone) -> None:
    """Raise NotAllowed for who has no part in the task."""
    if not capacities(actor(), milestone.task.scope):
        raise NotAllowed


def _own(report_id: int) -> ProgressReport:
    """The person's own report on a milestone that they may still speak for."""
    report = reports.get_report(report_id, plan_id=g.plan.id)
    if report.author_id != actor().user_id:
        raise NotAllowed
    check_may_report(report.milestone)
    return report


def _is_on_behalf(milestone: Milestone) -> bool:
    return Capacity.REPORTER not in capacities(actor(), milestone.task.scope)


def remembered() -> dict[str, str]:
    """Who prepared and approved the last report of a shared account."""
    last = reports.find_last_by(author_id=actor().user_id) if person().is_shared else None
    return {name: getattr(last, name) for name in OF_SHARED_ACCOUNT} if last else {}


def _said(report: ProgressReport) -> dict[str, Any]:
    """What a report said, by the names of the answer."""
    return {name: getattr(report, name) for name in WORDS}
