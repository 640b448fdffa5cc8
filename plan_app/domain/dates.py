"""Who may set which due date, and on what ground."""

from dataclasses import dataclass
from datetime import date

from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_, RuleBroken

FINAL = frozenset({MilestoneState.COMPLETED, MilestoneState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a date changes: a reason, and for a date of the decision the approving document."""

    reason: str = ""
    document: str = ""
    document_date: date | None = None


class DueMissing(RuleBroken):
    """There is no change without a new date."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nhập thời hạn mới."), field="due")


class SameDue(RuleBroken):
    """The new date is the old one."""

    def __init__(self) -> None:
        super().__init__(N_("Thời hạn mới trùng với thời hạn hiện tại."), field="due")


class DueBefore(RuleBroken):
    """The new date lies before the day it is reckoned from."""

    def __init__(self) -> None:
        super().__init__(N_("Thời hạn mới không thể trước ngày hôm nay."), field="due")


class ReworkBefore(RuleBroken):
    """Nobody can add by a day that is over."""

    def __init__(self) -> None:
        super().__init__(
            N_("Ngày đề nghị bổ sung không thể trước ngày hôm nay."), field="rework_by"
        )


class GroundMissing(RuleBroken):
    """A date changes only with a reason."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nêu lý do điều chỉnh thời hạn."), field="reason")


class ApprovalMissing(RuleBroken):
    """A date of the decision changes only when the approving document is named."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_(
                "Thời hạn này được quy định tại Kế hoạch; chỉ điều chỉnh khi có số, ký hiệu "
                "và ngày của văn bản chấp thuận."
            ),
            field=field,
        )


class DocumentInFuture(RuleBroken):
    """A document cannot have come before it was written."""

    def __init__(self) -> None:
        super().__init__(N_("Ngày của văn bản không thể sau ngày hôm nay."), field="document_date")


class NotOpenToChange(RuleBroken):
    """The date of finished work would change after the fact whether it was late."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Mốc này đã hoàn thành hoặc đã dừng thực hiện; "
                "đề nghị mở lại trước khi điều chỉnh thời hạn."
            ),
            field="due",
        )


def check_change(
    due: date | None,
    ground: Ground,
    *,
    current: date | None,
    is_fixed: bool,
    state: MilestoneState,
    today: date,
) -> None:
    """Raise the first broken rule for setting the date `due` in place of `current`.

    The new date may be past: a date that was entered wrongly is put right this way.
    """
    if state in FINAL:
        raise NotOpenToChange
    if due is None:
        raise DueMissing
    if due == current:
        raise SameDue
    if not ground.reason.strip():
        raise GroundMissing
    check_approval(ground, is_fixed=is_fixed, today=today)


def check_approval(ground: Ground, *, is_fixed: bool, today: date) -> None:
    """Raise unless the date may be changed on this ground."""
    if is_fixed and not ground.document.strip():
        raise ApprovalMissing("document")
    if is_fixed and ground.document_date is None:
        raise ApprovalMissing("document_date")
    if ground.document_date is not None and ground.document_date > today:
        raise DocumentInFuture


def check_rework(rework_by: date | None, *, today: date) -> None:
    """Raise when what is missing is asked for by a day that is over."""
    if rework_by is not None and rework_by < today:
        raise ReworkBefore
