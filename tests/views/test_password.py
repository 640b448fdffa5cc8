"""Setting a password by a mailed link, and changing one's own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.accounts.hashing import hash_of
from plan_app.accounts.links import INVITATION_VALID, RESET_VALID
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db, settings
from plan_app.mail.sealing import unseal
from plan_app.models import JournalEntry, OutboxMessage, User, UserSession
from plan_app.services.passwords import RESETS_A_DAY
from tests.builders import make_plan, make_session, make_user
from tests.pages import Client, Page

OLD = "mật khẩu đã dùng"
NEW = "một mật khẩu khác"


@pytest.fixture
def person(app: Flask) -> User:
    with app.test_request_context():
        secret = hash_of(OLD)
    return make_user(make_plan(), Role.OWNER, email="nam@so.example.org", password=secret)


def ask(client: Client, email: str = "nam@so.example.org", **options: str) -> Page:
    return client.post("/password", {"email": email}, status=200, **options)


def messages(kind: MessageKind) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def link(client: Client, **options: str) -> str:
    """The path of the link that the person is mailed."""
    ask(client, **options)
    facts = unseal(messages(MessageKind.PASSWORD_RESET)[-1].context["sealed"], key())
    address = str(facts["link"])
    assert address.startswith("http://localhost/password/")
    return address.removeprefix("http://localhost")


def key() -> str:
    return settings().secret_key


def choose(client: Client, path: str, status: int = 302, password: str = NEW) -> Page:
    return client.post(path, {"password": password, "password_confirm": password}, status=status)


def sign_in(client: Client, password: str, status: int = 302) -> Page:
    fields = {"email": "nam@so.example.org", "password": password}
    return client.post("/sign-in", fields, status=status)


def test_a_person_sets_a_new_password_by_the_mailed_link(client: Client, person: User) -> None:
    make_session(person)
    path = link(client)

    assert choose(client, path).response.location == "/sign-in"

    assert "Đã đặt mật khẩu mới" in client.get("/sign-in").text()
    sign_in(client, OLD, status=200)
    sign_in(client, NEW)


def test_a_new_password_ends_all_sessions_is_noticed_by_mail_and_journalled(
    client: Client, person: User
) -> None:
    make_session(person)
    make_session(person)

    choose(client, link(client))

    assert all(each.revoked_at for each in db.session.scalars(select(UserSession)))
    assert [each.recipient_id for each in messages(MessageKind.PASSWORD_NOTICE)] == [person.id]
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.actor_id) == ("password_changed", person.id)


def test_unknown_and_ended_accounts_are_told_the_same_and_get_no_mail(
    client: Client, person: User
) -> None:
    known = ask(client).text().replace(person.email, "…")
    unknown = ask(client, "khong.co@so.example.org").text().replace("khong.co@so.example.org", "…")
    person.active = False
    db.session.commit()
    ended = ask(client).text().replace(person.email, "…")

    assert known == unknown == ended
    assert "đường dẫn đặt mật khẩu sẽ được gửi" in known
    assert len(messages(MessageKind.PASSWORD_RESET)) == 1


def test_the_link_is_not_readable_in_the_outbox(client: Client, person: User) -> None:
    assert person
    ask(client)
    (message,) = messages(MessageKind.PASSWORD_RESET)

    assert list(message.context) == ["sealed"]
    assert "http" not in message.context["sealed"]


def test_the_link_names_our_host_whatever_the_request_names(client: Client, person: User) -> None:
    assert person
    assert link(client, base_url="http://evil.example.com")


def test_opening_a_link_changes_nothing_and_tells_nobody(client: Client, person: User) -> None:
    path = link(client)
    before = (person.password, person.fs_uniquifier)

    for _ in range(3):
        page = client.get(path)

    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    db.session.refresh(person)
    assert (person.password, person.fs_uniquifier) == before
    choose(client, path)


def test_a_link_is_used_once(client: Client, person: User) -> None:
    assert person
    path = link(client)
    choose(client, path)

    assert choose(client, path, password="ba mật khẩu nữa").response.location == "/password"
    sign_in(client, NEW)


def test_a_link_expires(client: Client, person: User, now: datetime) -> None:
    assert person
    path = link(client)

    with clock.stopped_at(now + RESET_VALID + timedelta(seconds=1)):
        assert client.get(path, status=302).response.location == "/password"
        assert choose(client, path).response.location == "/password"
        assert "đã hết hiệu lực" in client.get("/password").text()
    with clock.stopped_at(now + RESET_VALID):
        choose(client, path)


def test_somebody_invited_has_longer(client: Client, person: User, now: datetime) -> None:
    person.password = None
    db.session.commit()
    path = link(client)

    with clock.stopped_at(now + INVITATION_VALID):
        client.get(path)
    with clock.stopped_at(now + INVITATION_VALID + timedelta(seconds=1)):
        client.get(path, status=302)


def test_a_changed_link_is_refused(client: Client, person: User) -> None:
    assert person
    client.get(link(client) + "x", status=302)

    assert "không đúng hoặc đã được sử dụng" in client.get("/password").text()


def test_an_ended_account_s_link_is_void(client: Client, person: User) -> None:
    path = link(client)
    person.active = False
    db.session.commit()

    client.get(path, status=302)
    choose(client, path)
    assert messages(MessageKind.PASSWORD_NOTICE) == []


def test_a_mailbox_is_not_flooded(client: Client, person: User) -> None:
    assert person
    for _ in range(RESETS_A_DAY + 2):
        ask(client)

    assert len(messages(MessageKind.PASSWORD_RESET)) == RESETS_A_DAY


def test_a_short_password_is_refused_in_plain_words(client: Client, person: User) -> None:
    assert person
    page = choose(client, link(client), status=200, password="ngắn quá")

    assert "Mật khẩu cần có ít nhất 10 ký tự" in page.text(page.one("div", id="error-summary"))


def test_two_different_passwords_are_refused(client: Client, person: User) -> None:
    assert person
    page = client.post(link(client), {"password": NEW, "password_confirm": OLD}, status=200)

    assert "Hai lần nhập mật khẩu chưa giống nhau" in page.text()


def change(client: Client, status: int = 302, present: str = OLD) -> Page:
    fields = {"password": present, "new_password": NEW, "new_password_confirm": NEW}
    return client.post("/account/password", fields, status=status)


def test_changing_the_password_ends_the_other_sessions_only(
    client_of: Callable[[User], Client], person: User
) -> None:
    here, elsewhere = client_of(person), client_of(person)
    here.get("/account/password")

    assert change(here).response.location == "/account"

    assert "Đã đổi mật khẩu" in here.get("/account").text()
    elsewhere.get("/account", status=303)
    assert len(messages(MessageKind.PASSWORD_NOTICE)) == 1


def test_a_link_sent_before_a_change_is_void(
    client: Client, client_of: Callable[[User], Client], person: User
) -> None:
    path = link(client)
    change(client_of(person))

    client.get(path, status=302)


def test_changing_needs_the_present_password(
    client_of: Callable[[User], Client], person: User
) -> None:
    page = change(client_of(person), status=200, present="không phải mật khẩu")

    assert "Mật khẩu hiện tại chưa đúng" in page.text()
    assert messages(MessageKind.PASSWORD_NOTICE) == []
