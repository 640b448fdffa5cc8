"""The coordinator's queue and what counts it."""

from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.extensions import OPEN, PENDING, ExtensionState
from plan_app.errors import NotFound
from plan_app.models import Plan
from plan_app.queries import extensions, task_list
from plan_app.queries.attention import get_attention
from plan_app.queries.conditions import ListFilter
from plan_app.queries.extensions import ExtensionFilter, Turn
from tests.acting import TODAY
from tests.builders import make_extension, make_plan, make_task
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
S = ExtensionState


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan with a request in each state, the later the later asked."""
    assert app
    plan = make_plan()
    for n, state in enumerate(S):
        make_extension(
            make_task(plan, title=f"Nhiệm vụ về lúa {state.value}"),
            state=state,
            requested_at=NOW + timedelta(hours=n),
            requested_due_date=date(2028, 1, 1) - timedelta(days=n),
        )
    return plan


def states(plan: Plan, wanted: ExtensionFilter, sort: str = "asked") -> list[ExtensionState]:
    found = extensions.list_rows(plan.id, wanted, sort=sort)
    assert len(found) == extensions.count_rows(plan.id, wanted)
    return [row.standing for row in found]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (Turn.COORDINATOR, PENDING),
        (Turn.AGENCY, OPEN - PENDING),
        (Turn.ANYBODY, frozenset(S)),
        (S.DECLINED, frozenset({S.DECLINED})),
    ],
)
def test_the_queue_is_narrowed_by_whose_turn_it_is(
    plan: Plan, state: Turn | ExtensionState, found: frozenset[ExtensionState]
) -> None:
    assert states(plan, ExtensionFilter(state=state)) == [each for each in S if each in found]


def test_the_home_page_counts_exactly_the_rows_of_the_queue(plan: Plan) -> None:
    counted = get_attention(plan.id, today=TODAY).extensions
    assert counted == len(states(plan, ExtensionFilter())) == 3


def test_words_agency_and_order(plan: Plan) -> None:
    everything = ExtensionFilter(state=Turn.ANYBODY)
    (row,) = extensions.list_rows(plan.id, ExtensionFilter(words="LUA requested"))
    of_agency = ExtensionFilter(agency=row.agency_id, state=Turn.ANYBODY)
    assert states(plan, of_agency) == [S.REQUESTED]
    assert states(plan, everything, "wanted") == list(reversed(S))
    for sort in extensions.SORTS:
        assert states(plan, everything, f"-{sort}") == list(
            reversed(states(plan, everything, sort))
        )
    assert len(extensions.list_agencies(plan.id)) == len(S)


def test_lists_show_a_request_and_keep_every_row(plan: Plan) -> None:
    rows = task_list.list_page(plan.id, today=TODAY, wanted=ListFilter(), sort="number", page=1)
    assert {row.extension for row in rows} == {*OPEN, None}
    assert len(rows) == len(S)


def test_a_request_is_found_in_its_own_plan_only(plan: Plan) -> None:
    request = make_extension(make_task(plan))
    assert extensions.get_extension(request.id, plan_id=plan.id) is request
    with pytest.raises(NotFound):
        extensions.get_extension(request.id, plan_id=make_plan().id)
