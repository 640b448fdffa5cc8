"""Who answers for a task: deputies, the line behind them, and circles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.deputies import DeputyCycle, refuse_cycle, resolve
from plan_app.domain.duties import DutyPart
from plan_app.domain.recipients import NOBODY, Line, Recipient

A, B, C, CONTACT, HEAD, COORDINATOR, OTHER = range(1, 8)
AGENCY, PLAN = 10, 20


def line(**facts: object) -> Line:
    usual: dict[str, object] = {
        "contact_of": {AGENCY: CONTACT},
        "heads": frozenset({HEAD}),
        "coordinators_of": {PLAN: (COORDINATOR, OTHER)},
    }
    return Line(**{**usual, **facts})  # type: ignore[arg-type]


def who(found: Line) -> Recipient:
    return found.answers_for(A, AGENCY, PLAN)


def test_the_owner_answers() -> None:
    assert who(line()) == (A, DutyPart.OWNER)


def test_a_chain_of_deputies_is_followed_to_its_end() -> None:
    assert resolve(A, {A: B, B: C}) == C
    assert who(line(deputy_of={A: B, B: C})) == (C, DutyPart.DEPUTY)


def test_deputies_in_a_circle_are_nobody() -> None:
    assert resolve(A, {A: B, B: A}) is None
    assert resolve(A, {A: B, B: C, C: B}) is None
    assert who(line(deputy_of={A: B, B: A})) == (CONTACT, DutyPart.INSTEAD)


def test_entering_a_circle_is_refused() -> None:
    refuse_cycle(A, B, {})
    refuse_cycle(A, B, {B: C})
    with pytest.raises(DeputyCycle):
        refuse_cycle(A, B, {B: A})
    with pytest.raises(DeputyCycle):
        refuse_cycle(A, B, {B: C, C: A})


def test_the_line_goes_on_to_contact_and_coordinators() -> None:
    assert who(line(unusable=frozenset({A}))) == (CONTACT, DutyPart.INSTEAD)
    assert who(line(unusable=frozenset({A, CONTACT}))) == (COORDINATOR, DutyPart.INSTEAD)
    nearly = frozenset({A, CONTACT, COORDINATOR})
    assert who(line(unusable=nearly)) == (OTHER, DutyPart.INSTEAD)
    assert line(unusable=nearly | {OTHER}).answers_for(A, AGENCY, PLAN) == NOBODY


def test_an_unusable_deputy_leaves_it_to_the_contact() -> None:
    found = line(deputy_of={A: B}, unusable=frozenset({B}))
    assert who(found) == (CONTACT, DutyPart.INSTEAD)


@pytest.mark.parametrize("facts", [{"contact_of": {AGENCY: HEAD}}, {"contact_of": {}}])
def test_a_leader_never_stands_in(facts: dict[str, object]) -> None:
    found = line(unusable=frozenset({A}), **facts)
    assert who(found) == (COORDINATOR, DutyPart.INSTEAD)
    led = line(deputy_of={A: HEAD}, **facts)
    assert who(led) == (COORDINATOR, DutyPart.INSTEAD)


def test_the_contacts_own_deputy_stands_in_for_the_contact() -> None:
    found = line(unusable=frozenset({A}), deputy_of={CONTACT: B})
    assert who(found) == (B, DutyPart.INSTEAD)


people = st.integers(1, 7)


@given(
    unusable=st.frozensets(people),
    deputy_of=st.dictionaries(people, people),
    wanted=people,
)
def test_the_owners_of_a_person_are_all_whose_tasks_come_to_them(
    unusable: frozenset[int], deputy_of: dict[int, int], wanted: int
) -> None:
    deputy_of = {person: deputy for person, deputy in deputy_of.items() if person != deputy}
    found = line(unusable=unusable, deputy_of=deputy_of)
    owners = found.owners_of([wanted])
    for owner in range(1, 8):
        if found.answers_for(owner, AGENCY, PLAN).user_id == wanted:
            assert owner in owners
