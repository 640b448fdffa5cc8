"""Requests for more time: which step, from where, by whom, for which dates."""

from dataclasses import replace
from datetime import date

import pytest

from plan_app.domain import extension_wishes, extensions
from plan_app.domain.dates import ApprovalMissing, DocumentInFuture, DueMissing, Ground
from plan_app.domain.extension_wishes import (
    CauseMissing,
    DocumentIncomplete,
    NothingToExtend,
    NotLater,
    Wish,
)
from plan_app.domain.extensions import (
    OPEN,
    PENDING,
    AlreadyAsked,
    ExtensionState,
    ExtensionStep,
    NotPossibleNow,
    NotYours,
    OwnRequest,
)
from plan_app.domain.statuses import Capacity, MilestoneState, ReasonMissing
from plan_app.errors import RuleBroken
from plan_app.models.hold import IS_OPEN

S = ExtensionState
Step = ExtensionStep
TODAY, DUE, LATER = date(2026, 12, 10), date(2026, 12, 31), date(2027, 6, 30)
COORDINATOR = frozenset({Capacity.COORDINATOR})
REPORTER = frozenset({Capacity.REPORTER})
BOTH = COORDINATOR | REPORTER
WISH = Wish(due=LATER, reason="Chờ nghiệm thu.", cause="objective")

# For each kind of date and state: what the coordinator can do, and what the agency can.
FIXED = {
    S.REQUESTED: ({Step.SUBMIT, Step.ASK_PAPERS, Step.DECLINE}, {Step.WITHDRAW}),
    S.PAPERS_ASKED: ({Step.SUBMIT, Step.DECLINE}, {Step.ANSWER, Step.WITHDRAW}),
    S.ANSWERED: ({Step.SUBMIT, Step.ASK_PAPERS, Step.DECLINE}, {Step.WITHDRAW}),
    S.SUBMITTED: ({Step.APPROVE, Step.DECLINE}, {Step.WITHDRAW}),
}
INTERNAL = {
    S.REQUESTED: (
        {Step.APPROVE, Step.OFFER, Step.ASK_PAPERS, Step.DECLINE},
        {Step.WITHDRAW},
    ),
    S.PAPERS_ASKED: ({Step.APPROVE, Step.OFFER, Step.DECLINE}, {Step.ANSWER, Step.WITHDRAW}),
    S.ANSWERED: (
        {Step.APPROVE, Step.OFFER, Step.ASK_PAPERS, Step.DECLINE},
        {Step.WITHDRAW},
    ),
    S.OFFERED: ({Step.DECLINE}, {Step.ACCEPT, Step.ANSWER, Step.WITHDRAW}),
}


def possible(
    state: S, by: frozenset[Capacity], *, is_own: bool = False, is_fixed: bool = True
) -> set[Step]:
    return set(extensions.possible(state, by=by, is_own=is_own, is_fixed=is_fixed))


@pytest.mark.parametrize("state", sorted(OPEN - {S.OFFERED}))
def test_what_can_be_done_about_a_date_of_the_decision(state: S) -> None:
    assert (possible(state, COORDINATOR), possible(state, REPORTER)) == FIXED[state]


@pytest.mark.parametrize("state", sorted(OPEN - {S.SUBMITTED}))
def test_what_can_be_done_about_an_internal_date(state: S) -> None:
    found = [possible(state, by, is_fixed=False) for by in (COORDINATOR, REPORTER)]
    assert tuple(found) == INTERNAL[state]


@pytest.mark.parametrize("state", sorted(set(S) - OPEN))
@pytest.mark.parametrize("is_fixed", [True, False])
def test_nothing_can_be_done_about_a_closed_one(state: S, is_fixed: bool) -> None:
    assert possible(state, COORDINATOR, is_fixed=is_fixed) == set()
    assert possible(state, REPORTER, is_fixed=is_fixed) == set()


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_fixed", [True, False])
@pytest.mark.parametrize("by", [COORDINATOR, REPORTER])
def test_a_step_works_exactly_where_its_button_is(
    step: Step,
    state: S,
    is_fixed: bool,
    by: frozenset[Capacity],
) -> None:
    offered = step in possible(state, by, is_fixed=is_fixed)
    try:
        target = extensions.apply(
            state, step, by=by, is_own=False, is_fixed=is_fixed, reason="Vì thế."
        )
    except (NotYours, NotPossibleNow):
        assert not offered
    else:
        assert offered
        assert target is extensions.TRANSITIONS[step].target


@pytest.mark.parametrize(("by", "is_own"), [(BOTH, False), (COORDINATOR, True)])
def test_nobody_decides_their_own(by: frozenset[Capacity], is_own: bool) -> None:
    with pytest.raises(OwnRequest):
        extensions.apply(S.REQUESTED, Step.DECLINE, by=by, is_own=is_own, is_fixed=True, reason="x")
    assert Step.DECLINE not in possible(S.REQUESTED, by, is_own=is_own)


def test_a_step_that_needs_a_reason_is_refused_without_one() -> None:
    for step, state in ((Step.DECLINE, S.SUBMITTED), (Step.ASK_PAPERS, S.REQUESTED)):
        with pytest.raises(ReasonMissing):
            extensions.apply(state, step, by=COORDINATOR, is_own=False, is_fixed=True, reason=" ")


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"due": None}, DueMissing),
        ({"due": DUE}, NotLater),
        ({"due": date(2026, 12, 1)}, NotLater),
        ({"reason": " "}, ReasonMissing),
        ({"cause": ""}, CauseMissing),
        ({"document": "Công văn số 1"}, DocumentIncomplete),
        ({"document_date": TODAY}, DocumentIncomplete),
        ({"document": "Công văn số 1", "document_date": date(2026, 12, 11)}, DocumentInFuture),
    ],
)
def test_a_wish_is_refused(change: dict[str, object], broken: type[RuleBroken]) -> None:
    with pytest.raises(broken):
        extension_wishes.check_wish(
            replace(WISH, **change),  # type: ignore[arg-type]
            state=MilestoneState.IN_PROGRESS,
            current=DUE,
            today=TODAY,
        )


@pytest.mark.parametrize("state", MilestoneState)
def test_only_open_work_with_a_date_can_get_more_time(state: MilestoneState) -> None:
    askable = state in {MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS}
    assert extension_wishes.may_ask(state, DUE, by=REPORTER) == askable
    assert not extension_wishes.may_ask(state, DUE, by=COORDINATOR)
    assert not extension_wishes.may_ask(state, None, by=REPORTER)
    if askable:
        extension_wishes.check_wish(WISH, state=state, current=DUE, today=TODAY)
    else:
        with pytest.raises(NothingToExtend):
            extension_wishes.check_wish(WISH, state=state, current=DUE, today=TODAY)


def test_more_time_for_late_work_ends_in_the_future() -> None:
    late = date(2026, 11, 30)
    extension_wishes.check_later(TODAY, current=late, today=TODAY)
    with pytest.raises(NotLater):
        extension_wishes.check_later(date(2026, 12, 9), current=late, today=TODAY)


def test_a_date_of_the_decision_needs_the_approving_document() -> None:
    whole = Ground(document="Công văn số 2345/UBND-THĐT", document_date=TODAY)
    extension_wishes.check_approval(LATER, whole, current=DUE, is_fixed=True, today=TODAY)
    extension_wishes.check_approval(LATER, Ground(), current=DUE, is_fixed=False, today=TODAY)
    for ground in (Ground(), replace(whole, document=""), replace(whole, document_date=None)):
        with pytest.raises(ApprovalMissing):
            extension_wishes.check_approval(LATER, ground, current=DUE, is_fixed=True, today=TODAY)


def test_the_database_calls_the_same_requests_open() -> None:
    assert {state for state in S if f"'{state.value}'" in IS_OPEN} == OPEN
    assert PENDING < OPEN
    assert AlreadyAsked().message
