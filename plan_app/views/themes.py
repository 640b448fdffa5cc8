"""The switch between light and dark, for everybody, signed in or not."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from plan_app.access import public
from plan_app.presentation import theme
from plan_app.presentation.theme import COOKIE, Look
from plan_app.views import errors, switching

pages = Blueprint("themes", __name__)


@pages.post("/look")
@public
def choose() -> Response:
    """Show the pages in this look in this browser."""
    chosen = request.form.get("look", "")
    if chosen not in set(Look):
        return errors.page(400)
    theme.switch(Look(chosen))
    return switching.remember(switching.lead_back(), COOKIE, chosen)
