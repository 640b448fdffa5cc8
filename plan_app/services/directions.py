"""Directions on tasks: written, answered, settled, asked again, withdrawn."""

from datetime import date
from typing import Any

from sqlalchemy import select

from plan_app.domain import directions as rules
from plan_app.domain import vietnamese
from plan_app.domain.directions import DirectionChanged, DirectionState, Words
from plan_app.errors import N_, NotAllowed
from plan_app.extensions import db
from plan_app.models import Direction, Task
from plan_app.services import journal, tasks
from plan_app.services.acts import Act


def lock(direction_id: int, *, plan_id: int) -> Direction:
    """The direction, its task held until the transaction ends; raises NotFound."""
    task_id = db.session.scalar(
        select(Direction.task_id)
        .join(Task, Task.id == Direction.task_id)
        .where(Direction.id == direction_id, Task.plan_id == plan_id)
    )
    tasks.hold(task_id)
    return db.session.get_one(Direction, direction_id, populate_existing=True)


def write(task: Task, words: Words, act: Act) -> Direction:
    """A leader's words on the held task, or what a coordinator writes down of a document.

    Raises NotAllowed or the rule that is broken. The task's version stays: nobody's half-written
    report is out of date by it.
    """
    if not rules.may_direct(act.actor, task.scope):
        raise NotAllowed(
            N_("Lãnh đạo cơ quan chỉ cho ý kiến chỉ đạo đối với nhiệm vụ của cơ quan mình.")
        )
    rules.check_words(words, needs_document=rules.needs_document(act.actor), today=act.today)
    direction = Direction(
        task=task,
        author_id=act.actor.user_id,
        written_at=act.now,
        asked_at=act.now,
        body=words.body.strip(),
        document=words.document.strip(),
        document_date=words.document_date,
        answer_by=words.answer_by,
        state=DirectionState.OPEN,
        revision=1,
        search_text=vietnamese.fold(f"{words.body} {words.document}"),
    )
    db.session.add(direction)
    db.session.flush()
    _record("direction_written", direction, act, text=direction.body, data=_until(words.answer_by))
    return direction


def answer(direction: Direction, words: str, act: Act) -> None:
    """Whoever answers for the task answers in words; raises NotAllowed or the broken rule."""
    if not rules.may_answer(act.actor, direction.task.scope):
        raise NotAllowed(
            N_("Chỉ đầu mối theo dõi và lãnh đạo phụ trách của cơ quan chủ trì được trả lời.")
        )
    _check_version(direction, act)
    rules.check_answer(direction.state, words)
    direction.state, direction.answer = DirectionState.ANSWERED, words.strip()
    direction.answered_by_id, direction.answered_at = act.actor.user_id, act.now
    _record("direction_answered", direction, act, text=words)


def settle(direction: Direction, note: str, act: Act) -> None:
    """It is done with; `note` says how, where the answer did not come through the system."""
    _check_may_close(direction, act)
    rules.check_settling(direction.state, note)
    _close(direction, DirectionState.SETTLED, note, act)
    _record("direction_settled", direction, act, text=note)


def ask_again(direction: Direction, words: str, answer_by: date | None, act: Act) -> None:
    """The answer is not enough: `words` say what is missing, until a new day."""
    _check_may_close(direction, act)
    rules.check_again(direction.state, words, answer_by, today=act.today)
    direction.state, direction.asked_again = DirectionState.OPEN, words.strip()
    direction.revision += 1
    direction.asked_at, direction.answer_by = act.now, answer_by or act.today
    _record("direction_asked_again", direction, act, text=words, data=_until(answer_by))


def withdraw(direction: Direction, reason: str, act: Act) -> None:
    """No answer is asked for any more, for a reason."""
    _check_may_close(direction, act)
    rules.check_withdrawing(direction.state, reason)
    _close(direction, DirectionState.WITHDRAWN, reason, act)
    _record("direction_withdrawn", direction, act, text=reason)


def _check_may_close(direction: Direction, act: Act) -> None:
    # Who asked again what was answered judges nobody's answer: there is none at present.
    is_answered = direction.state is DirectionState.ANSWERED
    rules.check_may_close(
        act.actor,
        direction.task.scope,
        author_id=direction.author_id,
        answered_by_id=direction.answered_by_id if is_answered else None,
    )
    _check_version(direction, act)


def _check_version(direction: Direction, act: Act) -> None:
    if act.version is not None and act.version != direction.version:
        raise DirectionChanged


def _close(direction: Direction, state: DirectionState, note: str, act: Act) -> None:
    direction.state, direction.note = state, note.strip()
    direction.closed_by_id, direction.closed_at = act.actor.user_id, act.now


def _until(answer_by: date | None) -> dict[str, str]:
    return {"answer_by": answer_by.isoformat()} if answer_by else {}


def _record(
    action: str,
    direction: Direction,
    act: Act,
    *,
    text: str,
    data: dict[str, Any] | None = None,
) -> None:
    if action != "direction_written":
        direction.version += 1
    db.session.flush()
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=direction.task.plan_id,
        task_id=direction.task_id,
        subject=("direction", direction.id),
        data=data or {},
        text=text.strip(),
    )
