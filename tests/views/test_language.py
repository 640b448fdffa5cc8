"""The switch of the language, and the person's own setting."""

from collections.abc import Callable

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Language, Plan, User
from plan_app.presentation.language import COOKIE
from tests.builders import make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def english(plan: Plan) -> User:
    return make_user(plan, Role.OBSERVER, language=Language.ENGLISH)


def language_of(page: Page) -> str | None:
    """The language of the page, which its head and its answer name alike."""
    said = page.one("html").get("lang")
    assert page.response.headers["Content-Language"] == said
    return said


def test_a_stranger_switches_to_english_and_back(client: Client) -> None:
    page = client.get("/sign-in?next=/account")
    assert language_of(page) == "vi"
    assert page.text(page.one("button", lang="en")) == "English"

    answer = client.post("/language", {"language": "en", "page": page.field("page").get("value")})

    assert answer.response.location == "/sign-in?next=/account"
    page = client.get("/sign-in?next=/account")
    assert language_of(page) == "en"
    assert "Password forgotten or not set yet" in page.text()
    assert page.text(page.one("button", lang="vi")) == "Tiếng Việt"
    client.post("/language", {"language": "vi", "page": "/sign-in"})
    assert language_of(client.get("/sign-in")) == "vi"


def test_the_cookie_is_ours_alone(client: Client) -> None:
    answer = client.post("/language", {"language": "en", "page": "/sign-in"})

    said = answer.response.headers["Set-Cookie"]
    assert said.startswith(f"{COOKIE}=en;")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(said.split("; "))


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", "/language", "", "x"])
def test_the_switch_leads_to_pages_of_this_site_only(client: Client, page: str) -> None:
    answer = client.post("/language", {"language": "en", "page": page})
    assert answer.response.location == "/"


def test_a_language_that_there_is_not_is_refused(client: Client) -> None:
    client.post("/language", {"language": "fr", "page": "/sign-in"}, 400)
    assert language_of(client.get("/sign-in")) == "vi"


def test_a_cookie_that_somebody_changed_counts_for_nothing(client: Client) -> None:
    client.browser.set_cookie(COOKIE, "../vi")
    assert language_of(client.get("/sign-in")) == "vi"


def test_pages_are_in_the_person_s_language(english: User, plan: Plan, client_of: ClientOf) -> None:
    page = client_of(english).get(f"/p/{plan.slug}/tasks")
    assert language_of(page) == "en"
    assert page.text(page.one("h1")) == "Tasks"


def test_the_switch_is_for_this_browser_and_leaves_the_setting(
    english: User, client_of: ClientOf
) -> None:
    here, elsewhere = client_of(english), client_of(english)

    here.post("/language", {"language": "vi", "page": "/account"})

    assert language_of(here.get("/account")) == "vi"
    assert language_of(elsewhere.get("/account")) == "en"
    db.session.refresh(english)
    assert english.language is Language.ENGLISH


def test_a_setting_that_is_saved_counts_at_once(english: User, client_of: ClientOf) -> None:
    browser = client_of(english)
    browser.post("/language", {"language": "vi", "page": "/account"})

    browser.post("/account/profile", {"telephone": "0237 385", "language": "en"})

    assert language_of(browser.get("/account")) == "en"


def test_the_messages_of_the_libraries_are_english_too(client: Client) -> None:
    client.post("/language", {"language": "en", "page": "/sign-in"})

    page = client.post("/sign-in", {"email": "", "password": ""}, 200)

    assert "Tài khoản" not in page.text()
    assert language_of(page) == "en"
    # In the house's own words, where the library has others.
    assert "Official e-mail" in page.text()
    assert "Email Address" not in page.text()


def test_the_page_of_an_error_is_in_the_language_too(english: User, client_of: ClientOf) -> None:
    page = client_of(english).get("/p/there-is-not/tasks", 404)
    assert page.text(page.one("h1")) == "Page not found"


def test_when_the_database_is_away_the_browser_decides(
    app: Flask, english: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(english)
    monkeypatch.setattr("plan_app.views.account.render_template", _fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    assert language_of(browser.get("/account", 500)) == "vi"
    browser.browser.set_cookie(COOKIE, "en")
    page = browser.get("/account", 500)

    assert language_of(page) == "en"
    assert page.text(page.one("h1")) == "The system has met an error"


def _fail(*_arguments: object, **_values: object) -> str:
    raise ZeroDivisionError


def test_what_was_typed_in_a_form_that_failed_stays(plan: Plan, client_of: ClientOf) -> None:
    """Also when the language is switched twice; once the form is sent, nothing is kept."""
    owner = make_user(plan, Role.OWNER)
    milestone = make_task(plan, owner=owner).milestones[0]
    browser, address = client_of(owner), f"/p/{plan.slug}/milestones/{milestone.id}/report"
    form = {"version": str(milestone.task.version), "difficulties": "Chưa có hướng dẫn"}
    page = browser.post(address, form, 422)

    for code, word in (("en", "Send the report"), ("vi", "Gửi báo cáo")):
        fields = {
            each.get("name") or "": each.get("value") or ""
            for each in page.all("input", type="hidden")
            if each.get("name") in {"page", "typed"}
        }
        page = browser.get(browser.post("/language", fields | {"language": code}).response.location)
        assert language_of(page) == code
        assert word in page.text()
        assert "Chưa có hướng dẫn" in (page.field("difficulties").text or "")

    browser.post(address, form | {"state": "in_progress", "result": "Đã trình"}, 303)
    assert "Chưa có hướng dẫn" not in (browser.get(f"{address}?returned=1").response.text)


def test_the_text_of_an_ended_session_stays_with_the_page_that_asks_to_sign_in(
    plan: Plan, client: Client
) -> None:
    asked = client.post(f"/p/{plan.slug}/milestones/1/report", {"result": "Rà soát"}, 401)
    typed = asked.field("typed").get("value") or ""

    page = client.post("/language", {"language": "en", "page": "/", "typed": typed}, 200)

    assert language_of(page) == "en"
    assert page.field("returned").get("value") == typed
    assert "returned=1" in (page.field("next").get("value") or "")


def test_a_page_for_strangers_carries_nothing_of_what_was_typed(client: Client) -> None:
    page = client.post("/password", {"email": "khong"}, 200)
    assert page.all("input", name="typed") == []


def test_a_form_that_went_nowhere_has_its_page_too(client: Client) -> None:
    assert client.post("/khong-co", {"result": "Rà soát"}, 404).all("input", name="typed") == []
