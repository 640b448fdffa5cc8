"""Due dates: changed with a reason, every change on record, the first date kept for good."""

from datetime import date

from plan_app.domain import dates, own_tasks
from plan_app.domain.dates import Ground
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.statuses import CLOSED
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Milestone
from plan_app.services import extension_ends, journal, milestones, tasks
from plan_app.services.acts import Act


class NotWaiting(RuleBroken):
    """Guidance can only come where it is waited for."""

    def __init__(self) -> None:
        super().__init__(N_("Mốc này không ở tình trạng chờ hướng dẫn."))


class GuidanceMissing(RuleBroken):
    """The guidance is a document with a number and a date."""

    def __init__(self, field: str) -> None:
        super().__init__(N_("Đề nghị ghi số, ký hiệu và ngày của văn bản hướng dẫn."), field=field)


def change(milestone: Milestone, due: date | None, ground: Ground, act: Act) -> None:
    """Set another due date.

    A date fixed by the decision needs the approving document; an internal one only a reason. An
    open request for more time ends by it.
    Raises OwnTask where a coordinator would give themselves more time.
    """
    _check_may_change(milestone, act)
    check_more_time(milestone, due, act)
    dates.check_change(
        due,
        ground,
        current=milestone.due_date,
        is_fixed=milestone.is_fixed,
        state=milestone.state,
        today=act.today,
    )
    before = milestone.due_date
    revise(milestone, due, ground, act)
    extension_ends.overtake(milestone, act, because=said(ground))
    milestones.changed(milestone)
    _record("deadline_changed", milestone, act, before=before, text=said(ground))


def guidance_received(
    milestone: Milestone, *, reference: str, dated: date | None, due: date | None, act: Act
) -> None:
    """The guidance that the work waited for has come: from now on it has a date."""
    _check_may_change(milestone, act)
    if not milestone.waiting_for or milestone.due_date is not None or milestone.state in CLOSED:
        raise NotWaiting
    _check_guidance(reference, dated, due, act)
    milestone.guidance_reference, milestone.guidance_date = reference.strip(), dated
    revise(milestone, due, Ground(document=reference.strip(), document_date=dated), act)
    milestones.changed(milestone)
    _record("guidance_received", milestone, act, before=None, text=reference.strip())


def revise(
    milestone: Milestone,
    due: date | None,
    ground: Ground,
    act: Act,
    *,
    decided_by_id: int | None = None,
) -> None:
    """A new deadline revision, so that every threshold is told anew; the date may be the same.

    `decided_by_id` is who decided it where that is not the person who acts.

    The first date that a milestone is ever given becomes its original one. The caller checks
    the ground, and ends with `milestones.changed`.
    """
    revision = DeadlineRevision(
        milestone_id=milestone.id,
        revision=milestone.deadline_revision + 1,
        previous_due_date=milestone.due_date,
        due_date=due,
        reason=ground.reason.strip(),
        document=ground.document.strip() or None,
        document_date=ground.document_date,
        decided_by_id=decided_by_id or act.actor.user_id,
        decided_at=act.now,
    )
    db.session.add(revision)
    milestone.deadline_revision = revision.revision
    milestone.due_date = due
    if milestone.original_due_date is None:
        milestone.original_due_date = due


def check_more_time(milestone: Milestone, due: date | None, act: Act) -> None:
    """Raise OwnTask unless another coordinator than its owner gives the work more time."""
    own_tasks.check_more_time(
        capacities(act.actor, milestone.task.scope),
        before=milestone.due_date,
        due=due,
        is_fixed=milestone.is_fixed,
    )


def _check_may_change(milestone: Milestone, act: Act) -> None:
    if not act.actor.may(Permission.CHANGE_DATE):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được điều chỉnh thời hạn."))
    tasks.check_version(milestone.task, act)


def _check_guidance(reference: str, dated: date | None, due: date | None, act: Act) -> None:
    if not reference.strip():
        raise GuidanceMissing("reference")
    if dated is None:
        raise GuidanceMissing("dated")
    if dated > act.today:
        raise RuleBroken(N_("Ngày của văn bản không thể sau ngày hôm nay."), field="dated")
    if due is None:
        raise dates.DueMissing
    if due < dated:
        raise RuleBroken(N_("Thời hạn không thể trước ngày của văn bản hướng dẫn."), field="due")


def said(ground: Ground) -> str:
    """The words of the ground as the journal keeps them."""
    return "\n".join(filter(None, (ground.reason.strip(), ground.document.strip())))


def _record(action: str, milestone: Milestone, act: Act, *, before: date | None, text: str) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data={
            "before": before.isoformat() if before else None,
            "due": milestone.due_date.isoformat() if milestone.due_date else None,
            "revision": milestone.deadline_revision,
        },
        text=text,
    )
