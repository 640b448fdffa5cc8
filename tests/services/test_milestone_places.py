"""The milestones of a task: added, named, put in order, continued, removed."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.dates import ApprovalMissing, Ground
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import CallNote, JournalEntry, Milestone, Task, TextStatus, User
from plan_app.services import milestone_places, milestones, tasks
from plan_app.services.acts import Act
from plan_app.services.milestone_places import (
    MilestoneInUse,
    NewMilestone,
    NotYearly,
    OnlyMilestone,
)
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
APPROVED = Ground(document="Công văn số 2345/UBND", document_date=date(2026, 12, 7))


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(
        make_plan(), milestone_label="Kết quả năm 2026", milestone_label_en="Result of 2026",
        milestone_year=2026,
    )  # fmt: skip


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def write(
    task: Task, by: User, do: Callable[[Task, Act], object], version: int | None = None
) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        do(tasks.lock(plan_id=plan_id, number=number), act)
    db.session.refresh(task)


def of(milestone: Milestone, by: User, do: Callable[[Milestone, Act], object]) -> None:
    act, id_, plan_id = act_of(by, milestone.task.plan), milestone.id, milestone.plan_id
    with transaction():
        do(milestones.lock(id_, plan_id=plan_id), act)


def add(task: Task, by: User, wanted: NewMilestone, ground: Ground = APPROVED) -> None:
    write(task, by, lambda held, act: milestone_places.add(held, wanted, ground, act))


def labels(task: Task) -> list[str]:
    db.session.expire_all()
    return [each.label for each in task.milestones]


def actions() -> list[str]:
    return [each.action for each in db.session.query(JournalEntry).order_by(JournalEntry.id)]


def test_a_milestone_is_added_last_and_may_press_most(task: Task, coordinator: User) -> None:
    add(task, coordinator, NewMilestone(label="Trình dự thảo", due=date(2026, 12, 15)))
    first, added = task.milestones
    assert (added.ordinal, added.original_due_date) == (2, date(2026, 12, 15))
    assert (first.is_pressing, added.is_pressing) == (False, True)
    assert task.version == 2
    entry = db.session.query(JournalEntry).one()
    assert entry.text is not None
    assert entry.text.body == "Trình dự thảo\nCông văn số 2345/UBND"
    assert entry.data == {"milestone": added.id, "year": None, "due": "2026-12-15"}


def test_a_decided_date_in_a_checked_task_needs_the_document(task: Task, coordinator: User) -> None:
    wanted = NewMilestone(label="Sơ kết", due=date(2027, 6, 30))
    with pytest.raises(ApprovalMissing):
        add(task, coordinator, wanted, Ground())
    internal = NewMilestone(label="Họp", due=date(2027, 6, 30), is_fixed=False)
    add(task, coordinator, internal, Ground())
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    add(task, coordinator, wanted, Ground())
    assert labels(task) == ["Kết quả năm 2026", "Họp", "Sơ kết"]


def test_undated_work_waits_for_guidance_and_dated_work_does_not(
    task: Task, coordinator: User
) -> None:
    add(task, coordinator, NewMilestone(label="Hướng dẫn", waiting_for="Bộ Tài chính"), Ground())
    assert task.milestones[1].waiting_for == "Bộ Tài chính"
    both = NewMilestone(label="Khác", waiting_for="Bộ Tài chính", due=date(2027, 1, 4))
    with pytest.raises(RuleBroken) as error:
        add(task, coordinator, both)
    assert error.value.field == "waiting_for"


def test_names_are_unique_in_the_task(task: Task, coordinator: User) -> None:
    other = make_milestone(task, label="Sơ kết")
    with pytest.raises(RuleBroken):
        add(task, coordinator, NewMilestone(label="Sơ kết"))
    for label, fits in (("Kết quả năm 2026", False), ("Sơ kết", True), ("Tổng kết", True)):
        if fits:
            of(
                other,
                coordinator,
                lambda held, act, label=label: milestone_places.rename(  # type: ignore[misc]
                    held, label=label, label_en="", act=act
                ),
            )
            continue
        with pytest.raises(RuleBroken):
            of(
                other,
                coordinator,
                lambda held, act, label=label: milestone_places.rename(  # type: ignore[misc]
                    held, label=label, label_en="", act=act
                ),
            )
    assert labels(task) == ["Kết quả năm 2026", "Tổng kết"]
    assert actions() == ["milestone_renamed"]


def test_milestones_change_places_and_stay_at_the_ends(task: Task, coordinator: User) -> None:
    last = make_milestone(task, label="Sơ kết", due=date(2027, 6, 30))
    of(last, coordinator, lambda held, act: milestone_places.shift(held, -1, act))
    assert labels(task) == ["Sơ kết", "Kết quả năm 2026"]
    assert [each.ordinal for each in task.milestones] == [1, 2]
    of(last, coordinator, lambda held, act: milestone_places.shift(held, -1, act))
    assert actions() == ["milestones_reordered"]
    of(last, coordinator, lambda held, act: milestone_places.shift(held, 1, act))
    assert labels(task) == ["Kết quả năm 2026", "Sơ kết"]
    assert sum(each.is_pressing for each in task.milestones) == 1


def test_yearly_results_go_on_to_the_same_day(task: Task, coordinator: User) -> None:
    task.milestones[0].due_date = date(2027, 2, 1)
    db.session.commit()
    write(task, coordinator, lambda held, act: milestone_places.add_years(held, 2028, act))
    assert labels(task) == ["Kết quả năm 2026", "Kết quả năm 2027", "Kết quả năm 2028"]
    assert [each.label_en for each in task.milestones][1:] == ["Result of 2027", "Result of 2028"]
    assert [each.year for each in task.milestones] == [2026, 2027, 2028]
    # The day of the decision, not the day that one year was moved to.
    assert [each.due_date for each in task.milestones][1:] == [
        date(2027, 12, 31),
        date(2028, 12, 31),
    ]
    assert actions() == ["milestone_added"] * 2
    assert task.version == 2


def test_a_year_keeps_its_lag_and_february_its_end() -> None:
    last = Milestone(label="Lần 1", label_en="", year=2027, original_due_date=date(2028, 2, 29))
    (following,) = milestone_places.of_next_years(last, 2028)
    assert (following.label, following.label_en) == ("Kết quả năm 2028", "Result of 2028")
    assert following.due == date(2029, 2, 28)
    undated = Milestone(label="", label_en="", year=2027)
    assert [each.due for each in milestone_places.of_next_years(undated, 2028)] == [None]


def test_years_stay_within_the_plan_and_belong_to_yearly_work(
    task: Task, coordinator: User
) -> None:
    for until in (2026, 2031):
        with pytest.raises(RuleBroken) as error:
            write(
                task,
                coordinator,
                lambda held, act, until=until: milestone_places.add_years(held, until, act),  # type: ignore[misc]
            )
        assert error.value.field == "until"
    other = make_task(task.plan)
    with pytest.raises(NotYearly):
        write(other, coordinator, lambda held, act: milestone_places.add_years(held, 2028, act))


def test_a_milestone_without_history_is_removed(task: Task, coordinator: User) -> None:
    wrong = make_milestone(task, label="Nhập nhầm", due=date(2026, 12, 10))
    assert wrong.is_pressing
    of(wrong, coordinator, milestone_places.remove)
    assert labels(task) == ["Kết quả năm 2026"]
    assert task.milestones[0].is_pressing
    assert actions() == ["milestone_removed"]


def test_a_milestone_with_history_and_the_only_one_stay(task: Task, coordinator: User) -> None:
    with pytest.raises(OnlyMilestone):
        of(task.milestones[0], coordinator, milestone_places.remove)
    called = make_milestone(task, label="Sơ kết")
    note = CallNote(
        milestone_id=called.id,
        spoke_with="Ông An",
        called_at=NOW,
        promised="Sẽ báo cáo.",
        look_again_on=date(2026, 12, 11),
    )
    save(note)
    moved = make_milestone(task, label="Đã dời", deadline_revision=2)
    for milestone in (called, moved):
        with pytest.raises(MilestoneInUse):
            of(milestone, coordinator, milestone_places.remove)
    assert len(labels(task)) == 3


def test_only_coordinators_and_only_what_they_saw(task: Task, coordinator: User) -> None:
    wanted = NewMilestone(label="Sơ kết")
    with pytest.raises(NotAllowed):
        add(task, make_user(task.plan, Role.OWNER), wanted)
    with pytest.raises(StaleEdit):
        write(
            task,
            coordinator,
            lambda held, act: milestone_places.add(held, wanted, APPROVED, act),
            version=5,
        )
    assert labels(task) == ["Kết quả năm 2026"]
