"""What was typed in a form is not lost when the session has ended."""

from datetime import datetime

import pytest
from flask import Blueprint, Flask, redirect, render_template_string
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired

from plan_app import clock
from plan_app.access import signed_in
from plan_app.accounts.hashing import hash_of
from plan_app.extensions import db
from plan_app.forms import Form, returned
from plan_app.models import User, UserSession
from plan_app.services.sessions import LIFETIME
from tests.builders import make_user
from tests.pages import Client, Page

PASSWORD = "bốn từ dễ nhớ"
TYPED = "Đã trình\nUBND tỉnh <b>"
PAGE = """{% extends "base.html" %}{% import "components/forms.html" as forms with context %}
{% block heading %}Báo cáo{% endblock %}
{% block content %}{% call forms.form(form, submit="Gửi báo cáo") %}
{{ forms.field(form.result) }}{{ forms.field(form.done) }}{% endcall %}
<p>{{ note.reason() }}<label for="reason">Lý do</label></p>{% endblock %}"""


class Report(Form):
    result = TextAreaField("Kết quả", validators=[InputRequired()])
    done = BooleanField("Đã hoàn thành", default=True)
    own_password = PasswordField("Mật khẩu")


class Note(Form):
    reason = StringField("Lý do")


@pytest.fixture
def client(own_app: Flask) -> Client:
    """A stranger's browser of an application that has one more page: the paper."""
    paper = Blueprint("paper", __name__)

    @paper.route("/paper", methods=["GET", "POST"])
    @signed_in
    def write() -> str | Response:
        form = Report()
        if form.validate_on_submit():
            return redirect("/", 303)
        return render_template_string(PAGE, form=form, note=Note())

    @paper.post("/paper/note")
    @signed_in
    def add_note() -> Response:
        return redirect("/paper", 303)

    own_app.register_blueprint(paper)
    with own_app.test_request_context():
        secret = hash_of(PASSWORD)
    make_user(email="nam@so.example.org", password=secret)
    return Client(own_app.test_client())


def sign_in(client: Client, page: Page | None = None, password: str = PASSWORD) -> Page:
    fields = {"email": "nam@so.example.org", "password": password}
    hidden = page.all("input", type="hidden") if page else []
    fields |= {field.get("name") or "": field.get("value") or "" for field in hidden}
    status = 302 if password == PASSWORD else 200
    return client.post("/sign-in", fields, status=status)


def send(client: Client, address: str = "/paper", status: int = 401, **options: str) -> Page:
    fields = {"result": TYPED, "own_password": "bí mật của tôi"}
    return client.post(address, fields, status=status, **options)


def test_a_form_sent_in_an_ended_session_comes_back_filled_after_signing_in(
    client: Client,
) -> None:
    asked = send(client)
    assert "Nội dung đã nhập được giữ lại" in asked.text()

    location = sign_in(client, asked).response.location
    page = client.get(location)

    assert TYPED in (page.field("result").text or "")
    assert page.field("done").get("checked") is None
    assert page.all("div", id="error-summary") == []
    assert "kiểm tra và bấm Gửi lại" in page.text()


def test_an_expired_session_counts_as_none(client: Client, now: datetime) -> None:
    sign_in(client)
    client.get("/paper")
    with clock.stopped_at(now + LIFETIME):
        asked = send(client)
        page = client.get(sign_in(client, asked).response.location)

    assert TYPED in (page.field("result").text or "")


def test_a_mistyped_password_loses_nothing(client: Client) -> None:
    wrong = sign_in(client, send(client), password="không phải mật khẩu")

    page = client.get(sign_in(client, wrong).response.location)

    assert TYPED in (page.field("result").text or "")


def test_nothing_is_sent_again_by_itself_and_the_page_is_plain_without_the_mark(
    client: Client,
) -> None:
    sign_in(client, send(client))

    assert client.get("/paper").field("result").text in {None, "\r\n", "\n", ""}


def test_what_was_sent_to_an_address_without_a_page_returns_to_where_it_was_typed(
    client: Client,
) -> None:
    asked = client.post(
        "/paper/note",
        {"reason": "Chờ ý kiến"},
        status=401,
        headers={"Referer": "http://localhost/paper"},
    )
    page = client.get(sign_in(client, asked).response.location)

    assert page.field("reason").get("value") == "Chờ ý kiến"
    assert page.field("result").text in {None, "\r\n", "\n", ""}


@pytest.mark.parametrize("sender", ["http://evil.example.com/paper", "http://localhost/khong-co"])
def test_a_sender_that_is_no_page_of_ours_leads_to_the_first_page(
    client: Client, sender: str
) -> None:
    asked = client.post("/paper/note", {"reason": "x"}, status=401, headers={"Referer": sender})

    assert asked.field("next").get("value") == "/?returned=1"


def test_passwords_and_tokens_are_not_carried(client: Client, own_app: Flask) -> None:
    packed = send(client).field("returned").get("value") or ""

    with own_app.app_context():
        content = returned.unpack(packed)
    assert content == ("/paper", (("result", TYPED),))


def test_a_changed_carrier_is_ignored(client: Client) -> None:
    asked = send(client)
    asked.field("returned").set("value", (asked.field("returned").get("value") or "") + "x")

    page = client.get(sign_in(client, asked).response.location)

    assert page.field("result").text in {None, "\r\n", "\n", ""}


def test_what_is_too_much_to_carry_is_said_and_not_half_kept(own_app: Flask) -> None:
    with own_app.app_context():
        assert returned.pack("/paper", [("result", "x" * (returned.LIMIT + 1))]) == ""


def test_an_act_without_fields_only_asks_to_sign_in(client: Client) -> None:
    asked = client.post("/paper", {}, status=401)

    assert "Đề nghị đăng nhập lại" in asked.text()
    assert asked.field("next").get("value") == "/paper"


def test_once_sent_again_nothing_is_kept(client: Client) -> None:
    location = sign_in(client, send(client)).response.location
    client.get(location)
    assert kept() == "/paper"

    client.post(location, {"result": ""}, status=200)
    assert kept() == "/paper"
    client.post(location, {"result": TYPED}, status=303)

    assert kept() is None
    assert db.session.scalars(select(UserSession)).one().returned_fields is None


def kept() -> str | None:
    db.session.rollback()
    return db.session.scalars(select(UserSession)).one().returned_to


@pytest.fixture
def guarded(own_app: Flask) -> None:
    """With the token against forgery, which other tests do without."""
    own_app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.usefixtures("guarded")
def test_an_ended_session_without_its_token_loses_nothing(client: Client) -> None:
    asked = send(client)

    page = client.get(sign_in(client, asked).response.location)

    assert TYPED in (page.field("result").text or "")


@pytest.mark.usefixtures("guarded")
def test_a_form_of_a_session_before_comes_back_filled(client: Client) -> None:
    sign_in(client, client.get("/sign-in"))
    refused = send(client, status=400)
    assert "Nội dung đã nhập vẫn được giữ" in refused.text()

    hidden = refused.all("input", type="hidden")
    fields = {field.get("name") or "": field.get("value") for field in hidden}
    page = client.get(client.post("/account/form", fields).response.location)

    assert TYPED in (page.field("result").text or "")


@pytest.mark.usefixtures("guarded")
def test_a_button_of_a_session_before_is_refused(client: Client) -> None:
    sign_in(client, client.get("/sign-in"))

    client.post("/paper/note", {}, status=400)


def test_only_what_we_have_signed_is_given_back(client: Client) -> None:
    sign_in(client)

    client.post("/account/form", {"returned": "không phải của ta"}, status=400)


def test_the_account_s_person_is_the_one_who_signs_in(client: Client) -> None:
    sign_in(client, send(client))

    session = db.session.scalars(select(UserSession)).one()
    assert session.user_id == db.session.scalars(select(User)).one().id
