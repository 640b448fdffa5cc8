"""Steering the mail from its pages: resume, a trial, sending again, mending an address."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import trial
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    LedgerRow,
    MailAttempt,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    User,
)
from plan_app.views import mail_steering
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.pages import Client, Page
from tests.queries.test_mail_log import make_message, tell

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
SVG = "svg"
LATE = date(2026, 11, 30)
WRONG_PASSWORD = Answer(Stage.SIGN_IN, 535, "5.7.8 authentication failed")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR, full_name="Lê Thị Hoa")


@pytest.fixture
def browser(client_of: ClientOf, coordinator: User) -> Client:
    return client_of(coordinator)


def address(plan: Plan, below: str = "") -> str:
    return f"/p/{plan.slug}/mail{below}"


def stop(
    reason: str = "535 5.7.8 wrong password", why: QueueStop = QueueStop.CONFIGURATION
) -> None:
    queue = db.session.get_one(MailQueue, 1)
    queue.stopped, queue.stopped_at, queue.reason = why, NOW, reason
    db.session.commit()


def refused_digest(plan: Plan) -> tuple[Task, OutboxMessage]:
    """A task that is late, and its owner's digest that was refused."""
    task = make_task(plan, due=LATE, number=53)
    message = make_message(
        plan,
        recipient=task.owner,
        state=MessageState.FAILED,
        reason="550 5.7.1 blocked",
        attempts=1,
        local_day=date(2026, 12, 7),
    )
    save(
        LedgerRow(
            milestone_id=task.milestones[0].id,
            deadline_revision=1,
            threshold=7,
            recipient_id=message.recipient_id,
            state=LedgerState.RELEASED,
            message_id=message.id,
        )
    )
    return task, message


def sent_form(page: Page, **facts: str) -> dict[str, str]:
    return {"seen": page.field("seen").get("value") or "", "cause": "asked", "note": ""} | facts


def test_a_stopped_queue_says_what_stopped_it_what_to_do_and_who_resumed(
    plan: Plan, browser: Client
) -> None:
    stop()
    browser.post(address(plan, "/resume"))
    stop("550 5.7.1 relaying denied")

    page = browser.get(address(plan))

    text = page.text()
    assert "máy chủ thư từ chối (550 5.7.1 relaying denied)" in text
    assert "quyền chuyển thư" in text
    assert "Gửi một thư thử" in text
    assert "Lần cho gửi tiếp gần nhất: 08:00 ngày 08/12/2026, Ông Lê Thị Hoa." in text
    assert "Gửi tiếp 00 thư" in text


def test_a_leader_reads_the_log_and_steers_nothing(plan: Plan, client_of: ClientOf) -> None:
    stop()
    message = make_message(plan, text="Nhiệm vụ số 53 đã quá hạn")
    leader = client_of(make_user(plan, Role.LEADER))

    page = leader.get(address(plan))

    actions = [form.get("action") or "" for form in page.all("form", method="post")]
    assert [action for action in actions if "/mail" in action] == []
    assert "đang tạm dừng" in page.text()
    shown = leader.get(address(plan, f"/{message.id}")).text()
    assert "Nhiệm vụ số 53 đã quá hạn" in shown
    assert "Gửi lại thư này" not in shown
    leader.post(address(plan, "/trial"), status=403)


def try_out(
    browser: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch, *answers: Answer
) -> MemoryTransport:
    transport = MemoryTransport(*answers)
    monkeypatch.setattr(mail_steering, "open_transport", lambda _settings: transport)
    browser.post(address(plan, "/trial"))
    return transport


def test_a_trial_shows_what_the_server_said(
    plan: Plan, browser: Client, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop()
    said = Answer(Stage.CONTENT, 250, "2.0.0 queued as 4711")

    sent = try_out(browser, plan, monkeypatch, said).sent

    assert [each.recipient for each in sent] == [coordinator.email]
    message = db.session.scalars(select(OutboxMessage)).one()
    text = browser.get(address(plan, f"/{message.id}")).text()
    assert "đã nhận thư thử, trả lời: 250 2.0.0 queued as 4711" in text
    assert "Lần 1" in text
    assert "Thư thử" in text


def test_a_refused_trial_says_at_which_step_and_why(
    plan: Plan, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_out(browser, plan, monkeypatch, WRONG_PASSWORD)

    message = db.session.scalars(select(OutboxMessage)).one()
    text = browser.get(address(plan, f"/{message.id}")).text()
    assert "(bước: Đăng nhập), trả lời: 535 5.7.8 authentication failed" in text
    assert "máy chủ thư từ chối đăng nhập" in text


def test_a_fourth_trial_in_ten_minutes_is_refused(
    plan: Plan, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        try_out(browser, plan, monkeypatch)

    assert "nhiều nhất 03 thư trong 10 phút" in browser.get(address(plan)).text()
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 3


def test_a_trial_to_somebody_who_cannot_get_one_says_so(
    plan: Plan, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_user(plan, Role.COORDINATOR, email="không phải địa chỉ")

    browser = client_of(person)

    try_out(browser, plan, monkeypatch)

    assert "chưa đúng" in browser.get(address(plan)).text()


def test_a_trial_that_nothing_came_of_is_explained(
    plan: Plan, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "send", lambda *_, **__: None)

    try_out(browser, plan, monkeypatch)

    message = db.session.scalars(select(OutboxMessage)).one()
    assert "Chưa gửi được thư thử" in browser.get(address(plan, f"/{message.id}")).text()


def test_a_message_is_sent_again_after_it_was_read(plan: Plan, browser: Client) -> None:
    task, message = refused_digest(plan)
    assert task.owner is not None
    assert "Gửi lại thư này" in browser.get(address(plan, f"/{message.id}")).text()

    page = browser.get(address(plan, f"/{message.id}/resend"))
    assert "Nhiệm vụ số 53 đã quá hạn 08 ngày" in page.text()
    assert "‹đường dẫn›" in page.text()
    assert task.owner.email in page.text()
    assert "từ 08:00 ngày 08/12/2026" in page.text()
    browser.post(address(plan, f"/{message.id}/resend"), sent_form(page))

    again = db.session.scalars(select(OutboxMessage).where(OutboxMessage.id > message.id)).one()
    assert again.state is MessageState.PLANNED
    first = browser.get(address(plan, f"/{message.id}"))
    assert address(plan, f"/{again.id}") in first.links()
    assert "Lê Thị Hoa: Người nhận đề nghị gửi lại" in first.text()
    assert "Gửi lại thư này" not in first.text()
    assert address(plan, f"/{message.id}") in browser.get(address(plan, f"/{again.id}")).links()


def test_a_double_click_lands_on_the_one_message_that_was_made(plan: Plan, browser: Client) -> None:
    _, message = refused_digest(plan)
    where = address(plan, f"/{message.id}/resend")
    form = sent_form(browser.get(where))
    browser.post(where, form)

    second = browser.post(where, form)

    again = db.session.scalars(select(OutboxMessage).where(OutboxMessage.id > message.id)).one()
    assert second.response.location.endswith(address(plan, f"/{again.id}"))


def test_without_a_reason_nothing_is_sent_and_what_was_typed_stays(
    plan: Plan, browser: Client
) -> None:
    _, message = refused_digest(plan)
    where = address(plan, f"/{message.id}/resend")
    form = sent_form(browser.get(where), cause="", note="Đề nghị qua điện thoại")

    page = browser.post(where, form, status=422)

    assert "Đề nghị chọn lý do gửi lại" in page.text()
    assert page.field("note").get("value") == "Đề nghị qua điện thoại"
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_changed_facts_are_read_again_before_they_go(plan: Plan, browser: Client) -> None:
    task, message = refused_digest(plan)
    where = address(plan, f"/{message.id}/resend")
    form = sent_form(browser.get(where))
    make_task(plan, due=LATE, number=61, owner=task.owner)

    page = browser.post(where, form, status=422)

    assert "Nội dung thư đã thay đổi" in page.text()
    assert "Nhiệm vụ số 61" in page.text()
    browser.post(where, sent_form(page))


def test_what_cannot_be_sent_again_says_why_on_its_page(plan: Plan, browser: Client) -> None:
    _, message = refused_digest(plan)
    message.state = MessageState.CANCELLED
    db.session.commit()

    page = browser.get(address(plan, f"/{message.id}"))
    assert "Thư đã hủy" in page.text()
    assert "Gửi lại thư này" not in page.text()
    back = browser.get(address(plan, f"/{message.id}/resend"), status=303)
    assert back.response.location.endswith(address(plan, f"/{message.id}"))


def test_a_refused_address_leads_to_where_it_is_mended(plan: Plan, browser: Client) -> None:
    _, message = refused_digest(plan)
    message.recipient.unreachable_since = NOW
    db.session.commit()

    links = browser.get(address(plan, f"/{message.id}")).links()

    assert address(plan, f"/unreachable/{message.recipient_id}") in links


def test_an_invitation_leads_to_the_page_that_invites_again(plan: Plan, browser: Client) -> None:
    message = make_message(plan, kind=MessageKind.INVITATION)

    links = browser.get(address(plan, f"/{message.id}")).links()

    assert f"/p/{plan.slug}/people/{message.recipient_id}" in links


def test_an_administrator_sends_again_without_reading_what_it_says(
    plan: Plan, client_of: ClientOf
) -> None:
    _, message = refused_digest(plan)
    browser = client_of(make_user(is_administrator=True))
    where = address(plan, f"/{message.id}/resend")

    page = browser.get(where)

    assert "đã quá hạn 08 ngày" not in page.text()
    browser.post(where, sent_form(page))


def test_the_pages_of_a_message_ask_at_most_eight_queries(
    plan: Plan, browser: Client, count_queries: CountQueries
) -> None:
    _, message = refused_digest(plan)
    save(MailAttempt(message_id=message.id, number=1, at=NOW, stage="content", said="550 no"))
    where = address(plan, f"/{message.id}")
    browser.get(where)
    with count_queries() as sent:
        browser.get(where)
    assert len(sent) <= 8, "\n".join(sent)


def test_every_attempt_stands_on_the_page_with_its_meaning(plan: Plan, browser: Client) -> None:
    message = make_message(plan, attempts=3, reason="250 2.0.0 queued")
    save(
        MailAttempt(
            message_id=message.id, number=1, at=NOW, stage="recipient", said="451 4.7.1 greylisted"
        )
    )

    page = browser.get(address(plan, f"/{message.id}"))

    first, second, third = [page.text(row) for row in page.all("tr")[1:4]]
    assert "Lần 1" in first
    assert "Địa chỉ nhận 451 4.7.1 greylisted máy chủ thư đề nghị gửi lại sau" in first
    assert "không có trả lời nào được ghi lại" in second
    assert "Đã gửi xong 250 2.0.0 queued máy chủ thư đã nhận" in third


def test_one_that_never_left_says_so(plan: Plan, browser: Client) -> None:
    message = make_message(plan, state=MessageState.PLANNED, settled_at=None)

    assert "Chưa gửi lần nào." in browser.get(address(plan, f"/{message.id}")).text()


def readers(plan: Plan) -> tuple[OutboxMessage, Task]:
    """A mail about a task of one agency to somebody else."""
    task = make_task(plan, number=53)
    message = make_message(plan, text="Nhiệm vụ số 53 đã quá hạn")
    tell(message, task)
    return message, task


def test_the_agencies_of_a_task_read_its_mail_and_others_do_not(
    plan: Plan, client_of: ClientOf
) -> None:
    message, task = readers(plan)
    where = address(plan, f"/{message.id}")
    colleague = make_user(plan, Role.OWNER, agency=task.lead_agency)

    page = client_of(colleague).get(where)

    assert "Nhiệm vụ số 53 đã quá hạn" in page.text()
    assert address(plan) not in page.links()
    client_of(make_user(plan, Role.OWNER)).get(where, 403)
    client_of(make_user(plan, Role.OBSERVER)).get(where, 403)


def test_a_coordinating_agency_reads_it_too(plan: Plan, client_of: ClientOf) -> None:
    message, task = readers(plan)
    agency = make_agency()
    task.coordinating_agencies.append(agency)
    db.session.commit()

    page = client_of(make_user(plan, Role.OWNER, agency=agency)).get(
        address(plan, f"/{message.id}")
    )

    assert "Nhiệm vụ số 53 đã quá hạn" in page.text()


@pytest.mark.parametrize("roll_up", [True, False])
def test_what_also_speaks_of_others_is_not_read(
    plan: Plan, client_of: ClientOf, *, roll_up: bool
) -> None:
    message, task = readers(plan)
    if roll_up:
        message.roll_up_week = date(2026, 12, 7)
        db.session.commit()
    else:
        tell(message, make_task(plan))
    colleague = make_user(plan, Role.OWNER, agency=task.lead_agency)

    text = client_of(colleague).get(address(plan, f"/{message.id}")).text()

    assert "dành cho cơ quan liên quan" in text
    assert "đã quá hạn" not in text


def test_the_recipient_reads_all_of_it(plan: Plan, client_of: ClientOf) -> None:
    message, _ = readers(plan)
    tell(message, make_task(plan))

    text = client_of(message.recipient).get(address(plan, f"/{message.id}")).text()

    assert "Nhiệm vụ số 53 đã quá hạn" in text


def test_the_page_of_a_task_leads_to_its_mails(plan: Plan, browser: Client) -> None:
    message, task = readers(plan)

    links = browser.get(f"/p/{plan.slug}/tasks/{task.number}").links()

    assert address(plan, f"/{message.id}") in links


def test_the_log_is_a_file_with_the_same_filters(plan: Plan, browser: Client) -> None:
    message, task = readers(plan)
    make_message(plan, subject="Khác")

    file = browser.browser.get(address(plan, f".csv?task={task.number}"))

    assert file.mimetype == "text/csv"
    lines = file.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert message.recipient.full_name in lines[1]
    assert "Máy chủ thư đã nhận" in lines[1]
    assert "đã quá hạn" not in lines[1]


def test_the_days_are_a_picture_and_a_table(plan: Plan, browser: Client) -> None:
    make_message(plan)
    make_message(plan, state=MessageState.FAILED)
    make_message(plan, state=MessageState.RETRY)

    page = browser.get(address(plan))

    (picture,) = page.all(SVG, class_="days-chart")
    assert "Đã gửi: 01; không gửi được: 01; đang chờ: 01" in (picture.get("aria-label") or "")
    table = next(each for each in page.all("table") if "Số thư mỗi ngày" in page.text(each))
    assert "08/12/2026 01 01 01" in page.text(table)
    assert browser.get(address(plan, "?state=failed")).all(SVG, class_="days-chart") == []


def unreachable(plan: Plan, **facts: Any) -> User:  # noqa: ANN401 (any column)
    facts = {"unreachable_since": NOW, "unreachable_reason": "550 5.1.1 no such user"} | facts
    return make_user(plan, Role.OWNER, **facts)


def test_the_unreachable_are_listed_with_why_and_who_gets_the_mail(
    plan: Plan, browser: Client, coordinator: User, count_queries: CountQueries
) -> None:
    person = unreachable(plan, full_name="Trần Thị Bình", agency=make_agency(name="Sở Y tế"))
    make_task(plan, owner=person)
    make_message(plan, recipient=person, state=MessageState.FAILED, attempts=2)
    make_message(plan, recipient=person, state=MessageState.FAILED, attempts=1, sequence=1)
    where = address(plan, "/unreachable")
    browser.get(where)

    with count_queries() as sent:
        page = browser.get(where)

    assert len(sent) <= 8, "\n".join(sent)
    text = page.text(page.all("tr")[1])
    for words in (
        "Trần Thị Bình",
        "Sở Y tế",
        "08/12/2026",
        "hộp thư không tồn tại",
        "550 5.1.1 no such user",
        "thư ngày 08/12/2026, 01 lần gửi",
        "tất cả 02 thư không gửi được",
        coordinator.full_name,
    ):
        assert words in text, words
    assert "Không có người phù hợp" in browser.get(address(plan, "/unreachable?words=abc")).text()


def test_the_unreachable_are_a_file(plan: Plan, browser: Client) -> None:
    unreachable(plan, unreachable_reason="Đã nghỉ hưu")
    unreachable(plan, full_name="Trần Thị Bình")

    file = browser.browser.get(address(plan, "/unreachable.csv?words=binh"))

    lines = file.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert "hộp thư không tồn tại,550 5.1.1 no such user" in lines[1]


def test_an_empty_list_says_that_everybody_is_reached(plan: Plan, browser: Client) -> None:
    assert "Mọi địa chỉ thư đều liên hệ được." in browser.get(address(plan, "/unreachable")).text()


def mend_form(page: Page, email: str) -> dict[str, str]:
    return {"seen": page.field("seen").get("value") or "", "email": email}


def test_an_address_is_mended_in_the_list(plan: Plan, browser: Client) -> None:
    person = unreachable(plan)
    where = address(plan, f"/unreachable/{person.id}")
    page = browser.get(where)
    assert "hộp thư không tồn tại" in page.text()

    browser.post(where, mend_form(page, "moi@so.example.org"))

    db.session.refresh(person)
    assert (person.email, person.unreachable_since) == ("moi@so.example.org", None)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Đề nghị nhập địa chỉ"),
        ("không phải", "chưa đúng"),
        ("SAME", "Địa chỉ chưa thay đổi"),
    ],
)
def test_an_address_that_does_not_help_is_refused_at_the_field(
    plan: Plan, browser: Client, email: str, said: str
) -> None:
    person = unreachable(plan)
    where = address(plan, f"/unreachable/{person.id}")
    typed = person.email if email == "SAME" else email

    page = browser.post(where, mend_form(browser.get(where), typed), status=422)

    assert said in page.text()
    assert page.field("email").get("value") == typed


def test_an_address_that_somebody_else_mended_first_is_not_overwritten(
    plan: Plan, browser: Client
) -> None:
    person = unreachable(plan)
    where = address(plan, f"/unreachable/{person.id}")
    form = mend_form(browser.get(where), "moi@so.example.org")
    person.position = "Phó Trưởng phòng"
    db.session.commit()

    page = browser.post(where, form, status=409)

    assert page.field("email").get("value") == "moi@so.example.org"
    browser.post(where, mend_form(page, "moi@so.example.org"))


def test_an_address_that_works_again_leaves_the_list(plan: Plan, browser: Client) -> None:
    person = unreachable(plan)

    browser.post(address(plan, f"/unreachable/{person.id}/works"))

    db.session.refresh(person)
    assert person.unreachable_since is None
    assert "hoạt động trở lại" in browser.get(address(plan, "/unreachable")).text()


def test_the_account_of_a_colleague_is_the_administrators_to_mend(
    plan: Plan, browser: Client, client_of: ClientOf
) -> None:
    other = make_user(plan, Role.COORDINATOR, unreachable_since=NOW)
    where = address(plan, f"/unreachable/{other.id}")

    browser.get(where, 403)
    browser.post(f"{where}/works", status=403)
    client_of(make_user(is_administrator=True)).get(where)


@pytest.mark.parametrize(
    ("is_administrator", "words"),
    [(True, "Khởi động lại dịch vụ plan-app-scheduler"), (False, "báo quản trị hệ thống")],
)
def test_a_silent_scheduler_tells_each_what_to_do(
    plan: Plan, client_of: ClientOf, *, is_administrator: bool, words: str
) -> None:
    person = make_user(is_administrator=True) if is_administrator else None
    browser = client_of(person or make_user(plan, Role.COORDINATOR))

    assert words in browser.get(f"/p/{plan.slug}/tasks").text()


def test_who_cannot_act_sees_no_banner(plan: Plan, client_of: ClientOf) -> None:
    stop()
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        page = client_of(make_user(plan, role)).get(f"/p/{plan.slug}/tasks")
        assert page.all("p", class_="notice-alarm") == []


def test_an_avalanche_is_the_coordinators_to_let_go(plan: Plan, client_of: ClientOf) -> None:
    stop("40 > 10", QueueStop.TOO_MANY)
    coordinator = client_of(make_user(plan, Role.COORDINATOR)).get(f"/p/{plan.slug}/tasks")
    administrator = client_of(make_user(is_administrator=True)).get(f"/p/{plan.slug}/tasks")

    assert f"/p/{plan.slug}/reminders" in coordinator.links()
    assert "Chuyên viên tổng hợp xem danh sách" in administrator.text()


def test_old_days_stand_in_the_chart_too(plan: Plan, browser: Client) -> None:
    make_message(plan, local_day=date(2026, 12, 8) - timedelta(days=59))

    assert "10/10/2026 01 00 00" in browser.get(address(plan)).text()


def test_the_preview_reads_what_delivery_reads_however_many_tasks(
    plan: Plan, browser: Client, count_queries: CountQueries
) -> None:
    task, message = refused_digest(plan)
    where = address(plan, f"/{message.id}/resend")
    with count_queries() as one:
        browser.get(where)
    for _ in range(5):
        make_task(plan, due=LATE, owner=task.owner)
    with count_queries() as many:
        browser.get(where)
    assert len(many) == len(one) <= 16
