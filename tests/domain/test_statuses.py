import itertools

import pytest

from plan_app.domain.statuses import (
    CLOSED,
    OPEN,
    TRANSITIONS,
    Capacity,
    DocumentMissing,
    MilestoneState,
    NotPossibleFrom,
    NotYours,
    ReasonMissing,
    Step,
    apply,
    possible,
)
from plan_app.errors import NotAllowed, RuleBroken

NOT_STARTED = MilestoneState.NOT_STARTED
IN_PROGRESS = MilestoneState.IN_PROGRESS
AWAITING = MilestoneState.AWAITING_CONFIRMATION
COMPLETED = MilestoneState.COMPLETED
SUSPENDED = MilestoneState.SUSPENDED
WITHDRAWN = MilestoneState.WITHDRAWN

REPORTER = frozenset({Capacity.REPORTER})
COORDINATOR = frozenset({Capacity.COORDINATOR})
BOTH = REPORTER | COORDINATOR
NOBODY: frozenset[Capacity] = frozenset()

# The rules as the plan's people state them, written out once more: state, step, next state, who.
ALLOWED = {
    (NOT_STARTED, Step.REPORT_PROGRESS): (IN_PROGRESS, BOTH),
    (NOT_STARTED, Step.REPORT_COMPLETION): (AWAITING, BOTH),
    (NOT_STARTED, Step.SUSPEND): (SUSPENDED, COORDINATOR),
    (NOT_STARTED, Step.WITHDRAW): (WITHDRAWN, COORDINATOR),
    (IN_PROGRESS, Step.REPORT_PROGRESS): (IN_PROGRESS, BOTH),
    (IN_PROGRESS, Step.REPORT_COMPLETION): (AWAITING, BOTH),
    (IN_PROGRESS, Step.RETRACT): (IN_PROGRESS, REPORTER),
    (IN_PROGRESS, Step.SUSPEND): (SUSPENDED, COORDINATOR),
    (IN_PROGRESS, Step.WITHDRAW): (WITHDRAWN, COORDINATOR),
    (AWAITING, Step.CONFIRM): (COMPLETED, COORDINATOR),
    (AWAITING, Step.RETURN): (IN_PROGRESS, COORDINATOR),
    (AWAITING, Step.RETRACT): (IN_PROGRESS, REPORTER),
    (AWAITING, Step.SUSPEND): (SUSPENDED, COORDINATOR),
    (AWAITING, Step.WITHDRAW): (WITHDRAWN, COORDINATOR),
    (COMPLETED, Step.REOPEN): (IN_PROGRESS, COORDINATOR),
    (SUSPENDED, Step.RESUME): (IN_PROGRESS, COORDINATOR),
    (SUSPENDED, Step.WITHDRAW): (WITHDRAWN, COORDINATOR),
    (WITHDRAWN, Step.REOPEN): (IN_PROGRESS, COORDINATOR),
}
EVERY_PAIR = list(itertools.product(MilestoneState, Step))


def taken(state: MilestoneState, step: Step, by: frozenset[Capacity]) -> MilestoneState:
    """Take the step with everything given that any step could need."""
    return apply(state, step, by=by, reason="Số liệu chưa đủ.", document="112/UBND-THKH")


def test_every_state_is_either_open_or_closed() -> None:
    assert {NOT_STARTED, IN_PROGRESS, AWAITING} == OPEN
    assert {COMPLETED, SUSPENDED, WITHDRAWN} == CLOSED
    assert set(MilestoneState) == OPEN | CLOSED


def test_the_table_has_a_row_for_every_step() -> None:
    assert set(TRANSITIONS) == set(Step)


@pytest.mark.parametrize(("state", "step"), sorted(ALLOWED))
def test_an_allowed_step_leads_to_its_state(state: MilestoneState, step: Step) -> None:
    target, who = ALLOWED[state, step]

    assert taken(state, step, who) is target
    assert taken(state, step, BOTH) is target


@pytest.mark.parametrize(("state", "step"), sorted(set(EVERY_PAIR) - set(ALLOWED)))
def test_any_other_step_is_refused_with_how_the_milestone_stands(
    state: MilestoneState, step: Step
) -> None:
    with pytest.raises(NotPossibleFrom) as refused:
        taken(state, step, BOTH)

    assert isinstance(refused.value, RuleBroken)
    assert refused.value.field == "state"
    assert refused.value.message


@pytest.mark.parametrize(("state", "step"), sorted(ALLOWED))
def test_a_step_is_refused_to_those_whom_the_rules_do_not_name(
    state: MilestoneState, step: Step
) -> None:
    _, who = ALLOWED[state, step]

    for stranger in [NOBODY, *({actor} for actor in Capacity if actor not in who)]:
        with pytest.raises(NotYours) as refused:
            taken(state, step, frozenset(stranger))
        assert isinstance(refused.value, NotAllowed)
        assert refused.value.message


def test_a_stranger_does_not_learn_how_the_milestone_stands() -> None:
    with pytest.raises(NotYours):
        taken(COMPLETED, Step.CONFIRM, NOBODY)


def test_a_page_left_open_is_told_what_can_be_done_now() -> None:
    with pytest.raises(NotPossibleFrom, match=r"^Mốc này đã hoàn thành; .* mở lại\.$"):
        taken(COMPLETED, Step.CONFIRM, COORDINATOR)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (AWAITING, Step.RETURN),
        (SUSPENDED, Step.RESUME),
        (COMPLETED, Step.REOPEN),
        (WITHDRAWN, Step.REOPEN),
    ],
)
@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_a_step_that_needs_a_reason_is_refused_without_one(
    state: MilestoneState, step: Step, reason: str | None
) -> None:
    with pytest.raises(ReasonMissing) as refused:
        apply(state, step, by=COORDINATOR, reason=reason, document="112/UBND-THKH")

    assert refused.value.field == "reason"


@pytest.mark.parametrize("step", [Step.SUSPEND, Step.WITHDRAW])
@pytest.mark.parametrize("document", [None, "", " \n"])
def test_a_step_that_needs_a_document_is_refused_without_one(
    step: Step, document: str | None
) -> None:
    with pytest.raises(DocumentMissing) as refused:
        apply(IN_PROGRESS, step, by=COORDINATOR, reason="Trùng nhiệm vụ.", document=document)

    assert refused.value.field == "document"


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (NOT_STARTED, Step.REPORT_PROGRESS),
        (IN_PROGRESS, Step.REPORT_COMPLETION),
        (AWAITING, Step.CONFIRM),
        (AWAITING, Step.RETRACT),
    ],
)
def test_the_other_steps_need_neither(state: MilestoneState, step: Step) -> None:
    assert apply(state, step, by=BOTH) is ALLOWED[state, step][0]


@pytest.mark.parametrize("state", list(MilestoneState))
@pytest.mark.parametrize("by", [NOBODY, REPORTER, COORDINATOR, BOTH])
def test_exactly_the_steps_that_can_be_taken_are_offered(
    state: MilestoneState, by: frozenset[Capacity]
) -> None:
    allowed = {step for (source, step), (_, who) in ALLOWED.items() if source is state and who & by}

    assert set(possible(state, by)) == allowed


def test_steps_are_offered_in_the_order_of_the_buttons() -> None:
    assert possible(AWAITING, COORDINATOR) == [
        Step.CONFIRM,
        Step.RETURN,
        Step.SUSPEND,
        Step.WITHDRAW,
    ]


def test_an_owner_with_nothing_left_to_do_is_offered_nothing() -> None:
    assert possible(COMPLETED, REPORTER) == []
