"""Accounts of people: making them, giving roles, inviting, ending them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import email_validator
from sqlalchemy import func, select

from plan_app.domain import permissions, vietnamese
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import Language, Membership, OutboxMessage, Plan, User
from plan_app.services import journal, sessions


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
    user = User(
        email=_usable_email(new.email),
        password=new.password_hash,
        fs_uniquifier=uuid.uuid4().hex,
        is_administrator=new.is_administrator,
        is_shared=new.is_shared,
        honorific=vietnamese.normalise(new.honorific),
        full_name=_usable_name(new.full_name),
        position=vietnamese.normalise(new.position),
        division=vietnamese.normalise(new.division),
        telephone=vietnamese.normalise(new.telephone),
        agency_id=new.agency_id,
        language=new.language,
    )
    user.sort_key = vietnamese.person_sort_key(user.full_name)
    user.search_text = vietnamese.fold(f"{user.full_name} {user.email}")
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
) -> OutboxMessage:
    """Mail the person a link to set their first password; `sealed` holds it, valid `until`."""
    message = outbox.enqueue(
        MessageKind.INVITATION,
        user,
        now=now,
        local_day=local_day,
        expires_at=until,
        plan_id=plan_id,
        context={"sealed": sealed},
    )
    _journal("user_invited", user, actor, now, plan_id=plan_id)
    return message


def deactivate(user: User, *, actor: Actor | None, now: datetime) -> None:
    """End the account: no signing in, all sessions and links void; the person's work stays.

    Raises NotAllowed unless the actor administers, RuleBroken when the account has ended
    already or is the last administrator's.
    """
    if actor is not None and not actor.may(Permission.ADMINISTER):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được ngừng tài khoản."))
    if not user.active:
        raise RuleBroken(N_("Tài khoản này đã ngừng hoạt động."), field="email")
    if user.is_administrator and _count_administrators() == 1:
        raise RuleBroken(N_("Đây là tài khoản quản trị duy nhất, không ngừng được."), field="email")
    user.active = False
    user.fs_uniquifier = uuid.uuid4().hex
    sessions.end_all(user.id, now=now)
    _journal("user_deactivated", user, actor, now)


def _check_may_create(new: NewUser, actor: Actor | None) -> None:
    if actor is None or actor.may(Permission.ADMINISTER):
        return
    if new.is_administrator or not actor.may(Permission.INVITE_OWNERS):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được tạo tài khoản này."))


def _usable_email(address: str) -> str:
    try:
        # Offices have servers of one word and no way to ask the internet.
        found = email_validator.validate_email(
            address.strip(), check_deliverability=False, globally_deliverable=False
        ).normalized.lower()
    except email_validator.EmailNotValidError as error:
        raise RuleBroken(N_("Địa chỉ thư điện tử chưa đúng."), field="email") from error
    if db.session.scalar(select(User.id).where(func.lower(User.email) == found)) is not None:
        raise RuleBroken(N_("Đã có tài khoản với địa chỉ thư điện tử này."), field="email")
    return found


def _usable_name(name: str) -> str:
    found = vietnamese.normalise(name)
    if not found:
        raise RuleBroken(N_("Đề nghị nhập họ tên."), field="full_name")
    return found


def _count_administrators() -> int:
    found = select(func.count()).select_from(User).where(User.is_administrator, User.active)
    return db.session.scalar(found) or 0


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
