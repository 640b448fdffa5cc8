"""Nobody decides about work that they answer for themselves."""

from datetime import date

from plan_app.domain.statuses import Capacity, NotYours
from plan_app.errors import N_, NotAllowed


class OwnTask(NotAllowed):
    """The coordinator is the owner of the task, or their deputy today."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Ông/Bà đang là đầu mối của nhiệm vụ này; đề nghị chuyên viên tổng hợp khác "
                "thực hiện. Nếu Kế hoạch chưa có người khác, đề nghị quản trị hệ thống giao vai "
                "trò chuyên viên tổng hợp cho một người nữa."
            )
        )


def decides(by: frozenset[Capacity]) -> bool:
    """Whether a person of these capacities decides about the task, and does not own it."""
    return Capacity.COORDINATOR in by and Capacity.REPORTER not in by


def check(by: frozenset[Capacity]) -> None:
    """Raise NotYours for a stranger, OwnTask for a coordinator who owns the task."""
    if Capacity.COORDINATOR not in by:
        raise NotYours(frozenset({Capacity.COORDINATOR}))
    if not decides(by):
        raise OwnTask


def check_more_time(
    by: frozenset[Capacity], *, before: date | None, due: date | None, is_fixed: bool
) -> None:
    """Raise OwnTask where an owner gives themselves more time than until `before`.

    Of a date of the decision the province decides, by the document that is named.
    """
    is_later = before is not None and due is not None and due > before
    if is_later and not is_fixed and Capacity.REPORTER in by:
        raise OwnTask
