"""`plan-app deliver` and `plan-app mail test`."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from plan_app.cli import plan_app
from plan_app.extensions import db, settings
from plan_app.mail_server import MailServer
from plan_app.models import Installation, MailQueue, OutboxMessage, QueueStop
from plan_app.services import reminders
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task, save
from tests.smtp import Sink, running

LATE = date(2026, 11, 30)


def run(app: Flask, *arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(plan_app, arguments, obj=app)


@pytest.fixture
def planned(app: Flask, now: datetime) -> Flask:
    """An application in which one mail waits."""
    make_task(make_plan(), due=LATE, number=53)
    with transaction():
        reminders.plan(now=now)
    return app


def test_json_counts_by_state_and_a_second_run_sends_nothing(planned: Flask) -> None:
    first, second = run(planned, "deliver", "--json"), run(planned, "deliver", "--json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(first.stdout)["accepted"] == 1
    assert json.loads(second.stdout) == dict.fromkeys(json.loads(first.stdout), 0)
    assert len(list(settings().mail.folder.glob("*.eml"))) >= 1


def test_words_name_only_what_happened(planned: Flask) -> None:
    first, second = run(planned, "deliver"), run(planned, "deliver")

    assert first.stdout == "máy chủ thư đã nhận: 01\n"
    assert first.stderr == f"Thư được ghi vào thư mục {settings().mail.folder}\n"
    assert (second.stdout, second.stderr) == ("Không có thư nào được gửi.\n", "")


def test_what_waits_for_the_morning_is_told(planned: Flask, now: datetime) -> None:
    db.session.execute(update(OutboxMessage).values(not_before=now + timedelta(hours=23)))
    db.session.commit()

    result = run(planned, "deliver")

    assert result.stdout == "Không có thư nào được gửi.\n"
    assert result.stderr == (
        "01 thư đang chờ đến giờ gửi; thư đầu tiên được gửi từ 07:00 ngày 09/12/2026.\n"
    )


def test_at_writes_only_in_a_database_for_trials(planned: Flask) -> None:
    assert run(planned, "deliver", "--at", "2026-12-08 09:00").exit_code == 2

    save(Installation(name="purpose", value="rehearsal"))
    assert run(planned, "deliver", "--at", "2026-12-08 09:00").stdout == "máy chủ thư đã nhận: 01\n"


def test_a_stopped_queue_fails_until_it_is_resumed(planned: Flask) -> None:
    db.session.get_one(MailQueue, 1).stopped = QueueStop.CONFIGURATION
    db.session.commit()

    stopped = run(planned, "deliver", "--json")
    assert stopped.exit_code == 1
    assert json.loads(stopped.stdout)["accepted"] == 0
    assert "deliver --resume" in stopped.stderr

    assert run(planned, "deliver", "--resume").stdout == "máy chủ thư đã nhận: 01\n"


def test_after_a_wrong_password_seventeen_mails_leave_once(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan()
    for number in range(17):
        make_task(plan, due=LATE, number=number + 1)
    with transaction():
        reminders.plan(now=now)
    sink = Sink()
    sink.password = "right"
    with running(sink) as port:
        server = MailServer("smtp", "127.0.0.1", port, user="plan", password="wrong")
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings(), mail=server))
        assert run(app, "deliver").exit_code == 1
        mended = replace(server, password="right")
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings(), mail=mended))
        assert run(app, "deliver").exit_code == 1
        assert sink.messages == []

        said = [run(app, "deliver", "--resume").stdout, run(app, "deliver", "--resume").stdout]

    assert said == ["máy chủ thư đã nhận: 17\n", "Không có thư nào được gửi.\n"]
    assert len(sink.recipients) == len(set(sink.recipients)) == 17


def test_a_test_message_leaves_at_once(app: Flask, now: datetime) -> None:
    assert now
    result = run(app, "mail", "test", "it@so.example.org")

    assert result.exit_code == 0
    assert result.stdout.endswith(" đã nhận thư.\n")


def test_a_test_message_tells_what_the_server_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plan_app.cli import mail
    from plan_app.mail.answers import Answer, Stage
    from plan_app.mail.transports import MemoryTransport

    refusal = Answer(Stage.SIGN_IN, 535, "5.7.8 wrong password")
    monkeypatch.setattr(mail, "open_transport", lambda _: MemoryTransport(refusal))
    result = run(app, "mail", "test", "it@so.example.org")

    assert result.exit_code == 1
    assert "không nhận thư: sign_in: 535 5.7.8 wrong password" in result.stderr
    assert "PLAN_APP_MAIL_URL" in result.stderr


def test_what_is_no_address_is_wrong_use(app: Flask) -> None:
    assert run(app, "mail", "test", "nobody").exit_code == 2
