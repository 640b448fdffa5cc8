"""What people keep of themselves."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, AgencyContact, ContactKind, Plan, User
from tests import acting
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.pages import Client

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def me(plan: Plan) -> User:
    return make_user(plan, Role.OWNER, agency=make_agency(), password="$argon2-secret")


@pytest.fixture
def browser(me: User, client_of: ClientOf) -> Client:
    return client_of(me)


def test_telephone_and_language_are_one_s_own(browser: Client, me: User) -> None:
    browser.fill("/account/profile", {"telephone": "0" * 41, "language": "vi"}, 422)
    browser.fill("/account/profile", {"telephone": "0237 385", "language": "fr"}, 422)
    browser.fill("/account/profile", {"telephone": "0237 385", "language": "vi"})
    db.session.refresh(me)
    assert me.telephone == "0237 385"
    assert browser.get("/account/profile").field("telephone").get("value") == "0237 385"


def test_keys_of_one_letter_can_be_turned_off(browser: Client) -> None:
    page = browser.get("/account/profile")
    assert page.field("letter_keys").get("checked") is not None
    assert page.one("body").get("data-keys") is None
    assert "Phím tắt" in page.text(page.one("dialog", id="key-help"))

    browser.fill("/account/profile", {"telephone": "", "language": "vi"})

    page = browser.get("/account/profile")
    assert page.field("letter_keys").get("checked") is None
    assert page.one("body").get("data-keys") == "off"


def test_one_s_own_absence_is_handled_by_a_colleague(browser: Client, plan: Plan, me: User) -> None:
    colleague = make_user(plan, Role.OWNER, agency=me.agency, full_name="Hà Văn Thay")
    stranger = make_user(plan, Role.OWNER)
    days = {"first_day": "14/12/2026", "last_day": "18/12/2026"}
    browser.post("/account/absences", days | {"deputy_id": str(stranger.id)}, 422)
    browser.post("/account/absences", days | {"deputy_id": str(colleague.id)})
    assert "Hà Văn Thay Hủy thời gian vắng mặt" in browser.get("/account/absences").text()

    absence = db.session.query(Absence).one()
    assert (absence.user_id, absence.first_day) == (me.id, date(2026, 12, 14))
    browser.post(f"/account/absences/{absence.id}/cancel")
    assert db.session.query(Absence).count() == 0


def test_who_has_no_colleague_is_told_whom_to_ask(browser: Client) -> None:
    page = browser.get("/account/absences")
    assert "đề nghị liên hệ chuyên viên tổng hợp" in page.text()
    assert page.all("select") == []


def test_nobody_cancels_the_absence_of_others(
    browser: Client, plan: Plan, me: User, client_of: ClientOf
) -> None:
    colleague = make_user(plan, Role.OWNER, agency=me.agency)
    absence = save(
        Absence(
            user_id=colleague.id,
            deputy_id=me.id,
            first_day=date(2026, 12, 14),
            last_day=date(2026, 12, 18),
        )
    )
    browser.post(f"/account/absences/{absence.id}/cancel", status=404)
    assert "Hủy thời gian vắng mặt" not in browser.get("/account/absences").text()
    client_of(colleague).post(f"/account/absences/{absence.id}/cancel")


def test_all_that_is_stored_is_shown_and_downloaded(browser: Client, plan: Plan, me: User) -> None:
    task = make_task(plan, owner=me, agency=me.agency)
    acting.report(task, acting.UNDER_WAY)
    assert me.agency is not None
    save(AgencyContact(agency=me.agency, kind=ContactKind.CONTACT, user=me))
    deputy = make_user(plan, Role.OWNER, agency=me.agency)
    save(
        Absence(
            user_id=me.id,
            deputy_id=deputy.id,
            first_day=date(2026, 1, 1),
            last_day=date(2026, 1, 2),
        )
    )

    page = browser.get("/account/data")
    assert "Báo cáo đã gửi: 01" in page.text()
    text = browser.get("/account/data.json").response.get_data(as_text=True)
    data = json.loads(text)
    assert data["account"]["email"] == me.email
    assert data["roles"] == [{"plan": plan.title, "role": "owner"}]
    assert data["tasks"] == [{"number": task.number, "title": task.title}]
    assert data["reports"][0]["result"] == acting.UNDER_WAY.result
    assert data["absences"][0]["deputy"] == deputy.full_name
    assert data["stands_for"][0]["kind"] == "contact"
    assert [each["action"] for each in data["acts"]] == ["progress_reported"]
    assert len(data["sessions"]) == 1
    assert "argon2" not in text
    assert "token" not in text
