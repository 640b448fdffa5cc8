"""What an agency asks for when it asks for more time, and which dates can be given."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from plan_app.domain import dates
from plan_app.domain.dates import Ground
from plan_app.domain.statuses import Capacity, MilestoneState, ReasonMissing
from plan_app.errors import N_, RuleBroken

_ASKABLE: Final = frozenset({MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an agency asks for. `cause` is the slug of a cause, or empty."""

    due: date | None
    reason: str = ""
    cause: str = ""
    document: str = ""
    document_date: date | None = None


class NothingToExtend(RuleBroken):
    """Only open work with a date can get another one."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ đề nghị gia hạn được đối với mốc chưa hoàn thành và có thời hạn."))


class NotLater(RuleBroken):
    """An extension gives more time, not less, and a day that is still to come."""

    def __init__(self) -> None:
        super().__init__(
            N_("Thời hạn đề nghị phải sau thời hạn hiện tại và không trước ngày hôm nay."),
            field="due",
        )


class CauseMissing(RuleBroken):
    """The agency says whether the cause lies with it."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chọn nguyên nhân."), field="cause")


class DocumentIncomplete(RuleBroken):
    """A document is named with its number and its date, or not at all."""

    def __init__(self, field: str) -> None:
        super().__init__(N_("Đề nghị ghi cả số, ký hiệu và ngày của văn bản."), field=field)


def may_ask(state: MilestoneState, due: date | None, *, by: frozenset[Capacity]) -> bool:
    """Whether the person can ask for more time for such a milestone."""
    return Capacity.REPORTER in by and state in _ASKABLE and due is not None


def check_wish(wish: Wish, *, state: MilestoneState, current: date | None, today: date) -> None:
    """Raise the first broken rule for asking for `wish` in place of the date `current`."""
    if state not in _ASKABLE or current is None:
        raise NothingToExtend
    check_later(wish.due, current=current, today=today)
    if not wish.reason.strip():
        raise ReasonMissing
    if not wish.cause:
        raise CauseMissing
    check_document(wish.document, wish.document_date, today=today)


def check_later(due: date | None, *, current: date | None, today: date) -> None:
    """Raise unless `due` gives more time."""
    if due is None:
        raise dates.DueMissing
    if due < today or (current is not None and due <= current):
        raise NotLater


def check_approval(due: date | None, ground: Ground, *, current: date | None, is_fixed: bool,
                   today: date) -> None:  # fmt: skip
    """Raise unless the date `due` can be given on this ground."""
    check_later(due, current=current, today=today)
    dates.check_approval(ground, is_fixed=is_fixed, today=today)
    check_document(ground.document, ground.document_date, today=today)


def check_document(document: str, dated: date | None, *, today: date) -> None:
    """Raise unless the document is named whole, or not at all, and is not of the future."""
    if document.strip() and dated is None:
        raise DocumentIncomplete("document_date")
    if dated is not None and not document.strip():
        raise DocumentIncomplete("document")
    if dated is not None and dated > today:
        raise dates.DocumentInFuture
