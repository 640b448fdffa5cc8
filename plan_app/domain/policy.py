"""When reminders go: the policy of a plan, and what a single task may have otherwise.

Stored as JSON that holds only what differs from the defaults; read through `parse`, so that a
value that cannot be used is refused when it is entered and never met by the planner.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from typing import Any, Final

from plan_app.errors import N_, RuleBroken

# The planner looks this far ahead for tasks with a policy of their own.
LONGEST_LEAD_DAYS: Final = 90
LONGEST_OVERDUE_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """The cadence of reminders.

    `leads` are calendar days before the due date, `overdue` calendar days after it, and after the
    last of those one every `then_every` days; the day itself always counts. Mail leaves from
    `window_from` to `window_to`, local time, on working days. `roll_up_weekday` is 0 for Monday.
    `escalation_agency` and `escalation_province` are working days overdue after which a
    milestone stands on a list to leaders; its owner is told `escalation_notice` working days
    before. A person gets at most `daily_cap` messages about tasks a day, and a digest shows
    `digest_length` tasks before it refers to the page. Rounds close on the days of the year
    `round_closing_first` and `round_closing_second` (`14/6`) at `round_closing_time`; who has not
    reported is reminded `round_leads` working days before, and agencies have `round_review`
    working days, the last of them that of closing, to check their figures.
    """

    leads: tuple[int, ...] = (30, 7, 1)
    overdue: tuple[int, ...] = (1, 7, 14, 30)
    then_every: int = 30
    window_from: time = time(7, 30)
    window_to: time = time(17, 0)
    roll_up_weekday: int = 0
    escalation_agency: int = 7
    escalation_province: int = 15
    escalation_notice: int = 2
    daily_cap: int = 5
    digest_length: int = 20
    round_leads: tuple[int, ...] = (7, 2)
    round_review: int = 3
    round_closing_first: str = "14/6"
    round_closing_second: str = "14/12"
    round_closing_time: time = time(17, 0)

    @property
    def longest_lead(self) -> int:
        """The first lead time, in days; 0 when only the day itself is told."""
        return max(self.leads, default=0)


# What a single task may have otherwise: window, roll-up and caps belong to persons, not to tasks.
OF_TASK: Final = frozenset({"leads", "overdue", "then_every"})

_LEADS_WRONG: Final = N_(
    "Số ngày nhắc trước phải là các số nguyên khác nhau từ 1 đến 90, ví dụ: 30, 7, 1."
)
_OVERDUE_WRONG: Final = N_(
    "Số ngày nhắc khi quá hạn phải là các số nguyên khác nhau từ 1 đến 365, ví dụ: 1, 7, 14, 30."
)
_NUMBER_WRONG: Final = N_("Giá trị này phải là số nguyên trong khoảng cho phép.")
_TIME_WRONG: Final = N_("Giờ phải được ghi theo dạng 07:30.")
_ROUND_DAYS_WRONG: Final = N_(
    "Số ngày làm việc nhắc trước khi chốt phải là các số nguyên khác nhau từ 1 đến 30, ví dụ: 7, 2."
)
_DAY_OF_YEAR_WRONG: Final = N_("Ngày trong năm phải được ghi theo dạng 14/6.")
_ORDINARY_YEAR: Final = 2023


class PolicyWrong(RuleBroken):
    """A value of the policy cannot be used; `field` names it."""


def parse(
    stored: Mapping[str, Any] | None, base: ReminderPolicy = ReminderPolicy()
) -> ReminderPolicy:
    """The policy of a plan from its JSON over `base`; raises PolicyWrong, naming the field."""
    values = dict(stored or {})
    unknown = set(values) - {field.name for field in fields(ReminderPolicy)}
    if unknown:
        raise PolicyWrong(N_("Chính sách nhắc việc có mục không nhận biết được."), min(unknown))
    read = {name: _READERS[name](value, name) for name, value in values.items()}
    policy = replace(base, **read)
    _check(policy)
    return policy


def parse_override(stored: Mapping[str, Any] | None, plan: ReminderPolicy) -> ReminderPolicy:
    """The policy of one task over that of its plan; only the days may differ."""
    foreign = set(stored or {}) - OF_TASK
    if foreign:
        message = N_("Một nhiệm vụ chỉ được có lịch ngày nhắc riêng.")
        raise PolicyWrong(message, min(foreign))
    return parse(stored, plan)


def dump(policy: ReminderPolicy) -> dict[str, Any]:
    """The JSON of what differs from the defaults; `parse` gives the policy back."""
    usual = ReminderPolicy()
    return {
        field.name: _plain(getattr(policy, field.name))
        for field in fields(ReminderPolicy)
        if getattr(policy, field.name) != getattr(usual, field.name)
    }


def dump_override(own: ReminderPolicy, plan: ReminderPolicy) -> dict[str, Any]:
    """The JSON of what a task has otherwise than its plan; empty where it follows the plan."""
    return {
        name: _plain(getattr(own, name))
        for name in sorted(OF_TASK)
        if getattr(own, name) != getattr(plan, name)
    }


def differing(before: ReminderPolicy, after: ReminderPolicy) -> dict[str, tuple[Any, Any]]:
    """What another policy changes: by field, the JSON before and after."""
    return {
        field.name: (_plain(getattr(before, field.name)), _plain(getattr(after, field.name)))
        for field in fields(ReminderPolicy)
        if getattr(before, field.name) != getattr(after, field.name)
    }


def digest(policy: ReminderPolicy) -> str:
    """Names exactly this policy, so that a form knows whether it was made from the present one."""
    return hashlib.sha256(repr(policy).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return list(value) if isinstance(value, tuple) else value


def _check(policy: ReminderPolicy) -> None:
    if policy.window_from >= policy.window_to:
        message = N_("Giờ bắt đầu gửi phải trước giờ kết thúc.")
        raise PolicyWrong(message, "window_to")
    if policy.escalation_notice >= policy.escalation_agency:
        message = N_("Đầu mối phải được báo trước sau khi nhiệm vụ đã quá hạn.")
        raise PolicyWrong(message, "escalation_notice")
    if policy.escalation_province <= policy.escalation_agency:
        message = N_("Danh sách báo cáo lãnh đạo tỉnh phải sau danh sách gửi lãnh đạo cơ quan.")
        raise PolicyWrong(message, "escalation_province")


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _days(most: int, message: str, *, descending: bool) -> Callable[[Any, str], tuple[int, ...]]:
    def read(value: Any, name: str) -> tuple[int, ...]:  # noqa: ANN401 (what the JSON holds)
        if not isinstance(value, list | tuple) or len(set(value)) != len(value):
            raise PolicyWrong(message, name)
        if not all(_is_whole(day, 1, most) for day in value):
            raise PolicyWrong(message, name)
        return tuple(sorted(value, reverse=descending))

    return read


def _number(least: int, most: int) -> Callable[[Any, str], int]:
    def read(value: Any, name: str) -> int:  # noqa: ANN401 (what the JSON holds)
        if not _is_whole(value, least, most):
            raise PolicyWrong(_NUMBER_WRONG, name)
        number: int = value
        return number

    return read


def _time(value: Any, name: str) -> time:  # noqa: ANN401 (what the JSON holds)
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise PolicyWrong(_TIME_WRONG, name) from error


def _day_of_year(value: Any, name: str) -> str:  # noqa: ANN401 (what the JSON holds)
    try:
        day, month = (int(each) for each in str(value).split("/"))
        # What is on 29/2 would be missing in three years of four.
        date(_ORDINARY_YEAR, month, day)
    except ValueError as error:
        raise PolicyWrong(_DAY_OF_YEAR_WRONG, name) from error
    return f"{day}/{month}"


_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "leads": _days(LONGEST_LEAD_DAYS, _LEADS_WRONG, descending=True),
    "overdue": _days(LONGEST_OVERDUE_DAYS, _OVERDUE_WRONG, descending=False),
    "then_every": _number(1, LONGEST_OVERDUE_DAYS),
    "window_from": _time,
    "window_to": _time,
    "roll_up_weekday": _number(0, 6),
    "escalation_agency": _number(1, 90),
    "escalation_province": _number(1, 180),
    "escalation_notice": _number(0, 30),
    "daily_cap": _number(1, 100),
    "digest_length": _number(1, 200),
    "round_leads": _days(30, _ROUND_DAYS_WRONG, descending=True),
    "round_review": _number(1, 15),
    "round_closing_first": _day_of_year,
    "round_closing_second": _day_of_year,
    "round_closing_time": _time,
}
