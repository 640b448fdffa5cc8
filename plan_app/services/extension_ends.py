"""Requests for more time that end without a decision of their own."""

from typing import Any

from plan_app.domain.dates import FINAL
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind
from plan_app.models import ExtensionRequest, Milestone
from plan_app.queries.extensions import find_open
from plan_app.services import answers, journal
from plan_app.services.acts import Act


def lapse(milestone: Milestone, act: Act) -> None:
    """The work is completed or given up: a request for it is not waited for any more.

    The caller ends with `milestones.changed`.
    """
    request = find_open(milestone.id) if milestone.state in FINAL else None
    if request is not None:
        _end(request, act)
        record("extension_lapsed", request, act)


def overtake(milestone: Milestone, act: Act, *, because: str) -> None:
    """Another date was set beside the request: it ends, and the owner is told the date and why.

    The caller has set the date, and ends with `milestones.changed`.
    """
    request = find_open(milestone.id)
    if request is None:
        return
    _end(request, act)
    request.words = "; ".join(because.splitlines())
    request.decided_by_id = act.actor.user_id
    due = milestone.due_date
    record("extension_overtaken", request, act, data={"due": due and due.isoformat()}, text=because)
    tell(request, act)


def record(
    action: str,
    request: ExtensionRequest,
    act: Act,
    *,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> None:
    """Write a step of the request into the journal."""
    milestone = request.milestone
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("extension_request", request.id),
        data={"milestone": milestone.id, **(data or {}), **act.way},
        text=text.strip(),
    )


def tell(request: ExtensionRequest, act: Act) -> None:
    """Mail the owner where the request stands now; a mail that comes too late is dropped."""
    context = {"extension_id": request.id, "standing": request.state.value}
    answers.tell_owner(MessageKind.EXTENSION, request.milestone, context, act)


def _end(request: ExtensionRequest, act: Act) -> None:
    request.state, request.decided_at = ExtensionState.LAPSED, act.now
