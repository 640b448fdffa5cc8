"""Sending a message again: where it makes sense, and why it does not elsewhere."""

from dataclasses import dataclass
from typing import Final

from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState, ResendCause
from plan_app.errors import N_

_UNSETTLED: Final = N_("Thư chưa gửi xong; hệ thống còn tự gửi.")
_CANCELLED: Final = N_("Thư đã hủy vì nội dung không còn đúng; nội dung mới đi bằng thư khác.")
_RESENT: Final = N_("Thư này đã được gửi lại.")
_INACTIVE: Final = N_("Tài khoản của người nhận đã ngừng hoạt động.")
_UNREACHABLE: Final = N_(
    "Địa chỉ của người nhận chưa dùng được; đề nghị sửa địa chỉ hoặc ghi nhận hoạt động trở lại "
    "rồi gửi lại."
)
# What leads into an account is made anew, never sent a second time.
_OF_ACCOUNTS: Final = {
    MessageKind.INVITATION: N_("Thư mời có đường dẫn riêng; gửi thư mời mới tại trang người dùng."),
    MessageKind.PASSWORD_RESET: N_("Người nhận tự yêu cầu đặt lại mật khẩu tại trang đăng nhập."),
    MessageKind.PASSWORD_NOTICE: N_("Thư báo việc đã qua, không gửi lại."),
    MessageKind.LEADER_LETTER: N_("Thư gửi lãnh đạo chỉ đi khi chuyên viên tổng hợp đồng ý."),
    MessageKind.LEADER_NOTICE: N_("Thư báo việc đã qua, không gửi lại."),
    MessageKind.TEST: N_("Thư thử không gửi lại; có thể gửi một thư thử mới."),
}


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What decides whether a message can be sent again."""

    kind: MessageKind
    state: MessageState
    is_active: bool
    is_reachable: bool
    is_resent: bool


def refusal(message: SentMessage) -> str | None:
    """Why the message is not sent again; None where a person may."""
    if message.kind in _OF_ACCOUNTS:
        return _OF_ACCOUNTS[message.kind]
    if message.is_resent:
        return _RESENT
    if message.state in UNSETTLED:
        return _UNSETTLED
    if message.state is MessageState.CANCELLED:
        return _CANCELLED
    if not message.is_active:
        return _INACTIVE
    return None if message.is_reachable else _UNREACHABLE


def causes(state: MessageState) -> tuple[ResendCause, ...]:
    """Why a message in this state may be sent again: one that arrived only when it is asked for."""
    if state is MessageState.FAILED:
        return (ResendCause.ADDRESS_MENDED, ResendCause.ASKED)
    return (ResendCause.ASKED,)
