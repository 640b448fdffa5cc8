"""Objecting to what was entered on behalf of one's agency, and the coordinator's answer."""

from collections.abc import Iterable

from sqlalchemy import select

from plan_app.domain import objections as rules
from plan_app.domain import own_tasks
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Capacity, NotYours
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import LetterObjection, ProgressReport
from plan_app.services import answers, journal, milestones, progress, tasks
from plan_app.services.acts import Act


def object_(report_ids: Iterable[int], words: str, act: Act, *, plan_id: int) -> None:
    """The owner, or the deputy, says what is wrong with these reports; all or none.

    Raises NotYours, or the rule that is broken.
    """
    # In the order of ids, so that two people who object to many wait for each other.
    for report_id in sorted(report_ids):
        _object(progress.lock(report_id, plan_id=plan_id), words, act)


def lock(objection_id: int, *, plan_id: int) -> LetterObjection:
    """The objection, its task held until the transaction ends; raises NotFound."""
    report_id = db.session.scalar(
        select(LetterObjection.report_id).where(LetterObjection.id == objection_id)
    )
    if report_id is None:
        raise NotFound
    progress.lock(report_id, plan_id=plan_id)
    return db.session.get_one(LetterObjection, objection_id, populate_existing=True)


def answer(objection: LetterObjection, words: str, act: Act) -> None:
    """A coordinator says what becomes of it, and the owner is told.

    The report itself is corrected by its author.

    Raises NotYours, OwnTask, TaskChanged, or the rule that is broken.
    """
    task = objection.report.milestone.task
    own_tasks.check(capacities(act.actor, task.scope))
    tasks.check_version(task, act)
    if objection.answered_at is not None:
        raise rules.AlreadyAnswered
    if not words.strip():
        raise rules.WordsMissing
    objection.answer, objection.answered_at = words.strip(), act.now
    objection.answered_by_id = act.actor.user_id
    _record("objection_answered", objection, act, words)
    about = {"objection_id": objection.id}
    answers.tell_owner(MessageKind.OBJECTION, objection.report.milestone, about, act)


def _object(report: ProgressReport, words: str, act: Act) -> None:
    if Capacity.REPORTER not in capacities(act.actor, report.milestone.task.scope):
        raise NotYours(frozenset({Capacity.REPORTER}))
    holds = report.retracted_at is None and report.superseded_by_id is None
    if report.agency_letter_id is None or not holds:
        raise rules.NothingToObjectTo
    if report.objection is not None:
        raise rules.AlreadyObjected
    if not words.strip():
        raise rules.WordsMissing
    objection = LetterObjection(
        report=report,
        words=words.strip(),
        objected_by_id=act.actor.user_id,
        objected_at=act.now,
    )
    db.session.add(objection)
    db.session.flush()
    _record("objection_made", objection, act, words)


def _record(action: str, objection: LetterObjection, act: Act, words: str) -> None:
    milestone = objection.report.milestone
    milestones.changed(milestone)
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("letter_objection", objection.id),
        data={"milestone": milestone.id, "report": objection.report_id},
        text=words.strip(),
    )
