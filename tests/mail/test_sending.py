"""Delivery with a real server, a real crash and real links."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select, text

from plan_app.domain.mailing import MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base, db, settings
from plan_app.mail import outbox
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport, SmtpTransport
from plan_app.mail_server import MailServer
from plan_app.models import MailQueue, Membership, OutboxMessage, Plan, User
from plan_app.services import journal, mail_queue, reminders
from plan_app.services.transaction import transaction
from tests import pages, smtp
from tests.builders import make_milestone, make_plan, make_task, make_user, save

LATE = date(2026, 11, 30)
DIES_AFTER_THE_THIRD = """
import os, signal, sys
from datetime import datetime
from plan_app import create_app
from plan_app.extensions import settings
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import SmtpTransport

class Dying(SmtpTransport):
    sent = 0
    def send(self, envelope, following=None):
        answer = super().send(envelope, following)
        self.sent += 1
        if self.sent == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

with create_app().app_context():
    way = Dying(settings().mail, hello="kh.example.org")
    deliver(datetime.fromisoformat(sys.argv[1]), worker="dying", transport=way)
"""


@pytest.fixture(params=[False, True], ids=["step by step", "pipelining"])
def sink(request: pytest.FixtureRequest) -> smtp.Sink:
    """What the server is given and answers, whether or not commands may come together."""
    found = smtp.Sink()
    found.pipelining = request.param
    return found


@pytest.fixture
def port(sink: smtp.Sink) -> Iterator[int]:
    """A running server."""
    with smtp.running(sink) as port:
        yield port


def plan_digests(people: int, now: datetime) -> Plan:
    """A plan with so many owners, each of whom is to be told of one late task."""
    plan = make_plan()
    for number in range(1, people + 1):
        make_task(plan, due=LATE, number=number)
    with transaction():
        reminders.plan(now=now)
    return plan


def send(port: int, now: datetime, **facts: str) -> dict[str, int]:
    """Deliver what waits at `now` to the server at `port`."""
    server = MailServer("smtp", "127.0.0.1", port, **facts)  # type: ignore[arg-type]
    with SmtpTransport(server, hello="kh.example.org") as way:
        counts = deliver(now, worker="worker", transport=way)
    db.session.rollback()
    return counts


def rows_of(page: pages.Page) -> list[Element]:
    """The rows of a list, without the heads of groups."""
    return [row for row in page.one("tbody") if row.get("class") != "group-row"]


def states() -> Counter[MessageState]:
    """How many messages are in which state."""
    return Counter(db.session.scalars(select(OutboxMessage.state)))


def test_a_server_receives_one_message_for_each_person_over_one_connection(
    app: Flask, now: datetime, sink: smtp.Sink, port: int
) -> None:
    assert app
    plan_digests(5, now)

    first, second = send(port, now), send(port, now)

    assert (first["accepted"], second["accepted"]) == (5, 0)
    assert len(set(sink.recipients)) == len(sink.recipients) == 5
    assert sink.connections == 1
    for message in sink.parsed():
        body = message.get_body(("plain",))
        assert body is not None
        assert "đã quá hạn 08 ngày, chưa có báo cáo kết quả" in body.get_content()
        assert message["Subject"].startswith("[Tăng trưởng xanh] Nhắc việc: 01 nhiệm vụ")
        assert [*message.keys()].count("To") == 1
        assert message["Cc"] is None
        assert message["Bcc"] is None


def test_a_process_killed_in_mid_send_loses_nothing_and_repeats_one_message_as_it_was(
    own_app: Flask, now: datetime, sink: smtp.Sink, port: int
) -> None:
    plan_digests(8, now)
    environ = os.environ | {
        "PLAN_APP_INSTANCE": str(settings().instance),
        "PLAN_APP_DATABASE_URL": settings().database_url,
        "PLAN_APP_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "PLAN_APP_BASE_URL": settings().base_url,
    }
    command = [sys.executable, "-c", DIES_AFTER_THE_THIRD, now.isoformat()]
    root = Path(__file__).parents[2]
    killed = subprocess.run(command, env=environ, cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(sink.messages) == 3

    assert send(port, now)["accepted"] == 0
    assert send(port, now + outbox.LEASE)["accepted"] == 6

    assert len(set(sink.recipients)) == 8
    assert len(sink.messages) == 9
    ((repeated, times),) = [each for each in Counter(sink.messages).items() if each[1] > 1]
    assert times == 2
    marked = db.session.scalars(select(OutboxMessage).where(OutboxMessage.maybe_twice)).all()
    assert [each.message_id for each in marked] == [smtp.parse(repeated)["Message-ID"]]
    assert states() == {MessageState.ACCEPTED: 8}
    assert own_app


def test_a_server_that_is_down_for_three_hours_gets_everything_once(
    app: Flask, now: datetime, sink: smtp.Sink
) -> None:
    assert app
    plan_digests(3, now)
    port = smtp.free_port()
    for minutes in range(0, 180, 15):
        send(port, now + timedelta(minutes=minutes))
    assert states() == {MessageState.RETRY: 3}

    with smtp.running(sink, port):
        send(port, now + timedelta(hours=4))

    assert len(sink.messages) == len(set(sink.recipients)) == 3
    assert states() == {MessageState.ACCEPTED: 3}


def test_a_wrong_password_stops_the_queue_and_after_the_change_everything_leaves(
    app: Flask, now: datetime, sink: smtp.Sink
) -> None:
    assert app
    plan_digests(3, now)
    sink.password = "new"
    with smtp.running(sink) as port:
        send(port, now, user="plan", password="old")
        assert outbox.is_stopped()
        assert "535" in str(db.session.get_one(MailQueue, 1).reason)
        assert send(port, now, user="plan", password="new")["accepted"] == 0

        with transaction():
            mail_queue.resume(actor_id=None, plan_id=None, now=now)
        send(port, now, user="plan", password="new")

    assert len(sink.messages) == 3


def test_one_refused_recipient_does_not_keep_the_others_waiting(
    app: Flask, now: datetime, sink: smtp.Sink, port: int
) -> None:
    assert app
    plan_digests(4, now)
    first = db.session.scalars(select(User.email).join(OutboxMessage).limit(1)).one()
    sink.refuse = {first: "550 5.1.1 no such user"}

    counts = send(port, now)

    assert (counts["accepted"], counts["failed"]) == (3, 1)
    assert not outbox.is_stopped()


def test_the_same_refusal_for_everybody_stops_the_queue(
    app: Flask, now: datetime, sink: smtp.Sink, port: int
) -> None:
    assert app
    plan_digests(5, now)
    sink.refuse = {"*": "550 5.7.1 relaying denied"}

    send(port, now)

    assert outbox.is_stopped()
    assert states() == {MessageState.RETRY: 3, MessageState.PLANNED: 2}


def test_the_web_can_write_while_mail_leaves(own_app: Flask, now: datetime) -> None:
    plan = plan_digests(60, now)
    plan_id, failed = plan.id, []

    def work() -> None:
        with own_app.app_context():
            deliver(now, worker="worker", transport=MemoryTransport())

    def write() -> None:
        with own_app.app_context():
            try:
                for _ in range(40):
                    db.session.scalars(select(OutboxMessage.id)).all()
                    with transaction():
                        journal.record("test", now=now, actor_id=None, plan_id=plan_id)
            except Exception as error:  # noqa: BLE001 (whatever it is, the test names it)
                failed.append(error)

    threads = [threading.Thread(target=each) for each in (work, write, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    db.session.rollback()
    assert states() == {MessageState.ACCEPTED: 60}


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        name: [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608 (our own names)
        for name in Base.metadata.tables
    }


def test_opening_every_link_of_a_mail_changes_nothing(
    app: Flask, now: datetime, client_of: Callable[[User], pages.Client]
) -> None:
    assert app
    plan = make_plan()
    coordinator = make_user(plan, Role.COORDINATOR)
    task = make_task(plan, due=LATE, number=53)
    with transaction():
        reminders.plan(now=now)
    way = MemoryTransport()
    deliver(now, worker="worker", transport=way)
    people = {person.email: person for person in (coordinator, task.owner) if person}
    opened = 0
    browsers = {address: client_of(person) for address, person in people.items()}
    before = everything()

    for envelope in way.sent:
        for kind in ("plain", "html"):
            body = smtp.parse(envelope.data).get_body((kind,))
            assert body is not None
            for link in re.findall(r"http://localhost(/[^\s\"<]*)", body.get_content()):
                browsers[envelope.recipient].get(link.replace("&amp;", "&"))
                opened += 1

    assert len(way.sent) == 2
    assert opened >= 6
    assert everything() == before


def test_a_digest_and_a_roll_up_go_to_the_coordinator_in_one_mail(
    app: Flask, now: datetime
) -> None:
    assert app
    plan = make_plan()
    coordinator = make_user(plan, Role.COORDINATOR, full_name="Lê Thị Hoa", honorific="Bà")
    make_task(plan, due=LATE, number=53, owner=coordinator)
    with transaction():
        reminders.plan(now=now)
    way = MemoryTransport()
    deliver(now, worker="worker", transport=way)

    (sent,) = way.sent
    message = smtp.parse(sent.data)
    body = message.get_body(("plain",))
    assert body is not None
    assert "Nhiệm vụ số 53 đã quá hạn 08 ngày" in body.get_content()
    assert "Nhiệm vụ quá hạn: 01 (tuần trước: 01)" in body.get_content()
    assert message["Reply-To"].addresses[0].addr_spec == coordinator.email
    assert message["Date"].datetime == datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


def test_a_roll_up_tells_of_the_plans_whose_day_it_is(app: Flask, now: datetime) -> None:
    assert app
    plan, other = make_plan(), make_plan(policy={"roll_up_weekday": 4})
    coordinator = make_user(plan, Role.COORDINATOR)
    save(Membership(user=coordinator, plan=other, role=Role.COORDINATOR))
    make_task(plan, due=LATE, owner=coordinator)
    make_task(other, due=LATE, owner=None)
    with transaction():
        reminders.plan(now=now)
    way = MemoryTransport()
    deliver(now, worker="worker", transport=way)

    (sent,) = way.sent
    body = smtp.parse(sent.data).get_body(("plain",))
    assert body is not None
    assert f"/p/{plan.slug}/" in body.get_content()
    assert f"/p/{other.slug}/" not in body.get_content()


def test_each_number_of_the_roll_up_leads_to_a_page_with_that_number(
    app: Flask, now: datetime, client_of: Callable[[User], pages.Client]
) -> None:
    assert app
    plan = make_plan()
    browser = client_of(make_user(plan, Role.COORDINATOR))
    awaiting = {"state": MilestoneState.AWAITING_CONFIRMATION, "reported_on": date(2026, 12, 1)}
    for due in (date(2026, 12, 1), date(2026, 12, 7), LATE):
        make_milestone(make_task(plan, due=due, owner=None), due=date(2026, 12, 2), **awaiting)
    make_task(plan, owner=None, milestone_state=MilestoneState.WITHDRAWN)
    away = make_user(plan, Role.OWNER, unreachable_since=now)
    make_task(plan, due=date(2027, 6, 30), owner=away)
    with transaction():
        reminders.plan(now=now)
    way = MemoryTransport()
    deliver(now, worker="worker", transport=way)
    (sent,) = way.sent
    message = smtp.parse(sent.data)
    body = message.get_body(("plain",))
    assert body is not None

    text = body.get_content().replace("\r\n", "\n")
    said = dict(re.findall(r"^(?:- )?(.*?): .*: http://localhost(/\S+)$", text, re.M))
    overdue = " ".join(browser.get(said["Nhiệm vụ quá hạn"]).text().split())

    assert "03 nhiệm vụ quá hạn, 06 việc cần xử lý" in message["Subject"]
    assert "Mới phát sinh: 02" in text
    assert "03 nhiệm vụ" in overdue
    assert "Mới phát sinh trong tuần: 02." in overdue
    for words, number in (
        ("Chờ xác nhận hoàn thành", 3),
        ("Nhiệm vụ chưa phân công đầu mối", 3),
        ("Sắp đến hạn trong 14 ngày", 1),
    ):
        assert len(rows_of(browser.get(said[words]))) == number, words


def test_digests_of_a_month_are_one_thread_and_of_two_people_two(app: Flask, now: datetime) -> None:
    assert app
    plan_digests(2, now)
    way = MemoryTransport()
    deliver(now, worker="worker", transport=way)
    later = now + timedelta(days=6)
    with transaction():
        reminders.plan(now=later)
    deliver(later, worker="worker", transport=way)

    threads: dict[str, set[str]] = {}
    for sent in way.sent:
        thread = str(smtp.parse(sent.data)["References"])
        threads.setdefault(sent.recipient, set()).add(thread)

    assert len(way.sent) == 4
    assert all(len(found) == 1 for found in threads.values())
    assert len({thread for found in threads.values() for thread in found}) == 2
