"""Why work is late: given by the agency, confirmed by a coordinator; lateness stays as it is."""

from datetime import date
from typing import Final

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure, MilestoneFacts
from plan_app.errors import N_, RuleBroken

CAUSES: Final = frozenset({"objective", "subjective"})
_LATE: Final = frozenset({Figure.OPEN_OVERDUE, Figure.COMPLETED_LATE})


class CauseMissing(RuleBroken):
    """There is nothing to state or confirm without one of the two."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chọn nguyên nhân."), field="cause")


class WordsMissing(RuleBroken):
    """A cause that is not told cannot be judged."""

    def __init__(self, field: str = "cause_words") -> None:
        super().__init__(N_("Đề nghị nêu rõ nguyên nhân."), field=field)


class NotLate(RuleBroken):
    """What is in time needs no cause."""

    def __init__(self) -> None:
        super().__init__(N_("Mốc này không quá hạn nên không cần báo cáo nguyên nhân."))


class AlreadyConfirmed(RuleBroken):
    """What was confirmed on the agency's behalf is not changed by the agency alone."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nguyên nhân đã được xác nhận; đề nghị liên hệ chuyên viên tổng hợp nếu cần sửa.")
        )


def is_late(facts: MilestoneFacts, today: date) -> bool:
    """Whether the milestone is overdue, or was completed late."""
    return deadlines.figure(facts, today) in _LATE


def check(cause: str, words: str, *, field: str = "cause_words") -> None:
    """Raise unless there is a cause of the two, and words for it."""
    if cause not in CAUSES:
        raise CauseMissing
    if not words.strip():
        raise WordsMissing(field)


def check_statement(facts: MilestoneFacts, *, confirmed: bool, today: date) -> None:
    """Raise unless the agency may say why now."""
    if not is_late(facts, today):
        raise NotLate
    if confirmed:
        raise AlreadyConfirmed
