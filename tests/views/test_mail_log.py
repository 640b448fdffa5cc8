"""The mail log: was the person told, when, and what (rule 17)?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.mailing import (
    UNSETTLED,
    LedgerState,
    MessageKind,
    MessageState,
    ReportAction,
)
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import (
    DeliveryReport,
    JournalEntry,
    LedgerRow,
    MailAttempt,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    User,
)
from plan_app.models.outbox import ACCEPTED_AT_FIRST
from tests import pages
from tests.builders import make_plan, make_task, make_user, save

NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
SignIn = Callable[[User], pages.Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan."""
    assert app
    return make_plan()


@pytest.fixture
def log(plan: Plan, client_of: SignIn) -> Callable[..., pages.Page]:
    """A function that opens the log, or a page below it, as a coordinator."""
    browser = client_of(make_user(plan, Role.COORDINATOR))

    def show(below: str = "", status: int = 200) -> pages.Page:
        return browser.get(f"/p/{plan.slug}/mail{below}", status)

    return show


def make_message(plan: Plan, **facts: Any) -> OutboxMessage:  # noqa: ANN401 (any column)
    """An accepted digest of today."""
    recipient = facts.pop("recipient", None) or make_user(plan, Role.OWNER)
    facts = {
        "kind": MessageKind.DIGEST,
        "recipient_id": recipient.id,
        "local_day": date(2026, 12, 8),
        "plan_id": plan.id,
        "created_at": NOW,
        "not_before": NOW,
        "expires_at": NOW + timedelta(hours=9),
        "state": MessageState.ACCEPTED,
        "settled_at": NOW,
        "subject": "[Tăng trưởng xanh] Nhắc việc: 01 nhiệm vụ cần cập nhật",
        "text": "Nhiệm vụ số 53 đã quá hạn 08 ngày. Cập nhật: ‹đường dẫn›",
    } | facts
    return save(OutboxMessage(**facts))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": MessageState.PLANNED, "not_before": NOW + timedelta(hours=1)},
         "Đã lên lịch, gửi từ 09:00 ngày 08/12/2026"),
        ({"state": MessageState.PLANNED}, "Đang chờ gửi"),
        ({"state": MessageState.SENDING}, "Đang gửi"),
        ({"state": MessageState.RETRY, "not_before": NOW + timedelta(minutes=5),
          "reason": "451 greylisted"},
         "Sẽ gửi lại lúc 08:05 ngày 08/12/2026, vì: 451 greylisted"),
        ({}, "Máy chủ thư đã nhận lúc 08:00 ngày 08/12/2026"),
        ({"state": MessageState.FAILED, "reason": "550 5.1.1 no such user"},
         "Không gửi được, vì: 550 5.1.1 no such user"),
        ({"state": MessageState.CANCELLED, "reason": "không còn nội dung cần nhắc"},
         "Đã hủy, vì: không còn nội dung cần nhắc"),
        ({"state": MessageState.EXPIRED, "reason": "đã hết thời gian gửi"},
         "Không gửi, vì: đã hết thời gian gửi"),
        ({"state": MessageState.FAILED}, "vì: không rõ nguyên nhân"),
        ({"maybe_twice": True}, "có thể đã đến hai lần"),
    ],
)  # fmt: skip
def test_each_state_has_plain_words(
    plan: Plan, log: Callable[..., pages.Page], facts: dict[str, Any], words: str
) -> None:
    make_message(plan, **facts)

    assert words in log().text()


def test_a_message_shows_what_it_said_to_whom_and_for_which_tasks(
    plan: Plan, log: Callable[..., pages.Page]
) -> None:
    task = make_task(plan, number=53)
    message = make_message(plan, message_id="<abc@plan.example.org>", maybe_twice=True)
    save(
        LedgerRow(
            milestone_id=task.milestones[0].id,
            deadline_revision=1,
            threshold=7,
            recipient_id=message.recipient_id,
            state=LedgerState.TOLD,
            message_id=message.id,
        )
    )

    page = log(f"/{message.id}")

    for words in (
        "đã quá hạn 08 ngày",
        "‹đường dẫn›",
        message.recipient.email,
        "Nhiệm vụ số 53",
        "<abc@plan.example.org>",
        "gửi lại nguyên văn",
    ):
        assert words in page.text()
    assert f"/p/{plan.slug}/tasks/53" in page.links()
    assert f"/p/{plan.slug}/tasks/53" in log().links()


def test_a_message_that_came_back_shows_that_it_was_accepted_and_what_was_reported(
    plan: Plan, log: Callable[..., pages.Page]
) -> None:
    said = "550 5.1.1 user unknown"
    message = make_message(plan, state=MessageState.FAILED, reason=said, attempts=1)
    facts = {"message_id": message.id, "at": NOW, "said": "250 2.0.0 queued as 4F"}
    save(MailAttempt(number=1, stage=ACCEPTED_AT_FIRST, **facts))
    for number, (action, words) in enumerate(
        ((ReportAction.DELAYED, "451 4.7.1 later"), (ReportAction.FAILED, said))
    ):
        save(
            DeliveryReport(
                message_id=message.id,
                read_at=NOW + timedelta(minutes=number),
                action=action,
                status=words[4:9],
                said=words,
                digest=str(number),
            )
        )

    text = log(f"/{message.id}").text()

    assert f"Không gửi được, vì: {said} (hộp thư không tồn tại)" in text
    assert "Lần 1 08:00 ngày 08/12/2026 Đã gửi xong 250 2.0.0 queued as 4F" in text
    assert "Chưa giao được, máy chủ thư còn thử lại (báo cáo đọc lúc 08:00" in text
    assert "Không giao được, thư bị trả lại (báo cáo đọc lúc 08:01" in text
    assert "Đã giao" not in text


def test_delivered_is_said_only_of_what_a_server_reported_so(
    plan: Plan, log: Callable[..., pages.Page]
) -> None:
    message = make_message(plan)
    assert "giao" not in log(f"/{message.id}").text()
    save(
        DeliveryReport(
            message_id=message.id,
            read_at=NOW,
            action=ReportAction.DELIVERED,
            status="2.0.0",
            said="250 2.0.0 stored",
            digest="d",
        )
    )
    text = log(f"/{message.id}").text()
    assert "Máy chủ thư đã nhận lúc" in text
    assert "Đã giao (báo cáo đọc lúc 08:00 ngày 08/12/2026)" in text


@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.PASSWORD_RESET])
def test_secret_bodies_are_never_shown(
    plan: Plan, log: Callable[..., pages.Page], kind: MessageKind
) -> None:
    message = make_message(plan, kind=kind, text=None)

    assert "Nội dung thư này không được lưu" in log(f"/{message.id}").text()


def test_a_message_not_yet_composed_says_so(plan: Plan, log: Callable[..., pages.Page]) -> None:
    message = make_message(plan, state=MessageState.PLANNED, text=None, subject=None)

    assert "chưa được gửi lần nào" in log(f"/{message.id}").text()


def test_mail_of_another_plan_is_not_found(plan: Plan, log: Callable[..., pages.Page]) -> None:
    other = make_plan()
    message = make_message(other)

    log(f"/{message.id}", status=404)
    page = log()
    assert "Không có thư nào trong các ngày này." in page.text()
    # An axis without a bar says nothing.
    assert page.all("svg", class_="days-chart") == []
    assert plan.id != other.id


def test_mail_about_the_account_of_a_person_of_the_plan_is_in_its_log(
    plan: Plan, log: Callable[..., pages.Page]
) -> None:
    make_message(plan, plan_id=None, kind=MessageKind.PASSWORD_NOTICE, subject="Đổi mật khẩu")

    assert "Đổi mật khẩu" in log().text()


@pytest.mark.parametrize(
    "query",
    ["?state=failed", "?words=Trần", "?words=tran", "?words=tb%40so", "?day=07/12/2026",
     "?task=84"],
)  # fmt: skip
def test_the_log_is_narrowed_by_state_person_day_and_task(
    plan: Plan, log: Callable[..., pages.Page], query: str
) -> None:
    task = make_task(plan, number=84)
    person = make_user(plan, Role.OWNER, full_name="Trần Thị Bình", email="tb@so.example.org")
    make_message(plan)
    make_message(
        plan,
        recipient=person,
        state=MessageState.FAILED,
        local_day=date(2026, 12, 7),
        task_id=task.id,
        kind=MessageKind.RETURNED,
        subject="Đề nghị bổ sung",
    )

    text = log(query).text()

    assert "01 thư" in text
    assert "Đề nghị bổ sung" in text


def test_every_message_on_its_way_waits(plan: Plan, log: Callable[..., pages.Page]) -> None:
    for state in MessageState:
        make_message(plan, state=state, subject=f"Thư {state.value}")

    text = log("?state=waiting").text()

    shown = {state for state in MessageState if f"Thư {state.value}" in text}
    assert shown == UNSETTLED
    assert "03 thư" in text


@pytest.mark.parametrize(
    "query", ["?state=lost", "?day=32/1/2026", "?task=x", "?page=0", "?task=99999999999"]
)
def test_what_cannot_be_understood_in_the_address_counts_for_nothing(
    plan: Plan, log: Callable[..., pages.Page], query: str
) -> None:
    make_message(plan)

    assert "01 thư" in log(query).text()


def test_the_log_has_pages_of_thirty_and_at_most_eight_queries(
    plan: Plan, log: Callable[..., pages.Page], count_queries: CountQueries
) -> None:
    for _ in range(31):
        make_message(plan)
    log()
    with count_queries() as sent:
        first = log()

    assert len(sent) <= 8, sent
    assert "Trang 1/2" in first.text()
    assert len(log("?page=2").all("tr")) == 2


def test_owners_do_not_see_the_log(plan: Plan, client_of: SignIn) -> None:
    client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}/mail", 403)


def test_a_stopped_queue_is_resumed_by_a_person_and_the_journal_says_who(
    plan: Plan, client_of: SignIn
) -> None:
    queue = db.session.get_one(MailQueue, 1)
    queue.stopped, queue.stopped_at = QueueStop.CONFIGURATION, NOW
    queue.reason = "535 5.7.8 wrong password"
    db.session.commit()
    coordinator = make_user(plan, Role.COORDINATOR)
    browser = client_of(coordinator)
    assert "535 5.7.8 wrong password" in browser.get(f"/p/{plan.slug}/mail").text()

    browser.post(f"/p/{plan.slug}/mail/resume")

    assert db.session.get_one(MailQueue, 1).stopped is None
    entry = db.session.query(JournalEntry).filter_by(action="mail_queue_resumed").one()
    assert entry.actor_id == coordinator.id
    assert "Gửi tiếp" not in browser.get(f"/p/{plan.slug}/mail").text()


def test_resuming_what_is_not_stopped_says_so(plan: Plan, client_of: SignIn) -> None:
    browser = client_of(make_user(plan, Role.COORDINATOR))

    browser.post(f"/p/{plan.slug}/mail/resume")

    assert "không bị tạm dừng" in browser.get(f"/p/{plan.slug}/mail").text()


def test_an_administrator_sees_that_a_mail_went_and_not_what_it_said(
    plan: Plan, client_of: SignIn
) -> None:
    message = make_message(plan)

    page = client_of(make_user(is_administrator=True)).get(f"/p/{plan.slug}/mail/{message.id}")

    assert "đã quá hạn 08 ngày" not in page.text()
    assert "dành cho cơ quan liên quan" in page.text()
