"""Accounts of people after they were made: their facts, their roles, their own settings."""

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete

from plan_app.domain import permissions, vietnamese
from plan_app.domain.permissions import OF_ROLE, Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Agency, Language, Membership, Plan, User
from plan_app.queries.handover import list_open_tasks
from plan_app.services import changes, journal, rows, sessions, users
from plan_app.services.acts import Act


class PersonChanged(StaleEdit):
    """Somebody saved the person between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Thông tin này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a coordinator keeps of a person."""

    email: str
    full_name: str
    honorific: str = ""
    position: str = ""
    division: str = ""
    telephone: str = ""
    agency_id: int | None = None
    language: Language = Language.VIETNAMESE


def facts_of(user: User) -> PersonFacts:
    """The present facts of the person."""
    return PersonFacts(**{name: getattr(user, name) for name in PersonFacts.__dataclass_fields__})


def fingerprint(user: User) -> str:
    """Equal for equal facts: what a form says about the person it was made from."""
    return changes.digest(facts_of(user))


def own_fingerprint(user: User) -> str:
    """The same for what people keep themselves."""
    return changes.digest((user.telephone, user.language, user.letter_keys))


def roles_fingerprint(user: User, plan_id: int) -> str:
    """The same for the roles in the plan and the administration."""
    held = sorted(each.role for each in user.memberships if each.plan_id == plan_id)
    return changes.digest((held, user.is_administrator))


def hold(person_id: int) -> User:
    """The person, read anew and held until the transaction ends; raises NotFound."""
    user = rows.hold(User, person_id)
    if user is None:
        raise NotFound(N_("Không có người này."))
    return user


def hold_managed(person_id: int, act: Act) -> User:
    """As `hold`; raises NotAllowed where the actor may not change the account."""
    user = hold(person_id)
    check_may_manage(user, act)
    return user


def check_may_manage(user: User, act: Act) -> None:
    """Raise NotAllowed where `permissions.may_manage` refuses the actor."""
    roles = [each.role for each in user.memberships]
    if not permissions.may_manage(act.actor, roles, is_administrator=user.is_administrator):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được sửa tài khoản này."))


def edit(user: User, facts: PersonFacts, *, seen: str, act: Act) -> None:
    """Set the facts; what stays is not written. `seen` is the fingerprint that the form carried.

    Another address is taken to work until a server refuses it, and voids sessions and links.
    """
    check_may_manage(user, act)
    if seen != fingerprint(user):
        raise PersonChanged
    journal.hold(None)
    usable = _usable(facts, user, act.today)
    changed = [name for name, value in asdict(usable).items() if value != getattr(user, name)]
    if not changed:
        return
    for name in changed:
        setattr(user, name, getattr(usable, name))
    if "email" in changed:
        _readdress(user, act)
    users.name(user)
    _record("person_edited", user, act, data={"fields": changed})


def edit_own(
    user: User, *, telephone: str, language: Language, letter_keys: bool, seen: str, act: Act
) -> None:
    """What people keep themselves; others may have changed it too. Raises PersonChanged."""
    if seen != own_fingerprint(user):
        raise PersonChanged
    own: dict[str, object] = {
        "telephone": vietnamese.normalise(telephone),
        "language": language,
        "letter_keys": letter_keys,
    }
    changed = [name for name, value in own.items() if value != getattr(user, name)]
    if not changed:
        return
    for name in changed:
        setattr(user, name, own[name])
    _record("profile_edited", user, act, data={"fields": changed})


def set_roles(user: User, plan: Plan, wanted: Collection[Role], *, seen: str, act: Act) -> None:
    """Give and take roles in the plan until the person has `wanted`.

    `seen` is the fingerprint of the roles that the form was made from. Raises PersonChanged,
    NotAllowed where the actor may not grant a role that changes, RuleBroken when open tasks
    would be left with somebody who cannot report.
    """
    if seen != roles_fingerprint(user, plan.id):
        raise PersonChanged
    held = {each.role for each in user.memberships if each.plan_id == plan.id}
    for role in sorted(set(wanted) - held):
        users.grant(user, plan, role, actor=act.actor, now=act.now)
    taken = held - set(wanted)
    if taken and not _can_report(wanted) and list_open_tasks(user.id, plan_id=plan.id):
        raise RuleBroken(
            N_("Người này đang là đầu mối của nhiệm vụ chưa hoàn thành; đề nghị bàn giao trước."),
            field=Role.OWNER.value,
        )
    for role in sorted(taken):
        _revoke(user, plan, role, act)
    db.session.expire(user, ["memberships"])


def set_administrator(user: User, *, wanted: bool, act: Act) -> None:
    """Make the person an administrator of the installation, or no longer."""
    if user.is_administrator == wanted:
        return
    if not act.actor.may(Permission.ADMINISTER):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được giao vai trò này."))
    if not wanted and user.active:
        users.check_not_last_administrator()
    user.is_administrator = wanted
    _record("administrator_granted" if wanted else "administrator_revoked", user, act)


def check_agency(agency_id: int | None, today: date) -> None:
    """Raise RuleBroken when there is no such agency today; nobody needs to have one."""
    if agency_id is None:
        return
    agency = db.session.get(Agency, agency_id)
    if agency is None or (agency.valid_to is not None and agency.valid_to < today):
        raise RuleBroken(N_("Cơ quan này không còn hoạt động."), field="agency")


def _usable(facts: PersonFacts, user: User, today: date) -> PersonFacts:
    if facts.agency_id != user.agency_id:
        check_agency(facts.agency_id, today)
    if user.is_shared and facts.agency_id is None:
        raise RuleBroken(N_("Tài khoản dùng chung cần có cơ quan."), field="agency")
    # An address from before the domains were listed stays as it is.
    same = facts.email.strip().lower() == user.email
    return PersonFacts(
        email=user.email if same else users.usable_email(facts.email, but=user.id),
        full_name=users.usable_name(facts.full_name),
        honorific=vietnamese.normalise(facts.honorific),
        position=vietnamese.normalise(facts.position),
        division=vietnamese.normalise(facts.division),
        telephone=vietnamese.normalise(facts.telephone),
        agency_id=facts.agency_id,
        language=facts.language,
    )


def _readdress(user: User, act: Act) -> None:
    user.unreachable_since, user.unreachable_reason = None, None
    # Links mailed to the old address hold the old one.
    user.fs_uniquifier = uuid.uuid4().hex
    sessions.end_all(user.id, now=act.now)


def _can_report(roles: Collection[Role]) -> bool:
    return any(Permission.REPORT in OF_ROLE[role] for role in roles)


def _revoke(user: User, plan: Plan, role: Role, act: Act) -> None:
    if not permissions.may_grant(act.actor, role):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được giao vai trò này."))
    db.session.execute(
        delete(Membership).where(
            Membership.user_id == user.id, Membership.plan_id == plan.id, Membership.role == role
        )
    )
    _record("role_revoked", user, act, plan_id=plan.id, data={"role": role.value})


def _record(
    action: str,
    user: User,
    act: Act,
    *,
    plan_id: int | None = None,
    data: dict[str, object] | None = None,
) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan_id,
        subject=("user", user.id),
        data=data,
    )
