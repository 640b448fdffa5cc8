"""The words of the first-run checklist: each step, what is missing, who can do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from plan_app.domain.first_run import NEEDS, FirstRun, Standing, Step
from plan_app.domain.permissions import Actor
from plan_app.errors import N_
from plan_app.presentation.formatters import count


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the page shows it; `address` is empty where the reader cannot take it."""

    step: Step
    is_done: bool
    title: str
    said: str
    who: str
    to_do: str
    address: str


_TITLES: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.TEXTS: N_("Đối chiếu nội dung nhiệm vụ với Phụ lục"),
        Step.CONTACTS: N_("Mỗi cơ quan có đầu mối liên hệ nhận được thư"),
        Step.OWNERS: N_("Mọi nhiệm vụ có đầu mối theo dõi"),
        Step.ADDRESSES: N_("Địa chỉ thư của các đầu mối hoạt động"),
        Step.CALENDAR: N_("Lịch ngày nghỉ của năm nay và năm sau"),
        Step.MAIL: N_("Thư gửi được"),
        Step.PREVIEW: N_("Xem và xác nhận danh sách thư dự kiến"),
        Step.SWITCH: N_("Bật nhắc việc"),
    }
)
_COORDINATOR: Final = N_("Chuyên viên tổng hợp")
_EITHER: Final = N_("Chuyên viên tổng hợp hoặc quản trị hệ thống")
_WHO: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.CONTACTS: _EITHER,
        Step.ADDRESSES: _EITHER,
        Step.MAIL: _EITHER,
    }
)
# What is said of a step that is done; the step with a number says it in `_missing`.
_DONE: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.TEXTS: N_("Nội dung của mọi nhiệm vụ đã được đối chiếu."),
        Step.CONTACTS: N_("Mọi cơ quan chịu trách nhiệm đều có đầu mối liên hệ được."),
        Step.OWNERS: N_("Mọi nhiệm vụ chưa hoàn thành đều đã có đầu mối theo dõi."),
        Step.ADDRESSES: N_("Không có nhiệm vụ nào mà thư không đến được đầu mối."),
        Step.CALENDAR: N_("Lịch đã có ngày nghỉ của cả hai năm."),
        Step.MAIL: N_("Máy chủ thư đã nhận thư của hệ thống; chương trình nhắc việc hoạt động."),
        Step.PREVIEW: N_("Danh sách thư dự kiến đã được xác nhận."),
        Step.SWITCH: N_("Việc nhắc tự động đang bật."),
    }
)
_TO_DO: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.TEXTS: N_("Đối chiếu nội dung"),
        Step.CONTACTS: N_("Xem các cơ quan"),
        Step.OWNERS: N_("Giao nhiệm vụ"),
        Step.ADDRESSES: N_("Xem các nhiệm vụ"),
        Step.CALENDAR: N_("Mở lịch"),
        Step.MAIL: N_("Gửi thư thử"),
        Step.PREVIEW: N_("Xem danh sách thư"),
        Step.SWITCH: N_("Xem trước và bật nhắc việc"),
    }
)


def lines(found: FirstRun, actor: Actor) -> list[Line]:
    """Every step in its order, as `actor` sees it."""
    return [_line(each, found, actor) for each in found.steps]


def _line(standing: Standing, found: FirstRun, actor: Actor) -> Line:
    step = standing.step
    may = actor.may(NEEDS[step])
    return Line(
        step=step,
        is_done=standing.is_done,
        title=_(_TITLES[step]),
        said=_(_DONE[step]) if standing.is_done else _missing(standing, found),
        who=_(_WHO.get(step, _COORDINATOR)),
        to_do=_(_TO_DO[step]),
        address=_address(step, found) if may and not standing.is_done else "",
    )


def _missing(standing: Standing, found: FirstRun) -> str:
    """What is still to be done, with its number."""
    number, total = count(standing.missing), count(standing.total)
    match standing.step:
        case Step.TEXTS if standing.total:
            return _("%(number)s/%(total)s nhiệm vụ chưa đối chiếu.", number=number, total=total)
        case Step.CONTACTS if standing.total:
            return _(
                "%(number)s/%(total)s cơ quan chưa có đầu mối liên hệ được.",
                number=number,
                total=total,
            )
        case Step.OWNERS if standing.missing:
            return _("%(number)s nhiệm vụ chưa phân công đầu mối.", number=number)
        case Step.ADDRESSES if standing.missing:
            return _("%(number)s nhiệm vụ có đầu mối chưa liên hệ được.", number=number)
        case Step.CALENDAR:
            years = ", ".join(map(str, found.empty_years))
            return _("Lịch chưa có ngày nghỉ của năm %(years)s.", years=years)
        case Step.PREVIEW if standing.missing:
            return _("%(number)s nhiệm vụ chờ xác nhận danh sách thư.", number=number)
        case _:
            return _unsaid(standing.step)


def _unsaid(step: Step) -> str:
    """What is to be done where there is no number to say."""
    match step:
        case Step.MAIL:
            return _(
                "Chưa có thư nào được máy chủ thư nhận, hoặc việc gửi đang gián đoạn. Ở nhật ký "
                "gửi thư, bấm Gửi thư thử cho chính mình; nếu chưa được, quản trị hệ thống kiểm "
                "tra bằng plan-app doctor."
            )
        case Step.PREVIEW:
            return _("Chưa có danh sách thư dự kiến nào được xác nhận.")
        case Step.SWITCH:
            return _("Việc nhắc tự động đang tắt: không thư nhắc việc nào được gửi.")
        case _:
            return _("Kế hoạch chưa có nhiệm vụ nào.")


def _address(step: Step, found: FirstRun) -> str:
    """The page with exactly the rows that are missing."""
    match step:
        case Step.TEXTS:
            return url_for("text_checking.show")
        case Step.CONTACTS:
            return url_for("agencies.show", kind="without_contact")
        case Step.OWNERS:
            return url_for("assigning.unassigned")
        case Step.ADDRESSES:
            return url_for("task_list.show", owner="unreachable", state="open")
        case Step.CALENDAR:
            return url_for("calendar.show", year=found.empty_years[0])
        case Step.MAIL:
            return url_for("mail_log.show")
        case Step.PREVIEW | Step.SWITCH:
            return url_for("reminders.preview")
