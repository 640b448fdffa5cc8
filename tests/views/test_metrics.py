"""Numbers for monitoring."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.extensions import db
from plan_app.models import JobRun, Lease, MailQueue, OutboxMessage, QueueStop
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import get_database_time
from plan_app.services import journal
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_user, save
from tests.conftest import NOW
from tests.databases import make_app
from tests.pages import Client

TOKEN = "a-token-of-the-office-42"
LINE = re.compile(r"(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+=\"[^\"]*\"(?:,\w+=\"[^\"]*\")*\})? \S+)")


def metrics(client: Client) -> dict[str, float]:
    """The samples by name and labels; every line is one that Prometheus can read."""
    answer = client.get("/metrics").response
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    samples = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    found = {name: float(value) for name, value in samples}
    assert len(found) == len(samples)
    return found


def make_message(state: MessageState, *, hours: int = 0, days: int = 0) -> None:
    """A digest of `days` before, settled `hours` before now."""
    save(
        OutboxMessage(
            kind=MessageKind.DIGEST,
            recipient_id=make_user(email=f"lan{hours}.{days}@so.example.org").id,
            local_day=date(2026, 12, 8) - timedelta(days=days),
            created_at=NOW,
            not_before=NOW,
            expires_at=NOW,
            state=state,
            settled_at=NOW - timedelta(hours=hours),
            subject="Nhắc việc của bà Lan",
        )
    )


def test_a_new_installation_has_numbers_too(client: Client) -> None:
    found = metrics(client)
    assert found['plan_app_info{version="0.1.0"}'] == 1
    assert "plan_app_scheduler_heartbeat_age_seconds" not in found
    assert found["plan_app_scheduler_late"] == 1
    assert found['plan_app_messages{state="planned"}'] == 0
    assert found['plan_app_journal_sequence{chain="installation"}'] == 0


def test_the_heartbeat_has_an_age(client: Client) -> None:
    at = get_database_time() - timedelta(seconds=40)
    with transaction():
        db.session.add(Lease(name=SCHEDULER, holder="a", beat_at=at, expires_at=at))
    found = metrics(client)
    assert 40 <= found["plan_app_scheduler_heartbeat_age_seconds"] < 90
    assert found["plan_app_scheduler_late"] == 0


def test_messages_are_counted_by_state_and_those_accepted_today(client: Client) -> None:
    make_message(MessageState.ACCEPTED)
    make_message(MessageState.ACCEPTED, hours=7, days=2)
    make_message(MessageState.ACCEPTED, hours=9)  # Before midnight in Thanh Hóa.
    make_message(MessageState.FAILED, hours=1)
    found = metrics(client)
    assert found['plan_app_messages{state="accepted"}'] == 3
    assert found['plan_app_messages{state="failed"}'] == 1
    assert found["plan_app_messages_accepted_today"] == 2


def test_a_stopped_queue_has_its_reason(client: Client) -> None:
    with transaction():
        db.session.get_one(MailQueue, 1).stopped = QueueStop.CONFIGURATION
    found = metrics(client)
    assert found['plan_app_queue_stopped{reason="configuration"}'] == 1
    assert found['plan_app_queue_stopped{reason="too_many"}'] == 0


def test_job_runs_are_counted_by_result(client: Client) -> None:
    for succeeded in (True, True, False, None):
        save(JobRun(job="plan", started_at=NOW, finished_at=NOW if succeeded else None,
                    succeeded=succeeded))  # fmt: skip
    save(JobRun(job="tidy", started_at=NOW, finished_at=NOW, succeeded=False))
    found = metrics(client)
    assert found['plan_app_job_runs{job="plan",result="succeeded"}'] == 2
    assert found['plan_app_job_runs{job="plan",result="failed"}'] == 1
    last = "plan_app_job_last_success_timestamp_seconds"
    assert found[last + '{job="plan"}'] == NOW.timestamp()
    assert last + '{job="tidy"}' not in found


def test_journals_have_their_length(client: Client) -> None:
    plan = make_plan(slug="xanh")
    plan_id = plan.id
    with transaction():
        journal.record("plan_seeded", now=NOW, actor_id=None, plan_id=plan_id)
    assert metrics(client)['plan_app_journal_sequence{chain="xanh"}'] == 1


def test_nothing_in_it_is_about_a_person(client: Client) -> None:
    make_message(MessageState.FAILED)
    text = client.get("/metrics").response.text
    for word in ("@", "Lan", "Nguyễn", "Nhắc việc"):
        assert word not in text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"]
)
def test_what_comes_through_a_proxy_is_not_from_here(client: Client, header: str) -> None:
    client.get("/metrics", 403, headers={header: "127.0.0.1"})


def test_another_machine_is_refused_without_the_token(client: Client) -> None:
    client.get("/metrics", 403, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    headers = {"Authorization": "Bearer "}
    client.get("/metrics", 403, headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.9"})


@pytest.mark.parametrize(("given", "status"), [(TOKEN, 200), (TOKEN + "x", 403), ("Đào", 403)])
def test_the_token_opens_it_to_another_machine(
    own_app: Flask, tmp_path: Path, given: str, status: int
) -> None:
    url = own_app.config["SQLALCHEMY_DATABASE_URI"]
    browser = make_app(tmp_path, url, METRICS_TOKEN=TOKEN).test_client()
    answer = browser.get(
        "/metrics",
        headers={"Authorization": f"Bearer {given}"},
        environ_base={"REMOTE_ADDR": "10.0.0.9"},
    )
    assert answer.status_code == status


def test_without_a_database_it_answers_that_it_cannot(tmp_path: Path) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    assert app.test_client().get("/metrics").status_code == 503
