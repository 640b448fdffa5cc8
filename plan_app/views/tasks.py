"""The page of one task, and who answers for it."""

from datetime import date, datetime
from typing import Final

from flask import Blueprint, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import causes, own_tasks, statuses, timelines
from plan_app.domain import directions as directing
from plan_app.domain.comments import may_withdraw
from plan_app.domain.dates import FINAL
from plan_app.domain.deadlines import Timeliness, timeliness
from plan_app.domain.directions import UNSETTLED, DirectionState
from plan_app.domain.extension_wishes import may_ask
from plan_app.domain.members import Standing
from plan_app.domain.permissions import Permission, capacities, may_reassign, may_see_details
from plan_app.domain.statuses import Capacity, MilestoneState, Step
from plan_app.domain.timelines import Zoom
from plan_app.errors import NotAllowed
from plan_app.extensions import settings
from plan_app.forms.assignments import AssignmentForm
from plan_app.forms.milestones import VersionForm
from plan_app.models import Agency, ExtensionRequest, Milestone, ProgressReport, Task
from plan_app.presentation import direction_why as direction_words
from plan_app.presentation import people as wording
from plan_app.presentation import timeline as drawing
from plan_app.presentation.language import in_language, name_of
from plan_app.presentation.round_why import sentences
from plan_app.presentation.steps import (
    Button,
    buttons,
    call_button,
    cause_button,
    confirm_cause_button,
    date_button,
    direction_buttons,
    extension_button,
    ranked,
)
from plan_app.presentation.timeline import Drawing
from plan_app.queries import assignments as candidates
from plan_app.queries import (
    comments,
    direction_why,
    directions,
    journal,
    measures,
    members,
    papers,
    round_why,
    tasks,
)
from plan_app.queries.coordinators import Alone, find_alone
from plan_app.queries.directions import TaskDirection
from plan_app.queries.journal import JournalLine
from plan_app.queries.task_mails import get_mails
from plan_app.queries.why import find_why, list_why
from plan_app.services import assignments
from plan_app.services import tasks as writing
from plan_app.views import editing

pages = Blueprint("tasks", __name__)
# A task of 166 members has as many mails at every threshold.
MAILS_SHOWN: Final = 30
UNDER_WAY = {MilestoneState.IN_PROGRESS, MilestoneState.AWAITING_CONFIRMATION}


@pages.get("/p/<plan>/tasks/<int:number>")
@requires(Permission.SEE_PLAN)
def show(number: int) -> str:
    """All there is to know of the task, as far as it is for this person."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    lines = journal.list_of_task(task_id=task.id)
    said = journal.reports_of(lines)
    asked = {each.id: each.extensions[-1] for each in task.milestones if each.extensions}
    return render_template(
        "tasks/show.html",
        task=task,
        today=today,
        prominent={each.id for each in task.milestones if _is_prominent(each, today)},
        labels=_labels(task),
        timeline=_timeline(task, today),
        reports=said,
        measured=measures.on_task_page(task.id, version=g.version),
        own_last=_own_last(task, said),
        journal=lines,
        buttons={each.id: _buttons(each, asked.get(each.id)) for each in task.milestones},
        extensions=asked,
        alone=_alone(task),
        may_reassign=may_reassign(actor(), task.scope),
        may_be_relieved=Capacity.REPORTER in capacities(actor(), task.scope),
        relief=task.open_relief,
        may_edit=actor().may(Permission.EDIT_PLAN),
        may_steer=actor().may(Permission.STEER_REMINDERS),
        version_form=VersionForm(data={"version": task.version}),
        may_direct=directing.may_direct(actor(), task.scope),
        **_directions(task, lines),
        **_details(task, lines, now),
    )


def _directions(task: Task, lines: list[JournalLine]) -> dict[str, object]:
    """The directions on the task with what the person can do, for those concerned alone."""
    if not directing.may_read(actor(), task.scope):
        return {}
    found = directions.of_lines(lines)
    return {
        "directions": found,
        "direction_steps": {each.direction.id: _direction_steps(task, each) for each in found},
    }


def _direction_steps(task: Task, each: TaskDirection) -> list[Button]:
    direction = each.direction
    if direction.state not in UNSETTLED:
        return []
    is_answered = direction.state is DirectionState.ANSWERED
    may_close = directing.may_close(
        actor(),
        task.scope,
        author_id=direction.author_id,
        answered_by_id=direction.answered_by_id if is_answered else None,
    )
    may_answer = directing.may_answer(actor(), task.scope)
    return direction_buttons(may_answer=may_answer, may_close=may_close, is_answered=is_answered)


def _details(task: Task, lines: list[JournalLine], now: datetime) -> dict[str, object]:
    """The mails, and why the next reminder goes or not: for those concerned alone."""
    if not may_see_details(actor(), task.scope):
        return {"sees_details": False, "own_parts": _own_parts(task)}
    mails = get_mails(task_id=task.id)
    brought = papers.of_task(task.id)
    why = find_why(task, mails, now=now, version=g.version)
    said = comments.of_lines(lines)
    return {
        "comments": said,
        "may_withdraw": {
            each.comment.id
            for each in said
            if may_withdraw(actor(), each.comment.author_id, each.comment.written_at, now)
        },
        "sees_details": True,
        "messages": mails.messages[:MAILS_SHOWN],
        "more_messages": max(0, len(mails.messages) - MAILS_SHOWN),
        "sees_mail_log": actor().may(Permission.SEE_MAIL_LOG),
        "why": why,
        "predecessor": task.predecessor,
        "papers": brought.by_report,
        "confirmation_papers": brought.by_milestone,
        "may_confirm": actor().may(Permission.CONFIRM),
    }


def _own_parts(task: Task) -> list[tuple[Milestone, Agency, Standing]]:
    """What this person answers of a group's task: the pressing milestone, for their agencies."""
    me = actor()
    if not task.responsible_agency.is_group or not me.may(Permission.REPORT):
        return []
    people = frozenset({me.user_id, *me.stands_in_for})
    return [
        (milestone, agency, standing)
        for milestone in task.milestones
        if milestone.is_pressing and milestone.state in statuses.OPEN
        for agency, standing in members.list_own(milestone, agency_ids=me.agency_ids, people=people)
    ]


@pages.get("/p/<plan>/tasks/<int:number>/why")
@requires(Permission.SEE_PLAN)
def why(number: int) -> str:
    """Which reminder of each milestone goes next, or which rule holds it back."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    if not may_see_details(actor(), task.scope):
        raise NotAllowed
    now = clock.now()
    found = list_why(task, get_mails(task_id=task.id), now=now, version=g.version)
    of_round = round_why.find_why(task, now=now)
    return render_template(
        "tasks/why.html",
        task=task,
        why=found,
        predecessor=task.predecessor,
        of_round=sentences(of_round, settings().timezone) if of_round else [],
        of_directions=[
            direction_words.sentences(each, settings().timezone)
            for each in direction_why.list_why(task, now=now)
        ],
    )


def _labels(task: Task) -> dict[int | None, str]:
    """The milestones' labels by id."""
    return {each.id: in_language(each.label, each.label_en) for each in task.milestones}


def _timeline(task: Task, today: date) -> Drawing:
    """The milestones over the years of the plan."""
    years = timelines.window(
        Zoom.YEAR, g.plan.first_year, g.plan.last_year, begin=None, today=today
    )
    return drawing.draw(years, task.milestones, task.time_as_worded, today)


def _is_prominent(milestone: Milestone, today: date) -> bool:
    """Whether somebody has to look at the milestone; the other years are folded away."""
    if milestone.is_pressing or milestone.state in UNDER_WAY:
        return True
    return timeliness(milestone.facts, today) in {Timeliness.OVERDUE, Timeliness.DUE_SOON}


def _buttons(milestone: Milestone, asked: ExtensionRequest | None) -> list[Button]:
    """What this person can do to the milestone now."""
    by = capacities(actor(), milestone.task.scope)
    possible = [
        step
        for step in statuses.possible(milestone.state, by)
        if step is not Step.CONFIRM or own_tasks.decides(by)
    ]
    found = buttons(possible, on_behalf=Capacity.REPORTER not in by)
    if not (asked and asked.is_open) and may_ask(milestone.state, milestone.due_date, by=by):
        found.append(extension_button())
    today = clock.today(settings().timezone)
    if causes.is_late(milestone.facts, today):
        if Capacity.REPORTER in by and not milestone.cause_confirmed:
            found.append(cause_button())
        if own_tasks.decides(by):
            found.append(confirm_cause_button())
    if own_tasks.decides(by) and milestone.state in statuses.OPEN:
        found.append(call_button())
    if actor().may(Permission.CHANGE_DATE) and milestone.state not in FINAL:
        is_awaited = bool(milestone.waiting_for) and milestone.due_date is None
        if not (is_awaited and milestone.state is MilestoneState.SUSPENDED):
            found.append(date_button(is_awaited=is_awaited))
    return ranked(found)


def _alone(task: Task) -> Alone | None:
    """Whom to ask where the person reported it done, and nobody else can confirm that."""
    by = capacities(actor(), task.scope)
    awaits = any(each.state is MilestoneState.AWAITING_CONFIRMATION for each in task.milestones)
    if not awaits or Capacity.COORDINATOR not in by or own_tasks.decides(by):
        return None
    return find_alone(actor().user_id, plan_id=task.plan_id)


def _own_last(task: Task, said: list[ProgressReport]) -> set[int]:
    """The reports that this person can correct or take back; `said` has the latest first."""
    if not capacities(actor(), task.scope):
        return set()
    last: dict[int, ProgressReport] = {}
    for report in said:
        if report.retracted_at is None and report.superseded_by_id is None:
            last.setdefault(report.milestone_id, report)
    states = {milestone.id: milestone.state for milestone in task.milestones}
    return {
        report.id
        for report in last.values()
        if report.author_id == actor().user_id and report.state is states[report.milestone_id]
    }


@pages.route("/p/<plan>/tasks/<int:number>/assignment", methods=["GET", "POST"])
@requires(Permission.SEE_PLAN)
def assign(number: int) -> editing.Answer:
    """Owner and responsible agency."""
    task = tasks.get_task(number, plan_id=g.plan.id)
    if not may_reassign(actor(), task.scope):
        raise NotAllowed
    form = AssignmentForm(
        data={
            "version": task.version,
            "agency": str(task.responsible_agency_id),
            "owner": str(task.owner_id or ""),
        }
    )
    _offer(form, task)
    status = editing.save(form, lambda: _write(form, number))
    if status == 303:
        return editing.to_task(task, _("Đã lưu phân công nhiệm vụ."))
    return editing.answer(status, "tasks/assign.html", form, task)


def _write(form: AssignmentForm, number: int) -> None:
    task = writing.lock(plan_id=g.plan.id, number=number)
    assignments.assign(
        task,
        owner_id=form.owner_id,
        agency_id=form.agency_id(task.responsible_agency_id),
        act=editing.act(form),
    )


def _offer(form: AssignmentForm, task: Task) -> None:
    """A coordinator chooses among all; the head of the agency among its own people."""
    everywhere = actor().may(Permission.ASSIGN)
    today = clock.today(settings().timezone)
    owners = candidates.list_possible_owners(
        plan_id=g.plan.id, agency_id=None if everywhere else task.responsible_agency_id
    )
    agencies = candidates.list_agencies(today=today) if everywhere else []
    form.offer(
        owners=[(each.id, wording.candidate(each)) for each in owners],
        agencies=[(each.id, name_of(each)) for each in agencies],
        may_leave_open=everywhere,
    )
