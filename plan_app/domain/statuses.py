"""The states of a milestone, and the one table of the steps between them.

The database stores the slugs, so a member may be renamed but its value may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plan_app.errors import N_, NotAllowed, RuleBroken


class MilestoneState(StrEnum):
    """Where the work on a milestone stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Capacity(StrEnum):
    """In which capacity a person acts on one milestone; a person may have both.

    REPORTER speaks for the lead agency: its owner, or their deputy. COORDINATOR works for the
    standing agency.
    """

    REPORTER = "reporter"
    COORDINATOR = "coordinator"


class Step(StrEnum):
    """What a person can do to the state of a milestone."""

    REPORT_PROGRESS = "report_progress"
    REPORT_COMPLETION = "report_completion"
    CONFIRM = "confirm"
    RETURN = "return"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    RETRACT = "retract"
    REOPEN = "reopen"


CLOSED: Final = frozenset(
    {MilestoneState.COMPLETED, MilestoneState.SUSPENDED, MilestoneState.WITHDRAWN}
)
OPEN: Final = frozenset(MilestoneState) - CLOSED


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table: who may take a step, from where to where, and what must be given."""

    sources: frozenset[MilestoneState]
    target: MilestoneState
    who: frozenset[Capacity]
    needs_reason: bool = False
    needs_document: bool = False


_UNREPORTED: Final = frozenset({MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS})
_AWAITING: Final = frozenset({MilestoneState.AWAITING_CONFIRMATION})

# The coordinator reports too: half of the answers come as letters and are entered on behalf.
_BOTH: Final = frozenset(Capacity)
_COORDINATOR: Final = frozenset({Capacity.COORDINATOR})
_REPORTER: Final = frozenset({Capacity.REPORTER})

# The order is that of the buttons on the page. Suspending and withdrawing need the approving
# document, because only the body that issued the plan can take work out of it.
TRANSITIONS: Final[Mapping[Step, Transition]] = MappingProxyType(
    {
        Step.REPORT_PROGRESS: Transition(
            sources=_UNREPORTED, target=MilestoneState.IN_PROGRESS, who=_BOTH
        ),
        Step.REPORT_COMPLETION: Transition(
            sources=_UNREPORTED, target=MilestoneState.AWAITING_CONFIRMATION, who=_BOTH
        ),
        Step.CONFIRM: Transition(
            sources=_AWAITING, target=MilestoneState.COMPLETED, who=_COORDINATOR
        ),
        Step.RETURN: Transition(
            sources=_AWAITING,
            target=MilestoneState.IN_PROGRESS,
            who=_COORDINATOR,
            needs_reason=True,
        ),
        # From in_progress the service goes on to restore what the report before this one said.
        Step.RETRACT: Transition(
            sources=_AWAITING | {MilestoneState.IN_PROGRESS},
            target=MilestoneState.IN_PROGRESS,
            who=_REPORTER,
        ),
        Step.RESUME: Transition(
            sources=frozenset({MilestoneState.SUSPENDED}),
            target=MilestoneState.IN_PROGRESS,
            who=_COORDINATOR,
            needs_reason=True,
        ),
        Step.REOPEN: Transition(
            sources=frozenset({MilestoneState.COMPLETED, MilestoneState.WITHDRAWN}),
            target=MilestoneState.IN_PROGRESS,
            who=_COORDINATOR,
            needs_reason=True,
        ),
        Step.SUSPEND: Transition(
            sources=OPEN,
            target=MilestoneState.SUSPENDED,
            who=_COORDINATOR,
            needs_document=True,
        ),
        Step.WITHDRAW: Transition(
            sources=OPEN | {MilestoneState.SUSPENDED},
            target=MilestoneState.WITHDRAWN,
            who=_COORDINATOR,
            needs_document=True,
        ),
    }
)


class NotYours(NotAllowed):
    """The person does not act in a capacity that may take this step."""

    _SENTENCES: Final = {
        _BOTH: N_("Chỉ cơ quan chủ trì và chuyên viên tổng hợp được thực hiện việc này."),
        _COORDINATOR: N_(
            "Chỉ chuyên viên tổng hợp được thực hiện việc này; đề nghị liên hệ cơ quan thường trực."
        ),
        _REPORTER: N_("Chỉ cơ quan đã gửi báo cáo được thu hồi báo cáo đó."),
    }

    def __init__(self, who: frozenset[Capacity]) -> None:
        super().__init__(self._SENTENCES[who])


class NotPossibleFrom(RuleBroken):
    """The milestone is in a state from which there is no such step.

    Mostly a page that was left open while somebody else acted, so the sentence says how it stands
    now and what can be done from there.
    """

    _SENTENCES: Final = {
        MilestoneState.NOT_STARTED: N_("Mốc này chưa có báo cáo nào; đề nghị báo cáo trước."),
        MilestoneState.IN_PROGRESS: N_(
            "Mốc này đang thực hiện, chưa có báo cáo hoàn thành chờ xác nhận; "
            "đề nghị báo cáo hoàn thành trước."
        ),
        MilestoneState.AWAITING_CONFIRMATION: N_(
            "Mốc này đã được báo cáo hoàn thành và đang chờ xác nhận; "
            "đề nghị thu hồi báo cáo đó hoặc chờ ý kiến của chuyên viên tổng hợp."
        ),
        MilestoneState.COMPLETED: N_(
            "Mốc này đã hoàn thành; nếu chưa đúng, chuyên viên tổng hợp có thể mở lại."
        ),
        MilestoneState.SUSPENDED: N_(
            "Mốc này đang tạm dừng; chuyên viên tổng hợp có thể cho tiếp tục thực hiện."
        ),
        MilestoneState.WITHDRAWN: N_(
            "Mốc này đã dừng thực hiện; nếu chưa đúng, chuyên viên tổng hợp có thể mở lại."
        ),
    }

    def __init__(self, state: MilestoneState) -> None:
        super().__init__(self._SENTENCES[state], field="state")


class ReasonMissing(RuleBroken):
    """The step asks for a reason, and none was given."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị nêu lý do."), field="reason")


class DocumentMissing(RuleBroken):
    """The step rests on an official document, and none was named."""

    def __init__(self) -> None:
        super().__init__(
            N_("Đề nghị ghi số, ký hiệu và ngày của văn bản chấp thuận."),
            field="document",
        )


def apply(
    state: MilestoneState,
    step: Step,
    *,
    by: frozenset[Capacity],
    reason: str | None = None,
    document: str | None = None,
) -> MilestoneState:
    """Return the state after `step`; blank text counts as not given.

    Raises, in this order: NotYours, NotPossibleFrom, ReasonMissing, DocumentMissing. The person is
    checked first, so that a stranger learns nothing about the milestone.
    """
    transition = TRANSITIONS[step]
    if not transition.who & by:
        raise NotYours(transition.who)
    if state not in transition.sources:
        raise NotPossibleFrom(state)
    if transition.needs_reason and _is_blank(reason):
        raise ReasonMissing
    if transition.needs_document and _is_blank(document):
        raise DocumentMissing
    return transition.target


def possible(state: MilestoneState, by: frozenset[Capacity]) -> list[Step]:
    """Return the steps to offer as buttons, in the order of the table; [] if there are none.

    Whether there is a report of this person's to retract is not known here.
    """
    return [
        step
        for step, transition in TRANSITIONS.items()
        if state in transition.sources and transition.who & by
    ]


def _is_blank(text: str | None) -> bool:
    return text is None or not text.strip()
