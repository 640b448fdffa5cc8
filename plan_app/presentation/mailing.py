"""How a message stands, in plain words (rule 17)."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.domain.mailing import MessageState, is_wrong_password
from plan_app.errors import N_
from plan_app.presentation.formatters import moment

_CLOSED: Final = {
    MessageState.FAILED: N_("Không gửi được, vì: %(reason)s"),
    MessageState.CANCELLED: N_("Đã hủy, vì: %(reason)s"),
    MessageState.EXPIRED: N_("Không gửi, vì: %(reason)s"),
}


def stopped_by(said: str) -> str:
    """`máy chủ thư từ chối đăng nhập`: what stopped the queue, from what the server said."""
    if is_wrong_password(said):
        return _("máy chủ thư từ chối đăng nhập (%(said)s)", said=said)
    return _("máy chủ thư từ chối (%(said)s)", said=said or _("không rõ nguyên nhân"))


def standing(
    state: MessageState,
    *,
    now: datetime,
    zone: ZoneInfo,
    not_before: datetime,
    settled_at: datetime | None,
    reason: str,
) -> str:
    """One sentence; `reason` is the server's answer or a sentence of ours."""
    because = _(reason) if reason else _("không rõ nguyên nhân")
    if state in _CLOSED:
        return _(_CLOSED[state], reason=because)
    if state is MessageState.RETRY:
        when = moment(not_before, zone)
        return _("Sẽ gửi lại lúc %(when)s, vì: %(reason)s", when=when, reason=because)
    if state is MessageState.ACCEPTED:
        return _("Máy chủ thư đã nhận lúc %(when)s", when=moment(settled_at, zone))
    if state is MessageState.SENDING:
        return _("Đang gửi")
    if not_before > now:
        return _("Đã lên lịch, gửi từ %(when)s", when=moment(not_before, zone))
    return _("Đang chờ gửi")
