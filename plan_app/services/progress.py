"""What an agency reports of a milestone: said, corrected or taken back, never edited."""

from sqlalchemy import select

from plan_app.domain import papers as paper_rules
from plan_app.domain import reports
from plan_app.domain.papers import Given
from plan_app.domain.permissions import capacities
from plan_app.domain.reports import Answer
from plan_app.domain.statuses import Capacity, MilestoneState, Step
from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Milestone, ProgressReport, User
from plan_app.queries.papers import has_of_report
from plan_app.queries.reports import find_last
from plan_app.services import journal, measures, milestones, papers
from plan_app.services.acts import Act


class NotTheLast(RuleBroken):
    """Only one's own last report can be taken back, and only before anybody acted on it."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Chỉ có thể sửa hoặc thu hồi báo cáo gần nhất do chính Ông/Bà gửi "
                "và chưa được xử lý."
            )
        )


def lock(report_id: int, *, plan_id: int) -> ProgressReport:
    """The report, its task held until the transaction ends; raises NotFound."""
    milestone_id = db.session.scalar(
        select(ProgressReport.milestone_id).where(ProgressReport.id == report_id)
    )
    if milestone_id is None:
        raise NotFound
    milestones.lock(milestone_id, plan_id=plan_id)
    report = db.session.get(ProgressReport, report_id, populate_existing=True)
    if report is None:
        raise NotFound
    return report


def report(
    milestone: Milestone,
    answer: Answer,
    act: Act,
    given: Given = paper_rules.NONE,
    *,
    agency_letter_id: int | None = None,
) -> ProgressReport:
    """Write down what the agency says, with its papers; a completion then awaits confirmation.

    `agency_letter_id`: it is entered on behalf, from this letter. Raises NotYours, TaskChanged,
    or the rule that is broken.
    """
    by = capacities(act.actor, milestone.task.scope)
    target = milestones.step(milestone, answer.step, act, by=by)
    _check_papers(milestone, answer, has_paper=bool(given))
    said = _write(milestone, answer, act, by=by, agency_letter_id=agency_letter_id)
    _take_over(milestone, said, target)
    measures.keep(said, answer.measured, act)
    papers.attach(papers.to_report(said), given, act)
    _record("completion_reported" if answer.is_completion else "progress_reported", said, act)
    return said


def correct(
    old: ProgressReport, answer: Answer, act: Act, given: Given = paper_rules.NONE
) -> ProgressReport:
    """Replace one's own last report; the day of a completion that stays one stays too.

    The papers of the old report go with the new one.
    """
    milestone = old.milestone
    _check_own_last(old, act)
    by = capacities(act.actor, milestone.task.scope)
    milestone.state, milestone.percent = old.state_before, old.percent_before
    target = milestones.step(milestone, answer.step, act, by=by)
    _check_papers(milestone, answer, has_paper=bool(given) or has_of_report(old.id))
    said = _write(milestone, answer, act, by=by, agency_letter_id=old.agency_letter_id)
    measures.keep(said, answer.measured, act)
    papers.take_over(old, said)
    papers.attach(papers.to_report(said), given, act)
    if answer.is_completion and old.state is said.state and not said.on_behalf:
        said.reported_on = old.reported_on
    old.superseded_by_id, old.version = said.id, old.version + 1
    _take_over(milestone, said, target)
    _record("report_corrected", said, act, data={"instead_of": old.id})
    return said


def retract(old: ProgressReport, act: Act) -> None:
    """Take back one's own last report: the milestone stands as it stood before it."""
    milestone = old.milestone
    _check_own_last(old, act)
    milestone.state, milestone.percent = old.state_before, old.percent_before
    # A report can only be made where no completion is on record, so none is restored.
    milestone.reported_on = None
    old.retracted_at, old.version = act.now, old.version + 1
    before = find_last(milestone_id=milestone.id)
    milestone.last_reported_at = before.reported_at if before else None
    milestones.changed(milestone)
    _record("report_retracted", old, act)


def _check_own_last(report: ProgressReport, act: Act) -> None:
    """The author speaks for the agency here, also when a coordinator entered the letter."""
    milestone = report.milestone
    may = capacities(act.actor, milestone.task.scope)
    own = bool(may) and report.author_id == act.actor.user_id
    by = frozenset({Capacity.REPORTER}) if own else frozenset[Capacity]()
    milestones.step(milestone, Step.RETRACT, act, by=by)
    if milestone.state is not report.state or find_last(milestone_id=milestone.id) is not report:
        raise NotTheLast


def _check_papers(milestone: Milestone, answer: Answer, *, has_paper: bool) -> None:
    """The agency's own letter is a paper, whether it was sent along or not."""
    paper_rules.check_required(
        is_required=milestone.task.plan.completion_needs_paper,
        is_completion=answer.is_completion,
        has_paper=has_paper or bool(answer.letter.strip()),
    )


def _write(
    milestone: Milestone,
    answer: Answer,
    act: Act,
    *,
    by: frozenset[Capacity],
    agency_letter_id: int | None,
) -> ProgressReport:
    on_behalf = Capacity.REPORTER not in by
    author = db.session.get_one(User, act.actor.user_id)
    reports.check(answer, is_shared=author.is_shared, on_behalf=on_behalf, today=act.today)
    said = ProgressReport(
        milestone=milestone,
        author=author,
        prepared_by=answer.prepared_by,
        prepared_position=answer.prepared_position,
        prepared_telephone=answer.prepared_telephone,
        approved_by=answer.approved_by,
        approved_position=answer.approved_position,
        letter=answer.letter or None,
        letter_date=answer.letter_date,
        on_behalf=on_behalf,
        agency_letter_id=agency_letter_id,
        reported_at=act.now,
        reported_on=reports.counting_day(answer, on_behalf=on_behalf, today=act.today),
        state_before=milestone.state,
        state=answer.state,
        percent_before=milestone.percent,
        percent=reports.COMPLETE if answer.is_completion else answer.percent,
        result=answer.result,
        difficulties=answer.difficulties,
    )
    db.session.add(said)
    db.session.flush()
    return said


def _take_over(milestone: Milestone, said: ProgressReport, target: MilestoneState) -> None:
    """Let the milestone say what the report says; a percent not given stays as it was."""
    milestone.state = target
    milestone.reported_on = (
        said.reported_on if target is MilestoneState.AWAITING_CONFIRMATION else None
    )
    if said.percent is not None:
        milestone.percent = said.percent
    milestone.last_reported_at = said.reported_at
    milestones.changed(milestone)


def _record(
    action: str, said: ProgressReport, act: Act, *, data: dict[str, int] | None = None
) -> None:
    task = said.milestone.task
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("progress_report", said.id),
        data={"milestone": said.milestone_id, **(data or {}), **act.way},
    )
