"""The page behind a letter to a leader: that agency's open work, to read, without an account."""

from datetime import timedelta

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import public
from plan_app.domain.leader_lists import LINK_VALID
from plan_app.extensions import settings
from plan_app.mail import links
from plan_app.models import LeaderLetter
from plan_app.queries import leader_lists as reading
from plan_app.views import throttle

pages = Blueprint("leader_page", __name__)

_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@pages.get("/leader/<token>")
@public
def show(token: str) -> Response:
    """The rows of the letter's agency; one sentence, always the same, where the link is dead.

    Raises TooManyRequests: opening is all that can be done with such a link, and is counted.
    """
    throttle.try_link(token)
    letter = _find(token)
    now = clock.now()
    if letter is None:
        return _answer(render_template("leaders/gone.html"), 404)
    page = render_template(
        "leaders/letter.html",
        plan=letter.leader_list.plan,
        agency=letter.agency,
        signer=letter.leader_list.confirmed_by,
        rows=reading.list_open(letter.leader_list.plan_id, letter.agency_id),
        today=now.astimezone(settings().timezone).date(),
        now=now,
    )
    return _answer(page, 200)


def _find(token: str) -> LeaderLetter | None:
    """The letter, while its list stands, its time is not over and its reader is in charge."""
    letter_id = links.find_leader_letter(token)
    letter = reading.find_letter(letter_id) if letter_id is not None else None
    if letter is None or letter.leader_list.recalled_at is not None:
        return None
    since = clock.now() - letter.leader_list.sends_at
    if not timedelta() <= since <= LINK_VALID:
        return None
    return letter if reading.is_head(letter.head_id, letter.agency_id) else None


def _answer(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers.update(_HEADERS)
    return response
