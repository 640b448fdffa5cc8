"""Reads of what people entered to hold reminders back: calls, pauses, submitted extensions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

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


def get_holds(*, today: date) -> Holds:
    """All that holds on `today`, in one query. The pause of a group holds for its members."""
    holds = Holds()
    for kind, plan, subject, day in db.session.execute(_everything(today)):
        if kind == EXTENSION:
            holds.extension_submitted.add(subject)
        elif kind == CALL:
            holds.look_again_on[subject] = max(day, holds.look_again_on.get(subject, day))
        else:
            key = plan, subject
            holds.paused_until[key] = max(day, holds.paused_until.get(key, day))
    return holds


def _everything(today: date) -> CompoundSelect[Any]:
    calls = select(
        literal(CALL).label("kind"), null().label("plan"),
        CallNote.milestone_id.label("subject"), CallNote.look_again_on.label("day"),
    ).where(CallNote.look_again_on > today)  # fmt: skip
    pause = select(
        literal(PAUSE), ReminderPause.plan_id, ReminderPause.agency_id, ReminderPause.last_day
    ).where(ReminderPause.first_day <= today, ReminderPause.last_day >= today)
    of_members = (
        select(
            literal(PAUSE),
            ReminderPause.plan_id,
            agency_member.c.member_id,
            ReminderPause.last_day,
        )
        .join(agency_member, agency_member.c.group_id == ReminderPause.agency_id)
        .where(ReminderPause.first_day <= today, ReminderPause.last_day >= today)
    )
    extensions = select(
        literal(EXTENSION),
        null(),
        ExtensionRequest.milestone_id,
        null(),
    ).where(ExtensionRequest.state == ExtensionState.SUBMITTED)
    return union_all(calls, pause, of_members, extensions)
