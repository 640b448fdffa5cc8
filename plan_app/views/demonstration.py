"""Signing in with one click, in the demonstration alone."""

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask_security import login_user
from flask_security.utils import validate_redirect_url
from werkzeug.wrappers import Response

from plan_app.access import public
from plan_app.extensions import settings
from plan_app.queries import users

pages = Blueprint("demonstration", __name__)


@pages.post("/demonstration/sign-in/<int:person_id>")
@public
def sign_in(person_id: int) -> Response:
    """Sign in as a person of the demonstration; elsewhere there is no such page.

    It leads where signing in with a password would, and what was typed goes along.
    """
    user = users.find_demonstration_person(person_id) if settings().demo else None
    if user is None:
        abort(404)
    login_user(user, authn_via=["demonstration"])
    current_app.extensions["security"].datastore.commit()
    asked = request.form.get("next", "")
    return redirect(asked if validate_redirect_url(asked) else url_for("home.lead"), 303)
