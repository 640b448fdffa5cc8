"""Confirming why work is late: of one milestone or of many at once, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from plan_app.domain import causes as rules
from plan_app.domain import own_tasks
from plan_app.domain.extension_wishes import check_document
from plan_app.domain.permissions import Permission, capacities
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Cause, CauseConfirmation, ConfirmedCause, Milestone
from plan_app.services import journal, milestones, tasks
from plan_app.services.acts import Act
from plan_app.services.picks import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which cause, why, and on which document, if there is one."""

    cause: str
    reason: str
    document: str = ""
    document_date: date | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A milestone, and the version of its task that the person saw."""

    milestone_id: int
    version: int | None


class AlreadyUndone(RuleBroken):
    """There is nothing left to take back."""

    def __init__(self) -> None:
        super().__init__(N_("Lần xác nhận này đã được hoàn tác."))


class NothingConfirmed(RuleBroken):
    """None of the chosen milestones could be confirmed."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        why = next((each.why for each in outcomes if each.why), "")
        super().__init__(why or N_("Nhiệm vụ này không còn trong kế hoạch."))


def check(decision: Decision, *, today: date) -> None:
    """Raise the first broken rule of the decision itself."""
    rules.check(decision.cause, decision.reason, field="reason")
    check_document(decision.document, decision.document_date, today=today)


def confirm(
    plan_id: int, chosen: Iterable[Chosen], decision: Decision, act: Act
) -> tuple[CauseConfirmation, list[Outcome]]:
    """Confirm each chosen milestone that still is as the person saw it, and say what became of it.

    Lateness and figures stay as they are. Raises the rule that the decision breaks, or
    NothingConfirmed.
    """
    _check_allowed(act)
    check(decision, today=act.today)
    made = CauseConfirmation(
        plan_id=plan_id,
        cause=Cause(decision.cause),
        reason=decision.reason.strip(),
        document=decision.document.strip() or None,
        document_date=decision.document_date,
        confirmed_by_id=act.actor.user_id,
        confirmed_at=act.now,
    )
    db.session.add(made)
    db.session.flush()
    written: set[int] = set()
    outcomes = [
        _try(made, each, act, written) for each in sorted(chosen, key=lambda c: c.milestone_id)
    ]
    if all(each.why for each in outcomes):
        raise NothingConfirmed(outcomes)
    return made, sorted(outcomes, key=lambda each: each.number or 0)


def undo(plan_id: int, confirmation_id: int, act: Act) -> int:
    """Give the milestones back what they had; how many. What was confirmed later stays."""
    _check_allowed(act)
    made = db.session.scalar(
        select(CauseConfirmation)
        .where(CauseConfirmation.id == confirmation_id, CauseConfirmation.plan_id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if made is None:
        raise NotFound
    if made.undone_at is not None:
        raise AlreadyUndone
    given_back = sum(_give_back(made, row, act) for row in made.rows)
    made.undone_at, made.undone_by_id = act.now, act.actor.user_id
    db.session.flush()
    return given_back


def _try(made: CauseConfirmation, chosen: Chosen, act: Act, written: set[int]) -> Outcome:
    try:
        milestone = milestones.lock(chosen.milestone_id, plan_id=made.plan_id)
    except NotFound:
        return Outcome(0, None, "", N_("Nhiệm vụ này không còn trong kế hoạch."))
    task = milestone.task
    # The first of two milestones of a task has raised its version.
    version = None if task.id in written else chosen.version
    try:
        with db.session.begin_nested():
            _confirm(made, milestone, replace(act, version=version))
    except (RuleBroken, StaleEdit, NotAllowed) as error:
        return Outcome(task.id, task.number, task.title, error.message)
    written.add(task.id)
    return Outcome(task.id, task.number, task.title)


def _confirm(made: CauseConfirmation, milestone: Milestone, act: Act) -> None:
    own_tasks.check(capacities(act.actor, milestone.task.scope))
    tasks.check_version(milestone.task, act)
    if not rules.is_late(milestone.facts, act.today):
        raise rules.NotLate
    db.session.add(
        ConfirmedCause(
            confirmation=made,
            milestone_id=milestone.id,
            cause_before=milestone.cause,
            words_before=milestone.cause_words,
            confirmed_before=milestone.cause_confirmed,
        )
    )
    milestone.cause, milestone.cause_confirmed = made.cause, True
    milestone.cause_words = milestone.cause_words or made.reason
    milestone.cause_asked_on = None
    milestones.changed(milestone)
    _record("cause_confirmed", made, milestone, act, text=_said(made))


def _give_back(made: CauseConfirmation, row: ConfirmedCause, act: Act) -> bool:
    milestone = milestones.lock(row.milestone_id, plan_id=made.plan_id)
    if not milestone.cause_confirmed or _is_confirmed_later(row):
        return False
    milestone.cause, milestone.cause_confirmed = row.cause_before, row.confirmed_before
    milestone.cause_words = row.words_before
    milestones.changed(milestone)
    _record("cause_confirmation_undone", made, milestone, act)
    return True


def _is_confirmed_later(row: ConfirmedCause) -> bool:
    later = (
        select(ConfirmedCause.milestone_id)
        .join(CauseConfirmation, CauseConfirmation.id == ConfirmedCause.confirmation_id)
        .where(
            ConfirmedCause.milestone_id == row.milestone_id,
            ConfirmedCause.confirmation_id > row.confirmation_id,
            CauseConfirmation.undone_at.is_(None),
        )
        .limit(1)
    )
    return db.session.scalar(later) is not None


def _said(made: CauseConfirmation) -> str:
    dated = f" ({made.document_date:%d/%m/%Y})" if made.document_date else ""
    return f"{made.reason} {made.document or ''}{dated}".strip()


def _check_allowed(act: Act) -> None:
    if not act.actor.may(Permission.CONFIRM):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được xác nhận nguyên nhân."))


def _record(
    action: str, made: CauseConfirmation, milestone: Milestone, act: Act, *, text: str = ""
) -> None:
    data: dict[str, Any] = {"confirmation": made.id, "cause": made.cause.value}
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data=data,
        text=text,
    )
