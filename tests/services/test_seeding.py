from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.deadlines import pressing
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    CallNote,
    DeadlineRevision,
    JournalEntry,
    JournalHead,
    Milestone,
    Plan,
    SolutionGroup,
    Task,
    TextStatus,
)
from plan_app.services import journal, seeding
from plan_app.services.seed_comparison import Reason
from plan_app.services.seeding import Outcome
from plan_app.services.transaction import transaction
from tests.builders import make_user, save
from tests.conftest import NOW
from tests.seed_files import VALID, changed, read, shipped

LATER = datetime(2026, 12, 9, 1, 0, tzinfo=UTC)


def seed(text: str = VALID, *, apply: bool = False, now: datetime = NOW) -> Outcome:
    with transaction():
        return seeding.seed(read(text), apply=apply, now=now)


@pytest.fixture
def seeded(app: Flask) -> Plan:
    assert app
    seed()
    return db.session.scalars(select(Plan)).one()


def get_task(number: int) -> Task:
    return db.session.scalars(select(Task).where(Task.number == number)).one()


def fields(outcome: Outcome) -> list[tuple[str, str, Any, Any]]:
    return [(each.subject.key, each.field, each.old, each.new) for each in outcome.differences]


def kept(outcome: Outcome) -> list[tuple[str, Reason | None]]:
    return [(each.field, each.kept_because) for each in outcome.kept]


def everything() -> dict[str, list[Any]]:
    """All the rows of all tables."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(table)).all()
        found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    db.session.rollback()
    return found


def count(kind: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_shipped_plan_has_eight_groups_and_105_tasks(app: Flask) -> None:
    assert app
    with transaction():
        outcome = seeding.seed(shipped(), apply=False, now=NOW)

    assert (outcome.is_new, outcome.groups, outcome.tasks) == (True, 8, 105)
    assert (count(SolutionGroup), count(Task), count(Agency)) == (8, 105, 44)
    assert outcome.differences == outcome.kept == ()


def test_the_shipped_plan_seeded_again_changes_no_row(app: Flask) -> None:
    assert app
    with transaction():
        seeding.seed(shipped(), apply=False, now=NOW)
    before = everything()

    with transaction():
        outcome = seeding.seed(shipped(), apply=True, now=LATER)

    assert (outcome.is_new, outcome.applied, outcome.differences) == (False, False, ())
    assert everything() == before


@pytest.mark.usefixtures("seeded")
def test_a_task_has_what_the_file_says() -> None:
    task = get_task(1)

    assert (task.title, task.title_en, task.deliverable) == (
        "Xây dựng kế hoạch",
        "Draw up a plan",
        "Kế hoạch",
    )
    assert (task.lead_agency.code, task.responsible_agency.code) == ("so-ke-hoach", "so-tai-chinh")
    assert [agency.code for agency in task.coordinating_agencies] == ["so-ke-hoach"]
    assert task.text_status is TextStatus.DRAFT
    assert task.armed_at is None
    assert task.owner is None


@pytest.mark.usefixtures("seeded")
def test_a_task_is_found_by_number_titles_product_and_agencies() -> None:
    words = get_task(1).search_text

    for word in ("1 ", "xay dung ke hoach", "draw up", "so tai chinh", "so kh"):
        assert word in words


@pytest.mark.usefixtures("seeded")
def test_an_agency_that_ended_names_its_successor() -> None:
    agency = db.session.scalars(select(Agency).where(Agency.code == "so-ke-hoach")).one()

    assert agency.successor is not None
    assert agency.successor.code == "so-tai-chinh"
    assert (agency.valid_to, agency.succession_date) == (date(2025, 2, 28), date(2025, 3, 1))
    assert agency.search_text == "so ke hoach so kh department of planning"


@pytest.mark.usefixtures("seeded")
def test_a_date_is_its_own_original_and_one_milestone_a_task_presses() -> None:
    milestones = get_task(2).milestones

    assert [each.due_date for each in milestones] == [each.original_due_date for each in milestones]
    assert [each.year for each in milestones if each.is_pressing] == [2023]


def test_creating_a_plan_is_one_entry_of_its_journal(seeded: Plan) -> None:
    entry = db.session.scalars(select(JournalEntry)).one()
    head = db.session.scalars(select(JournalHead).where(JournalHead.plan_id == seeded.id)).one()

    assert (entry.action, entry.actor_id, entry.data) == (
        "plan_seeded",
        None,
        {"groups": 1, "tasks": 2},
    )
    assert (entry.head_id, head.sequence) == (head.id, 1)


EDITED = changed(
    ("title: Kế hoạch thử nghiệm", "title: Kế hoạch mới"),
    ("name: Sở Tài chính", "name: Sở Tài chính mới"),
    ("title: Nhóm một", "title: Nhóm đầu"),
    ("title: Lập báo cáo", "title: Lập báo cáo năm"),
    ("coordinating: []", "coordinating: [so-ke-hoach]"),
    ("due: 31/12/2026", "due: 30/06/2027"),
)
DIFFERENCES = [
    ("so-tai-chinh", "name", "Sở Tài chính", "Sở Tài chính mới"),
    ("ke-hoach-thu", "title", "Kế hoạch thử nghiệm", "Kế hoạch mới"),
    ("1", "title", "Nhóm một", "Nhóm đầu"),
    ("1", "due_date", "31/12/2026", "30/06/2027"),
    ("2", "title", "Lập báo cáo", "Lập báo cáo năm"),
    ("2", "coordinating_agencies", [], ["so-ke-hoach"]),
]


@pytest.mark.usefixtures("seeded")
def test_an_edited_file_shows_its_differences_and_changes_nothing() -> None:
    before = everything()

    outcome = seed(EDITED, now=LATER)

    assert fields(outcome) == DIFFERENCES
    assert not outcome.applied
    assert everything() == before


def test_an_edited_file_is_applied_when_asked(seeded: Plan) -> None:
    outcome = seed(EDITED, apply=True, now=LATER)

    assert outcome.applied
    assert fields(outcome) == DIFFERENCES
    assert seeded.title == "Kế hoạch mới"
    assert seeded.groups[0].title == "Nhóm đầu"
    assert get_task(2).title == "Lập báo cáo năm"
    assert [each.code for each in get_task(2).coordinating_agencies] == ["so-ke-hoach"]
    assert seed(EDITED).differences == ()


@pytest.mark.usefixtures("seeded")
def test_what_was_applied_is_found_and_raises_the_version() -> None:
    seed(EDITED, apply=True)

    assert "lap bao cao nam" in get_task(2).search_text
    assert "so tai chinh moi" in get_task(1).search_text
    assert (get_task(1).version, get_task(2).version) == (2, 2)


@pytest.mark.usefixtures("seeded")
def test_applying_is_written_to_the_journal_of_the_plan_and_of_each_task() -> None:
    seed(EDITED, apply=True)

    entries = db.session.scalars(select(JournalEntry).order_by(JournalEntry.sequence)).all()

    assert [entry.action for entry in entries] == [
        "plan_seeded",
        "plan_reseeded",
        "task_reseeded",
        "task_reseeded",
    ]
    assert entries[2].data == {"fields": ["due_date"]}
    assert entries[3].data == {"fields": ["title", "coordinating_agencies"]}


@pytest.mark.usefixtures("seeded")
def test_a_date_of_which_nobody_was_reminded_is_corrected() -> None:
    seed(EDITED, apply=True)

    milestone = get_task(1).milestones[0]

    assert milestone.due_date == milestone.original_due_date == date(2027, 6, 30)
    assert milestone.deadline_revision == 1


@pytest.mark.usefixtures("seeded")
def test_a_date_of_a_task_with_reminders_becomes_a_new_revision() -> None:
    with transaction():
        get_task(1).armed_at = NOW

    seed(EDITED, apply=True, now=LATER)

    milestone = get_task(1).milestones[0]
    revision = db.session.scalars(select(DeadlineRevision)).one()
    assert (milestone.due_date, milestone.original_due_date) == (
        date(2027, 6, 30),
        date(2026, 12, 31),
    )
    assert milestone.deadline_revision == revision.revision == 2
    assert (revision.previous_due_date, revision.due_date) == (
        date(2026, 12, 31),
        date(2027, 6, 30),
    )


def make_moved(milestone: Milestone) -> None:
    milestone.due_date, milestone.deadline_revision = date(2027, 1, 31), 2


def make_reported(milestone: Milestone) -> None:
    milestone.state, milestone.last_reported_at = MilestoneState.IN_PROGRESS, NOW


def make_suspended(milestone: Milestone) -> None:
    milestone.state = MilestoneState.SUSPENDED


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("act", [make_moved, make_reported, make_suspended])
def test_a_date_that_was_moved_or_reported_on_stays(act: Callable[[Milestone], None]) -> None:
    with transaction():
        milestone = get_task(1).milestones[0]
        act(milestone)
        due = milestone.due_date

    outcome = seed(changed(("due: 31/12/2026", "due: 30/06/2027")), apply=True)

    assert outcome.differences == ()
    assert kept(outcome) == [("due_date", Reason.MOVED)]
    assert get_task(1).milestones[0].due_date == due


@pytest.mark.usefixtures("seeded")
def test_a_moved_date_is_listed_though_the_file_was_not_edited() -> None:
    with transaction():
        make_moved(get_task(1).milestones[0])

    assert kept(seed()) == [("due_date", Reason.MOVED)]


def test_owner_and_agency_of_an_assigned_task_stay(seeded: Plan) -> None:
    owner = make_user(seeded, Role.OWNER)
    with transaction():
        get_task(1).owner = db.session.merge(owner)
    other = VALID.replace("valid_to: 28/02/2025\n", "valid_to: 28/02/2031\n")

    outcome = seed(
        other.replace("responsible: so-tai-chinh", "responsible: so-ke-hoach"), apply=True
    )

    assert ("responsible_agency", Reason.ASSIGNED) in kept(outcome)
    assert get_task(1).responsible_agency.code == "so-tai-chinh"
    assert get_task(1).owner_id == owner.id
    assert get_task(2).responsible_agency.code == "so-ke-hoach"


def test_an_agency_that_somebody_chose_in_the_product_stays(seeded: Plan) -> None:
    with transaction():
        task = get_task(1)
        task.responsible_agency = task.lead_agency
        journal.record("agency_changed", now=NOW, actor_id=None, plan_id=seeded.id, task_id=task.id)

    outcome = seed(apply=True)

    assert kept(outcome) == [("responsible_agency", Reason.ASSIGNED)]
    assert get_task(1).responsible_agency.code == "so-ke-hoach"


@pytest.mark.usefixtures("seeded")
def test_a_checked_text_is_not_overwritten() -> None:
    with transaction():
        task = get_task(1)
        task.text_status, task.title = TextStatus.CHECKED, "Theo Phụ lục"

    outcome = seed(EDITED, apply=True)

    assert kept(outcome) == [("due_date", Reason.CHECKED), ("title", Reason.CHECKED)]
    assert get_task(1).title == "Theo Phụ lục"
    assert get_task(1).text_status is TextStatus.CHECKED


@pytest.mark.usefixtures("seeded")
def test_a_text_that_the_file_calls_checked_becomes_so() -> None:
    seed(changed(("text: draft", "text: checked")), apply=True)

    assert get_task(1).text_status is TextStatus.CHECKED


NEW_TASK = VALID + VALID[
    VALID.index("      - number: 1") : VALID.index("      - number: 2")
].replace("number: 1", "number: 3")


@pytest.mark.usefixtures("seeded")
def test_a_new_task_comes_with_the_next_seeding() -> None:
    shown = seed(NEW_TASK)
    assert fields(shown) == [("3", "", None, "Xây dựng kế hoạch")]
    assert count(Task) == 2

    seed(NEW_TASK, apply=True)

    assert get_task(3).milestones[0].is_pressing
    assert get_task(3).armed_at is None


@pytest.mark.usefixtures("seeded")
def test_new_agencies_and_groups_come_with_the_next_seeding() -> None:
    agency = """\
  - code: so-y-te
    name: Sở Y tế
    name_en: Department of Health
    short_name: Sở YT
    order: 3
groups:
"""
    group = NEW_TASK.replace(
        "      - number: 3",
        "  - ordinal: 2\n    title: Nhóm hai\n    title_en: Two\n    tasks:\n      - number: 3",
    )
    text = group.replace("groups:\n", agency, 1)

    outcome = seed(text, apply=True)

    assert [(each.subject.kind, each.new) for each in outcome.differences] == [
        ("agency", "Sở Y tế"),
        ("group", "Nhóm hai"),
        ("task", "Xây dựng kế hoạch"),
    ]
    assert get_task(3).group.ordinal == 2


@pytest.mark.usefixtures("seeded")
def test_a_task_that_left_the_file_stays_and_is_listed() -> None:
    without = VALID[: VALID.index("      - number: 2")]

    outcome = seed(without, apply=True)

    assert kept(outcome) == [("", Reason.NOT_IN_FILE)]
    assert count(Task) == 2


def labels(number: int) -> list[tuple[int, str]]:
    db.session.expire_all()
    return [(each.ordinal, each.label) for each in get_task(number).milestones]


def check_pressing(number: int) -> None:
    milestones = get_task(number).milestones
    chosen = pressing([each.facts for each in milestones])
    assert [each.id for each in milestones if each.is_pressing] == [chosen and chosen.id]


@pytest.mark.usefixtures("seeded")
def test_years_are_added_in_their_place_and_removed_when_unused() -> None:
    later = changed(("yearly: 31/12", "yearly: 31/12\n        from: 2025\n        to: 2026"))

    seed(later, apply=True)
    assert labels(2) == [(1, "Kết quả năm 2025"), (2, "Kết quả năm 2026")]
    check_pressing(2)

    seed(later.replace("from: 2025", "from: 2024"), apply=True)
    assert labels(2) == [(n, f"Kết quả năm {2023 + n}") for n in (1, 2, 3)]
    check_pressing(2)


def note_call(milestone: Milestone) -> None:
    save(
        CallNote(
            milestone_id=milestone.id,
            spoke_with="Bà Mơ",
            called_at=NOW,
            promised="Gửi trong tuần",
            look_again_on=date(2026, 12, 11),
        )
    )


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("use", [make_reported, note_call])
def test_a_year_that_was_used_is_never_removed(use: Callable[[Milestone], None]) -> None:
    use(get_task(2).milestones[0])
    db.session.commit()

    outcome = seed(changed(("yearly: 31/12", "yearly: 31/12\n        from: 2025")), apply=True)

    assert kept(outcome) == [("", Reason.IN_USE)]
    assert (7, "Kết quả năm 2023") in labels(2)
    assert len(labels(2)) == 7
    check_pressing(2)


@pytest.mark.usefixtures("seeded")
def test_years_of_a_checked_task_are_not_removed() -> None:
    with transaction():
        get_task(2).text_status = TextStatus.CHECKED

    outcome = seed(changed(("yearly: 31/12", "yearly: 31/12\n        from: 2030")), apply=True)

    assert set(kept(outcome)) == {("", Reason.CHECKED)}
    assert len(labels(2)) == 8


STEPS = """milestones:
          - {label: Khảo sát, label_en: Survey, due: 30/06/2026, fixed: false}
          - {label: Phê duyệt, label_en: Approval, due: 31/12/2026}"""


@pytest.mark.usefixtures("seeded")
def test_a_single_date_becomes_the_step_of_that_date() -> None:
    milestone_id = get_task(1).milestones[0].id

    seed(changed(("due: 31/12/2026", STEPS)), apply=True)

    assert labels(1) == [(1, "Khảo sát"), (2, "Phê duyệt")]
    assert get_task(1).milestones[1].id == milestone_id
    assert not get_task(1).milestones[0].is_fixed
    check_pressing(1)


@pytest.mark.usefixtures("seeded")
def test_a_step_that_is_renamed_keeps_its_progress() -> None:
    text = changed(("due: 31/12/2026", STEPS))
    seed(text, apply=True)
    with transaction():
        make_reported(get_task(1).milestones[0])

    seed(text.replace("Khảo sát", "Điều tra"), apply=True)

    assert labels(1) == [(1, "Điều tra"), (2, "Phê duyệt")]
    assert get_task(1).milestones[0].state is MilestoneState.IN_PROGRESS


@pytest.mark.usefixtures("seeded")
def test_steps_that_change_places_change_their_numbers() -> None:
    text = changed(("due: 31/12/2026", STEPS))
    seed(text, apply=True)
    first, second = STEPS.splitlines()[1:]

    seed(text.replace(f"{first}\n{second}", f"{second}\n{first}"), apply=True)

    assert labels(1) == [(1, "Phê duyệt"), (2, "Khảo sát")]
    check_pressing(1)


@pytest.mark.usefixtures("seeded")
def test_a_task_can_move_to_another_group() -> None:
    moved = VALID.replace(
        "      - number: 2",
        "  - ordinal: 2\n    title: Nhóm hai\n    title_en: Two\n    tasks:\n      - number: 2",
    )

    outcome = seed(moved, apply=True)

    assert fields(outcome)[-1] == ("2", "group", 1, 2)
    assert get_task(2).group.title == "Nhóm hai"


@pytest.mark.usefixtures("seeded")
def test_work_that_waited_gets_its_date() -> None:
    waiting = changed(("due: 31/12/2026", "waiting_for: Bộ Tài chính"))
    seed(waiting, apply=True)
    assert get_task(1).milestones[0].waiting_for == "Bộ Tài chính"

    seed(apply=True)

    milestone = get_task(1).milestones[0]
    assert (milestone.waiting_for, milestone.due_date) == (None, date(2026, 12, 31))


def test_a_second_plan_leaves_the_agencies_of_the_first_alone(seeded: Plan) -> None:
    other = EDITED.replace("slug: ke-hoach-thu", "slug: ke-hoach-hai")

    outcome = seed(other)

    assert outcome.is_new
    assert fields(outcome) == [DIFFERENCES[0]]
    assert seeded.standing_agency.name == "Sở Tài chính"
    assert count(Plan) == 2


def test_a_mistake_leaves_nothing_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app
    before = everything()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(journal, "record", broken)
    with pytest.raises(RuntimeError):
        seed()

    assert everything() == before
