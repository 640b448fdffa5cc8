"""What must be said for a report to count, and which day counts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plan_app.domain import reports
from plan_app.domain.reports import Answer
from plan_app.domain.statuses import MilestoneState, Step
from plan_app.errors import RuleBroken

TODAY = date(2026, 12, 8)
PROGRESS = Answer(state=MilestoneState.IN_PROGRESS)
COMPLETION = Answer(state=MilestoneState.AWAITING_CONFIRMATION, result="Đã ban hành.")
SIGNED = replace(
    COMPLETION,
    prepared_by="Bà Lê Thị Hoa",
    prepared_position="Công chức Kinh tế",
    prepared_telephone="0237 123",
    approved_by="Ông Trần Văn Nam",
    approved_position="Phó Chủ tịch",
)
LETTER = replace(COMPLETION, letter="Công văn số 4567/SNNMT-KHTC", letter_date=date(2026, 12, 4))


def broken(answer: Answer, *, is_shared: bool = False, on_behalf: bool = False) -> str | None:
    try:
        reports.check(answer, is_shared=is_shared, on_behalf=on_behalf, today=TODAY)
    except RuleBroken as error:
        return error.field
    return None


def test_work_under_way_needs_no_words() -> None:
    assert broken(PROGRESS) is None
    assert PROGRESS.step is Step.REPORT_PROGRESS
    assert not PROGRESS.is_completion


def test_a_completion_says_what_was_achieved() -> None:
    assert broken(COMPLETION) is None
    assert COMPLETION.step is Step.REPORT_COMPLETION
    assert COMPLETION.is_completion
    assert broken(replace(COMPLETION, result=" \n")) == "result"


@pytest.mark.parametrize("state", [state for state in MilestoneState if state not in reports.STEPS])
def test_no_other_state_can_be_reported(state: MilestoneState) -> None:
    assert broken(replace(COMPLETION, state=state)) == "state"


@pytest.mark.parametrize("field", reports.OF_SHARED_ACCOUNT)
def test_a_shared_account_names_who_stands_behind_the_report(field: str) -> None:
    missing: dict[str, Any] = {field: "  "}
    assert broken(SIGNED, is_shared=True) is None
    assert broken(replace(SIGNED, **missing), is_shared=True) == field
    assert broken(replace(SIGNED, **missing)) is None


def test_a_letter_stands_for_the_preparer_when_entered_on_behalf() -> None:
    assert broken(LETTER, is_shared=True, on_behalf=True) is None


def test_what_is_entered_on_behalf_names_its_letter() -> None:
    assert broken(LETTER, on_behalf=True) is None
    assert broken(replace(LETTER, letter=" "), on_behalf=True) == "letter"
    assert broken(replace(LETTER, letter_date=None), on_behalf=True) == "letter_date"


def test_half_a_letter_is_none_for_anybody() -> None:
    assert broken(LETTER) is None
    assert broken(replace(LETTER, letter="")) == "letter"
    assert broken(replace(LETTER, letter_date=None)) == "letter_date"


def test_a_letter_is_not_from_tomorrow() -> None:
    assert broken(replace(LETTER, letter_date=TODAY)) is None
    assert broken(replace(LETTER, letter_date=date(2026, 12, 9))) == "letter_date"


def test_the_date_of_a_letter_counts_only_when_entered_on_behalf() -> None:
    assert reports.counting_day(LETTER, on_behalf=True, today=TODAY) == date(2026, 12, 4)
    assert reports.counting_day(LETTER, on_behalf=False, today=TODAY) == TODAY
    assert reports.counting_day(COMPLETION, on_behalf=True, today=TODAY) == TODAY
