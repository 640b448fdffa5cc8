"""Asking to be relieved of a task (Đề nghị chuyển đầu mối): the coordinator finds another owner."""

from enum import StrEnum
from typing import Final

from plan_app.errors import N_, RuleBroken

LONGEST_REASON: Final = 2000
LONGEST_SUGGESTION: Final = 200


class ReliefState(StrEnum):
    """Where a request stands. `GRANTED`: somebody else owns the task since."""

    REQUESTED = "requested"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AlreadyAskedRelief(RuleBroken):
    """One request of a task is open at a time."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ này đang có đề nghị chuyển đầu mối chưa xử lý."))


class ReliefDecided(RuleBroken):
    """The request is not open any more."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chuyển đầu mối này đã được xử lý."))


def check_reason(reason: str) -> None:
    """Raises RuleBroken where no reason is given."""
    if not reason.strip():
        raise RuleBroken(N_("Đề nghị nêu lý do."), field="reason")


def check_open(state: ReliefState) -> None:
    """Raises ReliefDecided for a request that was decided or taken back."""
    if state is not ReliefState.REQUESTED:
        raise ReliefDecided
