"""An appendix in the plan: compared, confirmed as a whole or not, nobody reminded by it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.appendix_choices import AS_WORDED, CREATE, key_of
from plan_app.domain.appendix_outcome import Kept, Standing
from plan_app.domain.dates import Ground
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AppendixImport,
    DeadlineRevision,
    ImportSource,
    JournalEntry,
    OutboxMessage,
    Plan,
    SolutionGroup,
    Task,
    TextStatus,
    User,
)
from plan_app.services import appendix_import, deadlines, journal_chains, milestones, steering
from plan_app.services.appendix_import import (
    AlreadyApplied,
    NothingToWrite,
    PlanChanged,
    SourceMissing,
    StillInError,
)
from plan_app.services.transaction import transaction
from tests import appendices
from tests.acting import act_of, report
from tests.appendices import GROUP, csv, row, task_of
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    make_agency(name="Sở Công Thương", code="so-cong-thuong")
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


@pytest.fixture
def industry(plan: Plan) -> Agency:
    assert plan
    return db.session.query(Agency).filter_by(code="so-cong-thuong").one()


def drafted(plan: Plan, industry: Agency, **facts: object) -> Task:
    """The task of the valid row, as a draft."""
    facts = {
        "number": 1,
        "title": "Rà soát cơ chế, chính sách",
        "agency": industry,
        "time_as_worded": "2027",
        "deliverable": "Báo cáo rà soát",
        "due": date(2027, 12, 31),
        "text_status": TextStatus.DRAFT,
        "armed_at": None,
    } | facts
    return make_task(plan, **facts)  # type: ignore[arg-type]


def standings(import_id: int) -> list[Standing]:
    return [each.standing for each in appendices.compare(import_id).rows]


def test_looking_writes_nothing_into_the_plan(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row(), row(number=2, title="Lập báo cáo"))
    appendices.decide(plan, coordinator, import_id)

    assert standings(import_id) == [Standing.NEW, Standing.NEW]
    assert db.session.scalar(select(func.count(Task.id))) == 0
    assert db.session.scalar(select(func.count(JournalEntry.id))) == 0


def test_new_tasks_are_checked_texts_of_the_document_that_nobody_is_reminded_of(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    import_id = appendices.take(plan, coordinator, row(time="2025"))

    task = task_of(plan)
    assert (task.title, task.lead_agency, task.responsible_agency) == (
        "Rà soát cơ chế, chính sách",
        industry,
        industry,
    )
    assert (task.text_status, task.text_import_id) == (TextStatus.CHECKED, import_id)
    assert task.text_import is not None
    assert task.text_import.document_number == "3825/QĐ-UBND"
    assert task.text_checked_by == coordinator
    assert [(each.due_date, each.is_pressing) for each in task.milestones] == [
        (date(2025, 12, 31), True)
    ]
    assert (task.armed_at, task.owner_id) == (None, None)
    assert steering.count_unarmed(plan) == 1


def test_an_agency_that_has_ended_leads_and_its_successor_answers(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    later = make_agency(name="Sở Kinh tế")
    industry.successor, industry.succession_date = later, date(2025, 3, 1)
    db.session.commit()

    appendices.take(plan, coordinator, row())

    assert (task_of(plan).lead_agency.code, task_of(plan).responsible_agency_id) == (
        "so-cong-thuong",
        later.id,
    )


def test_a_succession_to_come_does_not_count_yet(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    later = make_agency(name="Sở Kinh tế")
    industry.successor, industry.succession_date = later, date(2027, 3, 1)
    db.session.commit()

    appendices.take(plan, coordinator, row())

    assert task_of(plan).responsible_agency_id == industry.id


def test_replacing_a_draft_keeps_number_owner_progress_and_history(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    task = drafted(plan, industry)
    owner, entries = task.owner_id, db.session.scalar(select(func.count(JournalEntry.id)))
    report(task)

    appendices.take(plan, coordinator, row(title="Rà soát, sửa đổi cơ chế", time="2028"))

    after = task_of(plan)
    assert (after.id, after.owner_id, after.title) == (task.id, owner, "Rà soát, sửa đổi cơ chế")
    assert (after.title_en, after.time_as_worded) == ("", "2028")
    assert after.text_status is TextStatus.CHECKED
    # The reported milestone keeps its date, and its report.
    assert after.milestones[0].due_date == date(2027, 12, 31)
    assert after.milestones[0].last_reported_at == NOW
    assert (db.session.scalar(select(func.count(JournalEntry.id))) or 0) > (entries or 0)
    assert all(chain.is_whole for chain in journal_chains.verify())


def test_a_task_without_its_number_is_known_by_its_title(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, number=7)
    import_id = appendices.upload(plan, coordinator, row(result="Báo cáo mới"))

    (found,) = appendices.compare(import_id).rows

    assert (found.standing, found.number) == (Standing.CHANGED, 7)
    assert [(each.field, each.kept) for each in found.differences] == [
        ("deliverable", None),
        ("number", Kept.NUMBER),
    ]


def test_a_number_that_has_slipped_is_told(plan: Plan, coordinator: User, industry: Agency) -> None:
    drafted(plan, industry)
    drafted(plan, industry, number=2, title="Lập báo cáo")
    import_id = appendices.upload(plan, coordinator, row(title="Lập báo cáo"))

    first = appendices.compare(import_id).rows[0]

    assert (first.number, first.namesake) == (1, 2)


def test_what_the_file_lacks_is_listed_and_stays(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry)
    drafted(plan, industry, number=2, title="Lập báo cáo")

    import_id = appendices.take(plan, coordinator, row())

    assert task_of(plan, 2).text_status is TextStatus.DRAFT
    assert db.session.get_one(AppendixImport, import_id).outcome["missing"] == 1


def test_a_column_that_the_file_lacks_is_not_compared(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, description="Nội dung đã ghi")
    content = csv(("1", "Rà soát cơ chế, chính sách", "Sở Công Thương"),
                  head=("STT", "Nhiệm vụ", "Cơ quan chủ trì"))  # fmt: skip

    import_id = appendices.upload(plan, coordinator, content=content)

    assert standings(import_id) == [Standing.UNCHANGED]


def test_a_row_in_error_keeps_the_whole_file_out(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row(), row(number=2, title="B", lead=""))
    appendices.decide(plan, coordinator, import_id)

    assert standings(import_id) == [Standing.NEW, Standing.ERROR]
    with pytest.raises(StillInError):
        appendices.apply(plan, coordinator, import_id)
    assert db.session.scalar(select(func.count(Task.id))) == 0


def test_a_new_task_needs_a_group(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, content=csv(row()))

    assert standings(import_id) == [Standing.ERROR]


def test_an_unknown_agency_is_made_only_when_somebody_says_so(
    plan: Plan, coordinator: User
) -> None:
    import_id = appendices.upload(plan, coordinator, row(lead="Sở Thủy sản"))
    appendices.decide(plan, coordinator, import_id)
    assert standings(import_id) == [Standing.ERROR]

    appendices.decide(plan, coordinator, import_id, choices={key_of("Sở Thủy sản"): CREATE})
    appendices.apply(plan, coordinator, import_id)

    assert task_of(plan).lead_agency.name == "Sở Thủy sản"


def test_an_unknown_name_becomes_a_known_agency_or_stays_words(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    import_id = appendices.upload(
        plan, coordinator, row(lead="Sở Công nghiệp", others="Hội Làm vườn; Sở Công Thương")
    )
    choices = {key_of("Sở Công nghiệp"): industry.code, key_of("Hội Làm vườn"): AS_WORDED}
    appendices.decide(plan, coordinator, import_id, choices=choices)

    appendices.apply(plan, coordinator, import_id)

    task = task_of(plan)
    assert (task.lead_agency, task.coordinating_agencies) == (industry, [industry])
    assert task.coordinating_as_worded == "Hội Làm vườn; Sở Công Thương"


def test_words_alone_cannot_lead(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row(lead="Sở Thủy sản"))
    appendices.decide(plan, coordinator, import_id, choices={key_of("Sở Thủy sản"): AS_WORDED})

    comparison = appendices.compare(import_id)

    assert [each.key for each in comparison.undecided] == [key_of("Sở Thủy sản")]
    assert not comparison.can_be_written


def test_members_chosen_by_hand_stay_while_the_phrase_does(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    task = drafted(plan, industry, coordinating_as_worded="Các đơn vị liên quan")
    task.coordinating_agencies = [make_agency()]
    db.session.commit()

    import_id = appendices.upload(plan, coordinator, row(others="Các đơn vị liên quan"))

    assert standings(import_id) == [Standing.UNCHANGED]


def test_a_group_is_known_by_its_title_or_its_place(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry)
    content = csv(
        ("I", "Nhóm thứ nhất", "", "", "", ""),
        row(),
        ("II", "Nhóm mới", "", "", "", ""),
        row(number=2, title="Lập báo cáo"),
    )
    import_id = appendices.upload(plan, coordinator, content=content)
    appendices.decide(plan, coordinator, import_id)

    appendices.apply(plan, coordinator, import_id)

    found = db.session.scalars(select(SolutionGroup.title).order_by(SolutionGroup.ordinal))
    assert list(found) == ["Nhóm thứ nhất", "Nhóm mới"]
    assert task_of(plan, 2).group.ordinal == 2


def test_an_assigned_task_keeps_the_agency_that_answers(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    other = make_agency(name="Sở Y tế")
    drafted(plan, industry, number=1)
    drafted(plan, industry, number=2, title="Lập báo cáo", owner=None)

    appendices.take(
        plan,
        coordinator,
        row(lead="Sở Y tế"),
        row(number=2, title="Lập báo cáo", lead="Sở Y tế"),
    )

    assert (task_of(plan).lead_agency, task_of(plan).responsible_agency) == (other, industry)
    assert task_of(plan, 2).responsible_agency == other


def test_a_date_that_a_person_has_moved_is_kept_and_told(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    task = drafted(plan, industry)
    act = act_of(coordinator, plan)
    with transaction():
        milestone = milestones.lock(task.milestones[0].id, plan_id=plan.id)
        ground = Ground(reason="Lý do", document="Công văn 1", document_date=date(2026, 12, 1))
        deadlines.change(milestone, date(2028, 6, 30), ground, act)

    import_id = appendices.upload(plan, coordinator, row(time="2029"))
    (found,) = appendices.compare(import_id).rows
    appendices.decide(plan, coordinator, import_id)
    appendices.apply(plan, coordinator, import_id)

    assert [(each.field, each.kept) for each in found.differences] == [
        ("time", None),
        ("due_date", Kept.MOVED),
    ]
    assert task_of(plan).milestones[0].due_date == date(2028, 6, 30)


def test_a_date_that_reminders_rely_on_becomes_a_new_revision(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, text_status=TextStatus.CHECKED, armed_at=NOW)

    appendices.take(plan, coordinator, row(time="2029"))

    (milestone,) = task_of(plan).milestones
    assert (milestone.due_date, milestone.original_due_date) == (
        date(2029, 12, 31),
        date(2027, 12, 31),
    )
    revision = db.session.scalars(select(DeadlineRevision)).one()
    assert (milestone.deadline_revision, revision.document) == (2, "3825/QĐ-UBND")
    assert task_of(plan).armed_at == NOW


def test_a_later_file_may_say_otherwise_than_an_earlier_one(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, text_status=TextStatus.CHECKED, armed_at=NOW)
    appendices.take(plan, coordinator, row(time="2029"))

    appendices.take(plan, coordinator, row(time="2028"))

    assert task_of(plan).milestones[0].due_date == date(2028, 12, 31)


def test_a_date_of_the_decision_needs_a_document(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, text_status=TextStatus.CHECKED)
    import_id = appendices.upload(plan, coordinator, row(time="2029"))
    appendices.decide(plan, coordinator, import_id, ImportSource.EDIT)

    (found,) = appendices.compare(import_id).rows

    assert [each.kept for each in found.differences] == [None, Kept.FIXED]


def test_years_are_added_and_what_nobody_used_goes(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    task = drafted(plan, industry, time_as_worded="Hằng năm", milestone_label="Kết quả năm 2026",
                   milestone_year=2026, due=date(2026, 12, 31))  # fmt: skip
    make_milestone(task, due=date(2027, 12, 31), label="Kết quả năm 2027", year=2027)

    appendices.take(plan, coordinator, row(time="2028"))

    assert [(each.ordinal, each.year, each.due_date) for each in task_of(plan).milestones] == [
        (1, None, date(2028, 12, 31))
    ]


def test_late_tasks_are_unarmed_and_no_mail_goes(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry, text_status=TextStatus.CHECKED, armed_at=NOW)
    drafted(plan, industry, number=2, title="Lập báo cáo", armed_at=NOW,
            text_status=TextStatus.CHECKED)  # fmt: skip

    import_id = appendices.take(
        plan, coordinator, row(time="2025"), row(number=2, title="Lập báo cáo", result="Đề án")
    )

    assert task_of(plan).armed_at is None
    assert task_of(plan, 2).armed_at == NOW
    assert db.session.get_one(AppendixImport, import_id).outcome["unarmed"] == 1
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_an_edited_table_leaves_drafts_drafts(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry)

    appendices.take(plan, coordinator, row(result="Đề án"), row(number=2, title="Lập báo cáo"),
                    source=ImportSource.EDIT)  # fmt: skip

    assert task_of(plan).deliverable == "Đề án"
    assert {task_of(plan, n).text_status for n in (1, 2)} == {TextStatus.DRAFT}
    assert task_of(plan).text_import_id is None


def test_a_document_is_named_by_the_person(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row())
    named: dict[str, Any] = {
        "title": "Điều chỉnh Kế hoạch",
        "number": "12/QĐ-UBND",
        "day": date(2026, 5, 4),
    }
    appendices.decide(plan, coordinator, import_id, ImportSource.DOCUMENT, **named)

    appendices.apply(plan, coordinator, import_id)

    found = task_of(plan).text_import
    assert found is not None
    assert (found.document_title, found.document_number, found.document_date) == (
        "Điều chỉnh Kế hoạch",
        "12/QĐ-UBND",
        date(2026, 5, 4),
    )


def test_the_same_file_again_says_nothing_new(plan: Plan, coordinator: User) -> None:
    appendices.take(plan, coordinator, row())
    import_id = appendices.upload(plan, coordinator, row())
    appendices.decide(plan, coordinator, import_id)

    with pytest.raises(NothingToWrite):
        appendices.apply(plan, coordinator, import_id)


def test_a_table_that_nobody_has_edited_says_nothing_otherwise(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry)

    def edits(content: bytes) -> list[tuple[int, str, str, str]]:
        import_id = appendices.send(plan, coordinator, "a.csv", content)
        return appendices.edits_of(plan, coordinator, import_id)

    assert edits(csv(GROUP, row())) == []
    edited = csv(GROUP, row(result="Đề án"), row(number=2, title="Mới"))
    assert edits(edited) == [
        (1, "deliverable", "Báo cáo rà soát", "Đề án"),
        (2, "new", "", "Mới"),
    ]


def test_nothing_is_written_before_somebody_said_what_the_file_is(
    plan: Plan, coordinator: User
) -> None:
    import_id = appendices.upload(plan, coordinator, row())

    with pytest.raises(SourceMissing):
        appendices.apply(plan, coordinator, import_id)


def test_a_plan_that_changed_meanwhile_is_looked_at_again(
    plan: Plan, coordinator: User, industry: Agency
) -> None:
    drafted(plan, industry)
    import_id = appendices.upload(plan, coordinator, row(result="Đề án"))
    appendices.decide(plan, coordinator, import_id)
    seen = appendices.compare(import_id).digest
    task_of(plan).deliverable = "Kế hoạch"
    db.session.commit()

    with pytest.raises(PlanChanged):
        appendices.apply(plan, coordinator, import_id, seen=seen)

    assert task_of(plan).deliverable == "Kế hoạch"


def test_a_file_is_confirmed_once(plan: Plan, coordinator: User) -> None:
    import_id = appendices.take(plan, coordinator, row())

    with pytest.raises(AlreadyApplied):
        appendices.apply(plan, coordinator, import_id)
    with pytest.raises(AlreadyApplied):
        appendices.decide(plan, coordinator, import_id)


def test_only_coordinators_import(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row())

    with pytest.raises(NotAllowed):
        appendices.apply(plan, make_user(plan, Role.LEADER), import_id)


def test_a_file_that_waits_is_thrown_away_or_replaced_by_the_next(
    plan: Plan, coordinator: User
) -> None:
    appendices.upload(plan, coordinator, row())
    second = appendices.upload(plan, coordinator, row(title="Lập báo cáo"))
    assert db.session.scalars(select(AppendixImport.id)).all() == [second]
    act = act_of(coordinator, plan)

    with transaction():
        appendix_import.discard(appendix_import.lock(second, plan_id=plan.id), act)
    with pytest.raises(NotFound), transaction():
        appendix_import.lock(second, plan_id=plan.id)

    assert db.session.scalar(select(func.count(AppendixImport.id))) == 0
