from plan_app.domain.roles import Role
from plan_app.queries.coordinators import find_alone
from tests.builders import make_plan, make_user


def test_whoever_coordinates_alone_asks_the_administrators_in_office(app: object) -> None:
    assert app
    plan, other_plan = make_plan(), make_plan()
    only = make_user(plan, Role.COORDINATOR)
    make_user(other_plan, Role.COORDINATOR)
    make_user(plan, Role.COORDINATOR, active=False)
    make_user(plan, Role.LEADER)
    administrator = make_user(is_administrator=True)
    make_user(is_administrator=True, active=False)

    found = find_alone(only.id, plan_id=plan.id)

    assert found is not None
    assert list(found.administrators) == [administrator]


def test_with_another_coordinator_nobody_is_alone(app: object) -> None:
    assert app
    plan = make_plan()
    only, other = (make_user(plan, Role.COORDINATOR) for _ in range(2))

    assert find_alone(only.id, plan_id=plan.id) is None
    assert find_alone(other.id, plan_id=plan.id) is None
