"""An import taken back: exactly what was there before, or a refusal that says why."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.appendix_choices import CREATE, key_of
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.jobs import tidying
from plan_app.jobs.tick import Tick
from plan_app.models import (
    Agency,
    AppendixImport,
    DeadlineRevision,
    JournalEntry,
    OutboxMessage,
    Plan,
    SolutionGroup,
    Task,
    TextStatus,
    User,
)
from plan_app.services import appendix_undo, history, journal_chains, search_texts, steering
from plan_app.services.appendix_undo import BuiltUpon, NotUndoable, TooLate
from plan_app.services.transaction import transaction
from tests import appendices
from tests.acting import act_of, report
from tests.appendices import csv, everything, row, task_of
from tests.builders import (
    make_agency,
    make_extension,
    make_milestone,
    make_plan,
    make_task,
    make_user,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


@pytest.fixture(autouse=True)
def task(plan: Plan) -> Task:
    """An armed draft with a result for each of two years."""
    industry = make_agency(name="Sở Công Thương", code="so-cong-thuong")
    task = make_task(plan, number=1, title="Rà soát", agency=industry, time_as_worded="Hằng năm",
                     text_status=TextStatus.DRAFT, due=date(2026, 12, 31),
                     milestone_label="Kết quả năm 2026", milestone_year=2026)  # fmt: skip
    task.coordinating_agencies = [make_agency(name="Sở Y tế")]
    make_milestone(task, due=date(2027, 12, 31), label="Kết quả năm 2027", year=2027)
    task.search_text = search_texts.of_task(task)
    db.session.commit()
    return task


def imported(plan: Plan, coordinator: User) -> int:
    """An import that changes everything an import can change."""
    content = csv(("I", "Nhóm khác", "", "", "", ""),
                  row(title="Rà soát, sửa đổi", others="Sở Thủy sản", time="2025"),
                  ("II", "Nhóm mới", "", "", "", ""),
                  row(number=2, title="Lập báo cáo", lead="Sở Thủy sản"))  # fmt: skip
    import_id = appendices.upload(plan, coordinator, content=content)
    choices = {key_of("Sở Thủy sản"): CREATE}
    appendices.decide(plan, coordinator, import_id, choices=choices)
    appendices.apply(plan, coordinator, import_id)
    return import_id


def test_all_is_as_it_was_before(plan: Plan, coordinator: User) -> None:
    before = everything()
    import_id = imported(plan, coordinator)
    assert everything() != before

    assert appendices.undo(plan, coordinator, import_id) == 2

    assert everything() == before
    assert all(chain.is_whole for chain in journal_chains.verify())


def test_revised_dates_come_back_without_their_revisions(plan: Plan, coordinator: User) -> None:
    task_of(plan).text_status = TextStatus.CHECKED
    db.session.commit()
    before = everything()
    import_id = appendices.take(
        plan,
        coordinator,
        row(title="Rà soát", others="Sở Y tế", result="", time="Trước 30/6 hằng năm"),
    )
    assert db.session.scalar(select(func.count(DeadlineRevision.id)))

    appendices.undo(plan, coordinator, import_id)

    assert everything() == before


def test_a_title_is_put_back_beside_milestones_with_a_history(
    plan: Plan, coordinator: User
) -> None:
    report(task_of(plan))
    before = everything()
    only_title = row(title="Rà soát, sửa đổi", others="Sở Y tế", result="", time="Hằng năm")
    import_id = appendices.take(plan, coordinator, only_title)

    appendices.undo(plan, coordinator, import_id)

    assert everything() == before


def test_more_new_rows_than_a_statement_takes_parameters_are_looked_up(app: Flask) -> None:
    assert app
    many = range(1, 70_000)
    assert history.list_referred_to(Task.metadata.tables["milestone"], many) == set()


def test_the_journal_keeps_both_acts(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    appendices.undo(plan, coordinator, import_id)

    actions = list(db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))

    assert {"appendix_imported", "task_imported"} <= set(actions)
    assert {"appendix_import_undone", "task_import_undone"} <= set(actions)


def test_a_day_later_it_is_too_late(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)

    with pytest.raises(TooLate):
        appendices.undo(plan, coordinator, import_id, now=NOW + timedelta(days=1, seconds=1))
    appendices.undo(plan, coordinator, import_id, now=NOW + timedelta(days=1))


def test_it_is_undone_once_and_only_when_applied(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    appendices.undo(plan, coordinator, import_id)

    with pytest.raises(NotUndoable):
        appendices.undo(plan, coordinator, import_id)
    waiting = appendices.upload(plan, coordinator, row())
    with pytest.raises(NotUndoable):
        appendices.undo(plan, coordinator, waiting)


def test_what_somebody_has_changed_since_is_named_and_nothing_is_undone(
    plan: Plan, coordinator: User
) -> None:
    import_id = imported(plan, coordinator)
    report(task_of(plan))
    after = everything()

    with pytest.raises(BuiltUpon) as refused:
        appendices.undo(plan, coordinator, import_id)

    assert refused.value.conflicts.tasks == [1]
    assert everything() == after


def test_a_new_task_with_a_history_is_named(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    new = task_of(plan, 2)
    new.owner = make_user(plan, Role.OWNER, agency=new.responsible_agency)
    db.session.commit()
    report(new)

    with pytest.raises(BuiltUpon) as refused:
        appendices.undo(plan, coordinator, import_id)

    assert refused.value.conflicts.tasks == [2]


def test_a_group_that_was_renamed_since_is_named(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    db.session.query(SolutionGroup).filter_by(ordinal=1).one().title = "Nhóm sửa tay"
    db.session.commit()

    with pytest.raises(BuiltUpon) as refused:
        appendices.undo(plan, coordinator, import_id)

    assert refused.value.conflicts.groups == ["Nhóm sửa tay"]


def test_a_new_group_that_another_task_was_moved_into_is_named(
    plan: Plan, coordinator: User
) -> None:
    other = make_task(plan, number=9)
    import_id = imported(plan, coordinator)
    other.group = db.session.query(SolutionGroup).filter_by(title="Nhóm mới").one()
    db.session.commit()

    with pytest.raises(BuiltUpon) as refused:
        appendices.undo(plan, coordinator, import_id)

    assert refused.value.conflicts.groups == ["Nhóm mới"]


def test_an_agency_in_use_by_now_stays(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    new = db.session.query(Agency).filter_by(name="Sở Thủy sản").one()
    make_user(plan, Role.OWNER, agency=new)

    appendices.undo(plan, coordinator, import_id)

    assert db.session.query(Agency).filter_by(name="Sở Thủy sản").count() == 1


def test_a_task_that_was_armed_since_stays_armed(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    assert task_of(plan).armed_at is None
    act = act_of(coordinator, plan)
    with transaction():
        shown = steering.preview_switch_on(plan, now=NOW)
        steering.switch_on(plan, shown.digest, actor_id=act.actor.user_id, now=NOW)

    appendices.undo(plan, coordinator, import_id)

    assert task_of(plan).armed_at == NOW


def kept(import_id: int) -> tuple[bool, bool, bool]:
    """Whether what was read, what was before and the file are still there."""
    db.session.expire_all()
    record = db.session.get_one(AppendixImport, import_id)
    return bool(record.reading), record.before is not None, record.content is not None


def test_what_nobody_can_undo_any_more_is_emptied_and_its_outcome_stays(
    plan: Plan, coordinator: User
) -> None:
    import_id = imported(plan, coordinator)
    assert forget(NOW + timedelta(days=1)) == 0
    assert kept(import_id) == (True, True, False)

    assert forget(NOW + timedelta(days=1, seconds=1)) == 1
    assert forget(NOW + timedelta(days=2)) == 0

    assert kept(import_id) == (False, False, False)
    assert db.session.get_one(AppendixImport, import_id).outcome["new"] == 1


def test_what_was_read_goes_in_the_night_after_undoing(plan: Plan, coordinator: User) -> None:
    import_id = imported(plan, coordinator)
    appendices.undo(plan, coordinator, import_id)

    assert forget(NOW) == 1

    assert kept(import_id) == (False, False, False)


def forget(now: datetime) -> int:
    with transaction():
        return appendix_undo.forget_finished(now=now)


def test_a_file_that_nobody_confirms_goes_after_a_month(plan: Plan, coordinator: User) -> None:
    import_id = appendices.upload(plan, coordinator, row())
    tick = Tick(NOW + timedelta(days=30), "worker", lambda: False)
    assert tidying.run(tick)["imports"] == 0
    tick = Tick(NOW + timedelta(days=30, seconds=1), "worker", lambda: False)
    assert tidying.run(tick)["imports"] == 1
    assert db.session.get(AppendixImport, import_id) is None


def dated(plan: Plan, lead: Agency) -> Task:
    """A task with one date, of a text that was compared with the decision."""
    return make_task(
        plan,
        number=2,
        title="Rà soát cơ chế, chính sách",
        agency=lead,
        time_as_worded="2027",
        deliverable="Báo cáo rà soát",
        due=date(2027, 12, 31),
    )


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_request_that_an_imported_date_ends_is_told_and_goes_on_after_undoing(
    plan: Plan, coordinator: User, task: Task, *, is_sent: bool
) -> None:
    task = dated(plan, task.lead_agency)
    request = make_extension(task, state=ExtensionState.ANSWERED, words="Đã bổ sung hồ sơ.")
    other = make_extension(make_task(plan, number=9, due=date(2026, 12, 31)))
    import_id = appendices.take(plan, coordinator, row(number=2, time="2029"))
    db.session.expire_all()
    assert (request.state, request.decided_by_id) == (ExtensionState.LAPSED, coordinator.id)
    assert request.words == "Cập nhật theo Phụ lục được nhập; 3825/QĐ-UBND"
    assert other.state is ExtensionState.REQUESTED
    (mail,) = db.session.scalars(select(OutboxMessage))
    assert (mail.kind, mail.recipient_id) == (MessageKind.EXTENSION, task.owner_id)
    if is_sent:
        mail.state = MessageState.ACCEPTED
        db.session.commit()

    appendices.undo(plan, coordinator, import_id)

    db.session.expire_all()
    assert (request.state, request.decided_by_id) == (ExtensionState.ANSWERED, None)
    assert request.words == "Đã bổ sung hồ sơ."
    actions = list(db.session.scalars(select(JournalEntry.action)))
    assert {"extension_overtaken", "extension_resumed"} <= {*actions}
    standings = [each.context["standing"] for each in db.session.scalars(select(OutboxMessage))]
    assert standings == (["lapsed", "answered"] if is_sent else ["lapsed"])


def test_a_request_made_anew_meanwhile_stays_the_only_open_one(
    plan: Plan, coordinator: User, task: Task
) -> None:
    task = dated(plan, task.lead_agency)
    ended = make_extension(task)
    import_id = appendices.take(plan, coordinator, row(number=2, time="2029"))
    make_extension(task)

    appendices.undo(plan, coordinator, import_id)

    db.session.expire_all()
    assert ended.state is ExtensionState.LAPSED
