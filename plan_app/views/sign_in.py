"""Asking strangers to sign in, without losing what they had typed.

A form that is sent after the session has ended is answered with the sign-in page, which
carries the fields along, signed. After signing in, the page of the form is shown with them;
nothing is sent again by itself.
"""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from plan_app import access
from plan_app.access import person, signed_in
from plan_app.accounts import browser
from plan_app.extensions import settings
from plan_app.forms import Form, returned
from plan_app.forms.accounts import SignInForm
from plan_app.queries import users
from plan_app.services import sessions
from plan_app.services.transaction import transaction
from plan_app.views import errors
from plan_app.views.addresses import giving_back, page_of_form

pages = Blueprint("sign_in", __name__)
OWNERS_OFFERED = 8

Answer = Response | tuple[str, int]


def init_app(app: Flask) -> None:
    """Answer strangers, and forms whose session has ended."""
    app.login_manager.unauthorized_handler(ask)  # type: ignore[attr-defined]
    app.register_error_handler(CSRFError, answer_forgery)
    app.extensions["security"].login_context_processor(_offers)


def ask() -> Answer:
    """The sign-in page for a stranger; a form that they sent goes along. Programs get a 401."""
    if errors.asks_for_json():
        return errors.page(401)
    if request.method != "POST":
        return redirect(url_for("security.login", next=_here()), 303)
    page = page_of_form()
    packed = returned.pack(page, request.form.items(multi=True))
    if packed:
        flash(_("Phiên đăng nhập đã kết thúc. Nội dung đã nhập được giữ lại; đề nghị đăng nhập."))
    else:
        flash(_("Phiên đăng nhập đã kết thúc. Đề nghị đăng nhập lại."), "error")
    onward = giving_back(page) if packed else request.script_root + page
    return sign_in_page(onward, packed, 401)


def answer_forgery(error: CSRFError) -> Answer:  # noqa: ARG001 (the handler's signature)
    """A form without the token of this session: an ended one, an old page, or a forgery."""
    if request.endpoint == "security.login":
        flash(_("Trang đăng nhập đã mở quá lâu. Đề nghị đăng nhập lại."), "error")
        return sign_in_page(request.form.get("next", ""), request.form.get("returned", ""), 400)
    if access.of_endpoint(request.endpoint or "") in {None, access.Anyone.PUBLIC}:
        return errors.page(400)
    if not person().is_authenticated:
        return ask()
    packed = returned.pack(page_of_form(), request.form.items(multi=True))
    if not packed:
        return errors.page(400)
    return render_template("account/form_again.html", form=Form(formdata=None), packed=packed), 400


@pages.post("/account/form")
@signed_in
def give_back() -> Answer:
    """Keep what was typed with this session, and show it on the page of its form."""
    kept = returned.unpack(request.form.get("returned", ""))
    if kept is None:
        return errors.page(400)
    with transaction():
        sessions.keep_returned(browser.session_id(), sessions.Returned(*kept))
    return redirect(giving_back(kept[0]), 303)


def sign_in_page(address: str, packed: str, status: int) -> tuple[str, int]:
    """The page that asks to sign in, to go on to `address` with what was `packed`."""
    form = SignInForm(formdata=None)
    form.next.data, form.returned.data = address, packed
    page = render_template("security/login_user.html", login_user_form=form, **_offers())
    return page, status


def _offers() -> dict[str, object]:
    """In the demonstration: whom to sign in as with one click; whether there is anybody at all."""
    if not settings().demo:
        return {"offers": [], "is_unused": not users.has_users()}
    people = users.list_demonstration_people(owners=OWNERS_OFFERED)
    return {"offers": people, "is_unused": not people}


def _here() -> str:
    return request.script_root + request.full_path.removesuffix("?")
