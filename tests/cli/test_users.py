"""Accounts at the command line."""

import json
from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from plan_app.cli import plan_app
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db, settings
from plan_app.mail.sealing import unseal
from plan_app.models import JournalEntry, OutboxMessage, Task, User
from plan_app.queries.users import get_by_email
from tests.builders import make_agency, make_plan, make_session, make_task, make_user
from tests.pages import Client

ADD = ("users", "add", "--email", "Hoa@so.example.org", "--name", "Lê Thị  Hoa")


def run(app: Flask, *words: str, code: int = 0, typed: str = "") -> Result:
    """Run a command and give what it said; fails on another exit code."""
    # What the test has read is forgotten, so that it sees what the command writes.
    db.session.commit()
    found = FlaskCliRunner(app).invoke(plan_app, list(words), obj=app, input=typed)
    assert found.exit_code == code, found.output
    return found


def test_add_makes_an_account_with_its_place(app: Flask) -> None:
    plan, agency = make_plan(), make_agency(code="so-xay-dung")
    place = ("--plan", plan.slug, "--role", "owner", "--role", "leader", "--agency", agency.code)

    run(app, *ADD, "--honorific", "Bà", *place)

    user = get_by_email("hoa@so.example.org")
    assert (user.full_name, user.honorific, user.agency_id) == ("Lê Thị Hoa", "Bà", agency.id)
    assert {each.role for each in user.memberships} == {Role.OWNER, Role.LEADER}
    assert user.password is None
    actions = [each.action for each in db.session.scalars(select(JournalEntry))]
    assert sorted(actions) == ["role_granted", "role_granted", "user_created", "user_invited"]


def test_add_invites_by_mail_with_a_link_that_works(app: Flask, client: Client) -> None:
    run(app, *ADD)

    message = db.session.scalars(select(OutboxMessage)).one()
    assert message.kind is MessageKind.INVITATION
    link = str(unseal(message.context["sealed"], settings().secret_key)["link"])
    path = link.removeprefix("http://localhost")
    client.get(path)
    chosen = {"password": "bốn từ dễ nhớ", "password_confirm": "bốn từ dễ nhớ"}
    client.post(path, chosen, status=302)
    client.post("/sign-in", {"email": "hoa@so.example.org", "password": "bốn từ dễ nhớ"}, 302)


def test_add_quotes_the_letter_that_named_the_person(app: Flask) -> None:
    run(app, *ADD, "--letter", "Công văn số 321/SXD-KHTC  ngày 01/12/2026")

    message = db.session.scalars(select(OutboxMessage)).one()
    assert message.context["letter"] == "Công văn số 321/SXD-KHTC ngày 01/12/2026"


def test_a_letter_without_an_invitation_is_a_mistake(app: Flask) -> None:
    run(app, *ADD, "--letter", "Công văn số 1", "--password-stdin", code=2)


def test_add_with_a_password_invites_nobody(app: Flask, client: Client) -> None:
    run(app, *ADD, "--password-stdin", "--administrator", typed="bốn từ dễ nhớ\n")

    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert get_by_email("hoa@so.example.org").is_administrator
    client.post("/sign-in", {"email": "hoa@so.example.org", "password": "bốn từ dễ nhớ"}, 302)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--agency", "khong-co"), "Không có cơ quan mã khong-co"),
        (("--plan", "khong-co", "--role", "owner"), "Không có kế hoạch khong-co"),
    ],
)
def test_add_says_what_does_not_exist_and_makes_nothing(
    app: Flask, words: tuple[str, ...], said: str
) -> None:
    assert said in run(app, *ADD, *words, code=1).output
    assert db.session.scalars(select(User)).all() == []


@pytest.mark.parametrize("words", [("--role", "owner"), ("--plan", "x"), ("--role", "king")])
def test_add_used_wrongly_says_so(app: Flask, words: tuple[str, ...]) -> None:
    run(app, *ADD, *words, code=2)


def test_add_needs_no_plan_while_there_is_one_only(app: Flask) -> None:
    make_plan()

    run(app, *ADD, "--role", "coordinator")

    (membership,) = get_by_email("hoa@so.example.org").memberships
    assert membership.role is Role.COORDINATOR


def test_an_unknown_agency_is_answered_with_the_codes_of_today(app: Flask) -> None:
    make_agency(code="so-tai-chinh", name="Sở Tài chính")
    make_agency(code="so-cu", name="Sở cũ", valid_to=date(2025, 2, 28))
    make_agency(code="cac-xa", name="Các xã", is_group=True)

    said = run(app, *ADD, "--agency", "?", code=1).stderr

    assert "  so-tai-chinh  Sở Tài chính" in said
    assert "so-cu" not in said
    assert "cac-xa" not in said


def test_add_refuses_a_short_password(app: Flask) -> None:
    found = run(app, *ADD, "--password-stdin", typed="ngắn\n", code=1)

    assert "ít nhất 10 ký tự" in found.stderr


def test_list_shows_active_people_by_given_name(app: Flask) -> None:
    plan = make_plan()
    make_user(plan, Role.COORDINATOR, full_name="Trần Văn Bình", email="binh@so.example.org")
    make_user(full_name="Nguyễn Văn An", is_administrator=True, agency=make_agency(name="Sở Y tế"))
    make_user(full_name="Phạm Thị Cúc", active=False)

    lines = run(app, "users", "list").output.splitlines()

    assert [line.split("\t")[1] for line in lines] == ["Nguyễn Văn An", "Trần Văn Bình"]
    assert "Sở Y tế\tQuản trị" in lines[0]
    assert f"Chuyên viên tổng hợp ({plan.slug})" in lines[1]
    assert "đã ngừng" in run(app, "users", "list", "--all").output


def test_list_as_json_is_json_alone(app: Flask) -> None:
    plan = make_plan()
    make_user(plan, Role.OWNER, email="binh@so.example.org")

    (found,) = json.loads(run(app, "users", "list", "--json").stdout)

    assert found["email"] == "binh@so.example.org"
    assert found["roles"] == [{"plan": plan.slug, "role": "owner"}]


def test_deactivate_ends_the_account_and_its_sessions(app: Flask) -> None:
    user = make_user(email="binh@so.example.org")
    session = make_session(user)

    run(app, "users", "deactivate", "BINH@so.example.org")

    assert not get_by_email("binh@so.example.org").active
    db.session.refresh(session)
    assert session.revoked_at is not None


LEAVER = "binh@so.example.org"
END = ("users", "deactivate", LEAVER)


def leaving() -> tuple[Task, User]:
    """A task of somebody who leaves, and a colleague."""
    plan, agency = make_plan(), make_agency()
    leaver = make_user(plan, Role.OWNER, email=LEAVER, agency=agency)
    task = make_task(plan, owner=leaver, agency=agency)
    return task, make_user(plan, Role.OWNER, email="an@so.example.org", agency=agency)


def test_deactivate_asks_for_the_hand_over_and_ends_nothing_before(app: Flask) -> None:
    task, successor = leaving()

    said = run(app, *END, code=1).stderr

    assert "01 nhiệm vụ chưa hoàn thành cần bàn giao" in said
    assert f"  {task.plan.slug} {task.number}. {task.title}" in said
    assert f"  an@so.example.org  {successor.full_name}" in said
    assert get_by_email(LEAVER).active
    both = run(app, *END, "--to", "an@so.example.org", "--unassigned", code=2)
    assert "--to hoặc --unassigned" in both.stderr


def test_deactivate_hands_over_to_whom_it_is_told(app: Flask) -> None:
    task, successor = leaving()

    said = run(app, *END, "--to", "AN@so.example.org").stdout

    assert "Đã bàn giao 01 nhiệm vụ." in said
    db.session.refresh(task)
    assert (task.owner, get_by_email(LEAVER).active) == (successor, False)


def test_deactivate_may_leave_the_tasks_to_nobody(app: Flask) -> None:
    task, _ = leaving()

    run(app, *END, "--unassigned")

    db.session.refresh(task)
    assert (task.owner, get_by_email(LEAVER).active) == (None, False)


def test_deactivate_gives_to_another_agency_only_when_told_twice(app: Flask) -> None:
    task, _ = leaving()
    elsewhere = make_user(task.plan, Role.OWNER, email="xa@so.example.org", agency=make_agency())
    away = (*END, "--to", "xa@so.example.org")

    assert "không thuộc cơ quan chịu trách nhiệm" in run(app, *away, code=1).stderr
    assert get_by_email(LEAVER).active
    run(app, *away, "--other-agency")

    db.session.refresh(task)
    assert task.owner == elsewhere


def test_deactivate_says_when_there_is_nobody(app: Flask) -> None:
    found = run(app, "users", "deactivate", "khong.co@so.example.org", code=1)

    assert "Không có tài khoản" in found.stderr
