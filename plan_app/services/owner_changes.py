"""What follows when a task gets another owner, by whichever way."""

from datetime import datetime

from plan_app.models import Task
from plan_app.services import link_ends, reliefs


def follow(task: Task, *, actor_id: int | None, now: datetime) -> None:
    """The links to the task in the mails of before die, and who wished to be relieved is."""
    link_ends.end_of_task(task.id, now=now)
    reliefs.grant(task, actor_id=actor_id, now=now)
