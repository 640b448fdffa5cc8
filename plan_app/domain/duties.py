"""What one person has to do now: the lines of the duty digest, of its subject and of the page.

Built once by `queries.duties`, so that mail and page cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plan_app.domain.dependencies import Predecessor


class DutyPart(StrEnum):
    """Why the person has the duty."""

    OWNER = "owner"
    DEPUTY = "deputy"
    # Next in line because the owner (and deputy) cannot be reached.
    INSTEAD = "instead"
    # The task is of a group of agencies, and the person answers for a member of it.
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Duty:
    """One milestone that is overdue or due soon, for the person who answers for it today.

    `days_late` is positive when overdue, 0 on the day, negative for days that remain.
    `threshold` is the strongest threshold crossed by now, in days from the due date;
    `escalates_on` the day on which the milestone will stand on the list to the agency's
    leaders, where that is announced by now.
    """

    milestone_id: int
    deadline_revision: int
    task_id: int
    plan_id: int
    plan_slug: str
    number: int
    title: str
    title_en: str
    label: str
    label_en: str
    agency_id: int
    owner_id: int | None
    due: date
    days_late: int
    threshold: int | None
    last_reported_at: datetime | None
    returned: bool
    escalates_on: date | None
    part: DutyPart
    # Only in the demonstration: elsewhere nobody is reminded of a draft.
    is_draft: bool = False
    # Before the first lead of the plan, because the owner wishes to be told so early.
    is_early: bool = False
    # The task that comes first, where there is one; it moves no date and holds nothing back.
    after: Predecessor | None = None
    # For how many members of a group of agencies the person is asked, beside any other part.
    members: int = 0

    @property
    def is_overdue(self) -> bool:
        """Whether the date has passed."""
        return self.days_late > 0


def most_urgent_first(duties: Sequence[Duty]) -> list[Duty]:
    """The longest overdue first, then the nearest date; ties by the task's number."""
    return sorted(duties, key=lambda duty: (duty.due, duty.number, duty.milestone_id))


def count_overdue(duties: Sequence[Duty]) -> int:
    """How many of them are overdue."""
    return sum(duty.is_overdue for duty in duties)
