"""Whether reminders leave: the scheduler's heartbeat and the queue of the mails, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func, select

from plan_app.domain.mailing import UNSETTLED
from plan_app.extensions import db
from plan_app.models import Lease, MailQueue, OutboxMessage, Plan, QueueStop, ReminderPause
from plan_app.queries.pauses import paused_until

SCHEDULER: Final = "scheduler"
LATE_AFTER: Final = timedelta(minutes=3)


_COLUMNS: Final = (
    select(Lease.beat_at).where(Lease.name == SCHEDULER).scalar_subquery(),
    select(MailQueue.stopped).scalar_subquery(),
    select(MailQueue.stopped_at).scalar_subquery(),
    select(func.count()).where(OutboxMessage.state.in_(UNSETTLED)).scalar_subquery(),
    select(MailQueue.reason).scalar_subquery(),
)


# For statements that read a plan and have the parameters `today` and `agency_id`.
_LASTS: Final = (
    ReminderPause.plan_id == Plan.id,
    ReminderPause.first_day <= bindparam("today"),
    ReminderPause.last_day >= bindparam("today"),
)
_OF_ALL: Final = (*_LASTS, ReminderPause.agency_id.is_(None))
_OF_SOME: Final = (*_LASTS, ReminderPause.agency_id.is_not(None))
COLUMNS: Final = (
    *_COLUMNS,
    select(func.max(ReminderPause.last_day)).where(*_OF_ALL).scalar_subquery(),
    select(func.max(ReminderPause.last_day)).where(*_OF_SOME).scalar_subquery(),
    select(func.count(ReminderPause.agency_id.distinct())).where(*_OF_SOME).scalar_subquery(),
    paused_until(bindparam("agency_id"), Plan.id, bindparam("today")).scalar_subquery(),
)


class PausesToday(NamedTuple):
    """The last day of a pause of the whole plan and of single agencies, and how many these are.

    `own_until` is the last day for the people of the reader's agency, its groups' included.
    """

    all_until: date | None = None
    some_until: date | None = None
    agencies: int = 0
    own_until: date | None = None


@dataclass(frozen=True, slots=True)
class ReminderHealth:
    """`beat_at` is None when the scheduler never ran; `stopped` when the queue is open.

    `waiting` mails are not yet accepted, failed or given up. `reason` is what the server said.
    """

    now: datetime
    beat_at: datetime | None
    stopped: QueueStop | None
    stopped_at: datetime | None
    waiting: int
    reason: str | None

    @property
    def is_late(self) -> bool:
        """Whether the heartbeat is older than three minutes, so that nothing is planned."""
        return self.beat_at is None or self.now - self.beat_at > LATE_AFTER

    @property
    def is_well(self) -> bool:
        """Whether reminders are planned and leave."""
        return not self.is_late and self.stopped is None


def get_reminder_health(*, now: datetime) -> ReminderHealth:
    """How sending stands at `now`."""
    return ReminderHealth(now, *db.session.execute(select(*_COLUMNS)).one())


def of_columns(values: Sequence[Any], *, now: datetime) -> tuple[ReminderHealth, PausesToday]:
    """How sending stands at `now`, and what is paused in the plan, from values of `COLUMNS`."""
    split = len(_COLUMNS)
    return ReminderHealth(now, *values[:split]), PausesToday(*values[split:])
