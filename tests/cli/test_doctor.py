"""`plan-app doctor`: what is found, what to do, and the exit code."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from plan_app import clock
from plan_app.cli import checks
from plan_app.extensions import db, settings
from plan_app.jobs.scheduler import SchedulerProcess
from plan_app.mail_server import MailServer
from plan_app.models import Lease, MailQueue, QueueStop
from plan_app.papers import store
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import get_database_time
from plan_app.services.journal import record
from plan_app.services.transaction import transaction
from tests import acting, paper_samples
from tests.builders import make_paper, make_plan, make_task
from tests.cli.commands import free_port, invoke
from tests.databases import make_app
from tests.smtp import Sink, running


@pytest.fixture
def well(own_app: Flask) -> Flask:
    """An installation in which all is as it should be."""
    assert invoke(own_app, "init").exit_code == 0
    SchedulerProcess(own_app, ()).beat()
    db.session.rollback()
    return own_app


def _failed(app: Flask) -> list[str]:
    """The checks that fail; all of them say what to do."""
    with clock.stopped_at(get_database_time()):
        db.session.rollback()
        result = invoke(app, "doctor", "--json")
    said: dict[str, Any] = json.loads(result.stdout)
    failed = [each for each in said["checks"] if not each["ok"]]
    assert all(each["advice"] for each in failed)
    assert said["ok"] is (not failed)
    assert result.exit_code == (1 if failed else 0)
    return [each["check"] for each in failed]


def _change_settings(app: Flask, **values: Any) -> None:  # noqa: ANN401 (any setting)
    app.config["SETTINGS"] = replace(settings(), **values)


def test_all_is_well(well: Flask) -> None:
    assert _failed(well) == []


def test_a_changed_journal_is_found(well: Flask) -> None:
    with transaction():
        record("test", now=clock.now(), actor_id=None, plan_id=None)
    with transaction():
        db.session.execute(text("UPDATE journal_head SET hash = 'x'"))
    assert _failed(well) == ["journal"]


def test_it_is_told_in_words_too(well: Flask) -> None:
    (settings().instance / "secret_key").chmod(0o644)
    result = invoke(well, "doctor")
    assert result.exit_code == 1
    assert "✗ Tệp khóa bí mật có quyền 644." in result.stdout
    assert "→ Chạy: chmod 600" in result.stdout


def test_a_key_that_others_can_read(well: Flask) -> None:
    (settings().instance / "secret_key").chmod(0o640)
    assert _failed(well) == ["secret_key"]


def test_a_key_from_the_environment_is_well(well: Flask) -> None:
    (settings().instance / "secret_key").unlink()
    assert _failed(well) == []


def test_another_key_than_that_of_the_data_is_found_until_it_is_accepted(well: Flask) -> None:
    _change_settings(well, secret_key="x" * 40)
    assert _failed(well) == ["key_of_data"]
    assert "Lấy lại tệp secret_key từ bản sao lưu" in invoke(well, "doctor").stdout
    assert invoke(well, "init").exit_code == 0
    assert _failed(well) == ["key_of_data"]
    assert invoke(well, "init", "--new-key").exit_code == 0
    assert _failed(well) == []


def test_a_database_of_before_learns_its_key_at_init(well: Flask) -> None:
    with transaction():
        db.session.execute(text("DELETE FROM installation"))
    assert _failed(well) == ["key_of_data"]
    assert invoke(well, "init").exit_code == 0
    assert _failed(well) == []


def test_a_folder_that_is_missing(well: Flask) -> None:
    (settings().instance / "uploads").rmdir()
    assert _failed(well) == ["folders"]


def test_a_mail_server_that_does_not_answer(well: Flask) -> None:
    server = MailServer("smtp", host="127.0.0.1", port=free_port())
    _change_settings(well, mail=server)
    assert _failed(well) == ["mail"]
    said = invoke(well, "doctor").stdout
    assert f"máy chủ 127.0.0.1:{server.port} không nhận kết nối" in said
    assert "plan-app deliver --resume" in said


def test_a_wrong_password_says_what_to_change_and_how_to_go_on(well: Flask) -> None:
    sink = Sink()
    sink.password = "right"
    with running(sink) as port:
        server = MailServer("smtp", host="127.0.0.1", port=port, user="plan", password="wrong")
        _change_settings(well, mail=server)
        said = invoke(well, "doctor").stdout

    refused = "từ chối tên đăng nhập hoặc mật khẩu (535)"
    assert f"PLAN_APP_MAIL_URL: máy chủ 127.0.0.1:{port} {refused}." in said
    assert "→ Sửa PLAN_APP_MAIL_URL." in said
    assert "bấm Gửi tiếp" in said
    assert "plan-app deliver --resume" in said


def test_a_mail_server_that_greets(well: Flask) -> None:
    with running(Sink()) as port:
        _change_settings(well, mail=MailServer("smtp", host="127.0.0.1", port=port))
        assert _failed(well) == []


def test_a_late_scheduler(well: Flask) -> None:
    with transaction():
        lease = db.session.get_one(Lease, SCHEDULER)
        lease.beat_at -= timedelta(minutes=10)
    assert _failed(well) == ["scheduler"]


def test_a_scheduler_that_never_ran(well: Flask) -> None:
    with transaction():
        db.session.delete(db.session.get_one(Lease, SCHEDULER))
    assert _failed(well) == ["scheduler"]


def test_a_stopped_queue(well: Flask) -> None:
    with transaction():
        queue = db.session.get_one(MailQueue, 1)
        queue.stopped, queue.reason = QueueStop.CONFIGURATION, "535 5.7.8 wrong password"
    assert _failed(well) == ["queue"]
    said = invoke(well, "doctor").stdout
    assert "do máy chủ thư từ chối đăng nhập (535 5.7.8 wrong password)" in said
    assert "0 thư đang chờ, không thư nào bị mất." in said
    assert "plan-app deliver --resume" in said


def test_a_run_that_waits_for_a_coordinator(well: Flask) -> None:
    with transaction():
        db.session.get_one(MailQueue, 1).stopped = QueueStop.TOO_MANY
    assert _failed(well) == ["queue"]
    said = invoke(well, "doctor").stdout
    assert "bấm Đồng ý gửi ở trang Nhắc việc" in said
    assert "deliver --resume" not in said


def test_clocks_that_disagree(well: Flask) -> None:
    assert well
    with clock.stopped_at(get_database_time() + timedelta(minutes=5)):
        assert not checks.clocks().ok


def test_missing_migrations_end_the_look(well: Flask) -> None:
    assert well
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    found = [each.check for each in checks.run_all()]
    assert found[-1] == "migrations"
    db.session.rollback()


def test_before_init_the_look_ends_with_a_database_without_tables(tmp_path: Path) -> None:
    with make_app(tmp_path).app_context():
        found = checks.run_all()[-1]
    assert (found.check, found.advice) == ("migrations", "Chạy: plan-app init")
    assert "chưa có bảng nào" in found.said


def test_a_database_that_is_away_ends_the_look(tmp_path: Path) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    with app.app_context():
        found = checks.run_all()
    assert (found[-1].check, found[-1].ok) == ("database", False)


@pytest.mark.parametrize("harm", ["changed", "lost"])
def test_an_attached_file_that_is_changed_or_lost_is_found(well: Flask, harm: str) -> None:
    report = acting.report(make_task(make_plan()))
    digest = make_paper(report, content=paper_samples.pdf()).digest or ""
    make_paper(report)
    assert _failed(well) == []
    if harm == "changed":
        store.path_of(digest).write_bytes(b"other")
    else:
        store.remove(digest)
    assert _failed(well) == ["papers"]
