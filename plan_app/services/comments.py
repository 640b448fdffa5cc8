"""Comments on tasks: written with whom they mention, withdrawn; never edited."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from plan_app.domain import comments as rules
from plan_app.domain.comments import CommentWithdrawn, Person
from plan_app.domain.permissions import may_see_details
from plan_app.errors import NotAllowed
from plan_app.extensions import db
from plan_app.models import Comment, JournalEntry, Mention, Task
from plan_app.queries.comments import list_readers
from plan_app.services import journal, tasks
from plan_app.services.acts import Act


def lock(comment_id: int, *, plan_id: int) -> Comment:
    """The comment, its task held until the transaction ends; raises NotFound."""
    task_id = db.session.scalar(
        select(Comment.task_id)
        .join(Task, Task.id == Comment.task_id)
        .where(Comment.id == comment_id, Task.plan_id == plan_id)
    )
    tasks.hold(task_id)
    return db.session.get_one(Comment, comment_id, populate_existing=True)


def write(task: Task, body: str, ticked: Collection[int], act: Act) -> Comment:
    """Somebody who may see the thread of the held task adds to it.

    People are mentioned by ticking them or by an @ and their name. The task's version stays:
    nobody's half-written report is out of date by it. Raises NotAllowed, CommentEmpty,
    MentionUnclear.
    """
    if not may_see_details(act.actor, task.scope):
        raise NotAllowed
    rules.check_body(body)
    people = rules.mentioned(body, ticked, audience(task, act))
    comment = Comment(task=task, author_id=act.actor.user_id, written_at=act.now)
    comment.mentions = [Mention(person_id=each.id) for each in people]
    db.session.add(comment)
    db.session.flush()
    entry = _record("comment_written", comment, act, rules.with_names(body, people))
    comment.text_digest = entry.text_digest
    db.session.flush()
    return comment


def withdraw(comment: Comment, reason: str, act: Act) -> None:
    """The words go, their place in the thread stays. Raises NotAllowed or the rule broken."""
    rules.check_withdrawing(act.actor, comment.author_id, comment.written_at, act.now, reason)
    if comment.withdrawn_at is not None:
        raise CommentWithdrawn
    comment.withdrawn_at, comment.withdrawn_by_id = act.now, act.actor.user_id
    if comment.text is not None:
        comment.text.body = None
    _record("comment_withdrawn", comment, act, reason.strip())


def audience(task: Task, act: Act) -> Sequence[Person]:
    """Whom the person can mention: everybody else who may see the thread."""
    return [
        Person(each.id, each.full_name)
        for each in list_readers(task, today=act.today)
        if each.id != act.actor.user_id
    ]


def _record(action: str, comment: Comment, act: Act, text: str) -> JournalEntry:
    return journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=comment.task.plan_id,
        task_id=comment.task_id,
        subject=("comment", comment.id),
        text=text,
    )
