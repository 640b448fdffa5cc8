"""Why a reminder is held back: one reason, the first that applies in a fixed order.

The order of the members is the order in which they are asked, so that the page, the command line
and the planner name the same reason.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from plan_app.domain.statuses import MilestoneState

EXTENSION_PACE_DAYS: Final = 14


class Hold(StrEnum):
    """A rule that holds a reminder back."""

    REMINDERS_OFF = "reminders_off"
    DRAFT_TEXT = "draft_text"
    UNARMED = "unarmed"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    WAITING_FOR_GUIDANCE = "waiting_for_guidance"
    NO_DUE_DATE = "no_due_date"
    PROMISED = "promised"
    PAUSED = "paused"
    EXTENSION_SUBMITTED = "extension_submitted"
    UNASSIGNED = "unassigned"
    NOBODY_REACHABLE = "nobody_reachable"
    ALREADY_TOLD = "already_told"
    NOT_YET_DUE = "not_yet_due"
    WEEKDAY = "weekday"
    DAY_OFF = "day_off"
    OUTSIDE_WINDOW = "outside_window"
    DIGEST_TODAY = "digest_today"
    DAILY_CAP = "daily_cap"


_OF_STATE: Final = {
    MilestoneState.COMPLETED: Hold.COMPLETED,
    MilestoneState.SUSPENDED: Hold.SUSPENDED,
    MilestoneState.WITHDRAWN: Hold.WITHDRAWN,
    MilestoneState.AWAITING_CONFIRMATION: Hold.AWAITING_CONFIRMATION,
}


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What the first rules need to know of a milestone and its task.

    `look_again_on` is the day until which a call's promise holds the reminder (not included),
    `paused_until` the last day of a pause for the agency or for all.
    """

    reminders_on: bool
    is_draft: bool
    is_armed: bool
    state: MilestoneState = MilestoneState.NOT_STARTED
    due: date | None = None
    waiting_for: str | None = None
    look_again_on: date | None = None
    paused_until: date | None = None


def of_milestone(facts: HoldFacts, *, today: date, demonstration: bool) -> Hold | None:
    """The first rule that concerns the milestone itself, whoever answers for it."""
    hold = of_task(facts, demonstration=demonstration) or _OF_STATE.get(facts.state)
    if hold is not None:
        return hold
    if facts.due is None:
        return Hold.WAITING_FOR_GUIDANCE if facts.waiting_for else Hold.NO_DUE_DATE
    if facts.look_again_on is not None and today < facts.look_again_on:
        return Hold.PROMISED
    if facts.paused_until is not None and today <= facts.paused_until:
        return Hold.PAUSED
    return None


def is_slowed(told_on: date | None, *, today: date, extension_submitted: bool) -> bool:
    """Whether a submitted extension holds the reminder: one a fortnight is enough then."""
    if not extension_submitted or told_on is None:
        return False
    return today < told_on + timedelta(days=EXTENSION_PACE_DAYS)


def of_task(facts: HoldFacts, *, demonstration: bool) -> Hold | None:
    """The first rule that concerns the task, whatever its milestone's state and date."""
    if not facts.reminders_on:
        return Hold.REMINDERS_OFF
    if facts.is_draft and not demonstration:
        return Hold.DRAFT_TEXT
    return None if facts.is_armed else Hold.UNARMED
