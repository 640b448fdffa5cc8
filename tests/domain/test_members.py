"""Members of a group of agencies: where they stand, who answers for them, who is asked."""

from dataclasses import replace

import pytest

from plan_app.domain.duties import DutyPart
from plan_app.domain.members import RollUp, Standing, may_answer_for, standing
from plan_app.domain.permissions import Actor
from plan_app.domain.recipients import Line, Recipient
from plan_app.domain.roles import Role

PERSON = Actor(user_id=5, agency_id=50, roles=frozenset({Role.OWNER}))
# Group 1 has the members 50 and 60, whose contacts are 5 and 6; 9 coordinates plan 7.
LINE = Line(contact_of={50: 5, 60: 6}, members_of={1: (50, 60)}, coordinators_of={7: (9,)})


@pytest.mark.parametrize(
    ("is_done", "revision", "where"),
    [
        (None, None, Standing.SILENT),
        (False, 2, Standing.UNDER_WAY),
        (False, 1, Standing.ASKED_AGAIN),
        (True, 2, Standing.DONE),
        (True, 1, Standing.DONE),
    ],
)
def test_what_was_answered_about_an_earlier_date_is_asked_again_unless_it_is_done(
    is_done: bool | None, revision: int | None, where: Standing
) -> None:
    assert standing(is_done=is_done, revision=revision, current=2) is where


def test_a_roll_up_counts_who_is_under_way_and_who_is_silent() -> None:
    found = RollUp(members=12, answered=5, done=3)
    assert (found.under_way, found.silent) == (2, 7)


def test_the_people_of_a_member_its_contact_and_the_contacts_deputy_speak_for_it() -> None:
    assert may_answer_for(PERSON, 50, None)
    assert may_answer_for(PERSON, 60, 5)
    assert may_answer_for(replace(PERSON, stands_in_for=frozenset({6})), 60, 6)
    assert may_answer_for(replace(PERSON, heir_of=frozenset({60})), 60, None)


def test_strangers_and_observers_do_not_speak_for_a_member() -> None:
    assert not may_answer_for(PERSON, 60, 6)
    assert not may_answer_for(replace(PERSON, roles=frozenset({Role.OBSERVER})), 50, 5)


def test_the_contacts_of_members_are_asked_in_official_order() -> None:
    assert list(LINE.asks(3, 1, 7)) == [
        (50, Recipient(5, DutyPart.MEMBER)),
        (60, Recipient(6, DutyPart.MEMBER)),
    ]


def test_who_has_answered_is_not_asked() -> None:
    line = replace(LINE, answered={(3, 50): False})
    assert [member for member, _ in line.asks(3, 1, 7)] == [60]
    assert [member for member, _ in line.asks(4, 1, 7)] == [50, 60]
    assert line.roll_up(3, 1) == RollUp(2, 1, 0)


def test_an_agency_that_is_no_group_asks_nobody() -> None:
    assert list(LINE.asks(3, 50, 7)) == []


def test_a_deputy_is_asked_for_an_absent_contact() -> None:
    line = LINE.with_deputies({5: 8})
    assert line.answers_for_member(50, 7) == Recipient(8, DutyPart.MEMBER)
    assert line.groups_of([8]) == {1}


@pytest.mark.parametrize(
    "facts",
    [{"unusable": frozenset({5})}, {"heads": frozenset({5})}, {"contact_of": {60: 6}}],
    ids=["no address", "a head", "no contact"],
)
def test_a_coordinator_is_asked_in_the_place_of_who_cannot_be(facts: dict[str, object]) -> None:
    line = replace(LINE, **facts)  # type: ignore[arg-type]
    assert line.answers_for_member(50, 7) == Recipient(9, DutyPart.INSTEAD)
    assert line.groups_of([9]) == {1}


def test_nobody_is_asked_where_there_is_nobody() -> None:
    line = replace(LINE, contact_of={}, coordinators_of={})
    assert line.answers_for_member(50, 7).user_id is None


def test_the_groups_of_people_are_those_of_which_they_answer_for_a_member() -> None:
    assert LINE.groups_of([5]) == {1}
    assert LINE.groups_of([77]) == frozenset()
    assert LINE.groups_of([9]) == frozenset()
