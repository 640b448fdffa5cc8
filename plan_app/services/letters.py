"""Entering on behalf: one signed letter of an agency answers several tasks, all or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import insert, select

from plan_app.domain import own_tasks, policy, reports, vietnamese
from plan_app.domain.mailing import MessageKind
from plan_app.domain.papers import NONE, Given
from plan_app.domain.permissions import capacities
from plan_app.domain.reports import Answer
from plan_app.errors import RuleBroken
from plan_app.extensions import db, settings
from plan_app.mail import outbox
from plan_app.models import (
    AgencyLetter,
    Milestone,
    Plan,
    Task,
    TextStatus,
    User,
    outbox_message_task,
)
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal, milestones, progress
from plan_app.services.acts import Act
from plan_app.services.answers import ANSWER_EXPIRES, window_for

# Fields of the letter itself; the others are those of one task's answer.
OF_LETTER = frozenset({"letter", "letter_date"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the letter says of one milestone; `version` is the task's that the person saw.

    `given` are the papers that stand beside it.
    """

    milestone_id: int
    version: int | None
    answer: Answer
    given: Given = NONE


class ReplyWrong(RuleBroken):
    """A rule is broken by one reply; the field has the milestone's id at its end."""


def check(replies: Iterable[Reply], *, today: date) -> list[ReplyWrong]:
    """What is wrong with the replies by themselves, one thing of each."""
    found = []
    for reply in replies:
        try:
            reports.check(reply.answer, is_shared=False, on_behalf=True, today=today)
        except RuleBroken as error:
            found.append(_of_reply(error, reply))
    return found


def enter(
    plan: Plan, reference: str, dated: date | None, replies: Sequence[Reply], act: Act
) -> AgencyLetter:
    """Write every reply as a report on behalf of its agency; each owner gets one mail.

    The date of the letter is the day that counts. Raises NotYours, OwnTask, TaskChanged or
    ReplyWrong; then the caller's transaction writes nothing.
    """
    wrong = check(replies, today=act.today)
    if wrong:
        raise wrong[0]
    letter = AgencyLetter(
        plan_id=plan.id,
        reference=reference.strip(),
        dated=dated,
        entered_by_id=act.actor.user_id,
        entered_at=act.now,
        object_by=get_calendar().add(act.today, policy.parse(plan.policy).objection_days),
        search_text=vietnamese.fold(reference)[:200],
    )
    db.session.add(letter)
    db.session.flush()
    for reply in _in_order_of_tasks(replies):
        _write(letter, reply, act)
    _record(letter, len(replies), act)
    _tell_owners(letter, plan, act)
    return letter


def enter_one(
    plan: Plan, milestone_id: int, answer: Answer, act: Act, given: Given = NONE
) -> AgencyLetter:
    """The same for a letter about one milestone; errors stand at the answer's own fields."""
    reply = Reply(milestone_id, act.version, answer, given)
    try:
        return enter(plan, answer.letter, answer.letter_date, [reply], act)
    except ReplyWrong as error:
        field = error.field and error.field.removesuffix(f"_{milestone_id}")
        raise RuleBroken(error.message, field) from error


def _in_order_of_tasks(replies: Sequence[Reply]) -> list[Reply]:
    """By the ids of the tasks, so that two people who write to many wait for each other."""
    wanted = [reply.milestone_id for reply in replies]
    task_of = dict(
        db.session.execute(select(Milestone.id, Milestone.task_id).where(Milestone.id.in_(wanted)))
        .tuples()
        .all()
    )
    return sorted(replies, key=lambda reply: task_of.get(reply.milestone_id, 0))


def _write(letter: AgencyLetter, reply: Reply, act: Act) -> None:
    milestone = milestones.lock(reply.milestone_id, plan_id=letter.plan_id)
    own_tasks.check(capacities(act.actor, milestone.task.scope))
    own = replace(act, version=reply.version)
    try:
        progress.report(milestone, reply.answer, own, reply.given, agency_letter_id=letter.id)
    except RuleBroken as error:
        raise _of_reply(error, reply) from error


def _of_reply(error: RuleBroken, reply: Reply) -> ReplyWrong:
    field = error.field
    if field and field not in OF_LETTER:
        field = f"{field}_{reply.milestone_id}"
    return ReplyWrong(error.message, field)


def _record(letter: AgencyLetter, tasks: int, act: Act) -> None:
    journal.record(
        "letter_entered",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=letter.plan_id,
        subject=("agency_letter", letter.id),
        data={"tasks": tasks, "dated": letter.dated.isoformat()},
        text=letter.reference,
    )


def _tell_owners(letter: AgencyLetter, plan: Plan, act: Act) -> None:
    """One mail to each owner about all their tasks in the letter; drafts stay in the house."""
    of_owner: dict[int, list[Task]] = {}
    for report in letter.reports:
        task, owner = report.milestone.task, report.milestone.task.owner
        if owner is None or not owner.active or owner.id == act.actor.user_id:
            continue
        if task.text_status is TextStatus.CHECKED or settings().demo:
            of_owner.setdefault(owner.id, []).append(task)
    for owner_id in sorted(of_owner):
        _tell(db.session.get_one(User, owner_id), of_owner[owner_id], letter, plan, act)


def _tell(owner: User, tasks: Sequence[Task], letter: AgencyLetter, plan: Plan, act: Act) -> None:
    window = window_for(owner, plan, act.now)
    not_before = max(act.now, window.opens)
    message = outbox.enqueue(
        MessageKind.ON_BEHALF,
        owner,
        now=act.now,
        local_day=window.day,
        not_before=not_before,
        expires_at=not_before + ANSWER_EXPIRES,
        plan_id=plan.id,
        context={"letter_id": letter.id},
    )
    about = sorted({task.id for task in tasks})
    rows = [{"message_id": message.id, "task_id": task_id} for task_id in about]
    db.session.execute(insert(outbox_message_task), rows)
