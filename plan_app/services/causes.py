"""Why a milestone is late: what the agency states."""

from plan_app.domain import causes as rules
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Capacity, NotYours
from plan_app.models import Cause, Milestone
from plan_app.services import journal, milestones, tasks
from plan_app.services.acts import Act


def state(milestone: Milestone, cause: str, words: str, act: Act) -> None:
    """The owner, or the deputy, says why; a coordinator has not confirmed it yet.

    Raises NotYours, TaskChanged, or the rule that is broken.
    """
    if Capacity.REPORTER not in capacities(act.actor, milestone.task.scope):
        raise NotYours(frozenset({Capacity.REPORTER}))
    tasks.check_version(milestone.task, act)
    rules.check_statement(milestone.facts, confirmed=milestone.cause_confirmed, today=act.today)
    rules.check(cause, words)
    milestone.cause, milestone.cause_words = Cause(cause), words.strip()
    milestone.cause_asked_on = None
    milestones.changed(milestone)
    journal.record(
        "cause_stated",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data={"cause": cause},
        text=words.strip(),
    )
