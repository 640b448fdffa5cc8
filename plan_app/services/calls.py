"""Calls: noted by a coordinator, put right or taken back by whoever noted them."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from plan_app.domain import calls as rules
from plan_app.domain import own_tasks, vietnamese
from plan_app.domain.calls import Call, NoteWithdrawn, NotYourNote
from plan_app.domain.permissions import capacities
from plan_app.errors import NotFound
from plan_app.extensions import db, settings
from plan_app.models import CallNote, Milestone
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal, milestones, tasks
from plan_app.services.acts import Act


def lock(call_id: int, *, plan_id: int) -> CallNote:
    """The note, its task held until the transaction ends; raises NotFound."""
    milestone_id = db.session.scalar(select(CallNote.milestone_id).where(CallNote.id == call_id))
    if milestone_id is None:
        raise NotFound
    milestones.lock(milestone_id, plan_id=plan_id)
    return db.session.get_one(CallNote, call_id, populate_existing=True)


def note(milestone: Milestone, call: Call, act: Act) -> CallNote:
    """Write down a call; no reminder of the milestone goes before `look_again_on`.

    Raises NotYours, OwnTask, TaskChanged, or the rule that is broken.
    """
    _check_who(milestone, act)
    _check(milestone, call, act)
    found = CallNote(milestone=milestone, noted_by_id=act.actor.user_id, **_facts(call, act))
    db.session.add(found)
    db.session.flush()
    _record("call_noted", found, act, text=call.promised)
    return found


def correct(found: CallNote, call: Call, act: Act) -> None:
    """Put one's own note right; the journal keeps what it said before."""
    _check_own(found, act)
    _check(found.milestone, call, act)
    before = found.look_again_on
    for name, value in _facts(call, act).items():
        setattr(found, name, value)
    _record("call_corrected", found, act, data={"before": before.isoformat()}, text=call.promised)


def withdraw(found: CallNote, act: Act) -> None:
    """Take one's own note back: it holds nothing any more."""
    _check_own(found, act)
    found.withdrawn_at = act.now
    _record("call_withdrawn", found, act)


def _check_who(milestone: Milestone, act: Act) -> None:
    own_tasks.check(capacities(act.actor, milestone.task.scope))
    tasks.check_version(milestone.task, act)


def _check_own(found: CallNote, act: Act) -> None:
    _check_who(found.milestone, act)
    if found.noted_by_id != act.actor.user_id:
        raise NotYourNote
    if found.withdrawn_at is not None:
        raise NoteWithdrawn


def _check(milestone: Milestone, call: Call, act: Act) -> None:
    rules.check(call, state=milestone.state, today=act.today, calendar=get_calendar())


def _facts(call: Call, act: Act) -> dict[str, Any]:
    """The columns of the note; a call is noted by its day, at noon where it was an earlier one."""
    is_today = call.called_on == act.today
    noon = datetime.combine(call.called_on or act.today, time(12), settings().timezone)
    return {
        "spoke_with": call.spoke_with.strip(),
        "called_at": act.now if is_today else noon,
        "promised": call.promised.strip(),
        "look_again_on": call.look_again_on,
        "noted_at": act.now,
        "search_text": vietnamese.fold(f"{call.spoke_with} {call.promised}"),
    }


def _record(
    action: str,
    found: CallNote,
    act: Act,
    *,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> None:
    milestone = found.milestone
    milestones.changed(milestone)
    days = {} if found.withdrawn_at else {"look_again": found.look_again_on.isoformat()}
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("call_note", found.id),
        data={"milestone": milestone.id, **days, **(data or {})},
        text=text.strip(),
    )
