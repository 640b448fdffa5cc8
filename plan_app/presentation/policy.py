"""The words of a policy: its fields, and what a change changes."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask_babel import gettext as _

from plan_app.errors import N_
from plan_app.presentation.holding import WEEKDAYS

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leads": N_("Nhắc trước thời hạn (số ngày)"),
        "overdue": N_("Nhắc khi quá hạn (số ngày)"),
        "then_every": N_("Sau đó nhắc lại, cứ (số ngày) một lần"),
        "window_from": N_("Gửi thư từ"),
        "window_to": N_("Gửi thư đến"),
        "roll_up_weekday": N_("Ngày gửi bản tổng hợp tuần"),
        "escalation_agency": N_("Đưa vào danh sách gửi lãnh đạo cơ quan sau (ngày làm việc)"),
        "escalation_notice": N_("Báo trước cho đầu mối (ngày làm việc)"),
        "escalation_province": N_("Đưa vào danh sách báo cáo lãnh đạo tỉnh sau (ngày làm việc)"),
        "daily_cap": N_("Số thư nhiều nhất mỗi người mỗi ngày"),
        "digest_length": N_("Số nhiệm vụ nhiều nhất hiện trong một thư"),
        "round_leads": N_("Nhắc đầu mối chưa báo cáo trước khi chốt (số ngày làm việc)"),
        "round_review": N_("Thời gian cơ quan rà soát số liệu trước khi chốt (ngày làm việc)"),
        "round_closing_first": N_("Ngày chốt số liệu 06 tháng đầu năm"),
        "round_closing_second": N_("Ngày chốt số liệu 06 tháng cuối năm và cả năm"),
        "round_closing_time": N_("Giờ chốt số liệu"),
    }
)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """`Nhắc trước thời hạn (số ngày): 30, 7, 1 → 14, 3`, one for each field that differs."""
    return [
        f"{_(label)}: {_value(name, before[name])} → {_value(name, after[name])}"
        for name, label in LABELS.items()
        if name in after and name in before and after[name] != before[name]
    ]


def weekday(day: date) -> str:
    """`thứ Hai`."""
    return _(WEEKDAYS[day.weekday()])


def _value(name: str, value: object) -> str:
    if name == "roll_up_weekday" and isinstance(value, int):
        return _(WEEKDAYS[value])
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or _("không nhắc")
    return str(value)
