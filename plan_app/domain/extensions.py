"""Requests for more time: the states of one, and the one table of the steps between them.

The database stores the slugs, so a member may be renamed but its value may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plan_app.domain.statuses import Capacity, ReasonMissing
from plan_app.errors import N_, NotAllowed, RuleBroken

# How many working days an agency has for its answer to another date.
ANSWER_WORKING_DAYS: Final = 4


class ExtensionState(StrEnum):
    """Where a request stands.

    Answered: the agency has sent what was missing, or thinks otherwise of the date offered.
    Lapsed: before anybody decided, the work was completed or given up, or its date was set anew.
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
