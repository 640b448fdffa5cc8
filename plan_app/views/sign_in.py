"""Asking strangers to sign in, without losing what they had typed.

A form that is sent after the session has ended is answered with the sign-in page, which
carries the fields along, signed. After signing in, the page of the form is shown with them;
nothing is sent again by itself.
"""

from urllib.parse import urlsplit

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
from plan_app.views.addresses import can_be_opened

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
    page = _page_of_form()
    packed = returned.pack(page, request.form.items(multi=True))
    if packed:
        flash(_("Phiên đăng nhập đã kết thúc. Nội dung đã nhập được giữ lại; đề nghị đăng nhập."))
    else:
        flash(_("Phiên đăng nhập đã kết thúc. Đề nghị đăng nhập lại."), "error")
    return _sign_in_page(_address(page, given_back=bool(packed)), packed, 401)


def answer_forgery(error: CSRFError) -> Answer:  # noqa: ARG001 (the handler's signature)
    """A form without the token of this session: an ended one, an old page, or a forgery."""
    if request.endpoint == "security.login":
        flash(_("Trang đăng nhập đã mở quá lâu. Đề nghị đăng nhập lại."), "error")
        return _sign_in_page(request.form.get("next", ""), request.form.get("returned", ""), 400)
    if access.of_endpoint(request.endpoint or "") in {None, access.Anyone.PUBLIC}:
        return errors.page(400)
    if not person().is_authenticated:
        return ask()
    packed = returned.pack(_page_of_form(), request.form.items(multi=True))
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
    return redirect(_address(kept[0], given_back=True), 303)


def _sign_in_page(address: str, packed: str, status: int) -> tuple[str, int]:
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


def _address(page: str, *, given_back: bool) -> str:
    mark = "&" if "?" in page else "?"
    return request.script_root + page + (f"{mark}returned=1" if given_back else "")


def _page_of_form() -> str:
    """The path of the page that has the form: the address itself, or where it was sent from."""
    if can_be_opened(request.path):
        return request.path
    sender = urlsplit(request.referrer or "")
    path = sender.path.removeprefix(request.script_root)
    return path if sender.netloc == request.host and can_be_opened(path) else "/"
