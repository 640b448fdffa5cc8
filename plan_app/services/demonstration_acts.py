"""What was done in the demonstration on earlier days, for the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plan_app.models import Task, User
from plan_app.services import journal


@dataclass(frozen=True, slots=True)
class Act:
    """A journal entry to be written in its turn; without a task it is of the plan."""

    at: datetime
    action: str
    actor: User
    task: Task | None
    subject: tuple[str, int]
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""


def record(acts: Iterable[Act], *, plan_id: int) -> None:
    """Write them into the plan's journal in the order in which they happened."""
    entries = [
        (
            journal.Entry(
                act.action, act.task.id if act.task else None, act.subject, act.data, act.text
            ),
            act.at,
            act.actor.id,
        )
        for act in sorted(acts, key=lambda each: each.at)
    ]
    journal.record_several(entries, plan_id=plan_id)
