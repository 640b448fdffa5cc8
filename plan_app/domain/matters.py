"""What a digest tells besides deadlines: a direction on a task, a mention in a comment."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class MatterKind(StrEnum):
    """What is told. A direction presses; everything else waits for a person's weekly digest."""

    DIRECTION = "direction"
    MENTION = "mention"


class Matter(NamedTuple):
    """Something that one person was not yet told, of one task.

    `subject_id` and `revision` name it in its ledger; `since` is the local day of its writing.
    `again`: it was told before, and is reminded of because its day has come.
    """

    recipient_id: int
    plan_id: int
    number: int
    kind: MatterKind
    subject_id: int
    revision: int
    task_id: int
    since: date
    again: bool = False
