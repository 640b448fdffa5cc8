"""Which task starts after which: the order that coordinators set, never a circle.

A predecessor keeps nobody from being reminded: dates that a decision fixed hold whatever comes
first. What is said about the task names it and how it stands.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from plan_app.domain.statuses import MilestoneState

FINISHED: Final = frozenset({MilestoneState.COMPLETED, MilestoneState.WITHDRAWN})


class Predecessor(NamedTuple):
    """The task that comes first, by its number, and the state of its pressing milestone."""

    number: int
    state: MilestoneState

    @property
    def is_finished(self) -> bool:
        """Whether nothing of it is left to wait for."""
        return self.state in FINISHED


def find_circle(after: Mapping[int, int], task: int, predecessor: int) -> list[int] | None:
    """The way from `task` over `predecessor` back to it, if starting after it closes one.

    `after` maps tasks to the ones that they start after; what it says of `task` does not count.
    The way begins and ends with `task`. A circle that does not hold the task is not its own.
    """
    way: list[int] = [task]
    seen: set[int] = set()
    following: int | None = predecessor
    while following is not None and following not in {task, *seen}:
        way.append(following)
        seen.add(following)
        following = after.get(following)
    return [*way, task] if following == task else None
