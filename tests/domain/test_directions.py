"""Directions: who may write, answer and close one, and what each step needs."""

from datetime import date

import pytest

from plan_app.domain import directions as rules
from plan_app.domain.dates import DocumentInFuture
from plan_app.domain.directions import (
    DirectionClosed,
    DirectionState,
    NotAnswered,
    NotAwaited,
    OwnAnswer,
    Words,
)
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.permissions import Actor, TaskScope
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, RuleBroken

TODAY = date(2026, 12, 8)
UNTIL = date(2026, 12, 18)
INDUSTRY, FINANCE, HEALTH = 1, 2, 3
AUTHOR, OWNER, HEAD, COORDINATOR = 10, 11, 12, 13
TASK = TaskScope(OWNER, INDUSTRY, INDUSTRY, frozenset({HEALTH}))
LEADER = Actor(AUTHOR, roles=frozenset({Role.LEADER}))
OWNS = Actor(OWNER, INDUSTRY, frozenset({Role.OWNER}))
HEADS = Actor(HEAD, INDUSTRY, frozenset({Role.LEADER}), head_of=frozenset({INDUSTRY}))
COORDINATES = Actor(COORDINATOR, FINANCE, frozenset({Role.COORDINATOR}))
OBSERVES = Actor(14, FINANCE, frozenset({Role.OBSERVER}))
DEPUTY = Actor(15, FINANCE, frozenset({Role.OWNER}), stands_in_for=frozenset({OWNER}))
WORDS = Words(body="Báo cáo rõ tiến độ.", answer_by=UNTIL)


@pytest.mark.parametrize(
    ("actor", "reads", "directs", "answers"),
    [
        (LEADER, True, True, False),
        (OWNS, True, False, True),
        (DEPUTY, True, False, True),
        (HEADS, True, True, True),
        (COORDINATES, True, True, False),
        (OBSERVES, False, False, False),
        (Actor(16, HEALTH, frozenset({Role.OWNER})), True, False, False),
        (Actor(17, FINANCE, frozenset({Role.OWNER})), False, False, False),
        (Actor(18, is_administrator=True), False, False, False),
    ],
)
def test_who_reads_writes_and_answers(
    actor: Actor, *, reads: bool, directs: bool, answers: bool
) -> None:
    assert rules.may_read(actor, TASK) is reads
    assert rules.may_direct(actor, TASK) is directs
    assert rules.may_answer(actor, TASK) is answers


def test_the_head_of_an_agency_directs_no_other_agency_of_the_same_rank() -> None:
    other = TaskScope(OWNER, FINANCE, FINANCE)
    assert not rules.may_direct(HEADS, other)
    assert rules.may_direct(LEADER, other)


def test_only_a_coordinator_has_to_name_the_document() -> None:
    assert rules.needs_document(COORDINATES)
    assert not rules.needs_document(LEADER)
    both = Actor(19, roles=frozenset({Role.COORDINATOR, Role.LEADER}))
    assert not rules.needs_document(both)


def test_the_author_and_coordinators_close_it() -> None:
    for actor in (LEADER, COORDINATES):
        assert rules.may_close(actor, TASK, author_id=AUTHOR)
    assert not rules.may_close(HEADS, TASK, author_id=AUTHOR)
    assert rules.may_close(HEADS, TASK, author_id=HEAD)
    demoted = Actor(AUTHOR, roles=frozenset({Role.OBSERVER}))
    assert not rules.may_close(demoted, TASK, author_id=AUTHOR)


def test_nobody_settles_their_own_answer_or_what_their_own_task_is_asked() -> None:
    with pytest.raises(OwnAnswer):
        rules.check_may_close(HEADS, TASK, author_id=HEAD, answered_by_id=HEAD)
    owner = Actor(OWNER, FINANCE, frozenset({Role.COORDINATOR}))
    with pytest.raises(OwnTask):
        rules.check_may_close(owner, TASK, author_id=AUTHOR, answered_by_id=None)
    with pytest.raises(NotAllowed):
        rules.check_may_close(OWNS, TASK, author_id=AUTHOR, answered_by_id=None)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words(body=" ", answer_by=UNTIL), "body"),
        (Words(body="A", answer_by=None), "answer_by"),
        (Words(body="A", answer_by=date(2026, 12, 7)), "answer_by"),
        (Words(body="A", answer_by=UNTIL, document=" "), "document"),
        (Words(body="A", answer_by=UNTIL, document="Số 1"), "document_date"),
    ],
)
def test_what_a_direction_lacks_is_said_at_its_field(words: Words, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_words(words, needs_document=True, today=TODAY)
    assert broken.value.field == field


def test_a_leader_needs_no_document_but_a_named_one_has_its_day() -> None:
    rules.check_words(WORDS, needs_document=False, today=TODAY)
    without_day = Words(body="A", answer_by=TODAY, document="Số 1")
    with pytest.raises(RuleBroken) as broken:
        rules.check_words(without_day, needs_document=False, today=TODAY)
    assert broken.value.field == "document_date"
    tomorrow = Words(body="A", answer_by=UNTIL, document="Số 1", document_date=date(2026, 12, 9))
    with pytest.raises(DocumentInFuture):
        rules.check_words(tomorrow, needs_document=False, today=TODAY)


def test_an_answer_is_given_once_and_in_words() -> None:
    rules.check_answer(DirectionState.OPEN, "Đã trình.")
    with pytest.raises(RuleBroken):
        rules.check_answer(DirectionState.OPEN, " ")
    with pytest.raises(NotAwaited):
        rules.check_answer(DirectionState.ANSWERED, "Đã trình.")
    with pytest.raises(DirectionClosed):
        rules.check_answer(DirectionState.SETTLED, "Đã trình.")


def test_settling_without_an_answer_needs_words() -> None:
    rules.check_settling(DirectionState.ANSWERED, "")
    rules.check_settling(DirectionState.OPEN, "Đã báo cáo tại cuộc họp.")
    with pytest.raises(RuleBroken) as broken:
        rules.check_settling(DirectionState.OPEN, " ")
    assert broken.value.field == "note"


def test_only_an_answer_is_asked_again() -> None:
    rules.check_again(DirectionState.ANSWERED, "Thiếu số liệu.", UNTIL, today=TODAY)
    with pytest.raises(NotAnswered):
        rules.check_again(DirectionState.OPEN, "Thiếu số liệu.", UNTIL, today=TODAY)
    with pytest.raises(RuleBroken) as broken:
        rules.check_again(DirectionState.ANSWERED, "", UNTIL, today=TODAY)
    assert broken.value.field == "words"


def test_withdrawing_needs_a_reason_and_happens_once() -> None:
    rules.check_withdrawing(DirectionState.ANSWERED, "Ghi nhầm nhiệm vụ.")
    with pytest.raises(RuleBroken) as broken:
        rules.check_withdrawing(DirectionState.OPEN, " ")
    assert broken.value.field == "reason"
    with pytest.raises(DirectionClosed):
        rules.check_withdrawing(DirectionState.WITHDRAWN, "Ghi nhầm nhiệm vụ.")


def test_late_is_what_was_not_answered_by_its_day() -> None:
    assert rules.is_late(DirectionState.OPEN, date(2026, 12, 7), TODAY)
    assert not rules.is_late(DirectionState.OPEN, TODAY, TODAY)
    assert not rules.is_late(DirectionState.ANSWERED, date(2026, 12, 7), TODAY)
