"""Signing in and out, and what a stranger is told."""

import pathlib
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask_security.utils import get_hmac

from plan_app import clock, create_app
from plan_app.accounts import attempts
from plan_app.accounts.attempts import MOST_FAILURES, Attempts
from plan_app.accounts.hashing import hash_of
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import User, UserSession
from tests import databases
from tests.builders import make_plan, make_user, save
from tests.pages import Client, Page

PASSWORD = "bốn từ dễ nhớ"
WRONG = "Địa chỉ thư hoặc mật khẩu chưa đúng."


@pytest.fixture
def person(app: Flask) -> User:
    with app.test_request_context():
        secret = hash_of(PASSWORD)
    return make_user(make_plan(), Role.OWNER, email="nam@so.example.org", password=secret)


def sign_in(client: Client, status: int = 302, **fields: str) -> Page:
    given = {"email": "nam@so.example.org", "password": PASSWORD} | fields
    return client.post("/sign-in", given, status=status)


def alerts(page: Page) -> str:
    return page.text(page.one("div", id="error-summary"))


def test_a_person_signs_in_and_has_one_session(client: Client, person: User) -> None:
    sign_in(client)

    session = db.session.query(UserSession).one()
    assert session.user_id == person.id
    assert person.full_name in client.get("/account").text()


def test_the_address_is_read_in_any_case_of_letters(client: Client, person: User) -> None:
    assert person
    sign_in(client, email=" Nam@SO.example.org ")


def test_unknown_address_wrong_password_and_ended_account_are_told_the_same(
    client: Client, person: User
) -> None:
    wrong = alerts(sign_in(client, 200, password="khác hẳn mười ký tự"))
    unknown = alerts(sign_in(client, 200, email="khong.co@so.example.org"))
    person.active = False
    db.session.commit()
    ended = alerts(sign_in(client, 200))

    assert wrong.count(WRONG) == 1
    assert wrong == unknown == ended


def test_the_typed_address_stays_after_an_error_but_not_the_password(
    client: Client, person: User
) -> None:
    page = sign_in(client, 200, password="khác hẳn mười ký tự")

    assert page.field("email").get("value") == person.email
    assert not page.field("password").get("value")


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example.com/",
        "//evil.example.com",
        "///evil.example.com",
        "/\\evil.example.com",
        "\\\\evil.example.com",
        " //evil.example.com",
        "javascript:alert(1)",
        "http:evil.example.com",
    ],
)
def test_signing_in_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    location = sign_in(client, next=elsewhere).response.location

    assert "\\" not in location
    assert not location.startswith(("//", " "))
    assert urlsplit(urljoin("http://localhost/sign-in", location)).netloc == "localhost"


@pytest.mark.usefixtures("person")
def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    asked = client.get("/account?a=1", status=303).response.location
    assert asked == "/sign-in?next=/account?a%3D1"
    page = client.get(asked)
    assert page.field("next").get("value") == "/account?a=1"

    assert sign_in(client, next="/account?a=1").response.location == "/account?a=1"


def test_signing_out_ends_the_session_for_a_kept_cookie_too(
    client_of: Callable[[User], Client], person: User
) -> None:
    client = client_of(person)
    kept = client.browser.get_cookie("session")
    assert kept is not None
    client.post("/sign-out", status=302)
    client.browser.set_cookie("session", kept.value)

    client.get("/account", status=303)
    assert db.session.query(UserSession).one().revoked_at is not None


def test_who_guesses_passwords_has_to_wait_and_nobody_else(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert person
    monkeypatch.setattr(attempts, "MOST_FAILURES", 2)
    # A busy machine may take a second over a page.
    start = clock.stopwatch()
    monkeypatch.setattr(clock, "stopwatch", lambda: start)
    for _ in range(2):
        sign_in(client, 200, password="khác hẳn mười ký tự")

    page = sign_in(client, 429)

    assert "chờ khoảng một phút" in page.text()
    assert page.response.headers["Retry-After"] == "60"
    assert PASSWORD not in page.response.text
    sign_in(client, 200, email="nguoi.khac@so.example.org")
    monkeypatch.setattr(clock, "stopwatch", lambda: start + 61)
    sign_in(client)


def test_a_right_password_begins_the_count_anew(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert person
    monkeypatch.setattr(attempts, "MOST_FAILURES", 2)
    for _ in range(2):
        sign_in(client, 200, password="khác hẳn mười ký tự")
        sign_in(client)
        client.post("/sign-out", status=302)


def test_only_so_many_who_fail_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_REMEMBERED", 1)
    found = Attempts()
    for name in ("một", "hai"):
        for _ in range(MOST_FAILURES):
            found.note_failure(("127.0.0.1", name), 0)

    assert found.may_try(("127.0.0.1", "một"), 1)
    assert not found.may_try(("127.0.0.1", "hai"), 1)


def test_signing_out_by_get_is_not_possible(
    client_of: Callable[[User], Client], person: User
) -> None:
    client_of(person).get("/sign-out", status=405)


def test_a_token_in_the_address_or_a_header_signs_nobody_in(
    app: Flask, client: Client, person: User
) -> None:
    with app.test_request_context():
        token = str(person.get_auth_token())

    client.get(f"/account?auth_token={token}", status=303)
    client.get("/account", status=303, headers={"Authentication-Token": token})
    basic = ("nam@so.example.org", PASSWORD)
    assert client.browser.get("/account/password", auth=basic).status_code == 303


def test_a_deactivated_person_is_signed_out_at_once(
    client_of: Callable[[User], Client], person: User
) -> None:
    client = client_of(person)
    client.get("/account")
    person.active = False
    db.session.commit()

    client.get("/account", status=303)


def test_passwords_are_hashed_at_the_cost_that_rfc_9106_advises(tmp_path: pathlib.Path) -> None:
    """By the product as it is: what the other tests use is cheap."""
    app = create_app(databases.make_settings(tmp_path))
    with app.test_request_context():
        secret = hash_of(PASSWORD)

    assert secret.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_of_another_strength_is_renewed_on_signing_in(
    app: Flask, client: Client, person: User
) -> None:
    context = app.extensions["security"].pwd_context
    weak = context.using(argon2__time_cost=1, argon2__memory_cost=512)
    with app.test_request_context():
        plain = app.extensions["security"].password_util.normalize(PASSWORD)
        person.password = weak.hash(get_hmac(plain).decode("ascii"))
    before = save(person).password
    uniquifier = person.fs_uniquifier

    sign_in(client)

    db.session.refresh(person)
    assert person.password != before
    assert person.fs_uniquifier == uniquifier
    sign_in(Client(app.test_client()))


def test_only_the_routes_that_are_needed_exist(app: Flask) -> None:
    routes = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}

    assert {name: rule for name, rule in routes.items() if name.startswith("security.")} == {
        "security.login": "/sign-in",
        "security.logout": "/sign-out",
        "security.forgot_password": "/password",
        "security.reset_password": "/password/<token>",
        "security.change_password": "/account/password",
    }


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    """With the token against forgery, which other tests do without."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.usefixtures("guarded", "person")
def test_an_old_sign_in_page_asks_again_and_keeps_where_to_go(client: Client) -> None:
    page = sign_in(client, 400, next="/account")

    assert page.field("next").get("value") == "/account"
    assert "Trang đăng nhập đã mở quá lâu" in page.text()
    token = page.field("csrf_token").get("value") or ""
    sign_in(client, next="/account", csrf_token=token)


@pytest.mark.usefixtures("guarded", "person")
def test_another_public_form_without_its_token_is_refused(client: Client) -> None:
    client.post("/password", {"email": "nam@so.example.org"}, status=400)
