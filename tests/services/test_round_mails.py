"""Mails about rounds: to whom, once each, and only while something is missing."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.rounds import RoundPart, RoundState
from plan_app.extensions import db
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    AgencyContact,
    ContactKind,
    Language,
    OutboxMessage,
    Plan,
    RoundMail,
    Task,
    TextStatus,
)
from plan_app.queries import askings, days, task_mails
from plan_app.queries import deadlines as plans
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.acting import DONE, UNDER_WAY, ZONE, report
from tests.builders import make_pause, make_plan, make_round, make_task, make_user, save
from tests.smtp import parse


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=ZONE)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def plan_day(now: datetime) -> None:
    with transaction():
        reminders.plan(now=now)


def send(now: datetime) -> list[str]:
    """Deliver what waits; the texts of what left."""
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    return [
        str(parse(each.data).get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for each in transport.sent
    ]


def messages(kind: MessageKind = MessageKind.ROUND) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(found))


def told() -> list[tuple[int, RoundPart]]:
    rows = db.session.scalars(select(RoundMail).order_by(RoundMail.id))
    return [(row.recipient_id, row.part) for row in rows]


def undated(plan: Plan, **facts: object) -> Task:
    """A task that no reminder of a date would ever ask about."""
    return make_task(plan, due=None, **facts)


def test_opening_asks_each_owner_once_about_all_tasks_those_without_a_date_included(
    plan: Plan,
) -> None:
    make_round(plan)
    owner = make_user(plan, Role.OWNER)
    owner_tasks = [undated(plan, owner=owner) for _ in range(3)]
    done = owner_tasks[2]
    numbers = [task.number for task in owner_tasks[:2]]
    report(done, DONE)
    for hour in (8, 9):
        plan_day(at(8, hour))
    (message,) = messages()
    assert (message.recipient_id, message.local_day) == (owner.id, date(2026, 12, 8))
    assert message.context["parts"] == ["opening"]
    mails = {task.number: task_mails.get_mails(task_id=task.id).messages for task in owner_tasks}
    assert mails == {numbers[0]: [message], numbers[1]: [message], done.number: []}
    (text,) = send(at(8, 9))
    assert "đã mở. Đề nghị Ông báo cáo kết quả thực hiện 02 nhiệm vụ" in text
    assert "trước 17:00 ngày 14/12/2026" in text
    assert text.index(f"Nhiệm vụ số {numbers[0]}") < text.index(f"Nhiệm vụ số {numbers[1]}")
    assert "Không quy định thời hạn." in text
    assert f"Nhiệm vụ số {done.number}" not in text
    plan_day(at(9))
    assert len(messages()) == 1


def test_only_the_silent_are_reminded(plan: Plan) -> None:
    make_round(plan, opens_on=date(2026, 12, 8))
    silent, answered = undated(plan), undated(plan)
    silent_owner = silent.owner_id
    plan_day(at(8))
    assert len(send(at(8))) == 2
    report(answered, UNDER_WAY, now=at(8, 10))
    plan_day(at(10))
    assert [
        each.recipient_id for each in messages()[2:] if each.context["parts"] != ["review"]
    ] == [silent_owner]
    texts = send(at(10))
    assert any("còn 01 nhiệm vụ chưa có báo cáo trong kỳ" in text for text in texts)


def test_after_an_outage_one_reminder_goes(plan: Plan) -> None:
    make_round(plan)
    undated(plan)
    plan_day(at(1))
    assert len(send(at(1))) == 1
    plan_day(at(9))
    plan_day(at(9, 10))
    assert [part for _, part in told()] == [RoundPart.OPENING, RoundPart.REMINDER]


def test_a_reminder_stands_in_the_digest_of_who_gets_one(plan: Plan) -> None:
    make_round(plan)
    owner = make_user(plan, Role.OWNER)
    first, second = undated(plan, owner=owner), undated(plan, owner=owner)
    plan_day(at(1))
    send(at(1))
    late = make_task(plan, owner=owner, due=date(2026, 12, 1)).number
    plan_day(at(3))
    (digest,) = messages(MessageKind.DIGEST)
    assert len(messages()) == 1
    assert told()[-1] == (owner.id, RoundPart.REMINDER)
    (text,) = send(at(3))
    assert (
        f"Kỳ báo cáo năm 2026: còn 03 nhiệm vụ chưa có báo cáo trong kỳ "
        f"(số {first.number}, {second.number}, {late})"
    ) in text
    assert f"Nhiệm vụ số {late} đã quá hạn" in text
    plan_day(at(3, 10))
    assert len(messages()) == 1
    assert digest.context["round_id"]


def test_a_digest_does_not_carry_what_was_reported_meanwhile(plan: Plan) -> None:
    make_round(plan)
    task = make_task(plan, due=date(2026, 12, 2))
    plan_day(at(1))
    send(at(1))
    plan_day(at(3))
    report(task, UNDER_WAY, now=at(3, 8))
    (text,) = send(at(3, 9))
    assert "chưa có báo cáo trong kỳ" not in text
    assert f"Nhiệm vụ số {task.number} đã quá hạn" in text


def test_a_mail_whose_tasks_were_reported_meanwhile_does_not_leave(plan: Plan) -> None:
    make_round(plan)
    task = undated(plan)
    plan_day(at(8))
    report(task, UNDER_WAY, now=at(8, 8))
    assert send(at(8, 9)) == []
    assert messages()[0].state is MessageState.CANCELLED


def test_what_did_not_arrive_is_told_again_the_next_day(plan: Plan) -> None:
    make_round(plan)
    undated(plan)
    plan_day(at(8))
    send(at(8, 18))
    assert messages()[0].state is MessageState.EXPIRED
    plan_day(at(9))
    assert [each.local_day.day for each in messages()] == [8, 9]


def test_a_mail_that_takes_the_place_of_another_tells_what_it_told(plan: Plan) -> None:
    make_round(plan, opens_on=date(2026, 12, 8))
    owner = make_user(plan, Role.OWNER)
    reported, silent = undated(plan, owner=owner), undated(plan, owner=owner)
    plan_day(at(8))
    busy = MemoryTransport(Answer(Stage.RECIPIENT, 451, "4.7.1 greylisted"))
    deliver(at(8), worker="worker", transport=busy)
    report(reported, UNDER_WAY, now=at(8))
    (text,) = send(at(8, 9))
    first, second = messages()
    assert f"Nhiệm vụ số {silent.number}" in text
    assert (first.state, second.state) == (MessageState.CANCELLED, MessageState.ACCEPTED)
    assert task_mails.get_mails(task_id=silent.id).messages == [second]
    plan_day(at(9))
    assert len(messages()) == 2


def test_nothing_goes_on_a_day_off_before_opening_or_after_closing(plan: Plan) -> None:
    make_round(plan, opens_on=date(2026, 12, 8))
    undated(plan)
    for now in (at(7), at(12), at(8, 18), at(15)):
        plan_day(now)
    assert messages() == []


def test_a_mail_never_outlives_the_closing(plan: Plan) -> None:
    this = make_round(plan, closes_at=at(8, 12))
    undated(plan)
    plan_day(at(8))
    (message,) = messages()
    assert message.expires_at == this.closes_at


def test_a_round_that_is_closed_or_cancelled_tells_nobody(plan: Plan) -> None:
    this = make_round(plan)
    undated(plan)
    plan_day(at(8))
    this = db.session.get_one(type(this), this.id)
    this.state = RoundState.CANCELLED
    db.session.commit()
    assert send(at(8, 9)) == []
    plan_day(at(9))
    assert len(messages()) == 1


def test_each_agencys_contact_gets_its_rows_three_working_days_before_closing(plan: Plan) -> None:
    make_round(plan)
    task = make_task(plan, due=date(2026, 11, 30))
    agency = task.responsible_agency
    undated(plan, agency=agency)
    contact = make_user(plan, Role.OWNER, agency=agency)
    save(AgencyContact(agency_id=agency.id, user_id=contact.id, kind=ContactKind.CONTACT))
    report(task, UNDER_WAY, now=at(2))
    contact_id, name = contact.id, agency.name
    plan_day(at(10))
    reviews = [each for each in messages() if "review" in each.context["parts"]]
    assert [each.recipient_id for each in reviews] == [contact_id]
    text = next(text for text in send(at(10)) if "rà soát số liệu" in text)
    assert f"Đề nghị {name} rà soát số liệu trước khi chốt lúc 17:00 ngày 14/12/2026" in text
    assert "02 nhiệm vụ sẽ được tổng hợp như sau" in text
    assert "Chưa hoàn thành, quá hạn: 01" in text
    assert "Chưa có báo cáo trong kỳ." in text
    plan_day(at(11))
    assert sum("review" in each.context["parts"] for each in messages()) == 1


def test_without_a_contact_the_owners_check_and_without_them_a_coordinator(plan: Plan) -> None:
    make_round(plan)
    task = undated(plan)
    report(task, UNDER_WAY, now=at(2))
    lonely = undated(plan, owner=None)
    coordinator = make_user(plan, Role.COORDINATOR)
    owner_id, coordinator_id = task.owner_id, coordinator.id
    plan_day(at(10))
    found = {each.recipient_id: each.context["agencies"] for each in messages()}
    assert found[owner_id or 0] == [task.responsible_agency_id]
    assert found[coordinator_id] == [lonely.responsible_agency_id]


def test_one_mail_holds_the_review_and_what_is_missing(plan: Plan) -> None:
    make_round(plan)
    undated(plan)
    plan_day(at(1))
    send(at(1))
    plan_day(at(10))
    assert messages()[-1].context["parts"] == ["reminder", "review"]
    (text,) = send(at(10))
    assert "còn 01 nhiệm vụ chưa có báo cáo" in text
    assert "rà soát số liệu trước khi chốt" in text


def test_drafts_never_leave_the_house_outside_the_demonstration(plan: Plan) -> None:
    make_round(plan)
    task = undated(plan, text_status=TextStatus.DRAFT)
    plan_day(at(8))
    plan_day(at(10))
    assert messages() == []
    assert held(plan) == {task.number: Hold.DRAFT_TEXT}


def test_the_rules_of_reminders_hold_these_mails_too(plan: Plan) -> None:
    make_round(plan)
    paused = undated(plan)
    make_pause(plan, agency_id=paused.responsible_agency_id)
    unarmed = undated(plan, armed_at=None)
    nobody = undated(plan, owner=None)
    plan_day(at(8))
    assert messages() == []
    assert held(plan) == {
        paused.number: Hold.PAUSED,
        unarmed.number: Hold.UNARMED,
        nobody.number: Hold.UNASSIGNED,
    }
    plan.reminders_on = False
    db.session.commit()
    assert set(held(plan).values()) == {Hold.REMINDERS_OFF}


def held(plan: Plan) -> dict[int, Hold]:
    day = days.get_day(now=at(8))
    around = askings.Surroundings(plans.row_of(plan), day.today, day.line, day.holds)
    tasks = askings.list_tasks(plan.id, since=at(1, 0))
    return {each.number: each.reason for each in askings.get_audience(tasks, around).held}


def test_the_next_in_line_is_asked_for_an_owner_who_cannot_be_reached(plan: Plan) -> None:
    make_round(plan)
    task = undated(plan)
    contact = make_user(plan, Role.OWNER, agency=task.responsible_agency)
    save(
        AgencyContact(
            agency_id=task.responsible_agency_id, user_id=contact.id, kind=ContactKind.CONTACT
        )
    )
    assert task.owner is not None
    task.owner.active = False
    db.session.commit()
    contact_id = contact.id
    plan_day(at(8))
    assert [each.recipient_id for each in messages()] == [contact_id]


def test_who_has_had_as_many_mails_as_one_may_waits_for_tomorrow(plan: Plan) -> None:
    plan.policy = {"daily_cap": 1}
    db.session.commit()
    make_round(plan)
    task = make_task(plan, due=date(2026, 12, 1))
    assert task.owner is not None
    plan_day(at(8))
    assert len(messages(MessageKind.DIGEST)) == 1
    assert messages() == []
    plan_day(at(11))
    assert len(messages(MessageKind.DIGEST)) == 2
    plan_day(at(14))
    assert len(messages()) == 1


def test_two_rounds_of_two_plans_do_not_reach_a_person_on_one_day(plan: Plan) -> None:
    other = make_plan()
    owner = make_user(plan, Role.OWNER)
    for each in (plan, other):
        make_round(each)
        undated(each, owner=owner)
    plan_day(at(8))
    assert len(messages()) == 1
    send(at(8))
    plan_day(at(9))
    assert {each.plan_id for each in messages()} == {plan.id, other.id}


def test_a_run_without_a_round_reads_no_tasks_for_one(
    app: Flask, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    undated(plan)
    monkeypatch.setattr(askings, "list_tasks", pytest.fail)
    plan_day(at(8))
    assert messages() == []


def test_a_new_owner_is_asked_as_soon_as_there_is_one(plan: Plan) -> None:
    make_round(plan)
    task = undated(plan)
    plan_day(at(8))
    send(at(8))
    new = make_user(plan, Role.OWNER)
    task = db.session.get_one(Task, task.id)
    task.owner_id = new.id
    db.session.commit()
    new_id = new.id
    plan_day(at(8, 9) + timedelta(days=1))
    assert messages()[-1].recipient_id == new_id
    assert messages()[-1].context["parts"] == ["opening"]


def test_a_reader_of_english_is_asked_and_shown_figures_in_english(plan: Plan) -> None:
    make_round(plan, name="Year 2026")
    task = undated(plan)
    assert task.owner is not None
    task.owner.language = Language.ENGLISH
    db.session.commit()
    number = task.number
    plan_day(at(1))
    (asked,) = send(at(1))
    assert "Year 2026 is open." in asked
    assert f"Task {number}" in asked or f"Task no. {number}" in asked
    plan_day(at(10))
    (checked,) = send(at(10))
    assert "please check its figures before they close at 17:00 on 14/12/2026" in checked
    assert "1 task will be reported as follows: Open, within time: 1." in checked


def test_a_mail_longer_than_a_digest_leads_to_the_page(plan: Plan) -> None:
    plan.policy = {"digest_length": 1}
    db.session.commit()
    this = make_round(plan)
    owner = make_user(plan, Role.OWNER)
    agency = undated(plan, owner=owner).responsible_agency
    undated(plan, owner=owner, agency=agency)
    page = f"/rounds/{this.id}/agencies/{agency.id}"
    plan_day(at(10))
    (text,) = send(at(10))
    assert text.count("Còn 01 nhiệm vụ khác, xem tại") == 2
    assert text.count(page) == 3
