"""Reads of what people entered to hold reminders back: calls, pauses, submitted extensions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, cast, func, literal, null, select, union_all
from sqlalchemy.types import Date, Integer

from plan_app.domain.extensions import ExtensionState
from plan_app.extensions import db
from plan_app.models import (
    CallNote,
    ExtensionRequest,
    ReminderPause,
    agency_member,
)

# Other than those of `recipients`, so that one statement can read both.
KINDS = range(10, 13)
CALL, EXTENSION, PAUSE = KINDS


class Pause(NamedTuple):
    """No reminders to the agency (None: to the whole plan) on these days."""

    plan_id: int
    agency_id: int | None
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Holds:
    """What holds on one day, by id; a pause of a plan has the agency None."""

    look_again_on: dict[int, date] = field(default_factory=dict)
    extension_submitted: set[int] = field(default_factory=set)
    paused_until: dict[tuple[int, int | None], date] = field(default_factory=dict)

    def pause_of(self, plan: int, agency: int) -> date | None:
        """The last day of a pause for the agency or for the whole plan."""
        if not self.paused_until:
            return None
        ends = [self.paused_until.get((plan, each)) for each in (agency, None)]
        return max((end for end in ends if end is not None), default=None)


@dataclass(slots=True)
class HoldsOfPeriod:
    """What holds on the days of a period, read once. The pause of a group is one of its members."""

    look_again_on: dict[int, date] = field(default_factory=dict)
    extension_submitted: set[int] = field(default_factory=set)
    pauses: list[Pause] = field(default_factory=list)

    def on(self, day: date, more: Iterable[Pause] = ()) -> Holds:
        """What holds on `day`; `more` are pauses that are only thought of."""
        until: dict[tuple[int, int | None], date] = {}
        for pause in (*self.pauses, *more):
            if pause.first_day <= day <= pause.last_day:
                key = pause.plan_id, pause.agency_id
                until[key] = max(pause.last_day, until.get(key, pause.last_day))
        return Holds(self.look_again_on, self.extension_submitted, until)


def get_holds(*, today: date) -> Holds:
    """All that holds on `today`, in one query. The pause of a group holds for its members."""
    return get_holds_between(today, today).on(today)


def get_holds_between(first: date, last: date) -> HoldsOfPeriod:
    """All that holds on some day of the period, in one query."""
    return read(db.session.execute(union_all(*parts(first, last))))


def read(rows: Iterable[Row[Any]]) -> HoldsOfPeriod:
    """What the rows of `parts` say."""
    holds = HoldsOfPeriod()
    for row in rows:
        if row.kind == EXTENSION:
            holds.extension_submitted.add(row.second)
        elif row.kind == CALL:
            holds.look_again_on[row.second] = row.ends
        else:
            holds.pauses.append(Pause(row.first, row.second, row.begins, row.ends))
    return holds


def parts(first: date, last: date) -> list[Select[Any]]:
    """What `read` needs; the first of them gives the columns their names and types."""
    lasts = ReminderPause.first_day <= last, ReminderPause.last_day >= first
    no_number, no_day = cast(null(), Integer), cast(null(), Date)
    pauses = select(
        literal(PAUSE).label("kind"),
        ReminderPause.plan_id.label("first"),
        ReminderPause.agency_id.label("second"),
        no_number.label("id"),
        ReminderPause.first_day.label("begins"),
        ReminderPause.last_day.label("ends"),
    ).where(*lasts)
    # The last call that was not taken back counts, whatever was promised before.
    standing = select(func.max(CallNote.id)).where(CallNote.withdrawn_at.is_(None))
    calls = select(
        literal(CALL), no_number, CallNote.milestone_id, no_number, no_day, CallNote.look_again_on
    ).where(
        CallNote.look_again_on > first,
        CallNote.id.in_(standing.group_by(CallNote.milestone_id)),
    )
    of_members = (
        select(
            literal(PAUSE),
            ReminderPause.plan_id,
            agency_member.c.member_id,
            no_number,
            ReminderPause.first_day,
            ReminderPause.last_day,
        )
        .join(agency_member, agency_member.c.group_id == ReminderPause.agency_id)
        .where(*lasts)
    )
    extensions = select(
        literal(EXTENSION), no_number, ExtensionRequest.milestone_id, no_number, no_day, no_day
    ).where(ExtensionRequest.state == ExtensionState.SUBMITTED)
    return [pauses, of_members, calls, extensions]
