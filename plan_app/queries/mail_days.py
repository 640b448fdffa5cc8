"""How many mails of a plan were sent, refused or are waiting, by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from plan_app.domain.mailing import UNSETTLED, MessageState
from plan_app.extensions import db
from plan_app.models import OutboxMessage
from plan_app.queries.mail_log import of_plan

DAYS: Final = 60
_REFUSED: Final = frozenset({MessageState.FAILED, MessageState.EXPIRED})


@dataclass(frozen=True, slots=True)
class MailDay:
    """One day's mails. `refused` also counts those whose time passed; cancelled ones are none."""

    day: date
    sent: int = 0
    refused: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.sent + self.refused + self.waiting


def list_days(plan_id: int, *, last: date, days: int = DAYS) -> list[MailDay]:
    """The `days` up to `last`, each of them, in one query."""
    first = last - timedelta(days=days - 1)
    rows = db.session.execute(
        select(OutboxMessage.local_day, OutboxMessage.state, func.count())
        .where(OutboxMessage.local_day.between(first, last), of_plan(plan_id))
        .group_by(OutboxMessage.local_day, OutboxMessage.state)
    ).tuples()
    counts: dict[date, dict[MessageState, int]] = {}
    for day, state, number in rows:
        counts.setdefault(day, {})[state] = number
    wanted = (first + timedelta(days=n) for n in range(days))
    return [_day(each, counts.get(each, {})) for each in wanted]


def _day(day: date, counts: dict[MessageState, int]) -> MailDay:
    return MailDay(
        day,
        sent=counts.get(MessageState.ACCEPTED, 0),
        refused=sum(counts.get(state, 0) for state in _REFUSED),
        waiting=sum(counts.get(state, 0) for state in UNSETTLED),
    )
