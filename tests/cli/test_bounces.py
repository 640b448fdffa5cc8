"""`plan-app bounces`: delivery reports read by hand, and by the job of the timetable."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plan_app import bounce_box
from plan_app.cli import checks
from plan_app.domain.mailing import MessageKind
from plan_app.extensions import db, settings
from plan_app.jobs import bounces
from plan_app.jobs.tick import Tick
from plan_app.mail import outbox
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.services.transaction import transaction
from tests import bounced, imap
from tests.bounced import Bounced
from tests.builders import make_plan, make_user
from tests.certificates import make_authority, server_context
from tests.cli.commands import invoke


@pytest.fixture
def box(app: Flask, tmp_path: Path) -> Path:
    """The folder that the settings name."""
    folder = tmp_path / "bounces"
    folder.mkdir()
    _read_from(app, bounce_box.BounceBox("folder", folder=folder))
    return folder


def _read_from(app: Flask, box: bounce_box.BounceBox | None) -> None:
    app.config["SETTINGS"] = replace(settings(), bounces=box)


@pytest.fixture(autouse=True)
def _as_before(app: Flask) -> Any:  # noqa: ANN401 (a generator)
    """The application is shared by the tests of a worker."""
    kept = settings()
    yield
    app.config["SETTINGS"] = kept


def _sent(now: datetime) -> MemoryTransport:
    with transaction():
        outbox.enqueue(
            MessageKind.TEST,
            make_user(make_plan()),
            now=now,
            local_day=now.date(),
            expires_at=now.replace(year=2027),
        )
    transport = MemoryTransport()
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    return transport


def test_it_says_what_it_read_and_what_a_person_has_to_look_at(
    app: Flask, box: Path, now: datetime
) -> None:
    (sent,) = _sent(now).sent
    what = Bounced(sent.message_id, sent.recipient)
    (box / "1.eml").write_bytes(bounced.postfix(what))
    (box / "2.eml").write_bytes(bounced.away(what, subject="Re: Nhắc việc"))

    result = invoke(app, "bounces")

    assert result.exit_code == 0
    assert result.stdout == (
        "Đã đọc 02 thư: địa chỉ không dùng được: 01, thư thường: 01\n"
        "Thư cần xem nằm trong thư mục plan-app-aside.\n"
    )
    assert invoke(app, "bounces").stdout == "Không có thư mới.\n"
    assert json.loads(invoke(app, "bounces", "--json").stdout)["read"] == 0


def test_the_mail_leaves_with_a_return_path_of_its_own_where_the_box_allows_it(
    app: Flask, box: Path, now: datetime
) -> None:
    _read_from(app, bounce_box.BounceBox("folder", folder=box, has_plus=True))
    (sent,) = _sent(now).sent
    name, _, domain = settings().mail_from.partition("@")
    token = sent.message_id.strip("<>").partition("@")[0]
    assert sent.sender == f"{name}+{token}@{domain}"
    assert f"<{settings().mail_from}>".encode() in sent.data
    what = Bounced("", sent.recipient, sent_to=sent.sender)
    (box / "1.eml").write_bytes(bounced.postfix(what))

    assert json.loads(invoke(app, "bounces", "--json").stdout)["bad_address"] == 1


def test_without_a_setting_it_says_so_and_the_job_does_nothing(app: Flask, now: datetime) -> None:
    result = invoke(app, "bounces")
    assert result.exit_code == 1
    assert "PLAN_APP_BOUNCE_URL" in result.stderr
    assert bounces.run(Tick(now, "worker", lambda: False)) == {}
    assert checks.bounces().ok
    assert "máy chủ thư đã nhận" in checks.bounces().said


def test_a_box_that_cannot_be_read_is_one_line_and_doctor_says_what_to_do(
    app: Flask, box: Path
) -> None:
    assert checks.bounces().ok
    box.rmdir()
    result = invoke(app, "bounces")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert str(box) in result.stderr
    finding = checks.bounces()
    assert not finding.ok
    assert "plan-app bounces" in finding.advice
    assert str(box) in checks.folders().said


def test_the_job_reads_over_imap(app: Flask, now: datetime, tmp_path: Path) -> None:
    (sent,) = _sent(now).sent
    held, authority = imap.Box(), make_authority(tmp_path)
    held.put(bounced.exchange(Bounced(sent.message_id, sent.recipient)), b"Subject: x\r\n\r\n")
    with imap.running(held, server_context(authority)) as port:
        _read_from(app, bounce_box.BounceBox("imaps", "localhost", port, imap.USER, imap.PASSWORD,
                                             "INBOX", ca_file=authority))  # fmt: skip
        counts = bounces.run(Tick(now, "worker", lambda: False))
        assert checks.bounces().said == f"Đọc được localhost:{port}, 0 thư đang chờ xử lý."
    assert (counts["read"], counts["bad_address"], counts["letter"]) == (2, 1, 1)
    assert held.mails == {}
