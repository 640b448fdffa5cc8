"""What monitoring asks for, in numbers: heartbeat, queue, job runs, journals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.models import JobRun, JournalHead, OutboxMessage, Plan
from plan_app.queries.reminder_health import ReminderHealth, get_reminder_health

# A message expires three days after its day; older ones cannot be accepted today.
LONGEST_WAIT = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class JobMetric:
    """The kept runs of one job; `last_success` is None where none succeeded."""

    job: str
    succeeded: int
    failed: int
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class Metrics:
    """How the installation stands. `journals` are sequences by slug, None the installation's."""

    health: ReminderHealth
    messages: Mapping[MessageState, int]
    accepted_today: int
    jobs: list[JobMetric]
    journals: Mapping[str | None, int]


def get_metrics(*, now: datetime, midnight: datetime) -> Metrics:
    """All of it at `now`, in five queries; `midnight` is when the local day began."""
    return Metrics(
        health=get_reminder_health(now=now),
        messages=_count_messages(),
        accepted_today=_count_accepted(midnight),
        jobs=_list_jobs(),
        journals=_list_journals(),
    )


def _count_messages() -> dict[MessageState, int]:
    rows = db.session.execute(
        select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    ).tuples()
    return dict.fromkeys(MessageState, 0) | dict(rows.all())


def _count_accepted(midnight: datetime) -> int:
    wanted = select(func.count(OutboxMessage.id)).where(
        # Narrowed by the day first, because that has an index.
        OutboxMessage.local_day >= midnight.date() - LONGEST_WAIT,
        OutboxMessage.state == MessageState.ACCEPTED,
        OutboxMessage.settled_at >= midnight,
    )
    return db.session.scalar(wanted) or 0


def _list_jobs() -> list[JobMetric]:
    rows = db.session.execute(
        select(
            JobRun.job,
            func.count().filter(JobRun.succeeded.is_(True)),
            func.count().filter(JobRun.succeeded.is_(False)),
            func.max(JobRun.finished_at).filter(JobRun.succeeded.is_(True)),
        )
        .group_by(JobRun.job)
        .order_by(JobRun.job)
    ).tuples()
    return [JobMetric(*row) for row in rows]


def _list_journals() -> dict[str | None, int]:
    rows = db.session.execute(
        select(Plan.slug, JournalHead.sequence)
        .select_from(JournalHead)
        .outerjoin(Plan, Plan.id == JournalHead.plan_id)
        .order_by(JournalHead.id)
    ).tuples()
    return dict(rows.all())
