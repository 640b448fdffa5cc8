"""Reads of the scheduler's heartbeat, of its queue and of the database's clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from plan_app.domain.mailing import UNSETTLED
from plan_app.extensions import db
from plan_app.models import Lease, MailQueue, OutboxMessage, QueueStop

SCHEDULER = "scheduler"
LATE_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class SchedulerHealth:
    """How the scheduler stands. `age` is None when it never ran on this database."""

    age: timedelta | None
    stopped: QueueStop | None
    waiting: int

    @property
    def is_late(self) -> bool:
        """Whether the heartbeat is missing, so that nothing is planned or sent."""
        return self.age is None or self.age > LATE_AFTER


def get_database_time() -> datetime:
    """The instant by the database's clock: machines that share it agree on leases."""
    if db.session.connection().dialect.name == "sqlite":
        said = db.session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
    found: datetime = db.session.scalars(select(func.clock_timestamp())).one()
    return found.astimezone(UTC)


def find_lease(name: str) -> Lease | None:
    """The lease of this name, held or expired."""
    return db.session.scalar(
        select(Lease).where(Lease.name == name).execution_options(populate_existing=True)
    )


def get_scheduler_health() -> SchedulerHealth:
    """Heartbeat, queue and waiting messages."""
    lease = find_lease(SCHEDULER)
    waiting = select(func.count()).where(OutboxMessage.state.in_(UNSETTLED))
    return SchedulerHealth(
        age=get_database_time() - lease.beat_at if lease else None,
        stopped=db.session.scalar(select(MailQueue.stopped)),
        waiting=db.session.scalar(waiting) or 0,
    )
