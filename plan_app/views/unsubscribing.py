"""Doing without optional mail in one click (RFC 8058), and having it again.

A mail provider sends the POST for its reader: without a session, without a cookie, with the one
field that the standard names. The page's own button sends the same. It must not be led on to
another address, so the answer is the page itself.
"""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import public
from plan_app.accounts import links as secret
from plan_app.domain.permissions import Actor
from plan_app.domain.preferences import Preferences, Topic
from plan_app.errors import N_, NotFound, PlanError
from plan_app.extensions import csrf, settings
from plan_app.mail import unsubscribing
from plan_app.mail.unsubscribing import Choice
from plan_app.models import User
from plan_app.presentation import errors as wording
from plan_app.presentation import language
from plan_app.queries import users
from plan_app.services import preferences as writing
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.views import throttle

pages = Blueprint("unsubscribing", __name__, url_prefix="/n/<token>")
csrf.exempt(pages)
pages.after_request(secret.hide)

FIELD: Final = "List-Unsubscribe"
ONE_CLICK: Final = "One-Click"
UNDO: Final = "undo"


@pages.get("")
@public
def show(token: str) -> Response:
    """Which mail it is about, and the button; opening the page changes nothing."""
    choice, user = _read(token)
    return _page(choice, writing.of(user), writing.of(user))


@pages.post("")
@public
def unsubscribe(token: str) -> Response:
    """Do without it from now on, or have it again; anything else sent is refused."""
    throttle.try_link(token)
    choice, user = _read(token)
    before = writing.of(user)
    undone = _undone(before) if UNDO in request.form else None
    if undone is None and request.form.get(FIELD) != ONE_CLICK:
        return _bare(400)
    with transaction():
        if undone is not None:
            writing.undo(choice.user_id, undone, _act(choice.user_id))
        else:
            writing.unsubscribe(choice.user_id, choice.topics, _act(choice.user_id))
    _choice, user = _read(token)
    return _page(choice, writing.of(user), before)


@pages.errorhandler(PlanError)
def refused(_error: PlanError) -> Response:
    """An address that is not ours, or of an account that has ended."""
    language.ask_nobody()
    return _bare(404)


def _read(token: str) -> tuple[Choice, User]:
    choice = unsubscribing.read(token)
    user = users.find_active(choice.user_id) if choice else None
    if choice is None or user is None:
        raise NotFound
    language.speak_to(user.language.value)
    return choice, user


def _undone(kept: Preferences) -> Preferences:
    """As before the click: the days of the early reminder come with the form."""
    days = request.form.get("early_lead", "")
    return Preferences(
        digest_weekday=kept.digest_weekday,
        early_lead=int(days) if days.isdecimal() else kept.early_lead,
        skips_roll_up=False if "roll_up" in request.form else kept.skips_roll_up,
    )


def _page(choice: Choice, kept: Preferences, before: Preferences) -> Response:
    gets = {
        Topic.EARLY: kept.early_lead is not None,
        Topic.ROLL_UP: not kept.skips_roll_up,
    }
    page = render_template(
        "unsubscribing/show.html",
        topics=[_(_TOPICS[topic]) for topic in choice.topics],
        gets=any(gets[topic] for topic in choice.topics),
        field=FIELD,
        one_click=ONE_CLICK,
        undo=UNDO,
        had=before,
        of_roll_up=Topic.ROLL_UP in choice.topics,
    )
    return make_response(page)


def _bare(status: int) -> Response:
    words = wording.words_of(status)
    said = {"sentence": _(words.sentence), "advice": _(words.advice)}
    page = render_template("update_links/closed.html", heading=_(words.heading), typed=[], **said)
    answer = make_response(page)
    answer.status_code = status
    return answer


def _act(user_id: int) -> Act:
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    return Act(actor=Actor(user_id=user_id), now=now, today=today, by_link=True)


_TOPICS: Final = {
    Topic.EARLY: N_("Thư nhắc sớm theo đề nghị của người nhận"),
    Topic.ROLL_UP: N_("Bản tổng hợp tuần gửi chuyên viên tổng hợp"),
}
