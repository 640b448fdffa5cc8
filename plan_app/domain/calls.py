"""A call noted: with whom, when, what was promised, and when to look again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, NotAllowed, RuleBroken

# A longer silence is a decision about the deadline.
LONGEST_HOLD_DAYS: Final = 60
OLDEST_CALL_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was said on the telephone; the reminder waits until `look_again_on`."""

    spoke_with: str
    called_on: date | None
    promised: str
    look_again_on: date | None


class CallWrong(RuleBroken):
    """The note cannot be as it was typed; `field` names what is wrong."""


class NotOpenForCalls(RuleBroken):
    """Nobody is reminded of finished or resting work, so that there is nothing to hold."""

    def __init__(self) -> None:
        super().__init__(N_("Mốc này đã kết thúc hoặc đang tạm dừng, không cần ghi nhận trao đổi."))


class NotYourNote(NotAllowed):
    """A note says what its author heard."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ người đã ghi nhận được sửa hoặc thu hồi ghi nhận này."))


class NoteWithdrawn(RuleBroken):
    """What was taken back stays as it was."""

    def __init__(self) -> None:
        super().__init__(N_("Ghi nhận này đã được thu hồi."))


def check(call: Call, *, state: MilestoneState, today: date, calendar: Calendar) -> None:
    """Raise the first broken rule, in the order of the form."""
    if state not in OPEN:
        raise NotOpenForCalls
    if not call.spoke_with.strip():
        raise CallWrong(N_("Đề nghị ghi tên người đã trao đổi."), "spoke_with")
    _check_called(call.called_on, today)
    if not call.promised.strip():
        raise CallWrong(N_("Đề nghị ghi nội dung đã thống nhất."), "promised")
    _check_look(call.look_again_on, today, calendar)


def _check_called(day: date | None, today: date) -> None:
    if day is None:
        raise CallWrong(N_("Đề nghị nhập ngày trao đổi."), "called_on")
    if day > today:
        raise CallWrong(N_("Ngày trao đổi không thể sau ngày hôm nay."), "called_on")
    if day < today - timedelta(days=OLDEST_CALL_DAYS):
        raise CallWrong(N_("Ngày trao đổi không quá 30 ngày trước hôm nay."), "called_on")


def _check_look(day: date | None, today: date, calendar: Calendar) -> None:
    if day is None:
        raise CallWrong(N_("Đề nghị nhập ngày xem lại."), "look_again_on")
    if day < today:
        raise CallWrong(N_("Ngày xem lại không được trước hôm nay."), "look_again_on")
    if day > today + timedelta(days=LONGEST_HOLD_DAYS):
        raise CallWrong(N_("Ngày xem lại không quá 60 ngày kể từ hôm nay."), "look_again_on")
    if not calendar.is_working(day):
        raise CallWrong(N_("Ngày xem lại phải là ngày làm việc."), "look_again_on")
