"""The buttons of a milestone: the word for each thing that can be done, and where it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.statuses import Step
from plan_app.errors import N_, NC_


@dataclass(frozen=True, slots=True)
class Button:
    """`kind` is Bootstrap's; `is_immediate` means that it asks for nothing and acts at once."""

    endpoint: str
    word: str
    kind: str = "outline-primary"
    is_immediate: bool = False


# Both reports are made on one form. Retracting stands at the report and not at the milestone.
_BUTTONS: Final = {
    Step.REPORT_PROGRESS: ("progress.report", N_("Cập nhật kết quả"), "primary"),
    Step.CONFIRM: ("milestones.confirm", N_("Xác nhận hoàn thành"), "primary"),
    Step.RETURN: ("milestones.return_", NC_("to do", "Đề nghị bổ sung"), "outline-primary"),
    Step.RESUME: ("milestones.resume", N_("Tiếp tục thực hiện"), "outline-primary"),
    Step.REOPEN: ("milestones.reopen", N_("Mở lại"), "outline-primary"),
    Step.SUSPEND: ("milestones.suspend", NC_("to do", "Tạm dừng"), "outline-primary"),
    Step.WITHDRAW: ("milestones.withdraw", NC_("to do", "Dừng thực hiện"), "outline-primary"),
}


def date_button(*, is_awaited: bool) -> Button:
    """The button for another date, or for the guidance that brings the first one."""
    if is_awaited:
        return Button("milestones.guidance", _("Đã có hướng dẫn"), "outline-primary")
    return Button("milestones.date", _("Điều chỉnh thời hạn"))


def buttons(steps: Iterable[Step], *, on_behalf: bool) -> list[Button]:
    """The buttons for these steps, in their order; a coordinator enters on behalf."""
    found = []
    for step in steps:
        if step not in _BUTTONS:
            continue
        endpoint, word, kind = _BUTTONS[step]
        if step is Step.REPORT_PROGRESS and on_behalf:
            word, kind = N_("Nhập thay theo văn bản"), "outline-primary"
        found.append(Button(endpoint, _(word), kind, is_immediate=step is Step.CONFIRM))
    return found
