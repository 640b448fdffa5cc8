"""A file that is seeded again never takes back what people edited on the pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.dates import Ground
from plan_app.domain.measures import MeasureKind, Wanted
from plan_app.domain.roles import Role
from plan_app.domain.seed_plan import Ongoing
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    JournalEntry,
    Measure,
    Plan,
    SolutionGroup,
    Task,
    TextStatus,
    User,
)
from plan_app.services import (
    agencies,
    groups,
    measures,
    milestone_places,
    plan_texts,
    seeding,
    task_places,
    task_texts,
    tasks,
)
from plan_app.services.acts import Act
from plan_app.services.groups import GroupTexts
from plan_app.services.milestone_places import NewMilestone
from plan_app.services.plan_texts import PlanTexts
from plan_app.services.seed_comparison import Reason
from plan_app.services.seeding import Outcome
from plan_app.services.task_places import NewTask, Place
from plan_app.services.task_texts import TaskTexts
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_user
from tests.conftest import NOW
from tests.seed_files import VALID, changed, read

FILE = changed(
    ("title: Xây dựng kế hoạch", "title: Theo tệp một"),
    ("title: Lập báo cáo", "title: Theo tệp hai"),
    ("due: 31/12/2026", "due: 30/06/2027"),
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    with transaction():
        seeding.seed(read(VALID), apply=False, now=NOW)
    return db.session.scalars(select(Plan)).one()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def apply(text: str = FILE) -> Outcome:
    with transaction():
        return seeding.seed(read(text), apply=True, now=NOW)


def on_page(plan: Plan, by: User, write: Callable[[Act], object]) -> None:
    act = act_of(by, plan)
    with transaction():
        write(act)


def held(plan: Plan, number: int) -> Task:
    return tasks.lock(plan_id=plan.id, number=number)


def titles() -> dict[int, str]:
    db.session.expire_all()
    rows = db.session.execute(select(Task.number, Task.title).order_by(Task.number)).tuples()
    return dict(iter(rows))


def kept(outcome: Outcome) -> set[tuple[str, str, Reason | None]]:
    return {(each.subject.key, each.field, each.kept_because) for each in outcome.kept}


def texts(task: Task, title: str) -> TaskTexts:
    return TaskTexts(
        title=title,
        title_en=task.title_en,
        deliverable=task.deliverable,
        lead_agency_id=task.lead_agency_id,
        responsible_agency_id=task.responsible_agency_id,
        coordinating_ids=[each.id for each in task.coordinating_agencies],
        time_as_worded=task.time_as_worded,
    )


def test_exchanged_numbers_let_no_text_be_overwritten(plan: Plan, coordinator: User) -> None:
    exchanged = Place(number=2, group_id=plan.groups[0].id, swap=True)
    on_page(plan, coordinator, lambda act: task_places.place(plan.id, 1, exchanged, act))

    outcome = apply()

    assert titles() == {1: "Lập báo cáo", 2: "Xây dựng kế hoạch"}
    assert kept(outcome) == {("1", "", Reason.RENUMBERED), ("2", "", Reason.RENUMBERED)}
    assert outcome.differences == ()


def test_a_task_that_got_another_number_is_not_made_again(plan: Plan, coordinator: User) -> None:
    freed = Place(number=7, group_id=plan.groups[0].id)
    on_page(plan, coordinator, lambda act: task_places.place(plan.id, 1, freed, act))

    outcome = apply()

    assert titles() == {2: "Theo tệp hai", 7: "Xây dựng kế hoạch"}
    assert ("1", "", Reason.RENUMBERED) in kept(outcome)


def test_a_task_that_was_removed_does_not_come_back(plan: Plan, coordinator: User) -> None:
    on_page(plan, coordinator, lambda act: task_places.remove(held(plan, 1), act))

    assert kept(apply()) == {("1", "", Reason.RENUMBERED)}
    assert titles() == {2: "Theo tệp hai"}


def test_a_task_that_a_person_added_is_not_overwritten(plan: Plan, coordinator: User) -> None:
    wanted = NewTask(
        number=3,
        group_id=plan.groups[0].id,
        texts=texts(held(plan, 1), "Thêm trên trang"),
        timing=Ongoing(),
    )
    db.session.rollback()
    on_page(
        plan, coordinator, lambda act: task_places.create(plan_texts.hold(plan.id), wanted, act)
    )
    third = VALID[VALID.index("      - number: 2") :].replace("number: 2", "number: 3")

    outcome = apply(VALID + third)

    assert titles()[3] == "Thêm trên trang"
    assert kept(outcome) == {("3", "", Reason.RENUMBERED)}


def test_a_text_edited_by_a_person_stays_and_the_rest_follows_the_file(
    plan: Plan, coordinator: User
) -> None:
    def edit(act: Act) -> None:
        task = held(plan, 1)
        task_texts.edit(task, texts(task, "Sửa trên trang"), act)

    on_page(plan, coordinator, edit)

    outcome = apply(FILE.replace("deliverable: Kế hoạch", "deliverable: Đề án"))

    assert kept(outcome) == {("1", "title", Reason.EDITED)}
    task = held(plan, 1)
    assert (task.title, task.deliverable) == ("Sửa trên trang", "Đề án")
    assert task.milestones[0].due_date == date(2027, 6, 30)


def test_an_edited_text_is_not_called_checked_by_the_file(plan: Plan, coordinator: User) -> None:
    def edit(act: Act) -> None:
        task = held(plan, 1)
        task_texts.edit(task, texts(task, "Sửa trên trang"), act)

    on_page(plan, coordinator, edit)

    apply(VALID.replace("text: draft", "text: checked"))

    assert held(plan, 1).text_status is TextStatus.DRAFT
    assert held(plan, 2).text_status is TextStatus.CHECKED


def test_a_text_taken_back_to_draft_stays_a_draft(plan: Plan, coordinator: User) -> None:
    checked = VALID.replace("text: draft", "text: checked")
    apply(checked)
    on_page(
        plan,
        coordinator,
        lambda act: task_texts.uncheck(held(plan, 1), act, reason="Chưa khớp Phụ lục"),
    )

    assert ("1", "text_status", Reason.EDITED) in kept(apply(checked))
    assert held(plan, 1).text_status is TextStatus.DRAFT


def test_milestones_arranged_by_a_person_stay(plan: Plan, coordinator: User) -> None:
    step = NewMilestone(label="Khảo sát", due=date(2026, 9, 30), is_fixed=False)
    ground = Ground(reason="Bước nội bộ")
    on_page(plan, coordinator, lambda act: milestone_places.add(held(plan, 1), step, ground, act))

    outcome = apply()

    assert ("1", "due_date", Reason.EDITED) in kept(outcome)
    dates = [each.due_date for each in held(plan, 1).milestones]
    assert dates == [date(2026, 12, 31), date(2026, 9, 30)]


def test_no_milestone_is_added_to_a_checked_task(plan: Plan) -> None:
    with transaction():
        held(plan, 2).text_status = TextStatus.CHECKED
    fewer = changed(("yearly: 31/12", "yearly: 31/12\n        to: 2025"))
    assert len(held(plan, 2).milestones) == 8
    db.session.rollback()
    with transaction():
        held(plan, 1).text_status = TextStatus.CHECKED
    steps = """milestones:
          - {label: Khảo sát, label_en: Survey, due: 30/06/2026}
          - {label: Phê duyệt, label_en: Approval, due: 31/12/2026}"""

    apply(fewer.replace("due: 31/12/2026", steps))

    assert len(held(plan, 1).milestones) == 1
    assert len(held(plan, 2).milestones) == 8


def test_groups_in_another_order_keep_their_tasks_and_titles(plan: Plan, coordinator: User) -> None:
    two = VALID.replace(
        "      - number: 2",
        "  - ordinal: 2\n    title: Nhóm hai\n    title_en: Two\n    tasks:\n      - number: 2",
    )
    apply(two)

    def exchange(act: Act) -> None:
        found = plan_texts.hold(plan.id)
        wanted = GroupTexts(ordinal=2, title="Nhóm một", title_en="Group one")
        groups.edit(found, groups.get_of(found, 1), wanted, act)

    on_page(plan, coordinator, exchange)
    third = two[two.index("      - number: 2") :].replace("number: 2", "number: 3")

    outcome = apply(two + third)

    db.session.expire_all()
    rows = db.session.scalars(select(SolutionGroup).order_by(SolutionGroup.ordinal)).all()
    assert [each.title for each in rows] == ["Nhóm hai", "Nhóm một"]
    assert [held(plan, n).group.title for n in (1, 2)] == ["Nhóm một", "Nhóm hai"]
    # Which of the two groups the file means by its number nobody can tell.
    assert set(titles()) == {1, 2}
    assert kept(outcome) == {
        ("1", "", Reason.RENUMBERED),
        ("2", "", Reason.RENUMBERED),
        ("3", "", Reason.RENUMBERED),
    }


def test_a_group_that_was_removed_does_not_come_back(plan: Plan, coordinator: User) -> None:
    def remove(act: Act) -> None:
        found = plan_texts.hold(plan.id)
        wanted = GroupTexts(ordinal=2, title="Nhóm hai", title_en="Two")
        groups.remove(groups.add(found, wanted, act), act)

    on_page(plan, coordinator, remove)
    third = VALID[VALID.index("      - number: 2") :].replace("number: 2", "number: 3")

    outcome = apply(
        f"{VALID}  - ordinal: 2\n    title: Nhóm hai\n    title_en: Two\n    tasks:\n{third}"
    )

    assert ("2", "", Reason.RENUMBERED) in kept(outcome)
    assert set(titles()) == {1, 2}


def test_plan_group_and_agency_edited_by_a_person_stay(plan: Plan, coordinator: User) -> None:
    def edit(act: Act) -> None:
        found = plan_texts.hold(plan.id)
        facts = {name: getattr(found, name) for name in PlanTexts.__dataclass_fields__}
        plan_texts.edit(found, PlanTexts(**facts | {"title": "Kế hoạch sửa"}), act)
        wanted = GroupTexts(ordinal=1, title="Nhóm sửa", title_en="Group one")
        groups.edit(found, groups.get_of(found, 1), wanted, act)
        agency = agencies.hold(found.standing_agency_id)
        sent = replace(agencies.facts_of(agency), name="Sở sửa")
        agencies.edit(agency, sent, seen=agencies.fingerprint(agency), act=act)

    on_page(plan, coordinator, edit)
    file = changed(
        ("title_en: Trial plan", "title_en: Plan"), ("short_name: Sở TC", "short_name: STC")
    )

    outcome = apply(file)

    assert kept(outcome) == {
        ("so-tai-chinh", "name", Reason.EDITED),
        ("ke-hoach-thu", "title", Reason.EDITED),
        ("1", "title", Reason.EDITED),
    }
    db.session.expire_all()
    standing = db.session.get_one(Agency, plan.standing_agency_id)
    assert (standing.name, standing.short_name) == ("Sở sửa", "STC")
    assert (plan.title, plan.title_en, plan.groups[0].title) == ("Kế hoạch sửa", "Plan", "Nhóm sửa")


def test_what_the_file_changed_itself_is_not_an_edit_of_a_person(plan: Plan) -> None:
    apply()
    assert apply(VALID).kept == ()
    assert titles()[1] == "Xây dựng kế hoạch"
    actions = db.session.scalars(select(JournalEntry.action).distinct()).all()
    assert set(actions) == {"plan_seeded", "plan_reseeded", "task_reseeded"}
    assert plan.title == "Kế hoạch thử nghiệm"


MEASURED = changed(
    ("        text: draft\n", "        text: draft\n        indicators:\n"
     "          - {name: Số mô hình, unit: mô hình, targets: {2025: 1, 2026: 3}}\n"
     "        funding:\n          - {source: oda, planned: {2026: 500}}\n"),
)  # fmt: skip


def measured() -> list[tuple[str, int, Decimal]]:
    db.session.expire_all()
    rows = db.session.scalars(select(Measure).order_by(Measure.id))
    return [(each.name, target.year, target.amount) for each in rows for target in each.targets]


def told(outcome: Outcome) -> list[tuple[str, str, object, object]]:
    found = (*outcome.differences, *outcome.kept)
    return [(each.subject.milestone, each.field, each.old, each.new) for each in found]


def test_measures_of_the_file_are_compared_and_taken_over(plan: Plan) -> None:
    assert plan
    with transaction():
        seen = seeding.seed(read(MEASURED), apply=False, now=NOW)
    assert told(seen) == [("Số mô hình", "", None, "Số mô hình"), ("oda", "", None, "oda")]
    assert measured() == []
    apply(MEASURED)
    assert told(apply(MEASURED)) == []
    again = MEASURED.replace("2025: 1, 2026: 3", '2026: "3,5", 2027: 9').replace(
        "unit: m", "unit: M"
    )
    assert told(apply(again)) == [
        ("Số mô hình", "unit", "mô hình", "Mô hình"),
        ("Số mô hình", "targets 2025", "1", None),
        ("Số mô hình", "targets 2026", "3", "3,5"),
        ("Số mô hình", "targets 2027", None, "9"),
    ]
    assert measured() == [
        ("Số mô hình", 2026, Decimal("3.5")),
        ("Số mô hình", 2027, Decimal(9)),
        ("", 2026, Decimal(500)),
    ]
    (left, money) = apply(VALID).kept
    assert (left.subject.milestone, left.kept_because) == ("Số mô hình", Reason.NOT_IN_FILE)
    assert money.subject.milestone == "oda"


def test_measures_that_somebody_changed_are_not_the_files_to_say(
    plan: Plan, coordinator: User
) -> None:
    apply(MEASURED)
    measure_id = db.session.scalars(select(Measure.id).order_by(Measure.id)).first() or 0
    wanted = Wanted(
        kind=MeasureKind.INDICATOR, name="Số mô hình", unit="mô hình", targets={2026: Decimal(4)}
    )
    act, plan_id = act_of(coordinator, plan), plan.id
    with transaction():
        measures.edit(measures.hold(measure_id, plan_id=plan_id), wanted, act)
    outcome = apply(MEASURED.replace("2026: 500", "2026: 600"))
    assert not outcome.differences
    assert {each.kept_because for each in outcome.kept} == {Reason.EDITED}
    assert ("Số mô hình", 2026, Decimal(4)) in measured()


def test_a_new_plan_comes_with_its_measures(app: Flask) -> None:
    assert app
    with transaction():
        outcome = seeding.seed(read(MEASURED), apply=False, now=NOW)
    assert told(outcome) == []
    assert [name for name, _year, _amount in measured()] == ["Số mô hình", "Số mô hình", ""]
