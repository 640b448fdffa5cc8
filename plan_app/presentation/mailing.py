"""How a message stands, in plain words (rule 17)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.domain.mailing import (
    RETURNED,
    MessageState,
    ReportAction,
    ResendCause,
    is_wrong_password,
)
from plan_app.errors import N_
from plan_app.presentation.catalogue import DEFAULT_LANGUAGE
from plan_app.presentation.formatters import moment

_ENGLISH_SUBJECT: Final = "[Green growth]"
_CLOSED: Final = {
    MessageState.FAILED: N_("Không gửi được, vì: %(reason)s"),
    MessageState.CANCELLED: N_("Đã hủy, vì: %(reason)s"),
    MessageState.EXPIRED: N_("Không gửi, vì: %(reason)s"),
}


# What the codes of a server's answer mean; the first that fits counts.
_MEANINGS: Final = (
    (re.compile(r"\b5\.1\.(1|0)\b"), N_("hộp thư không tồn tại")),
    (re.compile(r"\b5\.1\.(2|10)\b"), N_("tên miền của địa chỉ không nhận thư")),
    (re.compile(r"\b5\.1\.3\b"), N_("địa chỉ viết chưa đúng")),
    (re.compile(r"\b5\.1\.6\b"), N_("hộp thư đã chuyển đi nơi khác")),
    (re.compile(r"\b[45]\.2\.2\b"), N_("hộp thư đã đầy")),
    (re.compile(r"\b5\.2\.1\b"), N_("hộp thư đã ngừng hoạt động")),
    (re.compile(r"\b[45]\.3\.4\b|^552\b"), N_("thư lớn quá mức máy chủ cho phép")),
    (re.compile(r"\b5\.7\.1\b"), N_("máy chủ thư từ chối chuyển thư này")),
    (re.compile(r"^53[0-9]\b"), N_("máy chủ thư từ chối đăng nhập")),
    (re.compile(r"\b4\.7\.\d"), N_("máy chủ thư đề nghị gửi lại sau")),
    (re.compile(r"^421\b"), N_("máy chủ thư đang bận hoặc tạm dừng")),
    (re.compile(r"^4\d\d\b"), N_("máy chủ thư tạm thời chưa nhận")),
    (re.compile(r"^5\d\d\b"), N_("máy chủ thư từ chối nhận")),
    (re.compile(r"^2\d\d\b"), N_("máy chủ thư đã nhận")),
    (re.compile(r"timed? ?out|within \d+ seconds"), N_("máy chủ thư không trả lời kịp")),
    (re.compile(r"refused"), N_("không kết nối được với máy chủ thư")),
    (re.compile(r"name not found"), N_("không tìm thấy máy chủ thư")),
)
_STAGES: Final = {
    "connect": N_("Kết nối"),
    "sign_in": N_("Đăng nhập"),
    "sender": N_("Địa chỉ gửi"),
    "recipient": N_("Địa chỉ nhận"),
    "content": N_("Nội dung thư"),
    "compose": N_("Soạn thư"),
}
_CAUSES: Final = {
    ResendCause.ADDRESS_MENDED: N_("Địa chỉ đã được sửa hoặc hoạt động trở lại"),
    ResendCause.ASKED: N_("Người nhận đề nghị gửi lại"),
}
_ACTIONS: Final = {
    ReportAction.FAILED: N_("Không giao được, thư bị trả lại"),
    ReportAction.DELAYED: N_("Chưa giao được, máy chủ thư còn thử lại"),
    ReportAction.DELIVERED: N_("Đã giao"),
    ReportAction.RELAYED: N_("Đã chuyển đến máy chủ không báo kết quả giao"),
    ReportAction.EXPANDED: N_("Đã chuyển đến danh sách thư"),
}
_CODE: Final = re.compile(r"[245](\d\d|\.\d{1,3}\.\d{1,3})\b")
_CONFIGURATION: Final = "PLAN_APP_MAIL_URL"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to send: its number, when, how far it came, and what was said.

    `at` is None where nothing is known of it: the process ended before an answer was kept.
    """

    number: int
    at: datetime | None
    stage: str
    said: str
    is_accepted: bool = False


def attempts(
    kept: Sequence[Attempt], *, made: int, accepted_at: datetime | None, said: str | None
) -> list[Attempt]:
    """Every attempt from the first to the last that was made.

    `kept` are those not accepted; with `accepted_at` the last one was, in the words `said`.
    """
    known = {each.number: each for each in kept}
    last = max([made, *known])
    if accepted_at is not None:
        last = max(last, 1)
        known[last] = Attempt(last, accepted_at, "", said or "", is_accepted=True)
    return [known.get(n, Attempt(n, None, "", "")) for n in range(1, last + 1)]


def is_answer(said: str) -> bool:
    """Whether these are the words of a server, which begin with its code."""
    return bool(_CODE.match(said))


def why_unreachable(said: str) -> str:
    """Why mail does not reach an address: a server's answer in plain words, or what was noted."""
    if is_answer(said):
        return meaning(said)
    return _(said) if said else _("không rõ nguyên nhân")


def meaning(said: str) -> str:
    """What a server's answer means, in plain words; empty where it is not known."""
    for pattern, words in _MEANINGS:
        if pattern.search(said.lower()):
            return _(words)
    return ""


def stage(value: str) -> str:
    """`Đăng nhập`: how far the conversation with the server had come."""
    return _(_STAGES[value]) if value in _STAGES else value


def cause(value: ResendCause) -> str:
    """`Người nhận đề nghị gửi lại`."""
    return _(_CAUSES[value])


def reported(action: ReportAction) -> str:
    """`Đã giao`: what a delivery report says of a message."""
    return _(_ACTIONS[action])


def advice(said: str) -> list[str]:
    """What to do about an answer that stopped the queue, step by step."""
    if is_wrong_password(said):
        first = _(
            "Quản trị hệ thống kiểm tra tên đăng nhập, mật khẩu của hộp thư gửi và sửa %(name)s.",
            name=_CONFIGURATION,
        )
    else:
        first = _(
            "Quản trị hệ thống kiểm tra máy chủ thư, địa chỉ gửi và quyền chuyển thư; "
            "sửa %(name)s nếu cần.",
            name=_CONFIGURATION,
        )
    return [
        first,
        _("Khởi động lại dịch vụ để nhận thiết lập mới."),
        _("Gửi một thư thử cho chính mình ở trang này và xem máy chủ thư trả lời gì."),
        _("Khi thư thử đã được nhận, bấm Gửi tiếp. Mỗi thư đang chờ chỉ được gửi một lần."),
    ]


def stopped_by(said: str) -> str:
    """`máy chủ thư từ chối đăng nhập`: what stopped the queue, from what the server said."""
    if said.startswith(RETURNED):
        words = said.removeprefix(RETURNED)
        return _(
            "phần lớn thư bị trả lại với cùng một lý do (%(said)s); chưa địa chỉ nào bị đánh dấu",
            said=words,
        )
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


def language_of(subject: str | None) -> str:
    """The language that a mail was written in; its reader may have chosen another since.

    Every subject begins with the plan's short name, in the language of the mail.
    """
    return "en" if (subject or "").startswith(_ENGLISH_SUBJECT) else DEFAULT_LANGUAGE
