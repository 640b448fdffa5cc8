"""Why a reminder goes or not, in facts: what the page and the command line put into words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageState
from plan_app.domain.members import RollUp
from plan_app.domain.recipients import Recipient
from plan_app.domain.statuses import MilestoneState


class Told(NamedTuple):
    """What was last told (or is on its way): the threshold, the day, to whom, and its message."""

    threshold: int
    day: date
    person: str
    state: MessageState


@dataclass(slots=True)
class Why:
    """One milestone: its next reminder, or the rule (`hold`) that holds it back.

    `next_at` is the earliest instant at which the reminder of `threshold` can leave, None when
    somebody has to act first; `person` is who gets it by today's assignments and that day's
    absences. `until` is the first day on which a promise or a pause holds no more.
    """

    milestone_id: int
    ordinal: int
    label: str
    label_en: str
    state: MilestoneState
    due: date | None
    waiting_for: str | None
    told: Told | None
    hold: Hold | None = None
    until: date | None = None
    threshold: int | None = None
    next_at: datetime | None = None
    recipient: Recipient | None = None
    person: str | None = None
    # Of a group of agencies: how its members stand with the milestone while it is open.
    members: RollUp | None = None

    @property
    def is_asking(self) -> bool:
        """Whether members of a group are still to answer."""
        return self.members is not None and self.members.silent > 0
