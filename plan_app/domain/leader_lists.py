"""Lists to leaders: what stands on them, when their letters leave, and until when they come back.

Nothing goes to a leader by itself (rule 6): a coordinator looks at the list, takes rows off with a
reason, adds a sentence and confirms.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain import windows
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.windows import Window
from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, RuleBroken

# A leader is not written to about the same milestone again sooner than that.
AGAIN_AFTER: Final = timedelta(days=7)
RECALL_BEFORE: Final = timedelta(minutes=5)
# How long the page behind a letter can be read.
LINK_VALID: Final = timedelta(days=14)


class LeftOut(StrEnum):
    """Why a row is not in a letter, in the order in which the reasons are asked."""

    DRAFT_TEXT = "draft_text"
    NO_HEAD = "no_head"
    RECENT = "recent"
    AWAITING = "awaiting"
    PROMISED = "promised"
    PAUSED = "paused"
    EXTENSION = "extension"
    CAUSE = "cause"
    OTHER = "other"


# No letter can be sent about these, whatever the coordinator wishes.
IMPOSSIBLE: Final = frozenset({LeftOut.DRAFT_TEXT, LeftOut.NO_HEAD})
# What a coordinator may choose.
CHOSEN: Final = (
    LeftOut.PROMISED,
    LeftOut.EXTENSION,
    LeftOut.AWAITING,
    LeftOut.CAUSE,
    LeftOut.PAUSED,
    LeftOut.RECENT,
    LeftOut.OTHER,
)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What decides whether a row is ticked beforehand.

    `sent_on` is the day of the last letter about it, `look_again_on` the end of a promise (not
    included), `paused_until` the last day of a pause.
    """

    state: MilestoneState
    is_draft: bool
    has_head: bool
    sent_on: date | None = None
    look_again_on: date | None = None
    paused_until: date | None = None
    extension_submitted: bool = False
    objective: bool = False


class NotAnswered(RuleBroken):
    """A row is neither in a letter nor left out for a reason."""

    def __init__(self, field: str) -> None:
        super().__init__(N_("Đề nghị chọn lý do không đưa nhiệm vụ vào thư."), field=field)


class TooLateToRecall(RuleBroken):
    """The letters leave in less than five minutes, or have left."""

    def __init__(self) -> None:
        super().__init__(N_("Đã quá giờ thu hồi; thư đang được gửi hoặc đã gửi."))


def latest_due(today: date, working_days: int, calendar: Calendar) -> date:
    """The latest due date that is so many working days overdue on `today`."""
    return calendar.add(today, -working_days)


def why_left_out(facts: RowFacts, *, today: date, demonstration: bool) -> LeftOut | None:
    """The first reason for which the row is not ticked beforehand; None where it is."""
    found = {
        LeftOut.DRAFT_TEXT: facts.is_draft and not demonstration,
        LeftOut.NO_HEAD: not facts.has_head,
        LeftOut.RECENT: facts.sent_on is not None and today < facts.sent_on + AGAIN_AFTER,
        LeftOut.AWAITING: facts.state is MilestoneState.AWAITING_CONFIRMATION,
        LeftOut.PROMISED: facts.look_again_on is not None and today < facts.look_again_on,
        LeftOut.PAUSED: facts.paused_until is not None and today <= facts.paused_until,
        LeftOut.EXTENSION: facts.extension_submitted,
        LeftOut.CAUSE: facts.objective,
    }
    return next((reason for reason, holds in found.items() if holds), None)


def sending(now: datetime, policy: ReminderPolicy, calendar: Calendar, zone: ZoneInfo) -> Window:
    """The window at whose opening the letters leave: the next one that leaves time to recall."""
    window = windows.following(now, policy, calendar, zone)
    while now > window.opens - 2 * RECALL_BEFORE:
        window = windows.of_day(calendar.add(window.day, 1), policy, zone)
    return window


def recall_until(sends_at: datetime) -> datetime:
    """Until when the letters can be called back."""
    return sends_at - RECALL_BEFORE


def check_recall(sends_at: datetime, now: datetime) -> None:
    """Raise TooLateToRecall from five minutes before sending on."""
    if now > recall_until(sends_at):
        raise TooLateToRecall
