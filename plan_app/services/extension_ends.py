"""Requests for more time that end without a decision of their own."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from plan_app.domain.dates import FINAL
from plan_app.domain.extensions import OPEN, ExtensionState
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.extensions import db
from plan_app.models import ExtensionRequest, Milestone, OutboxMessage
from plan_app.queries.extensions import find_open
from plan_app.queries.ids import among
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
    if request is not None:
        _overtake(request, milestone.due_date, act, because=because)


def overtake_all(
    dues: Mapping[int, date | None], act: Act, *, because: str
) -> list[dict[str, Any]]:
    """The same for many milestones, whose new dates are given by their ids.

    Gives what `resume` needs.
    """
    open_ones = db.session.scalars(
        select(ExtensionRequest)
        .where(among(ExtensionRequest.milestone_id, dues.keys()), ExtensionRequest.state.in_(OPEN))
        .order_by(ExtensionRequest.id)
    ).all()
    before = []
    for request in open_ones:
        before.append({"id": request.id, "state": request.state.value, "words": request.words})
        _overtake(request, dues[request.milestone_id], act, because=because)
    return before


def resume(before: Iterable[Mapping[str, Any]], act: Act) -> None:
    """Open again what `overtake_all` had ended, where the work and its owner left it so.

    Who was told that it had ended is told that it goes on.
    """
    for each in before:
        request = db.session.get_one(ExtensionRequest, each["id"])
        milestone = request.milestone
        if request.state is not ExtensionState.LAPSED or milestone.state in FINAL:
            continue
        if find_open(milestone.id) is not None:
            continue
        request.state, request.words = ExtensionState(each["state"]), each["words"]
        request.decided_at = request.decided_by_id = None
        record("extension_resumed", request, act)
        if _was_told(request):
            tell(request, act)


def _overtake(request: ExtensionRequest, due: date | None, act: Act, *, because: str) -> None:
    _end(request, act)
    request.words = "; ".join(because.splitlines())
    request.decided_by_id = act.actor.user_id or None
    record("extension_overtaken", request, act, data={"due": due and due.isoformat()}, text=because)
    tell(request, act)


def _was_told(request: ExtensionRequest) -> bool:
    """Whether the mail that says that it has ended may have arrived."""
    told = db.session.scalars(
        select(OutboxMessage.context).where(
            OutboxMessage.task_id == request.milestone.task_id,
            OutboxMessage.kind == MessageKind.EXTENSION,
            OutboxMessage.state.in_((MessageState.SENDING, MessageState.ACCEPTED)),
        )
    )
    lapsed = {"extension_id": request.id, "standing": ExtensionState.LAPSED.value}
    return any(lapsed.items() <= context.items() for context in told)


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
