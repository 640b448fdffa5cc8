"""Accounts of people: making them, giving roles, inviting, ending them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from plan_app.domain import permissions, vietnamese
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.roles import Role
from plan_app.domain.update_links import LinkEnd
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import Language, Membership, OutboxMessage, Plan, User
from plan_app.services import addresses, agenda_feeds, journal, link_ends, sessions

# As with links to a new password: nobody's mailbox shall be flooded.
INVITATIONS_A_DAY: Final = 5


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is known of a person when the account is made. `password_hash` None: not yet set."""

    email: str
    full_name: str
    honorific: str = ""
    position: str = ""
    division: str = ""
    telephone: str = ""
    agency_id: int | None = None
    language: Language = Language.VIETNAMESE
    is_shared: bool = False
    is_administrator: bool = False
    password_hash: str | None = None


def create(new: NewUser, *, actor: Actor | None, now: datetime) -> User:
    """A new, active account; `actor` None stands for the operator at the command line.

    Raises RuleBroken for a name or an address that cannot be used, NotAllowed when the
    actor may not make such an account.
    """
    _check_may_create(new, actor)
    journal.hold(None)
    if new.is_shared and new.agency_id is None and actor is not None:
        raise RuleBroken(N_("Tài khoản dùng chung cần có cơ quan."), field="agency")
    user = User(
        email=usable_email(new.email),
        password=new.password_hash,
        fs_uniquifier=uuid.uuid4().hex,
        is_administrator=new.is_administrator,
        is_shared=new.is_shared,
        honorific=vietnamese.normalise(new.honorific),
        full_name=usable_name(new.full_name),
        position=vietnamese.normalise(new.position),
        division=vietnamese.normalise(new.division),
        telephone=vietnamese.normalise(new.telephone),
        agency_id=new.agency_id,
        language=new.language,
    )
    name(user)
    db.session.add(user)
    db.session.flush()
    _journal("user_created", user, actor, now, administrator=user.is_administrator)
    return user


def grant(user: User, plan: Plan, role: Role, *, actor: Actor | None, now: datetime) -> None:
    """Give the person `role` in the plan; nothing happens when they have it.

    Raises NotAllowed where `permissions.may_grant` refuses the actor.
    """
    if actor is not None and not permissions.may_grant(actor, role):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được giao vai trò này."))
    held = select(Membership.id).where(
        Membership.user_id == user.id, Membership.plan_id == plan.id, Membership.role == role
    )
    if db.session.scalar(held) is not None:
        return
    db.session.add(Membership(user_id=user.id, plan_id=plan.id, role=role))
    db.session.flush()
    _journal("role_granted", user, actor, now, plan_id=plan.id, role=role.value)


def invite(
    user: User,
    *,
    sealed: str,
    until: datetime,
    actor: Actor | None,
    now: datetime,
    local_day: date,
    plan_id: int | None = None,
    letter: str = "",
) -> OutboxMessage:
    """Mail the person a link to set their first password; `sealed` holds it, valid `until`.

    `letter` is what the mail quotes as the agency's letter that named the person; without one
    it quotes what the invitation before did.

    Raises RuleBroken for an account that has ended or has a password, and when today's
    number of invitations is used up.
    """
    _check_may_be_invited(user, local_day)
    message = outbox.enqueue(
        MessageKind.INVITATION,
        user,
        now=now,
        local_day=local_day,
        expires_at=until,
        plan_id=plan_id,
        context={"sealed": sealed, "letter": letter or _quoted_before(user)},
    )
    _journal("user_invited", user, actor, now, plan_id=plan_id)
    return message


def _quoted_before(user: User) -> str:
    """The letter that the last invitation quoted."""
    context = db.session.scalar(
        select(OutboxMessage.context)
        .where(
            OutboxMessage.recipient_id == user.id,
            OutboxMessage.kind == MessageKind.INVITATION,
        )
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    return str((context or {}).get("letter", ""))


def deactivate(
    user: User, *, actor: Actor | None, now: datetime, plan_id: int | None = None
) -> None:
    """End the account: no signing in, all sessions and links void; the person's work stays.

    Administrators end any, a coordinator an owner's who belongs to no plan but `plan_id`.
    Raises NotAllowed, or RuleBroken when the account has ended already or is the last
    administrator's.
    """
    _check_may_end(user, actor, plan_id)
    if not user.active:
        raise RuleBroken(N_("Tài khoản này đã ngừng hoạt động."), field="email")
    if user.is_administrator:
        check_not_last_administrator()
    user.active = False
    user.fs_uniquifier = uuid.uuid4().hex
    sessions.end_all(user.id, now=now)
    link_ends.end_of_person(user.id, because=LinkEnd.DEACTIVATED, now=now)
    agenda_feeds.end_of_person(user.id)
    _journal("user_deactivated", user, actor, now)


def activate(user: User, *, actor: Actor | None, now: datetime, plan_id: int | None = None) -> None:
    """Let an ended account be used again, by whoever may end it; the old password still counts."""
    _check_may_end(user, actor, plan_id)
    if user.active:
        raise RuleBroken(N_("Tài khoản này đang hoạt động."))
    user.active = True
    _journal("user_activated", user, actor, now)


def name(user: User) -> None:
    """Keep what the person is sorted and found by; after every change of name or address."""
    user.sort_key = vietnamese.person_sort_key(user.full_name)
    user.search_text = vietnamese.fold(f"{user.full_name} {user.email}")


def _check_may_end(user: User, actor: Actor | None, plan_id: int | None) -> None:
    if actor is None:
        return
    roles = [each.role for each in user.memberships]
    if not permissions.may_end(actor, roles, is_administrator=user.is_administrator):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được ngừng hoặc mở lại tài khoản này."))
    elsewhere = any(each.plan_id != plan_id for each in user.memberships)
    if elsewhere and not actor.may(Permission.ADMINISTER):
        raise NotAllowed(
            N_("Người này còn tham gia kế hoạch khác; chỉ quản trị hệ thống được ngừng tài khoản.")
        )


def _check_may_be_invited(user: User, local_day: date) -> None:
    if not user.active:
        raise RuleBroken(N_("Tài khoản này đã ngừng hoạt động."))
    if user.password is not None:
        raise RuleBroken(N_("Người này đã đặt mật khẩu; không cần thư mời nữa."))
    sent = db.session.scalar(
        select(func.count()).where(
            OutboxMessage.kind == MessageKind.INVITATION,
            OutboxMessage.recipient_id == user.id,
            OutboxMessage.local_day == local_day,
        )
    )
    if sent and sent >= INVITATIONS_A_DAY:
        raise RuleBroken(N_("Hôm nay đã gửi đủ số thư mời cho người này; đề nghị gửi lại sau."))


def _check_may_create(new: NewUser, actor: Actor | None) -> None:
    if actor is None or actor.may(Permission.ADMINISTER):
        return
    if new.is_administrator or not actor.may(Permission.INVITE_OWNERS):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được tạo tài khoản này."))


def usable_email(address: str, *, but: int | None = None) -> str:
    """The address as it is kept; raises RuleBroken when it is wrong, taken or not official.

    `but` is the person who may have it already.
    """
    found = addresses.usable(address)
    taken = db.session.scalar(select(User.id).where(func.lower(User.email) == found))
    if taken is not None and taken != but:
        raise RuleBroken(N_("Đã có tài khoản với địa chỉ thư điện tử này."), field="email")
    addresses.check_domain(found)
    return found


def usable_name(name: str) -> str:
    """The name as it is kept; raises RuleBroken when there is none."""
    found = vietnamese.normalise(name)
    if not found:
        raise RuleBroken(N_("Đề nghị nhập họ tên."), field="full_name")
    return found


def check_not_last_administrator() -> None:
    """Raise RuleBroken when only one active administrator is left.

    Of two who would end each other, one is told so.
    """
    journal.hold(None)
    found = select(func.count()).select_from(User).where(User.is_administrator, User.active)
    if db.session.scalar(found) == 1:
        raise RuleBroken(N_("Đây là tài khoản quản trị duy nhất, không ngừng được."), field="email")


def _journal(
    action: str,
    user: User,
    actor: Actor | None,
    now: datetime,
    *,
    plan_id: int | None = None,
    **data: str | bool,
) -> None:
    journal.record(
        action,
        now=now,
        actor_id=actor.user_id if actor else None,
        plan_id=plan_id,
        subject=("user", user.id),
        data=data,
    )
