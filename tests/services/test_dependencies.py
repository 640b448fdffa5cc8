"""Which task starts after which, as coordinators set it."""

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.dependencies import Predecessor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, Task, User
from plan_app.queries import task_list
from plan_app.queries.conditions import ListFilter
from plan_app.queries.duties import list_duties
from plan_app.services import dependencies, seeding, task_places, tasks
from plan_app.services.dependencies import AfterItself, Circular, PredecessorUnknown
from plan_app.services.seed_comparison import Reason
from plan_app.services.tasks import TaskChanged
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_plan, make_task, make_user
from tests.conftest import NOW
from tests.seed_files import VALID, changed, read

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def start_after(
    plan: Plan, number: int, first: int | None, by: User, version: int | None = None
) -> None:
    with transaction():
        dependencies.start_after(plan.id, number, first, act_of(by, plan, version=version))
    db.session.expire_all()


def row_of(plan: Plan, number: int) -> Task:
    return db.session.scalars(
        select(Task).where(Task.plan_id == plan.id, Task.number == number)
    ).one()


def chain(plan: Plan, *numbers: int) -> None:
    for number in numbers:
        make_task(plan, number=number)


def test_a_task_starts_after_another_and_both_know_it(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    assert row_of(plan, 5).predecessor == Predecessor(7, MilestoneState.NOT_STARTED)
    assert [each.number for each in row_of(plan, 7).followers] == [5]


def test_what_is_seen_elsewhere_is_told_to_the_journal(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "dependency_changed")
    ).one()
    assert entry.data == {"fields": ["after"], "old": {"after": None}, "new": {"after": 7}}
    assert row_of(plan, 5).version == 2


def test_the_same_again_changes_nothing(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    start_after(plan, 5, 7, coordinator)
    assert row_of(plan, 5).version == 2


def test_a_task_may_wait_for_none_again(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    start_after(plan, 5, None, coordinator)
    assert row_of(plan, 5).predecessor is None


@pytest.mark.parametrize(
    ("number", "broken"), [(99, PredecessorUnknown), (5, AfterItself)], ids=["unknown", "itself"]
)
def test_a_number_that_cannot_be_is_refused_at_its_field(
    plan: Plan, coordinator: User, number: int, broken: type[RuleBroken]
) -> None:
    chain(plan, 5)
    with pytest.raises(broken) as caught:
        start_after(plan, 5, number, coordinator)
    assert caught.value.field == "after"


def test_a_number_of_another_plan_is_unknown(plan: Plan, coordinator: User) -> None:
    chain(plan, 5)
    make_task(make_plan(), number=8)
    with pytest.raises(PredecessorUnknown):
        start_after(plan, 5, 8, coordinator)


def test_a_circle_is_refused_with_its_chain(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7, 9)
    start_after(plan, 5, 7, coordinator)
    start_after(plan, 7, 9, coordinator)
    with pytest.raises(Circular) as caught:
        start_after(plan, 9, 5, coordinator)
    assert caught.value.values == {"chain": "9 → 5 → 7 → 9"}
    assert row_of(plan, 9).after is None


def test_only_coordinators_set_the_order(plan: Plan) -> None:
    task = make_task(plan)
    assert task.owner is not None
    with pytest.raises(NotAllowed):
        start_after(plan, task.number, None, task.owner)


def test_who_saw_another_version_is_told(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    with pytest.raises(TaskChanged):
        start_after(plan, 5, 7, coordinator, version=9)


def test_a_task_that_others_wait_for_is_not_removed(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    with pytest.raises(task_places.Awaited) as caught, transaction():
        task_places.remove(tasks.lock(plan_id=plan.id, number=7), act_of(coordinator, plan))
    assert caught.value.values == {"numbers": "5"}


def test_what_comes_first_moves_no_date_and_silences_no_reminder(
    plan: Plan, coordinator: User
) -> None:
    chain(plan, 7)
    task = make_task(plan, number=5, due=TODAY)
    start_after(plan, 5, 7, coordinator)
    found = list_duties(today=TODAY, calendar=Calendar())
    (duty,) = found[task.owner_id or 0]
    assert duty.due == TODAY
    assert duty.after == Predecessor(7, MilestoneState.NOT_STARTED)


def test_the_list_of_tasks_names_what_comes_first(plan: Plan, coordinator: User) -> None:
    chain(plan, 5, 7)
    start_after(plan, 5, 7, coordinator)
    found = task_list.list_page(plan.id, today=TODAY, wanted=ListFilter())
    assert {each.number: each.after_number for each in found} == {5: 7, 7: None}


FILE = changed(("yearly: 31/12\n", "yearly: 31/12\n        after: 1\n"))
CIRCULAR = changed(("due: 31/12/2026\n", "due: 31/12/2026\n        after: 2\n"))


def seed(text: str, *, apply: bool = False) -> seeding.Outcome:
    with transaction():
        outcome = seeding.seed(read(text), apply=apply, now=NOW)
    db.session.expire_all()
    return outcome


def seeded() -> Plan:
    return db.session.scalars(select(Plan)).one()


def test_a_new_plan_has_the_order_of_its_file(app: Flask) -> None:
    assert app
    assert seed(FILE).differences == ()
    assert row_of(seeded(), 2).predecessor == Predecessor(1, MilestoneState.NOT_STARTED)
    assert seed(FILE).differences == ()


def test_an_order_that_the_file_says_otherwise_is_compared_then_taken_over(app: Flask) -> None:
    assert app
    seed(VALID)
    (found,) = seed(FILE).differences
    assert (found.subject.key, found.field, found.old, found.new) == ("2", "after", None, 1)
    assert row_of(seeded(), 2).after is None
    seed(FILE, apply=True)
    assert row_of(seeded(), 2).predecessor == Predecessor(1, MilestoneState.NOT_STARTED)
    (found,) = seed(VALID, apply=True).differences
    assert (found.old, found.new) == (1, None)
    assert row_of(seeded(), 2).after is None


def test_an_order_set_on_the_pages_stays(app: Flask) -> None:
    assert app
    seed(FILE)
    plan = seeded()
    start_after(plan, 2, None, make_user(plan, Role.COORDINATOR))
    outcome = seed(FILE, apply=True)
    assert [(each.field, each.kept_because) for each in outcome.kept] == [("after", Reason.EDITED)]
    assert row_of(plan, 2).after is None


def test_the_file_closes_no_circle_with_the_pages(app: Flask) -> None:
    assert app
    seed(VALID)
    plan = seeded()
    start_after(plan, 2, 1, make_user(plan, Role.COORDINATOR))
    outcome = seed(CIRCULAR, apply=True)
    reasons = {each.subject.key: each.kept_because for each in outcome.kept}
    assert reasons == {"1": Reason.CIRCULAR, "2": Reason.EDITED}
    assert row_of(plan, 1).after is None
