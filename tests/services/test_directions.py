"""Directions: written, answered, settled by others than who answered; told once, in the digest."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from plan_app.domain.directions import (
    DirectionChanged,
    DirectionState,
    NotAwaited,
    OwnAnswer,
    Words,
)
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageState, ResendCause
from plan_app.domain.matters import MatterKind
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    Absence,
    AgencyContact,
    ContactKind,
    Direction,
    DirectionMail,
    JournalEntry,
    Language,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
    User,
)
from plan_app.presentation import expected_mails
from plan_app.queries import deadlines, direction_why, roll_ups
from plan_app.queries import directions as reading
from plan_app.queries.directions import DirectionFilter, Standing
from plan_app.queries.home import get_news
from plan_app.queries.outlook import OutlookDay, get_outlook
from plan_app.queries.recipients import list_people
from plan_app.queries.roll_up import get_roll_up
from plan_app.queries.task_mails import get_mails
from plan_app.services import directions, reminders, resending
from plan_app.services import tasks as holding
from plan_app.services.transaction import transaction
from tests.acting import TODAY, ZONE, act_of
from tests.builders import (
    make_comment,
    make_direction,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW
from tests.smtp import parse

UNTIL = date(2026, 12, 18)
WORDS = Words(
    body="Báo cáo rõ tiến độ.",
    answer_by=UNTIL,
    document="Thông báo số 12/TB-UBND",
    document_date=date(2026, 12, 7),
)


@pytest.fixture
def task(app: Flask) -> Task:
    """A task that no reminder of a date speaks of yet."""
    assert app
    return make_task(make_plan(), due=date(2027, 6, 30), number=90053, title="Rà soát tiềm năng")


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


@pytest.fixture
def leader(task: Task) -> User:
    return make_user(task.plan, Role.LEADER, honorific="Đồng chí", full_name="Trần Văn Chỉ")


def write(task: Task, by: User, words: Words = WORDS) -> Direction:
    act, plan_id, number = act_of(by, task.plan), task.plan_id, task.number
    with transaction():
        return directions.write(holding.lock(plan_id=plan_id, number=number), words, act)


def do(step: str, direction: Direction, by: User | None, *said: Any, **facts: Any) -> Direction:  # noqa: ANN401
    plan = direction.task.plan
    act, direction_id, plan_id = act_of(by, plan, **facts), direction.id, plan.id
    with transaction():
        held = directions.lock(direction_id, plan_id=plan_id)
        getattr(directions, step)(held, *said, act)
        return held


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=ZONE)


def plan_day(now: datetime) -> int:
    with transaction():
        return len(reminders.plan(now=now).digests)


def outlook_days(plan: Plan) -> list[OutlookDay]:
    """What is expected to go from the 8th of December to the end of January."""
    last = date(2027, 1, 31)
    return get_outlook(deadlines.row_of(plan), now=at(8), last=last).days()


def send(now: datetime) -> list[str]:
    """Deliver what waits; subject and text of what left."""
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    found = [parse(each.data) for each in transport.sent]
    return [f"{each['Subject']}\n{each.get_body(('plain',)).get_content()}" for each in found]  # type: ignore[union-attr]


def entries() -> list[tuple[str, dict[str, Any]]]:
    found = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id))
    return [(each.action, each.data) for each in found]


def test_from_a_document_to_the_end(task: Task, coordinator: User) -> None:
    before = task.version
    direction = write(task, coordinator)
    assert (direction.state, direction.revision) == (DirectionState.OPEN, 1)
    do("answer", direction, task.owner, " Đã trình dự thảo. ")
    assert (direction.state, direction.answer) == (DirectionState.ANSWERED, "Đã trình dự thảo.")
    do("ask_again", direction, coordinator, "Chưa nêu thời gian.", date(2026, 12, 22))
    assert (direction.state, direction.revision) == (DirectionState.OPEN, 2)
    assert direction.answer_by == date(2026, 12, 22)
    do("answer", direction, task.owner, "Trong quý I/2027.")
    do("settle", direction, coordinator, "")
    assert (direction.state, direction.closed_by_id) == (DirectionState.SETTLED, coordinator.id)
    assert task.version == before
    assert entries() == [
        ("direction_written", {"answer_by": "2026-12-18"}),
        ("direction_answered", {}),
        ("direction_asked_again", {"answer_by": "2026-12-22"}),
        ("direction_answered", {}),
        ("direction_settled", {}),
    ]


def test_a_leader_needs_no_document_and_withdraws_with_a_reason(task: Task, leader: User) -> None:
    direction = write(task, leader, Words(body="Sớm hoàn thành.", answer_by=UNTIL))
    with pytest.raises(RuleBroken):
        do("withdraw", direction, leader, " ")
    do("withdraw", direction, leader, "Ghi nhầm nhiệm vụ.")
    assert (direction.state, direction.note) == (DirectionState.WITHDRAWN, "Ghi nhầm nhiệm vụ.")


def test_strangers_write_answer_and_close_nothing(task: Task, coordinator: User) -> None:
    other = make_user(task.plan, Role.OWNER)
    with pytest.raises(NotAllowed):
        write(task, other)
    direction = write(task, coordinator)
    for step, said in (("answer", "Đã xong."), ("settle", "Đã xong."), ("withdraw", "Nhầm.")):
        with pytest.raises(NotAllowed):
            do(step, direction, other, said)
    with pytest.raises(NotFound), transaction():
        directions.lock(direction.id, plan_id=make_plan().id)
    with pytest.raises(NotFound):
        reading.get_direction(direction.id, plan_id=task.plan_id + 1000)


def test_the_head_of_the_agency_answers_and_does_not_settle_it(task: Task) -> None:
    head = make_user(task.plan, Role.LEADER, agency=task.responsible_agency)
    save(AgencyContact(agency=task.responsible_agency, kind=ContactKind.HEAD, user=head))
    direction = write(task, head)
    do("answer", direction, head, "Tôi đã chỉ đạo phòng chuyên môn.")
    with pytest.raises(OwnAnswer):
        do("settle", direction, head, "")


def test_a_coordinator_does_not_settle_what_their_own_task_is_asked(
    task: Task, coordinator: User
) -> None:
    own = make_task(task.plan, owner=coordinator)
    direction = write(own, coordinator)
    with pytest.raises(OwnTask):
        do("settle", direction, coordinator, "Đã xong.")


def test_what_changed_meanwhile_is_not_overwritten(task: Task, coordinator: User) -> None:
    direction = write(task, coordinator)
    seen = direction.version
    do("answer", direction, task.owner, "Đã trình.", version=seen)
    with pytest.raises(NotAwaited):
        do("answer", direction, task.owner, "Đã trình lại.")
    with pytest.raises(DirectionChanged):
        do("settle", direction, coordinator, "", version=seen)


def test_the_owner_is_told_once_in_the_next_digest(task: Task, coordinator: User) -> None:
    write(task, coordinator)
    assert plan_day(at(8)) == 1
    assert plan_day(at(8, 9)) == 0
    (mail,) = send(at(8, 9))
    assert mail.startswith("[Tăng trưởng xanh] Ý kiến chỉ đạo: 01 nội dung cần trả lời\n")
    assert (
        "Nhiệm vụ số 90053 có ý kiến chỉ đạo; đề nghị Ông trả lời chậm nhất ngày 18/12/2026."
        in mail
    )
    assert "Ý kiến chỉ đạo tại Thông báo số 12/TB-UBND ngày 07/12/2026: Báo cáo rõ tiến độ." in mail
    assert "(còn 10 ngày)" in mail
    assert [plan_day(at(day)) for day in (9, 10, 11)] == [0, 0, 0]
    assert [each.recipient_id for each in get_mails(task_id=task.id).messages] == [task.owner_id]


def test_it_stands_above_the_deadlines_of_the_digest(task: Task, leader: User) -> None:
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 7), number=90060)
    write(task, leader, Words(body="Sớm hoàn thành.", answer_by=UNTIL))
    assert plan_day(at(8)) == 1
    (mail,) = send(at(8))
    subject, _, text = mail.partition("\n")
    assert subject == (
        "[Tăng trưởng xanh] Nhắc việc: 01 nhiệm vụ cần cập nhật, 01 quá hạn; 01 ý kiến chỉ đạo"
    )
    assert text.index("Đồng chí Trần Văn Chỉ ngày 08/12/2026") < text.index("II. QUÁ HẠN")
    # What is still asked stands in later digests too, without being a reason for one.
    assert plan_day(at(9)) == 0
    assert plan_day(at(14)) == 1
    assert "còn 04 ngày" in send(at(14))[0]


def test_in_english(task: Task, coordinator: User) -> None:
    assert task.owner is not None
    task.owner.language = Language.ENGLISH
    db.session.commit()
    write(task, coordinator)
    plan_day(at(8))
    (mail,) = send(at(8))
    assert "[Green growth] Directions: 1 to answer" in mail
    assert "Please answer by 18/12/2026 (10 days left)." in mail


def test_asking_again_is_told_anew(task: Task, coordinator: User) -> None:
    direction = write(task, coordinator)
    plan_day(at(8))
    send(at(8))
    do("answer", direction, task.owner, "Đã trình.", now=at(8, 10))
    assert plan_day(at(9)) == 0
    do("ask_again", direction, coordinator, "Chưa nêu thời gian.", UNTIL, now=at(9))
    assert plan_day(at(9, 10)) == 1
    assert "Nội dung đề nghị trả lời thêm: Chưa nêu thời gian." in send(at(9, 10))[0]
    assert plan_day(at(10)) == 0


def test_an_answer_before_the_mail_leaves_stops_it(task: Task, coordinator: User) -> None:
    direction = write(task, coordinator)
    plan_day(at(8))
    do("answer", direction, task.owner, "Đã trình.")
    assert send(at(8)) == []
    assert db.session.scalars(select(OutboxMessage.state)).all() == [MessageState.CANCELLED]


def test_what_did_not_arrive_is_told_the_next_day(task: Task, coordinator: User) -> None:
    write(task, coordinator)
    plan_day(at(8))
    assert send(at(8, 18)) == []
    assert plan_day(at(9)) == 1
    assert len(send(at(9))) == 1
    assert plan_day(at(10)) == 0


def test_what_a_digest_shows_beyond_its_plan_is_not_told_again(
    task: Task, coordinator: User
) -> None:
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 7))
    plan_day(at(8))
    direction = write(task, coordinator)
    assert "Báo cáo rõ tiến độ." in send(at(8, 9))[0]
    assert [each.direction_id for each in db.session.scalars(select(DirectionMail))] == [
        direction.id
    ]
    assert plan_day(at(9)) == 0


def test_what_a_digest_does_not_show_in_the_end_is_told_another_time(
    task: Task, coordinator: User
) -> None:
    make_task(task.plan, owner=task.owner, due=date(2026, 12, 7))
    write(task, coordinator)
    plan_day(at(8))
    owner = task.owner
    task.owner = make_user(task.plan, Role.OWNER)
    db.session.commit()
    assert "Báo cáo rõ tiến độ." not in send(at(8, 9))[0]
    task.owner = owner
    db.session.commit()
    assert plan_day(at(9)) == 1


def test_another_owner_and_a_deputy_are_told_too(task: Task, coordinator: User) -> None:
    write(task, coordinator)
    plan_day(at(8))
    send(at(8))
    deputy = make_user(task.plan, Role.OWNER)
    absent = date(2026, 12, 9)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=absent, last_day=absent))
    assert plan_day(at(9)) == 1
    send(at(9))
    task.owner = make_user(task.plan, Role.OWNER)
    db.session.commit()
    assert plan_day(at(10)) == 1
    send(at(10))
    assert len({each.recipient_id for each in db.session.scalars(select(DirectionMail))}) == 3


def test_a_message_that_says_otherwise_takes_the_telling_along(
    task: Task, coordinator: User
) -> None:
    write(task, coordinator)
    plan_day(at(8))
    message = db.session.scalars(select(OutboxMessage)).one()
    # As after a refusal of the server: what it would say now differs from what was frozen.
    message.state, message.facts_digest = MessageState.RETRY, "0" * 64
    db.session.commit()
    assert len(send(at(8))) == 1
    told = db.session.scalars(select(DirectionMail)).one()
    assert told.message_id != message.id
    assert plan_day(at(9)) == 0


def test_who_has_not_answered_is_reminded_before_the_day_and_after_it(
    task: Task, leader: User
) -> None:
    direction = write(task, leader)
    days = [date(2026, 12, 8) + timedelta(days=n) for n in range(38)]
    moments = [datetime.combine(day, time(8), ZONE) for day in days]
    before = [day for day in outlook_days(task.plan) if any(each.matters for each in day.digests)]
    found = {now.date(): send(now) for now in moments if plan_day(now)}
    # Told, then two working days before Friday the 18th, then by the cadence of what is overdue:
    # the working day after, a week, a fortnight, thirty days.
    assert list(found) == [
        date(2026, 12, 8),
        date(2026, 12, 16),
        date(2026, 12, 21),
        date(2026, 12, 25),
        date(2027, 1, 1),
    ]
    assert [day.day for day in before][:5] == list(found)
    assert [len(mails) for mails in found.values()] == [1] * 5
    (soon,), (late,) = found[date(2026, 12, 16)], found[date(2026, 12, 21)]
    assert "trả lời chậm nhất ngày 18/12/2026 (còn 02 ngày)" in soon
    assert late.startswith("[Tăng trưởng xanh] Ý kiến chỉ đạo: 01 nội dung cần trả lời, 01 quá hạn")
    assert "đã quá hạn trả lời 03 ngày; đề nghị Ông trả lời." in late
    do("answer", direction, task.owner, "Đã trình.", now=datetime(2027, 1, 5, tzinfo=ZONE))
    assert plan_day(datetime(2027, 1, 18, 8, tzinfo=ZONE)) == 0


def test_after_an_outage_one_reminder_goes_and_a_mail_about_dates_counts(
    task: Task, leader: User
) -> None:
    write(task, leader)
    plan_day(at(8))
    send(at(8))
    # Nobody planned from the 16th to the 28th.
    assert plan_day(at(28)) == 1
    assert len(send(at(28))) == 1
    assert plan_day(at(29)) == 0
    make_task(task.plan, owner=task.owner, due=date(2027, 1, 3), number=90061)
    assert plan_day(datetime(2027, 1, 4, 8, tzinfo=ZONE)) == 1
    (digest,) = send(datetime(2027, 1, 4, 8, tzinfo=ZONE))
    assert "quá hạn 17 ngày" in digest
    assert plan_day(datetime(2027, 1, 5, 8, tzinfo=ZONE)) == 0


def test_a_reminder_is_named_apart_where_mails_are_expected(task: Task, coordinator: User) -> None:
    write(task, coordinator)
    plan_day(at(8))
    (digest,) = reminders.plan(now=at(16), dry_run=True).digests
    assert digest.numbers_of(MatterKind.DIRECTION) == []
    assert digest.numbers_of(MatterKind.DIRECTION, again=True) == [90053]
    people = list_people([digest.recipient_id])
    (row,) = expected_mails.rows_of([digest], [], people)
    assert row.also == ("nhắc trả lời ý kiến chỉ đạo: 90053",)


def test_the_roll_up_counts_them_and_a_late_one_is_a_reason_for_it(
    task: Task, coordinator: User
) -> None:
    plan = task.plan
    make_direction(task, coordinator)
    assert roll_ups.list_with_content([plan.id], today=TODAY) == frozenset()
    make_direction(task, coordinator, answer_by=date(2026, 12, 1))
    make_direction(task, coordinator, state=DirectionState.SETTLED)
    assert roll_ups.list_with_content([plan.id], today=TODAY) == {plan.id}
    found = get_roll_up(plan.id, plan.slug, now=NOW, zone=ZONE, escalated=TODAY)
    assert (found.directions, found.late_directions) == (2, 1)


def test_a_digest_sent_again_counts_as_telling(task: Task, coordinator: User) -> None:
    write(task, coordinator)
    plan_day(at(8))
    send(at(8))
    message = db.session.scalars(select(OutboxMessage)).one()
    plan, act = task.plan, act_of(coordinator, task.plan, now=at(8, 10))
    again = resending.prepare(message, plan, now=at(8, 10))
    assert len(again.facts.directions) == 1  # type: ignore[attr-defined]
    message_id, seen = message.id, again.seen
    db.session.execute(delete(DirectionMail))
    db.session.commit()
    with transaction():
        resending.resend(message_id, plan, cause=ResendCause.ASKED, seen=seen, note="", act=act)
    assert len(send(at(8, 10))) == 1
    assert plan_day(at(9)) == 0


@pytest.mark.parametrize("hold", [Hold.DRAFT_TEXT, Hold.UNARMED, Hold.PAUSED, Hold.UNASSIGNED,
                                  Hold.REMINDERS_OFF, Hold.NOBODY_REACHABLE])  # fmt: skip
def test_the_rules_of_reminders_hold_it_back_and_why_says_so(
    task: Task, coordinator: User, hold: Hold
) -> None:
    write(task, coordinator)
    match hold:
        case Hold.DRAFT_TEXT:
            task.text_status = TextStatus.DRAFT
        case Hold.UNARMED:
            task.armed_at = None
        case Hold.PAUSED:
            make_pause(task.plan)
        case Hold.UNASSIGNED:
            task.owner = None
        case Hold.REMINDERS_OFF:
            task.plan.reminders_on = False
        case Hold.NOBODY_REACHABLE:
            for person in (task.owner, coordinator):
                assert person is not None
                person.unreachable_since = NOW
    db.session.commit()
    digests = reminders.plan(now=at(8), dry_run=True).digests
    assert not any(digest.matters for digest in digests)
    assert [each.hold for each in direction_why.list_why(task, now=at(8))] == [hold]


def test_why_says_when_it_goes_and_when_it_went(task: Task, coordinator: User) -> None:
    direction = write(task, coordinator)
    (why,) = direction_why.list_why(task, now=at(8, 18))
    assert (why.next_on, why.told_on) == (date(2026, 12, 9), None)
    plan_day(at(9))
    (why,) = direction_why.list_why(task, now=at(9, 9))
    assert (why.next_on, why.told_on) == (date(2026, 12, 16), date(2026, 12, 9))
    # Nobody planned on the 16th: it goes on the day that comes next.
    (why,) = direction_why.list_why(task, now=at(16, 18))
    assert (why.next_on, why.told_on) == (date(2026, 12, 17), date(2026, 12, 9))
    do("answer", direction, task.owner, "Đã trình.", now=at(9, 10))
    assert direction_why.list_why(task, now=at(9, 10)) == []
    task.owner = make_user(task.plan, Role.OWNER)
    late = make_task(task.plan, owner=task.owner, due=date(2026, 12, 9))
    plan_day(at(9, 11))
    write(late, coordinator)
    (why,) = direction_why.list_why(late, now=at(9, 12))
    assert why.next_on == date(2026, 12, 10)


def test_planning_asks_as_much_for_many_as_for_one(
    task: Task,
    coordinator: User,
    count_queries: Any,  # noqa: ANN401
) -> None:
    def statements() -> int:
        with count_queries() as sent:
            reminders.plan(now=at(8), dry_run=True)
        return len(sent)

    make_direction(task, coordinator)
    one = statements()
    for _ in range(3):
        make_direction(make_task(task.plan, due=date(2027, 6, 30)), coordinator)
    assert statements() == one


def test_the_list_is_searched_sorted_and_filtered(task: Task, coordinator: User) -> None:
    plan_id = task.plan_id
    make_direction(task, coordinator)
    late = make_task(task.plan, number=90054)
    make_direction(late, coordinator, answer_by=date(2026, 12, 1), document="")
    done = make_task(task.plan, number=90055)
    make_direction(done, coordinator, state=DirectionState.SETTLED)
    answered = make_task(task.plan, number=90056)
    make_direction(answered, coordinator, state=DirectionState.ANSWERED)
    make_direction(make_task(make_plan()), coordinator)

    def numbers(sort: str = "answer_by", **wanted: Any) -> list[int]:  # noqa: ANN401
        rows = reading.list_rows(plan_id, DirectionFilter(**wanted), today=TODAY, sort=sort)
        return [row.number for row in rows]

    assert numbers() == [90054, 90053, 90056]
    assert numbers(standing=Standing.LATE) == [90054]
    assert numbers(standing=Standing.OPEN) == [90054, 90053]
    assert numbers(standing=Standing.ANSWERED) == [90056]
    assert numbers(standing=Standing.WITHDRAWN) == []
    assert numbers(words="thong bao tiem nang") == [90053]
    assert numbers(agency=late.responsible_agency_id) == [90054]
    for sort in reading.SORTS:
        assert sorted(numbers(f"-{sort}", standing=Standing.ALL)) == [90053, 90054, 90055, 90056]
    everything = DirectionFilter(standing=Standing.ALL)
    assert reading.count_rows(plan_id, everything, today=TODAY) == 4
    assert len(reading.list_rows(plan_id, everything, today=TODAY, page=None)) == 4
    assert len(reading.list_agencies(plan_id)) == 4


def test_home_counts_them_and_shows_owners_their_own(task: Task, coordinator: User) -> None:
    make_direction(task, coordinator, answer_by=date(2026, 12, 1))
    make_direction(make_task(task.plan), coordinator, state=DirectionState.ANSWERED)
    asked = {"today": TODAY, "with_attention": False, "with_checklist": False}
    owner_id = task.owner_id
    assert owner_id is not None
    make_comment(task, coordinator, people=[coordinator], written_at=at(8) - timedelta(days=31))
    make_comment(task, coordinator, people=[coordinator, task.owner], written_at=at(7))
    for_whom = coordinator.id, at(8)
    news = get_news(task.plan_id, directed=for_whom, owner_ids={owner_id}, **asked)  # type: ignore[arg-type]
    assert news.directed == (2, 1, 1)
    assert [(each.number, each.body) for each in news.asked] == [(90053, "Báo cáo rõ tiến độ.")]
    nobody = {coordinator.id}
    assert get_news(task.plan_id, owner_ids=nobody, **asked).asked == []  # type: ignore[arg-type]
