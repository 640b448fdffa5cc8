"""Who may edit a plan's texts and structure."""

import pytest

from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.roles import Role


@pytest.mark.parametrize("role", Role)
def test_only_coordinators_edit_the_plan(role: Role) -> None:
    actor = Actor(user_id=1, roles=frozenset({role}))
    assert actor.may(Permission.EDIT_PLAN) is (role is Role.COORDINATOR)


def test_administrators_of_the_machine_do_not() -> None:
    assert not Actor(user_id=1, is_administrator=True).may(Permission.EDIT_PLAN)
