"""The switch between light and dark, the style sheets it links, and the margins of paper."""

from collections.abc import Callable

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Plan, User
from plan_app.presentation.theme import COOKIE
from tests.builders import make_plan, make_user
from tests.pages import Client, Page

BACKENDS = ("sqlite",)
ClientOf = Callable[[User], Client]
SCREENS_OF_NIGHT = "screen and (prefers-color-scheme: dark)"


def dark_on(page: Page) -> str | None:
    """For which screens the page links dark.css; none where it does not."""
    links = [each for each in page.all("link") if "dark." in (each.get("href") or "")]
    return links[0].get("media") if links else None


def scheme(page: Page) -> str | None:
    return page.one("meta", name="color-scheme").get("content")


def pressed(page: Page) -> str:
    return page.text(page.one("button", aria_pressed="true"))


def test_without_a_choice_the_device_decides(client: Client) -> None:
    page = client.get("/sign-in")
    assert (dark_on(page), scheme(page)) == (SCREENS_OF_NIGHT, "light dark")
    assert pressed(page) == "Theo thiết bị"


@pytest.mark.parametrize(
    ("look", "media", "scheme_", "word"),
    [
        ("dark", "screen", "dark", "Tối"),
        ("light", None, "light", "Sáng"),
        ("device", SCREENS_OF_NIGHT, "light dark", "Theo thiết bị"),
    ],
)
def test_what_is_chosen_holds_and_leads_back(
    client: Client, look: str, media: str | None, scheme_: str, word: str
) -> None:
    answer = client.post("/look", {"look": look, "page": "/help?x=1"})

    assert answer.response.location == "/help?x=1"
    assert answer.response.headers["Set-Cookie"].startswith(f"{COOKIE}={look};")
    page = client.get("/help")
    assert (dark_on(page), scheme(page), pressed(page)) == (media, scheme_, word)


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org", "x"])
def test_it_leads_to_pages_of_this_site_only(client: Client, page: str) -> None:
    assert client.post("/look", {"look": "dark", "page": page}).response.location == "/"


def test_a_look_that_there_is_not_is_refused(client: Client) -> None:
    client.post("/look", {"look": "pink", "page": "/sign-in"}, 400)
    client.browser.set_cookie(COOKIE, "pink")
    assert pressed(client.get("/sign-in")) == "Theo thiết bị"


def test_what_was_typed_before_the_session_ended_stays_with_the_page(client: Client) -> None:
    asked = client.post("/account/profile", {"telephone": "0237 385"}, 401)
    typed = asked.field("typed").get("value") or ""

    page = client.post("/look", {"look": "dark", "page": "/", "typed": typed}, 200)

    assert dark_on(page) == "screen"
    assert page.field("returned").get("value") == typed


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan(title='Kế hoạch "chuyển dịch" \\ năng lượng')


def test_paper_has_the_title_of_the_plan_and_the_day(plan: Plan, client_of: ClientOf) -> None:
    browser = client_of(make_user(plan, Role.OBSERVER))
    home = browser.get(f"/p/{plan.slug}/")
    (address,) = [
        each.get("href") or "" for each in home.all("link") if "print.css" in each.get("href", "")
    ]

    answer = browser.browser.get(address)

    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    # Nothing in a title ends the string that it is in.
    assert 'content: "Kế hoạch \\22 chuyển dịch\\22  \\5c  năng lượng";' in answer.text
    assert 'content: "In ngày ' in answer.text
    assert 'content: "Trang" " " counter(page) "/" counter(pages);' in answer.text


def test_a_long_title_leaves_room_at_the_margin(plan: Plan, client_of: ClientOf) -> None:
    plan.title = "Kế hoạch " * 30
    answer = client_of(make_user(plan, Role.OBSERVER)).browser.get(f"/p/{plan.slug}/print.css")
    assert "Kế hoạch …" in answer.text
    assert answer.text.count("Kế hoạch") < 15
