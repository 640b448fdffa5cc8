"""In which capacity a person acts on a task."""

from typing import Any

import pytest

from plan_app.domain.permissions import Actor, TaskScope, capacities
from plan_app.domain.roles import Role
from plan_app.domain.statuses import Capacity

ME, OTHER, AGENCY = 1, 2, 10
MINE = TaskScope(owner_id=ME, responsible_agency_id=AGENCY, lead_agency_id=AGENCY)
OF_OTHER = TaskScope(owner_id=OTHER, responsible_agency_id=AGENCY, lead_agency_id=AGENCY)
UNASSIGNED = TaskScope(owner_id=None, responsible_agency_id=AGENCY, lead_agency_id=AGENCY)


def me(*roles: Role, **facts: Any) -> Actor:  # noqa: ANN401 (any fact)
    return Actor(user_id=ME, agency_id=AGENCY, roles=frozenset(roles), **facts)


@pytest.mark.parametrize(
    ("actor", "task", "expected"),
    [
        (me(Role.OWNER), MINE, {Capacity.REPORTER}),
        (me(Role.OWNER), OF_OTHER, set()),
        (me(Role.OWNER), UNASSIGNED, set()),
        (me(Role.OWNER, stands_in_for=frozenset({OTHER})), OF_OTHER, {Capacity.REPORTER}),
        (me(Role.OBSERVER, stands_in_for=frozenset({OTHER})), OF_OTHER, set()),
        (me(Role.COORDINATOR), OF_OTHER, {Capacity.COORDINATOR}),
        (me(Role.COORDINATOR), UNASSIGNED, {Capacity.COORDINATOR}),
        (me(Role.COORDINATOR), MINE, {Capacity.COORDINATOR, Capacity.REPORTER}),
        (me(Role.LEADER), MINE, set()),
        (me(Role.LEADER, head_of=frozenset({AGENCY})), OF_OTHER, set()),
        (me(), MINE, set()),
    ],
)
def test_a_person_speaks_for_their_own_tasks_and_a_coordinator_for_the_standing_agency(
    actor: Actor, task: TaskScope, expected: set[Capacity]
) -> None:
    assert capacities(actor, task) == expected
