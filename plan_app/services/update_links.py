"""Update links: kept before their message is sent, used instead of signing in, revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import delete, func, insert, select

from plan_app.domain.extension_wishes import Wish
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import Permission
from plan_app.domain.reports import Answer
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.update_links import (
    LinkPolicy,
    LinkStanding,
    check_completion,
)
from plan_app.errors import N_, NotAllowed, PlanError, RuleBroken
from plan_app.extensions import Base, db
from plan_app.mail import outbox
from plan_app.mail.update_links import NewLink
from plan_app.models import MemberAnswer, OutboxMessage, ProgressReport, UpdateLink
from plan_app.queries import reports as reading
from plan_app.queries import update_links as links
from plan_app.queries.update_links import Opened
from plan_app.services import (
    extensions,
    journal,
    link_ends,
    members,
    milestones,
    progress,
    reliefs,
)
from plan_app.services.acts import Act

# As with links to a new password: nobody's mailbox shall be flooded.
FRESH_A_DAY: Final = 5
FRESH_EXPIRES: Final = timedelta(hours=12)
_TABLE: Final = Base.metadata.tables[UpdateLink.__tablename__]


class LinkClosed(PlanError):
    """The link cannot be used; `standing` says whether it only grew too old."""

    def __init__(self, standing: LinkStanding) -> None:
        super().__init__(N_("Đường dẫn này không dùng được."))
        self.standing = standing


class OnlyOwnReport(RuleBroken):
    """Somebody else reported completion since, which awaits confirmation."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ này đã được báo cáo hoàn thành và đang chờ xác nhận."))


class Message(Protocol):
    """What is needed of a message that carries links."""

    @property
    def id(self) -> int:
        """Its id in the outbox."""
        ...

    @property
    def recipient_id(self) -> int:
        """The person it is for."""
        ...

    @property
    def frozen(self) -> bytes | None:
        """Its bytes as an earlier attempt froze them, None when none did."""
        ...


def keep(made: Sequence[tuple[Message, Sequence[NewLink]]]) -> None:
    """Keep the links of messages that were composed, before any of them is frozen.

    Links of an earlier composition that was never frozen, and so is nowhere, are replaced. Two
    statements, however many messages.
    """
    rows = [
        {
            "token_digest": link.digest,
            "message_id": message.id,
            "recipient_id": message.recipient_id,
            "milestone_id": link.milestone_id,
            "expires_at": link.expires_at,
        }
        for message, links_ in made
        for link in links_
    ]
    if not rows:
        return
    anew = [message.id for message, _ in made if message.frozen is None]
    connection = db.session.connection()
    connection.execute(delete(_TABLE).where(_TABLE.c.message_id.in_(anew)))
    connection.execute(insert(_TABLE), rows)


def hold(token: str, *, now: datetime) -> Opened:
    """What the link opens, its task held until the transaction ends; raises LinkClosed.

    Everything that decides is read again here: policy, owner, account, revocation.
    """
    found = links.find(token, now=now)
    if found is None:
        raise LinkClosed(LinkStanding.DEAD)
    milestones.lock(found.milestone.id, plan_id=found.plan.id)
    # Who revokes it meanwhile waits for this, or is waited for.
    db.session.scalar(select(UpdateLink.id).where(UpdateLink.id == found.link.id).with_for_update())
    found = links.find(token, now=now, anew=True)
    if found is None or found.standing is not LinkStanding.LIVE:
        raise LinkClosed(found.standing if found else LinkStanding.DEAD)
    return found


def report(opened: Opened, answer: Answer, act: Act) -> ProgressReport:
    """Write down what the person of the link says; sending again corrects one's own report.

    Raises CompletionNotByLink, OnlyOwnReport, TaskChanged, or the rule that is broken.
    """
    check_completion(opened.policy, is_completion=answer.is_completion)
    milestone = opened.milestone
    if milestone.state is MilestoneState.AWAITING_CONFIRMATION:
        last = reading.find_last(milestone_id=milestone.id)
        if last is None or last.author_id != act.actor.user_id:
            raise OnlyOwnReport
        said = progress.correct(last, answer, act)
    else:
        said = progress.report(milestone, answer, act)
    _use(opened, act)
    return said


def answer(opened: Opened, agency_id: int, said: Answer, act: Act) -> MemberAnswer:
    """Write down what a member of a group says by its link; completing the task it does not.

    So the plan's policy about completion does not concern it. Raises NotAMember,
    AnsweredMeanwhile, or the rule that is broken.
    """
    written = members.answer(opened.milestone, agency_id, said, act)
    _use(opened, act)
    return written


def ask_extension(opened: Opened, wish: Wish, act: Act) -> None:
    """Ask for more time, where the plan lets that be done by a link."""
    if opened.policy is not LinkPolicy.FULL:
        raise NotAllowed(N_("Đề nghị gia hạn nhiệm vụ này cần đăng nhập hệ thống."))
    extensions.ask(opened.milestone, wish, act)
    _use(opened, act)


def ask_relief(opened: Opened, *, reason: str, suggested: str, act: Act) -> None:
    """Ask that somebody else follow the task."""
    reliefs.ask(opened.milestone.task, reason=reason, suggested=suggested, act=act)
    _use(opened, act)


def ask_fresh(token: str, *, now: datetime) -> bool:
    """Mail a fresh link to the person of an expired one; whether one was put into the outbox.

    The asker is told the same either way. At most so many a person and day.
    """
    found = links.find(token, now=now)
    if found is None or found.standing is not LinkStanding.EXPIRED:
        return False
    milestones.lock(found.milestone.id, plan_id=found.plan.id)
    sent = db.session.scalar(
        select(func.count(OutboxMessage.id)).where(
            OutboxMessage.recipient_id == found.link.recipient_id,
            OutboxMessage.kind == MessageKind.UPDATE_LINK,
            OutboxMessage.local_day == found.today,
        )
    )
    if (sent or 0) >= FRESH_A_DAY:
        return False
    task = found.milestone.task
    outbox.enqueue(
        MessageKind.UPDATE_LINK,
        found.link.recipient,
        now=now,
        local_day=found.today,
        expires_at=now + FRESH_EXPIRES,
        plan_id=task.plan_id,
        task_id=task.id,
        context={"milestone_id": found.milestone.id},
    )
    _record("update_link_asked", found.link, actor_id=found.link.recipient_id, now=now)
    return True


def revoke(link_id: int, *, plan_id: int, act: Act) -> None:
    """A coordinator ends one link; raises NotFound outside the plan."""
    link = links.get(link_id, plan_id=plan_id)
    _check_may_revoke(act)
    if link_ends.end_some([link.id], now=act.now):
        _record("update_links_revoked", link, actor_id=act.actor.user_id, now=act.now)


def revoke_all_of(person_id: int, *, plan_id: int, act: Act) -> int:
    """A coordinator ends all live links of a person in the plan; how many."""
    _check_may_revoke(act)
    ids = links.list_live_ids(person_id, plan_id=plan_id, now=act.now)
    if not ids:
        return 0
    count = link_ends.end_some(ids, now=act.now)
    journal.record(
        "update_links_revoked",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan_id,
        subject=("user", person_id),
        data={"links": count},
    )
    return count


def forget(*, before: datetime) -> int:
    """Forget links that expired before this moment; how many."""
    gone = db.session.execute(delete(UpdateLink).where(UpdateLink.expires_at < before))
    count: int = gone.rowcount  # type: ignore[attr-defined]
    return count


def _use(opened: Opened, act: Act) -> None:
    opened.link.used_at = act.now
    db.session.flush()


def _check_may_revoke(act: Act) -> None:
    if not act.actor.may(Permission.STEER_REMINDERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được thu hồi đường dẫn cập nhật."))


def _record(action: str, link: UpdateLink, *, actor_id: int, now: datetime) -> None:
    task = link.milestone.task
    journal.record(
        action,
        now=now,
        actor_id=actor_id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("user", link.recipient_id),
        data={"milestone": link.milestone_id},
    )
