"""Requests for more time: the states of one, and the one table of the steps between them.

The database stores the slugs, so a member may be renamed but its value may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plan_app.domain import dates
from plan_app.domain.dates import Ground
from plan_app.domain.statuses import Capacity, MilestoneState, ReasonMissing
from plan_app.errors import N_, NotAllowed, RuleBroken

# How many working days an agency has for its answer to another date.
ANSWER_WORKING_DAYS: Final = 4


class ExtensionState(StrEnum):
    """Where a request stands.

    Answered: the agency has sent what was missing, or thinks otherwise of the date offered.
    Lapsed: the work was completed or given up before anybody decided.
    """

    REQUESTED = "requested"
    PAPERS_ASKED = "papers_asked"
    ANSWERED = "answered"
    SUBMITTED = "submitted"
    OFFERED = "offered"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ExtensionStep(StrEnum):
    """What a person can do to a request."""

    ASK_PAPERS = "ask_papers"
    SUBMIT = "submit"
    APPROVE = "approve"
    OFFER = "offer"
    DECLINE = "decline"
    ANSWER = "answer"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"


S = ExtensionState
OPEN: Final = frozenset({S.REQUESTED, S.PAPERS_ASKED, S.ANSWERED, S.SUBMITTED, S.OFFERED})
# The turn is the coordinator's; of the other open ones it is the agency's.
PENDING: Final = frozenset({S.REQUESTED, S.ANSWERED, S.SUBMITTED})
_ASKABLE: Final = frozenset({MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table: who may take a step, from where to where, and for which dates.

    `for_fixed`: only for a date of the decision (True), only for an internal one (False), or
    for both (None). `fixed_sources` are the states from which a date of the decision allows it.
    """

    sources: frozenset[ExtensionState]
    target: ExtensionState
    who: Capacity
    for_fixed: bool | None = None
    fixed_sources: frozenset[ExtensionState] | None = None
    needs_reason: bool = False

    def is_possible(self, state: ExtensionState, *, is_fixed: bool) -> bool:
        """Whether the step can be taken from `state` for such a date."""
        if self.for_fixed not in {None, is_fixed}:
            return False
        only = self.fixed_sources if is_fixed and self.fixed_sources else self.sources
        return state in only


_UNDECIDED: Final = frozenset({S.REQUESTED, S.ANSWERED})
_COORDINATOR, _REPORTER = Capacity.COORDINATOR, Capacity.REPORTER

# The order is that of the buttons on the page. Of a date of the decision the province decides:
# it is approved only after it was submitted, when the approving document has come.
TRANSITIONS: Final[Mapping[ExtensionStep, Transition]] = MappingProxyType(
    {
        ExtensionStep.SUBMIT: Transition(
            sources=_UNDECIDED | {S.PAPERS_ASKED},
            target=S.SUBMITTED,
            who=_COORDINATOR,
            for_fixed=True,
        ),
        ExtensionStep.APPROVE: Transition(
            sources=_UNDECIDED | {S.PAPERS_ASKED, S.SUBMITTED},
            target=S.APPROVED,
            who=_COORDINATOR,
            fixed_sources=frozenset({S.SUBMITTED}),
        ),
        ExtensionStep.OFFER: Transition(
            sources=_UNDECIDED | {S.PAPERS_ASKED},
            target=S.OFFERED,
            who=_COORDINATOR,
            for_fixed=False,
            needs_reason=True,
        ),
        ExtensionStep.ASK_PAPERS: Transition(
            sources=_UNDECIDED, target=S.PAPERS_ASKED, who=_COORDINATOR, needs_reason=True
        ),
        ExtensionStep.DECLINE: Transition(
            sources=OPEN, target=S.DECLINED, who=_COORDINATOR, needs_reason=True
        ),
        ExtensionStep.ACCEPT: Transition(
            sources=frozenset({S.OFFERED}), target=S.APPROVED, who=_REPORTER
        ),
        ExtensionStep.ANSWER: Transition(
            sources=frozenset({S.OFFERED, S.PAPERS_ASKED}),
            target=S.ANSWERED,
            who=_REPORTER,
            needs_reason=True,
        ),
        ExtensionStep.WITHDRAW: Transition(sources=OPEN, target=S.WITHDRAWN, who=_REPORTER),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an agency asks for. `cause` is the slug of a cause, or empty."""

    due: date | None
    reason: str = ""
    cause: str = ""
    document: str = ""
    document_date: date | None = None


class NotYours(NotAllowed):
    """The person may not take this step: a stranger to it."""

    _SENTENCES: Final = {
        _COORDINATOR: N_(
            "Chỉ chuyên viên tổng hợp được xử lý đề nghị gia hạn; "
            "đề nghị liên hệ cơ quan thường trực."
        ),
        _REPORTER: N_("Chỉ đầu mối theo dõi hoặc người xử lý thay được thực hiện việc này."),
    }

    def __init__(self, who: Capacity) -> None:
        super().__init__(self._SENTENCES[who])


class OwnRequest(NotAllowed):
    """Nobody decides a request of their own."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Không ai tự xử lý đề nghị gia hạn của chính mình; "
                "đề nghị chuyên viên tổng hợp khác xử lý."
            )
        )


class NotPossibleNow(RuleBroken):
    """From the state of the request, or for this kind of date, there is no such step."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Đề nghị gia hạn này đã được xử lý hoặc không còn ở bước này; "
                "đề nghị xem lại tình trạng hiện nay."
            )
        )


class AlreadyAsked(RuleBroken):
    """There is one open request for a milestone at a time."""

    def __init__(self) -> None:
        super().__init__(N_("Mốc này đã có một đề nghị gia hạn đang được xử lý."))


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


def apply(
    state: ExtensionState,
    step: ExtensionStep,
    *,
    by: frozenset[Capacity],
    is_own: bool,
    is_fixed: bool,
    reason: str = "",
) -> ExtensionState:
    """The state after `step`; blank text counts as not given.

    `is_own`: the person asked for it themselves. Raises, in this order: NotYours, OwnRequest,
    NotPossibleNow, ReasonMissing.
    """
    transition = TRANSITIONS[step]
    check_who(transition.who, by=by, is_own=is_own)
    if not transition.is_possible(state, is_fixed=is_fixed):
        raise NotPossibleNow
    if transition.needs_reason and not reason.strip():
        raise ReasonMissing
    return transition.target


def check_who(who: Capacity, *, by: frozenset[Capacity], is_own: bool) -> None:
    """Raise unless a person of these capacities may act as `who`."""
    if who not in by:
        raise NotYours(who)
    if who is _COORDINATOR and (is_own or _REPORTER in by):
        raise OwnRequest


def possible(
    state: ExtensionState, *, by: frozenset[Capacity], is_own: bool, is_fixed: bool
) -> list[ExtensionStep]:
    """The steps to offer as buttons, in the order of the table; [] if there are none."""
    decides = _COORDINATOR in by and _REPORTER not in by and not is_own
    may = {_COORDINATOR: decides, _REPORTER: _REPORTER in by}
    return [
        step
        for step, transition in TRANSITIONS.items()
        if may[transition.who] and transition.is_possible(state, is_fixed=is_fixed)
    ]


def may_ask(state: MilestoneState, due: date | None, *, by: frozenset[Capacity]) -> bool:
    """Whether the person can ask for more time for such a milestone."""
    return _REPORTER in by and state in _ASKABLE and due is not None


def check_document(document: str, dated: date | None, *, today: date) -> None:
    """Raise unless the document is named whole, or not at all, and is not of the future."""
    if document.strip() and dated is None:
        raise DocumentIncomplete("document_date")
    if dated is not None and not document.strip():
        raise DocumentIncomplete("document")
    if dated is not None and dated > today:
        raise dates.DocumentInFuture
