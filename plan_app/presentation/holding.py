"""The words of reminders: thresholds, the rules that hold one back, and the policy."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.dependencies import Predecessor
from plan_app.domain.duties import DutyPart
from plan_app.domain.holding import Hold
from plan_app.domain.members import RollUp
from plan_app.domain.nudges import Skip
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.reasons import Why
from plan_app.errors import N_
from plan_app.presentation import formatters, words

_HOLDS: Final[Mapping[Hold, str]] = MappingProxyType(
    {
        Hold.REMINDERS_OFF: N_("Việc nhắc tự động của kế hoạch đang tắt."),
        Hold.DRAFT_TEXT: N_(
            "Nội dung nhiệm vụ là nội dung minh họa, chưa đối chiếu với Phụ lục kèm theo "
            "Quyết định."
        ),
        Hold.UNARMED: N_(
            "Chuyên viên tổng hợp chưa xác nhận danh sách thư dự kiến gửi cho nhiệm vụ này."
        ),
        Hold.COMPLETED: N_("Mốc thực hiện đã hoàn thành."),
        Hold.SUSPENDED: N_("Mốc thực hiện đang tạm dừng theo văn bản."),
        Hold.WITHDRAWN: N_("Mốc thực hiện đã dừng theo văn bản."),
        Hold.AWAITING_CONFIRMATION: N_("Đã báo cáo hoàn thành, đang chờ xác nhận."),
        Hold.WAITING_FOR_GUIDANCE: N_("Đang chờ hướng dẫn, chưa có thời hạn."),
        Hold.NO_DUE_DATE: N_("Mốc thực hiện không quy định thời hạn."),
        Hold.PROMISED: N_("Đã trao đổi qua điện thoại, cơ quan hẹn báo cáo."),
        Hold.PAUSED: N_("Đang tạm dừng nhắc việc."),
        Hold.EXTENSION_SUBMITTED: N_("Đang trình gia hạn; hai tuần nhắc một lần."),
        Hold.UNASSIGNED: N_("Nhiệm vụ chưa phân công đầu mối theo dõi."),
        Hold.NOBODY_REACHABLE: N_("Chưa liên hệ được đầu mối và những người tiếp theo."),
        Hold.ALREADY_TOLD: N_("Đã nhắc về mốc thời gian gần nhất."),
        Hold.NOT_YET_DUE: N_("Chưa đến thời điểm nhắc."),
        Hold.WEEKDAY: N_("Người nhận chọn nhận thư mỗi tuần một lần; chưa đến ngày nhận."),
        Hold.DAY_OFF: N_("Hôm nay là ngày nghỉ; thư chỉ gửi trong ngày làm việc."),
        Hold.OUTSIDE_WINDOW: N_("Đã hết giờ gửi thư của hôm nay."),
        Hold.DIGEST_TODAY: N_(
            "Hôm nay đã có thư nhắc việc cho người này; mỗi người mỗi ngày một thư."
        ),
        Hold.DAILY_CAP: N_("Người này đã nhận đủ số thư trong ngày."),
    }
)
_SKIPS: Final[Mapping[Skip, str]] = MappingProxyType(
    {
        Skip.NOT_OVERDUE: N_("Nhiệm vụ không còn quá hạn."),
        Skip.TOLD_TODAY: N_("Hôm nay đã có thư nhắc về nhiệm vụ này."),
    }
)
_PARTS: Final[Mapping[DutyPart, str]] = MappingProxyType(
    {
        DutyPart.OWNER: N_("đầu mối theo dõi"),
        DutyPart.DEPUTY: N_("người xử lý thay"),
        DutyPart.INSTEAD: N_("thay đầu mối chưa liên hệ được"),
        DutyPart.MEMBER: N_("đầu mối của cơ quan thành viên"),
    }
)
WEEKDAYS: Final = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)


def hold(value: Hold, *, waiting_for: str | None = None, until: date | None = None) -> str:
    """The sentence of a rule; with the ministry or the day that it depends on, where known."""
    if value is Hold.WAITING_FOR_GUIDANCE and waiting_for:
        return _("Đang chờ hướng dẫn của %(body)s, chưa có thời hạn.", body=waiting_for)
    sentence = _(_HOLDS[value])
    if until is None:
        return sentence
    return f"{sentence} {_('Nhắc lại từ ngày %(day)s.', day=formatters.day(until))}"


def waits_for(predecessor: Predecessor) -> str:
    """Which task comes first and how it stands; that dates and reminders stay as they are."""
    said = {
        "number": predecessor.number,
        "state": words.state(predecessor.state).lower(),
    }
    if predecessor.is_finished:
        return _("Nhiệm vụ số %(number)s phải thực hiện trước: %(state)s.", **said)
    return _(
        "Nhiệm vụ này thực hiện sau nhiệm vụ số %(number)s (%(state)s); "
        "thời hạn và việc nhắc không thay đổi.",
        **said,
    )


def of_members(roll_up: RollUp) -> str:
    """Which members of a group are reminded: those that have not answered."""
    return _(
        "%(answered)s/%(members)s cơ quan thành viên đã báo cáo; chỉ nhắc %(silent)s cơ quan chưa "
        "báo cáo và đầu mối theo dõi.",
        answered=formatters.count(roll_up.answered),
        members=formatters.count(roll_up.members),
        silent=formatters.count(roll_up.silent),
    )


def skip(value: Hold | Skip) -> str:
    """Why a row that was chosen by hand is not nudged, as a sentence."""
    return _(_SKIPS[value]) if isinstance(value, Skip) else hold(value)


def threshold(value: int) -> str:
    """`trước thời hạn 07 ngày`, `đúng ngày đến hạn`, `khi quá hạn 14 ngày`."""
    if value < 0:
        return _("trước thời hạn %(days)s ngày", days=formatters.count(-value))
    if value == 0:
        return _("đúng ngày đến hạn")
    return _("khi quá hạn %(days)s ngày", days=formatters.count(value))


def part(value: DutyPart) -> str:
    """Why it is this person, within a sentence."""
    return _(_PARTS[value])


def reason(why: Why) -> str:
    """Why no reminder goes now; empty when one goes."""
    if why.hold is None:
        return ""
    return hold(why.hold, waiting_for=why.waiting_for, until=why.until)


def cadence(policy: ReminderPolicy) -> list[str]:
    """The policy in sentences, in the order in which they matter."""
    return [*days(policy), *_ways(policy)]


def days(policy: ReminderPolicy) -> list[str]:
    """Before and after the date: what a single task may have otherwise."""
    leads, overdue = _numbers(policy.leads), _numbers(policy.overdue)
    before = _("Nhắc trước thời hạn %(days)s ngày và đúng ngày đến hạn.", days=leads)
    if not policy.leads:
        before = _("Nhắc đúng ngày đến hạn.")
    after = _("Khi quá hạn, nhắc vào các ngày thứ %(days)s,", days=overdue)
    again = _("sau đó cứ %(every)s ngày một lần.", every=policy.then_every)
    if not policy.overdue:
        after = _("Khi quá hạn,")
    return [before, f"{after} {again}"]


def _ways(policy: ReminderPolicy) -> list[str]:
    return [
        _(
            "Thư chỉ gửi trong ngày làm việc, từ %(start)s đến %(end)s; mỗi người nhiều nhất "
            "một thư nhắc việc một ngày.",
            start=policy.window_from.strftime("%H:%M"),
            end=policy.window_to.strftime("%H:%M"),
        ),
        _(
            "Sau %(days)s ngày làm việc quá hạn, mốc thực hiện vào danh sách dự kiến gửi lãnh đạo "
            "cơ quan; đầu mối được báo trước %(notice)s ngày làm việc.",
            days=formatters.count(policy.escalation_agency),
            notice=formatters.count(policy.escalation_notice),
        ),
        _(
            "Chuyên viên tổng hợp nhận bản tổng hợp tuần vào %(weekday)s.",
            weekday=_(WEEKDAYS[policy.roll_up_weekday]),
        ),
    ]


def _numbers(values: tuple[int, ...]) -> str:
    return ", ".join(map(str, values))
