"""What delivery reports do: to the message, the address, the ledger and who is told next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState, ReportAction
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import bounces
from plan_app.mail.deliver import deliver
from plan_app.mail.mailboxes import CannotRead, FolderMailbox, Place
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    DeliveryReport,
    LedgerRow,
    MailAttempt,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    User,
)
from plan_app.presentation import mailing
from plan_app.services import mail_queue, reminders
from plan_app.services.transaction import transaction
from tests import bounced
from tests.bounced import Bounced
from tests.builders import make_plan, make_task, make_user

NEXT_DAY = timedelta(days=1)
Layout = Callable[[Bounced], bytes]


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan whose reminders are on, with one late task."""
    assert app
    plan = make_plan()
    make_task(plan, due=date(2026, 11, 30), number=53)
    make_user(plan, Role.COORDINATOR, full_name="Trần Thị Hòa")
    return plan


@pytest.fixture
def message(plan: Plan, now: datetime) -> OutboxMessage:
    """The digest to the task's owner, which the server has accepted."""
    plan_and_send(now)
    owner = db.session.scalars(select(Task.owner_id).where(Task.plan_id == plan.id)).one()
    return db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient_id == owner)
    ).one()


def plan_and_send(now: datetime) -> MemoryTransport:
    with transaction():
        reminders.plan(now=now)
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    return transport


def ours(message: OutboxMessage) -> Bounced:
    """A report about the message that says that there is no such mailbox."""
    return Bounced(message.message_id or "", message.address or "")


def read(folder: Path, now: datetime, *mails: bytes) -> dict[str, int]:
    """Read these mails; the counts that are not zero."""
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail)
    counts = bounces.read_all(FolderMailbox(folder), now=now)
    db.session.rollback()
    return {name: number for name, number in counts.items() if number}


def placed(folder: Path, place: Place) -> int:
    return len(list((folder / place.value).glob("*.eml")))


def ledger_states(message: OutboxMessage) -> list[LedgerState]:
    wanted = select(LedgerRow.state).where(LedgerRow.message_id == message.id)
    return list(db.session.scalars(wanted))


@pytest.mark.parametrize("layout", [bounced.postfix, bounced.exim, bounced.exchange, bounced.gmail])
def test_an_address_that_does_not_exist_is_marked_and_the_next_in_line_is_told(
    message: OutboxMessage, now: datetime, tmp_path: Path, layout: Layout
) -> None:
    assert read(tmp_path, now, layout(ours(message))) == {"read": 1, "bad_address": 1}

    assert message.state is MessageState.FAILED
    assert "5.1.1" in (message.reason or "")
    assert message.recipient.unreachable_since == now
    assert message.recipient.unreachable_reason == message.reason
    assert ledger_states(message) == [LedgerState.RELEASED]
    attempt = db.session.scalars(select(MailAttempt)).one()
    assert (attempt.message_id, attempt.number, attempt.stage) == (message.id, 1, "accepted")
    assert placed(tmp_path, Place.DONE) == 1
    plan_and_send(now + NEXT_DAY)
    following = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.local_day == (now + NEXT_DAY).date())
    ).one()
    assert following.recipient.full_name == "Trần Thị Hòa"
    assert "Nhiệm vụ số 53" in (following.text or "")
    assert "Chưa liên hệ được đầu mối" in (following.text or "")


def several(plan: Plan, people: int, now: datetime) -> list[OutboxMessage]:
    """The accepted digests of so many owners with a late task."""
    for _n in range(people):
        make_task(plan, due=date(2026, 11, 30))
    plan_and_send(now)
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_most_mail_that_comes_back_alike_stops_the_queue_and_marks_nobody(
    plan: Plan, now: datetime, tmp_path: Path
) -> None:
    sent = several(plan, 6, now)
    alike = [bounced.postfix(ours(each)) for each in sent[:5]]
    other = bounced.refused(ours(sent[5]))

    assert read(tmp_path, now, *alike, other) == {"read": 6, "held": 5, "failed": 1}

    assert [each.recipient.unreachable_since for each in sent] == [None] * len(sent)
    assert [each.state for each in sent[:6]] == [MessageState.FAILED] * 6
    queue = db.session.get_one(MailQueue, 1)
    assert queue.stopped is QueueStop.CONFIGURATION
    said = mailing.stopped_by(queue.reason or "")
    assert said.startswith("phần lớn thư bị trả lại với cùng một lý do (550 5.1.1")
    assert plan_and_send(now + NEXT_DAY).sent == []
    with transaction():
        mail_queue.resume(actor_id=None, plan_id=plan.id, now=now)
    # What came back is told again once a person has looked at it.
    assert len(plan_and_send(now + NEXT_DAY).sent) >= 6


@pytest.mark.parametrize(("people", "returned"), [(5, 4), (12, 5)])
def test_some_who_have_left_are_marked_one_by_one(
    plan: Plan, now: datetime, tmp_path: Path, people: int, returned: int
) -> None:
    sent = several(plan, people, now)
    mails = [bounced.postfix(ours(each)) for each in sent[:returned]]

    assert read(tmp_path, now, *mails) == {"read": returned, "bad_address": returned}
    assert db.session.get_one(MailQueue, 1).stopped is None


def test_reports_about_nothing_of_ours_stop_nothing(
    plan: Plan, now: datetime, tmp_path: Path
) -> None:
    several(plan, 5, now)
    forged = [Bounced(f"<{n}@elsewhere.example.org>", f"{n}@so.example.org") for n in range(6)]
    assert read(tmp_path, now, *map(bounced.postfix, forged)) == {"read": 6, "unknown": 6}
    assert db.session.get_one(MailQueue, 1).stopped is None


def test_a_refusal_for_another_reason_fails_the_message_and_marks_nobody(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    assert read(tmp_path, now, bounced.refused(ours(message))) == {"read": 1, "failed": 1}

    assert message.state is MessageState.FAILED
    assert message.recipient.unreachable_since is None
    assert ledger_states(message) == [LedgerState.RELEASED]
    sent = plan_and_send(now + NEXT_DAY).sent
    assert message.address in {each.recipient for each in sent}


@pytest.mark.parametrize("status", ["5.1.7", "5.1.8", "5.2.2", "4.4.1"])
def test_what_is_not_about_the_address_marks_nobody(
    message: OutboxMessage, now: datetime, tmp_path: Path, status: str
) -> None:
    said = bounced.postfix(replace(ours(message), status=status, said="554 no"))
    assert read(tmp_path, now, said) == {"read": 1, "failed": 1}
    assert message.recipient.unreachable_since is None


@pytest.mark.parametrize(
    ("layout", "outcome", "action"),
    [
        (bounced.delayed, "noted", ReportAction.DELAYED),
        (bounced.delivered, "delivered", ReportAction.DELIVERED),
        (lambda what: bounced.postfix(replace(what, action="relayed", status="2.0.0", said="250")),
         "noted", ReportAction.RELAYED),
        (lambda what: bounced.postfix(replace(what, action="delayed")),
         "noted", ReportAction.DELAYED),
    ],
)  # fmt: skip
def test_a_delay_and_a_success_go_to_the_log_alone(
    message: OutboxMessage,
    now: datetime,
    tmp_path: Path,
    layout: Layout,
    outcome: str,
    action: ReportAction,
) -> None:
    assert read(tmp_path, now, layout(ours(message))) == {"read": 1, outcome: 1}

    assert message.state is MessageState.ACCEPTED
    assert message.recipient.unreachable_since is None
    assert ledger_states(message) == [LedgerState.TOLD]
    assert db.session.scalars(select(DeliveryReport.action)).one() is action


def test_a_forged_report_changes_nothing(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    unknown = replace(ours(message), message_id="<f@kehoach.example.org>")
    of_another = replace(ours(message), to="giam-doc@so.example.org")

    counts = read(tmp_path, now, bounced.postfix(unknown), bounced.exchange(of_another))

    assert counts == {"read": 2, "unknown": 2}
    assert message.state is MessageState.ACCEPTED
    assert db.session.scalar(select(func.count(DeliveryReport.id))) == 0
    assert db.session.scalars(select(User).where(User.unreachable_since.is_not(None))).all() == []
    assert placed(tmp_path, Place.ASIDE) == 2


def test_answers_that_nobody_wrote_are_ignored_and_letters_kept_for_a_person(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    what = ours(message)
    away = bounced.away(what, "Auto-Submitted: auto-replied")
    letter = bounced.away(what, subject="Re: Nhắc việc")

    assert read(tmp_path, now, away, letter) == {"read": 2, "auto_reply": 1, "letter": 1}
    assert message.state is MessageState.ACCEPTED
    assert (placed(tmp_path, Place.DONE), placed(tmp_path, Place.ASIDE)) == (1, 1)


def test_what_is_huge_or_broken_is_set_aside_with_a_line_and_the_others_are_read(
    message: OutboxMessage, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    report = bounced.postfix(ours(message))
    counts = read(tmp_path, now, b"x" * 1_000_001, bounced.old_exim(ours(message)), report)

    assert counts == {"read": 3, "too_large": 1, "unreadable": 1, "bad_address": 1}
    assert "mail 0.eml set aside: too_large (1000001 bytes)" in caplog.text
    assert "mail 1.eml set aside: unreadable" in caplog.text
    assert (message.address or "") not in caplog.text


def test_a_report_handled_twice_changes_nothing(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    report = bounced.postfix(ours(message))
    read(tmp_path, now, report)
    with transaction():
        message.recipient.unreachable_since = None

    counts = read(tmp_path, now + NEXT_DAY, b"Received: by a.example.org\r\n" + report)

    assert counts == {"read": 1, "again": 1}
    assert message.recipient.unreachable_since is None
    assert db.session.scalar(select(func.count(DeliveryReport.id))) == 1
    assert db.session.scalar(select(func.count(MailAttempt.id))) == 1


def test_a_process_that_dies_before_the_mail_is_moved_loses_and_repeats_nothing(
    message: OutboxMessage, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise CannotRead("gone")

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "move", die)
        report = bounced.postfix(ours(message))
        with pytest.raises(CannotRead):
            read(tmp_path, now, report)
    assert (tmp_path / "0.eml").exists()
    db.session.rollback()
    assert message.state is MessageState.FAILED

    assert read(tmp_path, now) == {"read": 1, "again": 1}
    assert placed(tmp_path, Place.DONE) == 1


def test_a_report_that_overtakes_the_settling_waits_in_the_box(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    with transaction():
        message.state = MessageState.SENDING
    report = bounced.postfix(ours(message))
    assert read(tmp_path, now, report) == {"read": 1, "too_early": 1}
    with transaction():
        message.state = MessageState.ACCEPTED

    assert read(tmp_path, now) == {"read": 1, "bad_address": 1}


def test_a_second_report_about_a_message_that_came_back_is_only_noted(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    read(tmp_path, now, bounced.postfix(ours(message)))
    other = replace(ours(message), dated="Wed, 09 Dec 2026 09:00:00 +0700")
    assert read(tmp_path, now, bounced.postfix(other)) == {"read": 1, "noted": 1}


def test_an_address_that_was_mended_meanwhile_is_not_marked(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    what = ours(message)
    with transaction():
        message.recipient.email = "dung@so.example.org"
    assert read(tmp_path, now, bounced.postfix(what)) == {"read": 1, "failed": 1}
    assert message.recipient.unreachable_since is None


def test_it_ends_when_it_is_asked_to(message: OutboxMessage, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "0.eml").write_bytes(bounced.postfix(ours(message)))
    counts = bounces.read_all(FolderMailbox(tmp_path), now=now, should_stop=lambda: True)
    assert set(counts.values()) == {0}
    assert (tmp_path / "0.eml").exists()


def test_the_kind_of_the_message_does_not_matter(
    message: OutboxMessage, now: datetime, tmp_path: Path
) -> None:
    with transaction():
        message.kind = MessageKind.INVITATION
    assert read(tmp_path, now, bounced.postfix(ours(message))) == {"read": 1, "bad_address": 1}
