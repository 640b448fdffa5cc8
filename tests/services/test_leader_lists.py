"""Letters to the leaders of agencies: confirmed by a person, called back, sent once, true."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.calls import Call
from plan_app.domain.leader_lists import LeftOut, NotAnswered, TooLateToRecall
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.mail.deliver import deliver
from plan_app.mail.leader_facts import NOTHING_OVERDUE, OTHER_HEAD, RECALLED
from plan_app.mail.transports import Envelope, MemoryTransport
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    JournalEntry,
    LeaderList,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import leader_lists as reading
from plan_app.queries.leader_lists import LeaderFilter
from plan_app.services import calls, leader_lists, milestones
from plan_app.services.leader_lists import (
    AlreadyRecalled,
    Choice,
    ListChanged,
    NothingChosen,
)
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, act_of, report
from tests.builders import (
    make_agency,
    make_call,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.smtp import parse

pytestmark = pytest.mark.usefixtures("app")

TODAY = date(2026, 12, 9)
LATE = date(2026, 11, 30)
# 16:15 in Thanh Hóa; the letters leave at 07:30 the next day.
NOW = datetime(2026, 12, 9, 9, 15, tzinfo=UTC)
MORNING = datetime(2026, 12, 10, 0, 30, tzinfo=UTC)
SOON_AFTER = MORNING + timedelta(minutes=11)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def agency(plan: Plan) -> Agency:
    assert plan
    found = make_agency(name="Sở Công Thương")
    head = make_user(plan, agency=found, full_name="Phạm Văn Minh", position="Phó Giám đốc")
    save(AgencyContact(agency=found, kind=ContactKind.HEAD, user=head))
    return found


@pytest.fixture
def task(plan: Plan, agency: Agency) -> Task:
    return make_task(plan, agency=agency, due=LATE)


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR, full_name="Lê Thị Hoa", position="chuyên viên")


def rows(plan: Plan, **wanted: Any) -> list[reading.LeaderRow]:  # noqa: ANN401 (any filter)
    return reading.list_rows(
        plan.id, today=TODAY, latest_due=LATE, wanted=LeaderFilter(**wanted), page=None
    )


def confirm(
    plan: Plan,
    by: User,
    *tasks: Task,
    words: str = "",
    left_out: dict[Task, LeftOut] | None = None,
    seen: str = "",
) -> LeaderList:
    """The coordinator confirms letters about these tasks, and leaves out the others."""
    others = {task.milestones[0].id: reason for task, reason in (left_out or {}).items()}
    chosen = {task.milestones[0].id: None for task in tasks} | others
    shown = [row for row in rows(plan) if row.milestone_id in chosen]
    choice = Choice(
        left_out=chosen,
        words={task.responsible_agency_id: words for task in tasks},
        seen=seen or leader_lists.digest(shown),
    )
    act, plan_id = act_of(by, plan, now=NOW), plan.id
    with transaction():
        return leader_lists.confirm(plan_id, choice, act)


def recall(found: LeaderList, plan: Plan, by: User, now: datetime = NOW) -> None:
    act, list_id, plan_id = act_of(by, plan, now=now), found.id, plan.id
    with transaction():
        leader_lists.recall(leader_lists.hold(list_id, plan_id=plan_id), act)


def send(now: datetime) -> list[Envelope]:
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    return transport.sent


def texts(envelopes: list[Envelope]) -> dict[str, str]:
    found = {}
    for envelope in envelopes:
        part = parse(envelope.data).get_body(("plain",))
        assert part is not None
        found[envelope.recipient] = part.get_content()
    return found


def head_of(agency: Agency) -> User:
    contact = db.session.get_one(AgencyContact, (agency.id, ContactKind.HEAD))
    return contact.user


def reasons() -> list[str | None]:
    return list(
        db.session.scalars(
            db.select(OutboxMessage.reason).where(
                OutboxMessage.kind == MessageKind.LEADER_LETTER,
                OutboxMessage.state == MessageState.CANCELLED,
            )
        )
    )


def test_nothing_leaves_before_the_window_and_each_letter_leaves_once(
    plan: Plan, task: Task, agency: Agency, coordinator: User
) -> None:
    report(task, UNDER_WAY)
    confirm(plan, coordinator, task, words="Việc này cần cho báo cáo năm.")

    assert send(NOW) == []
    (letter,) = send(MORNING)
    assert letter.recipient == head_of(agency).email
    text = texts([letter])[letter.recipient]
    assert "Kính gửi: Đồng chí Phạm Văn Minh, Phó Giám đốc, Sở Công Thương." in text
    assert "chủ trì 01 nhiệm vụ; đến ngày 10/12/2026 đã hoàn thành 00" in text
    assert '"Đang lấy ý kiến. Thiếu hướng dẫn."' in text
    assert "Việc này cần cho báo cáo năm." in text
    assert "Ông Lê Thị Hoa, chuyên viên" in text
    assert "gửi tự động" not in text
    assert "/leader/" in text

    (notice,) = send(SOON_AFTER)
    assert task.owner is not None
    assert notice.recipient == task.owner.email
    assert f"nhiệm vụ số {task.number} đến lãnh đạo phụ trách" in texts([notice])[notice.recipient]
    assert send(SOON_AFTER + timedelta(hours=1)) == []


def test_each_agency_has_one_letter_and_each_owner_one_notice(
    plan: Plan, task: Task, agency: Agency, coordinator: User
) -> None:
    second = make_task(plan, agency=agency, due=LATE, owner=task.owner)
    other = make_agency()
    save(AgencyContact(agency=other, kind=ContactKind.HEAD, user=make_user(plan, agency=other)))
    third = make_task(plan, agency=other, due=LATE, owner=task.owner)

    found = confirm(plan, coordinator, task, second, third)

    assert len(found.letters) == 2
    assert len(send(MORNING)) == 2
    (notice,) = send(SOON_AFTER)
    numbers = ", ".join(str(each) for each in sorted([task.number, second.number, third.number]))
    assert numbers in texts([notice])[notice.recipient]


def test_what_is_left_out_keeps_its_reason_and_stands_in_the_journal(
    plan: Plan, task: Task, agency: Agency, coordinator: User
) -> None:
    promised = make_task(plan, agency=agency, due=LATE)

    found = confirm(plan, coordinator, task, left_out={promised: LeftOut.PROMISED})

    kept = {row.milestone.task_id: row.left_out for row in found.rows}
    assert kept == {task.id: None, promised.id: LeftOut.PROMISED}
    said = {entry.task_id: entry.action for entry in db.session.scalars(db.select(JournalEntry))}
    assert (said[task.id], said[promised.id]) == ("sent_to_leader", "kept_from_leader")
    assert said[None] == "leader_list_confirmed"


def test_recalled_letters_do_not_leave(plan: Plan, task: Task, coordinator: User) -> None:
    found = confirm(plan, coordinator, task)
    recall(found, plan, coordinator)

    assert send(MORNING) == []
    assert send(SOON_AFTER) == []
    assert reasons() == [RECALLED]
    assert rows(plan)[0].sent_at is None
    with pytest.raises(AlreadyRecalled):
        recall(found, plan, coordinator)


def test_five_minutes_before_it_is_too_late(plan: Plan, task: Task, coordinator: User) -> None:
    found = confirm(plan, coordinator, task)
    with pytest.raises(TooLateToRecall):
        recall(found, plan, coordinator, MORNING - timedelta(minutes=4))
    with pytest.raises(NotFound):
        leader_lists.hold(found.id, plan_id=plan.id + 1)


def has_reported(task: Task) -> None:
    task.milestones[0].state = MilestoneState.AWAITING_CONFIRMATION
    task.milestones[0].reported_on = TODAY


def has_more_time(task: Task) -> None:
    task.milestones[0].due_date = date(2027, 3, 31)
    task.milestones[0].deadline_revision += 1


def has_moved(task: Task) -> None:
    task.responsible_agency = make_agency()


def is_a_draft_again(task: Task) -> None:
    task.text_status = TextStatus.DRAFT


def has_promised_by_telephone(task: Task) -> None:
    make_call(task, called_at=NOW + timedelta(minutes=5), look_again_on=date(2026, 12, 14))


def has_a_storm(task: Task) -> None:
    group = make_agency(is_group=True, members=[task.responsible_agency])
    make_pause(task.plan, agency_id=group.id, created_at=NOW + timedelta(minutes=5))


def lost_the_leader(task: Task) -> None:
    head_of(task.responsible_agency).active = False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (has_reported, NOTHING_OVERDUE),
        (has_more_time, NOTHING_OVERDUE),
        (has_moved, NOTHING_OVERDUE),
        (is_a_draft_again, NOTHING_OVERDUE),
        (has_promised_by_telephone, NOTHING_OVERDUE),
        (has_a_storm, NOTHING_OVERDUE),
        (lost_the_leader, "tài khoản của người nhận đã ngừng hoạt động"),
    ],
)
def test_what_is_no_longer_true_is_not_sent(
    change: Callable[[Task], None], reason: str, plan: Plan, task: Task, coordinator: User
) -> None:
    confirm(plan, coordinator, task)
    change(task)
    db.session.commit()

    assert send(MORNING) == []
    assert reasons() == [reason]
    # And nobody is told that it went.
    assert send(SOON_AFTER) == []


def test_what_held_when_the_coordinator_confirmed_all_the_same_is_sent(
    plan: Plan, task: Task, coordinator: User
) -> None:
    make_pause(plan, created_at=NOW - timedelta(days=1))
    make_call(task, called_at=NOW - timedelta(days=1), look_again_on=date(2026, 12, 14))
    confirm(plan, coordinator, task)
    assert len(send(MORNING)) == 1


def test_a_call_from_before_that_was_noted_since_holds_the_letter_back(
    plan: Plan, task: Task, coordinator: User
) -> None:
    confirm(plan, coordinator, task)
    promised = Call(
        spoke_with="Bà Mơ",
        called_on=TODAY - timedelta(days=1),
        promised="Sở sẽ báo cáo.",
        look_again_on=date(2026, 12, 14),
    )
    act = act_of(coordinator, plan, now=NOW + timedelta(hours=1))
    with transaction():
        calls.note(milestones.lock(task.milestones[0].id, plan_id=plan.id), promised, act)

    assert send(MORNING) == []


def test_another_leader_in_charge_does_not_get_somebody_else_s_letter(
    plan: Plan, task: Task, agency: Agency, coordinator: User
) -> None:
    confirm(plan, coordinator, task)
    contact = db.session.get_one(AgencyContact, (agency.id, ContactKind.HEAD))
    contact.user = make_user(plan, agency=agency)
    db.session.commit()

    assert send(MORNING) == []
    assert reasons() == [OTHER_HEAD]


def test_who_was_written_about_is_recent_for_a_week(
    plan: Plan, task: Task, coordinator: User
) -> None:
    confirm(plan, coordinator, task)
    assert reading.count_waiting(plan.id, latest_due=LATE) == 0
    (row,) = rows(plan)
    assert row.sent_at == MORNING


def test_a_list_that_has_changed_is_looked_at_again(
    plan: Plan, task: Task, coordinator: User
) -> None:
    seen = leader_lists.digest(rows(plan))
    report(task, UNDER_WAY)
    with pytest.raises(ListChanged):
        confirm(plan, coordinator, task, seen=seen)
    seen = leader_lists.digest(rows(plan))
    confirm(plan, coordinator, task, seen=seen)
    with pytest.raises(ListChanged):
        confirm(plan, coordinator, task, seen=seen)


def test_something_is_chosen(plan: Plan, task: Task, coordinator: User) -> None:
    with pytest.raises(NothingChosen):
        confirm(plan, coordinator, left_out={task: LeftOut.OTHER})


def test_nobody_is_written_to_about_drafts_or_without_a_leader(
    plan: Plan, task: Task, coordinator: User
) -> None:
    headless = make_task(plan, agency=make_agency(), due=LATE)
    with pytest.raises(NotAnswered):
        confirm(plan, coordinator, headless)
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    with pytest.raises(NotAnswered):
        confirm(plan, coordinator, task)


def test_only_coordinators_confirm(plan: Plan, task: Task) -> None:
    with pytest.raises(NotAllowed):
        confirm(plan, make_user(plan, Role.LEADER), task)


def test_owners_who_cannot_be_reached_or_confirm_themselves_get_no_notice(
    plan: Plan, task: Task, agency: Agency, coordinator: User
) -> None:
    assert task.owner is not None
    task.owner.unreachable_since = NOW
    own = make_task(plan, agency=agency, due=LATE, owner=coordinator)
    nobody = make_task(plan, agency=agency, due=LATE, owner=None)
    db.session.commit()

    confirm(plan, coordinator, task, own, nobody)

    assert len(send(MORNING)) == 1
    assert send(SOON_AFTER) == []


def test_the_list_holds_what_is_overdue_so_long_by_agency(plan: Plan, task: Task) -> None:
    make_task(plan, due=LATE + timedelta(days=1))
    first = make_task(plan, agency=make_agency(official_order=0), due=date(2026, 6, 30))
    assert [row.number for row in rows(plan)] == [first.number, task.number]
    assert [row.number for row in rows(plan, agency=task.responsible_agency_id)] == [task.number]
    assert [row.number for row in rows(plan, words=str(first.number))] == [first.number]
    one = reading.list_rows(plan.id, today=TODAY, latest_due=LATE, wanted=LeaderFilter(), page=2)
    assert one == []
    count = reading.count_rows(plan.id, today=TODAY, latest_due=LATE, wanted=LeaderFilter())
    assert count == 2
