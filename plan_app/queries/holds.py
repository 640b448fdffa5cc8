"""Reads of what people entered to hold reminders back: calls, pauses, submitted extensions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, literal, null, select, union_all

from plan_app.extensions import db
from plan_app.models import (
    CallNote,
    ExtensionRequest,
    ExtensionState,
    ReminderPause,
    agency_member,
)

CALL, EXTENSION, PAUSE = range(3)


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
    holds = HoldsOfPeriod()
    for kind, plan, subject, begins, day in db.session.execute(_everything(first, last)):
        if kind == EXTENSION:
            holds.extension_submitted.add(subject)
        elif kind == CALL:
            holds.look_again_on[subject] = max(day, holds.look_again_on.get(subject, day))
        else:
            holds.pauses.append(Pause(plan, subject, begins, day))
    return holds


def list_members(agency_ids: Iterable[int]) -> list[int]:
    """The members of those of the agencies that are groups, in one query."""
    return list(
        db.session.scalars(
            select(agency_member.c.member_id).where(agency_member.c.group_id.in_(agency_ids))
        )
    )


def _everything(first: date, last: date) -> CompoundSelect[Any]:
    lasts = ReminderPause.first_day <= last, ReminderPause.last_day >= first
    # The first of them gives the columns their types.
    pause = select(
        literal(PAUSE).label("kind"), ReminderPause.plan_id, ReminderPause.agency_id,
        ReminderPause.first_day, ReminderPause.last_day,
    ).where(*lasts)  # fmt: skip
    calls = select(
        literal(CALL), null(), CallNote.milestone_id, null(), CallNote.look_again_on
    ).where(CallNote.look_again_on > first)
    of_members = (
        select(
            literal(PAUSE),
            ReminderPause.plan_id,
            agency_member.c.member_id,
            ReminderPause.first_day,
            ReminderPause.last_day,
        )
        .join(agency_member, agency_member.c.group_id == ReminderPause.agency_id)
        .where(*lasts)
    )
    extensions = select(
        literal(EXTENSION),
        null(),
        ExtensionRequest.milestone_id,
        null(),
        null(),
    ).where(ExtensionRequest.state == ExtensionState.SUBMITTED)
    return union_all(pause, of_members, calls, extensions)
