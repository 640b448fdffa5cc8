"""Addresses: which may be used at all, and which mail cannot reach."""

from datetime import datetime

import email_validator
from sqlalchemy import update

from plan_app.domain import mail_domains, vietnamese
from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Installation, User
from plan_app.queries.installation import list_mail_domains
from plan_app.services import changes, journal
from plan_app.services.acts import Act

_LONGEST_REASON = 300


class DomainsChanged(StaleEdit):
    """Somebody saved the domains between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Danh sách vừa được người khác thay đổi. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi lưu."
            )
        )


def mark_unreachable(user_id: int, *, reason: str, now: datetime) -> None:
    """Note that the server refused the person's address for good; the first time counts."""
    db.session.execute(
        update(User)
        .where(User.id == user_id, User.unreachable_since.is_(None))
        .values(unreachable_since=now, unreachable_reason=reason[:_LONGEST_REASON])
        .execution_options(synchronize_session=False)
    )


def note_unreachable(user: User, *, reason: str, act: Act) -> None:
    """A person notes that mail does not reach the address, and why; the next in line is told."""
    reason = vietnamese.normalise(reason)[:_LONGEST_REASON]
    if not reason:
        raise RuleBroken(N_("Đề nghị nêu lý do."), field="reason")
    if user.unreachable_since is not None:
        raise RuleBroken(N_("Địa chỉ này đã được ghi nhận là chưa liên hệ được."), field="reason")
    user.unreachable_since, user.unreachable_reason = act.now, reason
    _record("address_unreachable", user, act, text=reason)


def note_reachable(user: User, *, act: Act) -> None:
    """The address works again: mail goes to it from now on. Nothing happens when it did."""
    if user.unreachable_since is None:
        return
    user.unreachable_since, user.unreachable_reason = None, None
    _record("address_reachable", user, act)


def usable(address: str) -> str:
    """The address as it is kept; raises RuleBroken when it is none."""
    try:
        # Offices have servers of one word and no way to ask the internet.
        found = email_validator.validate_email(
            address.strip(), check_deliverability=False, globally_deliverable=False
        )
    except email_validator.EmailNotValidError as error:
        raise RuleBroken(N_("Địa chỉ thư điện tử chưa đúng."), field="email") from error
    return found.normalized.lower()


def check_domain(address: str) -> None:
    """Raise RuleBroken when the address is in none of the official domains."""
    if not mail_domains.allows(list_mail_domains(), address):
        raise RuleBroken(
            N_("Địa chỉ không thuộc tên miền thư công vụ được phép sử dụng."), field="email"
        )


def domains_fingerprint() -> str:
    """Equal for equal lists: what a form says about the domains it was made from."""
    return changes.digest(list_mail_domains())


def set_domains(text: str, *, seen: str, act: Act) -> tuple[str, ...]:
    """Keep the official domains written in `text`, none for all; accounts that exist stay.

    Raises DomainsChanged.
    """
    if not act.actor.may(Permission.ADMINISTER):
        raise NotAllowed(N_("Chỉ quản trị hệ thống được sửa danh sách tên miền thư."))
    journal.hold(None)
    if seen != domains_fingerprint():
        raise DomainsChanged
    domains = mail_domains.parse(text)
    if domains == list_mail_domains():
        return domains
    db.session.merge(Installation(name="mail_domains", value=" ".join(domains)))
    journal.record(
        "mail_domains_set",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=None,
        data={"domains": list(domains)},
    )
    return domains


def _record(action: str, user: User, act: Act, *, text: str = "") -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=None,
        subject=("user", user.id),
        text=text,
    )
