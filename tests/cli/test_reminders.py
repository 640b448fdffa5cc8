"""The commands of the reminders: remind, reminders, why."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from plan_app.cli import plan_app
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Installation, OutboxMessage, Plan, Task, TextStatus
from tests.builders import make_plan, make_round, make_task, make_user, save

LATE = date(2026, 11, 30)
AT = ("--at", "2026-12-08 08:00")


def call(app: Flask, *arguments: str, code: int = 0, answer: str = "") -> Result:
    runner = app.test_cli_runner()
    result = runner.invoke(plan_app, arguments, obj=app, input=answer)
    assert result.exit_code == code, result.output
    return result


def call_json(app: Flask, *arguments: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(app, *arguments, "--json", code=code).stdout)
    return found


def late_task(plan: Plan | None = None, **facts: Any) -> Task:  # noqa: ANN401
    return make_task(plan or make_plan(), **{"due": LATE, **facts})


def mark_as(purpose: str) -> None:
    save(Installation(name="purpose", value=purpose))


def planned() -> int:
    return len(db.session.scalars(select(OutboxMessage)).all())


def test_remind_tells_who_gets_what_and_why_not(app: Flask) -> None:
    task = late_task()
    assert task.owner is not None
    draft = late_task(task.plan, armed_at=None)
    assert call_json(app, "remind") == {
        "at": "2026-12-08T08:00+07:00",
        "messages": [
            {
                "to": task.owner.email,
                "kind": "digest",
                "roll_up": False,
                "tasks": [{"number": task.number, "milestone": 1, "threshold": 8, "days_late": 8}],
            }
        ],
        "held_back": [{"task": draft.number, "reason": "unarmed"}],
        "rounds": [],
        "stopped": False,
    }
    assert planned() == 1
    assert call_json(app, "remind")["messages"] == []
    assert planned() == 1


def test_remind_in_words(app: Flask) -> None:
    task = late_task()
    make_user(task.plan, Role.COORDINATOR)
    output = call(app, "remind").output
    assert f": {task.number}\n" in output
    assert ": bản tổng hợp tuần\n" in output
    assert "02 thư, lập lúc 08:00 ngày 08/12/2026.\n" in output


def test_a_run_that_finds_nothing_says_that_reminders_are_off(app: Flask) -> None:
    late_task(make_plan(reminders_on=False))
    result = call(app, "remind", "--dry-run")
    assert result.stdout == "00 thư, lập lúc 08:00 ngày 08/12/2026.\n"
    assert "đang tắt; xem trước bằng plan-app reminders preview" in result.stderr
    late_task(make_plan())
    assert call(app, "remind", "--dry-run").stderr == ""


def test_a_dry_run_plans_nothing(app: Flask) -> None:
    late_task()
    assert len(call_json(app, "remind", "--dry-run")["messages"]) == 1
    assert planned() == 0


def test_another_time_takes_the_place_of_the_clock_in_a_rehearsal(app: Flask) -> None:
    late_task()
    mark_as("rehearsal")
    found = call_json(app, "remind", "--at", "2026-12-14 09:15")
    assert found["at"] == "2026-12-14T09:15+07:00"
    assert found["messages"][0]["tasks"][0]["threshold"] == 14
    assert db.session.scalars(select(OutboxMessage.local_day)).one() == date(2026, 12, 14)


@pytest.mark.parametrize("purpose", ["", "production"])
def test_another_time_writes_nothing_in_a_real_database(app: Flask, purpose: str) -> None:
    late_task()
    if purpose:
        mark_as(purpose)
    result = call(app, "remind", *AT, code=2)
    assert "--dry-run" in result.output
    assert planned() == 0
    assert len(call_json(app, "remind", *AT, "--dry-run")["messages"]) == 1


def test_a_time_that_cannot_be_read_is_wrong_use(app: Flask) -> None:
    said = call(app, "remind", "--at", "25/11/2026 08:00", code=2).stderr
    assert "không đọc được '25/11/2026 08:00'; ví dụ đúng: \"2026-11-25 08:00\"" in said


def test_a_run_that_waits_fails_and_says_so(app: Flask) -> None:
    late_task(make_plan(confirmed_messages=0))
    found = call_json(app, "remind", code=1)
    assert (found["stopped"], found["messages"]) == (True, [])
    assert "nhiều hơn hẳn mức thông thường" in call(app, "remind", code=1).output


def new_plan() -> Plan:
    plan = make_plan(reminders_on=False, confirmed_messages=0)
    late_task(plan, armed_at=None)
    return plan


def test_reminders_are_switched_on_after_the_preview(app: Flask) -> None:
    plan = new_plan()
    output = call(app, "reminders", "on", "--yes").output
    assert "01 thư, lập lúc 08:00 ngày 08/12/2026; " in output
    assert "đã xác nhận 01 nhiệm vụ" in output
    db.session.refresh(plan)
    assert plan.reminders_on
    call(app, "reminders", "off")
    db.session.refresh(plan)
    assert not plan.reminders_on


def test_a_preview_that_is_not_confirmed_changes_nothing(app: Flask) -> None:
    plan = new_plan()
    said = call(app, "reminders", "on", code=1, answer="n\n").output
    assert "Chưa ghi thay đổi nào." in said
    db.session.refresh(plan)
    assert not plan.reminders_on


def test_the_preview_alone_changes_nothing(app: Flask) -> None:
    plan = new_plan()
    found = call_json(app, "reminders", "preview")
    assert (len(found["messages"]), found["people"], found["unarmed"]) == (1, 1, 1)
    call(app, "reminders", "preview")
    db.session.refresh(plan)
    assert not plan.reminders_on


def test_the_preview_says_that_drafts_are_held_back(app: Flask) -> None:
    plan = make_plan(reminders_on=False)
    late_task(plan, text_status=TextStatus.DRAFT)
    late_task(plan, owner=None)
    said = call(app, "reminders", "preview").output
    assert "01 nhiệm vụ không được nhắc vì nội dung chưa" in said
    assert "01 nhiệm vụ đến lượt nhắc nhưng chưa phân công đầu mối" in said


@pytest.mark.parametrize(
    "words", [("remind",), ("deliver",), ("reminders", "preview"), ("why", "1")]
)
def test_a_demonstration_read_as_real_is_pointed_out(app: Flask, words: tuple[str, ...]) -> None:
    late_task(number=1)
    assert call(app, *words).stderr == ""
    mark_as("demonstration")
    assert "PLAN_APP_DEMO=1" in call(app, *words).stderr


def test_with_several_plans_one_must_be_named(app: Flask) -> None:
    first, _second = new_plan(), new_plan()
    assert first.slug in call(app, "reminders", "on", "--yes", code=2).output
    call(app, "reminders", "on", "--yes", "--plan", first.slug)
    db.session.refresh(first)
    assert first.reminders_on


def test_why_a_reminder_goes(app: Flask) -> None:
    task = late_task()
    assert task.owner is not None
    found = call_json(app, "why", str(task.number))
    assert found["task"] == task.number
    (milestone,) = found["milestones"]
    assert milestone["reason"] is None
    assert milestone["next"] == "2026-12-08T08:00+07:00"
    assert (milestone["threshold"], milestone["to"]) == (8, task.owner.addressed)
    assert milestone["told"] is None


def test_why_in_words_after_it_was_told(app: Flask) -> None:
    task = late_task()
    call(app, "remind")
    output = call(app, "why", str(task.number)).output
    assert "Đã nhắc về mốc thời gian gần nhất." in output
    assert "07:30 ngày 14/12/2026" in output
    assert "đầu mối theo dõi" in output
    assert "08/12/2026" in output


def test_why_at_another_time_needs_no_rehearsal(app: Flask) -> None:
    task = late_task(armed_at=None)
    found = call_json(app, "why", str(task.number), *AT)
    assert found["milestones"][0]["reason"] == "unarmed"


def test_an_unknown_task_fails(app: Flask) -> None:
    make_plan()
    assert "999999" in call(app, "why", "999999", code=1).output


def test_the_mails_of_an_open_round_are_told_and_explained(app: Flask) -> None:
    task = make_task(plan := make_plan(), due=None)
    make_round(plan)
    assert task.owner is not None
    address = task.owner.email
    planned = call_json(app, "remind", "--dry-run")
    assert planned["rounds"] == [
        {"to": address, "kind": "round", "parts": ["opening"], "tasks": [task.number]}
    ]
    why = call_json(app, "why", str(task.number))["round"]
    assert (why["lacks_report"], why["next"], why["told"]) == (True, "2026-12-08", None)
    assert f"{address}: đề nghị báo cáo" in call(app, "remind").output
    said = call(app, "why", str(task.number)).output
    assert "Nhiệm vụ chưa có báo cáo trong kỳ." in said
    assert "Thư gần nhất: ngày 08/12/2026." in said
