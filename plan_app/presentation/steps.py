"""The buttons of a milestone: the word for each thing that can be done, and where it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _

from plan_app.domain.extensions import ExtensionStep
from plan_app.domain.statuses import Step
from plan_app.errors import N_, NC_


@dataclass(frozen=True, slots=True)
class Button:
    """`kind` is Bootstrap's; `is_immediate` means that it asks for nothing and acts at once.

    `told` is what is said before an act that cannot be taken back.
    """

    endpoint: str
    word: str
    kind: str = "outline-primary"
    is_immediate: bool = False
    told: str = ""


# What is seldom done stands beside the thing to do, and quietly.
_SELDOM: Final = frozenset(
    {
        "milestones.suspend",
        "milestones.withdraw",
        "milestones.reopen",
        "milestones.date",
        "extension_asking.ask",
    }
)


def ranked(found: Sequence[Button]) -> list[Button]:
    """One of them is the thing to do; what is seldom done is no more than a link to look at."""
    usual = [each for each in found if each.endpoint not in _SELDOM]
    first = next((each for each in usual if each.kind == "primary"), usual[0] if usual else None)
    return [replace(each, kind=_rank(each, first)) for each in found]


def _rank(button: Button, first: Button | None) -> str:
    if button is first:
        return "primary"
    return "link" if button.endpoint in _SELDOM else "outline-primary"


# Both reports are made on one form. Retracting stands at the report and not at the milestone.
_BUTTONS: Final = {
    Step.REPORT_PROGRESS: ("progress.report", N_("Cập nhật kết quả"), "primary"),
    Step.CONFIRM: ("confirmations.review", N_("Xác nhận hoàn thành"), "primary"),
    Step.RETURN: ("milestones.return_", NC_("to do", "Đề nghị bổ sung"), "outline-primary"),
    Step.RESUME: ("milestones.resume", N_("Tiếp tục thực hiện"), "outline-primary"),
    Step.REOPEN: ("milestones.reopen", N_("Mở lại"), "outline-primary"),
    Step.SUSPEND: ("milestones.suspend", NC_("to do", "Tạm dừng"), "outline-primary"),
    Step.WITHDRAW: ("milestones.withdraw", NC_("to do", "Dừng thực hiện"), "outline-primary"),
}


_OF_EXTENSIONS: Final = {
    ExtensionStep.SUBMIT: ("extensions.submission", N_("Trình UBND tỉnh"), "primary"),
    ExtensionStep.APPROVE: ("extensions.approval", NC_("to do", "Chấp thuận"), "primary"),
    ExtensionStep.OFFER: ("extensions.offer", N_("Đề nghị thời hạn khác"), "outline-primary"),
    ExtensionStep.ASK_PAPERS: ("extensions.papers", N_("Đề nghị bổ sung hồ sơ"), "outline-primary"),
    ExtensionStep.DECLINE: (
        "extensions.decline",
        NC_("to do", "Chưa chấp thuận"),
        "outline-primary",
    ),
    ExtensionStep.ACCEPT: ("extension_asking.accept", N_("Đồng ý"), "primary"),
    ExtensionStep.ANSWER: ("extension_asking.answer", N_("Có ý kiến khác"), "outline-primary"),
    ExtensionStep.WITHDRAW: ("extension_asking.withdraw", N_("Rút đề nghị"), "outline-primary"),
}
# What is told before a step that cannot be taken back.
TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extension_asking.withdraw": N_(
            "Đề nghị không được xem xét nữa; cần thì gửi đề nghị mới. "
            "Nội dung vẫn được lưu trong nhật ký xử lý."
        )
    }
)
_AT_ONCE: Final = frozenset({ExtensionStep.ACCEPT, ExtensionStep.WITHDRAW})


def extension_buttons(
    steps: Iterable[ExtensionStep], *, papers_asked: bool = False
) -> list[Button]:
    """The buttons for these steps of a request; what is missing is sent, not argued about."""
    found = []
    for step in steps:
        endpoint, word, kind = _OF_EXTENSIONS[step]
        if step is ExtensionStep.ANSWER and papers_asked:
            word, kind = N_("Bổ sung hồ sơ"), "primary"
        told = _(TOLD[endpoint]) if endpoint in TOLD else ""
        found.append(Button(endpoint, _(word), kind, is_immediate=step in _AT_ONCE, told=told))
    return found


def extension_button() -> Button:
    """The button for asking for more time."""
    return Button("extension_asking.ask", _("Đề nghị gia hạn"))


def cause_button() -> Button:
    """The button for saying why the work is late."""
    return Button("causes.state", _("Báo cáo nguyên nhân"))


def confirm_cause_button() -> Button:
    """The button for standing behind a cause."""
    return Button("cause_confirmations.confirm_one", _("Xác nhận nguyên nhân"))


def call_button() -> Button:
    """The button for noting what was said on the telephone."""
    return Button("calls.note", _("Ghi nhận trao đổi qua điện thoại"))


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
        found.append(Button(endpoint, _(word), kind))
    return found
