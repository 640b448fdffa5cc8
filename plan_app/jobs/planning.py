"""The job that plans the day's reminders."""

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import reminders
from plan_app.services.transaction import transaction


def run(tick: Tick) -> Counts:
    """Plan what is due at this moment and not yet planned."""
    with transaction():
        planned = reminders.plan(now=tick.now)
    return {"messages": len(planned.digests), "stopped": int(planned.stopped)}
