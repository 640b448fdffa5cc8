"""On what ground a due date may change."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plan_app.domain import dates
from plan_app.domain.dates import Ground
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import RuleBroken

TODAY = date(2026, 12, 8)
DUE, LATER = date(2026, 12, 31), date(2027, 6, 30)
REASON = Ground(reason="Chờ nghiệm thu.")
APPROVED = replace(REASON, document="Công văn số 2345/UBND-THĐT", document_date=date(2026, 12, 7))


def broken(due: date | None, ground: Ground, **changes: Any) -> str | None:  # noqa: ANN401
    facts: dict[str, Any] = {
        "current": DUE,
        "is_fixed": True,
        "state": MilestoneState.IN_PROGRESS,
        "today": TODAY,
    }
    try:
        dates.check_change(due, ground, **(facts | changes))
    except RuleBroken as error:
        return error.field
    return None


def test_a_date_of_the_decision_needs_the_approving_document() -> None:
    assert broken(LATER, APPROVED) is None
    assert broken(LATER, REASON) == "document"
    assert broken(LATER, replace(APPROVED, document_date=None)) == "document_date"


def test_an_internal_date_needs_only_a_reason() -> None:
    assert broken(LATER, REASON, is_fixed=False) is None
    assert broken(LATER, Ground(), is_fixed=False) == "reason"


def test_the_approving_document_is_not_from_tomorrow() -> None:
    tomorrow = replace(APPROVED, document_date=date(2026, 12, 9))
    assert broken(LATER, tomorrow) == "document_date"
    assert broken(LATER, tomorrow, is_fixed=False) == "document_date"


def test_a_change_has_another_date() -> None:
    assert broken(None, APPROVED) == "due"
    assert broken(DUE, APPROVED) == "due"


@pytest.mark.parametrize("state", MilestoneState)
def test_the_date_of_finished_work_stays(state: MilestoneState) -> None:
    finished = state in {MilestoneState.COMPLETED, MilestoneState.WITHDRAWN}
    assert broken(LATER, APPROVED, state=state) == ("due" if finished else None)
