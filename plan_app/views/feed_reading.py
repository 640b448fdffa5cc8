"""What a calendar of another program reads by its owner's secret address; nothing is written."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from plan_app import __version__, clock
from plan_app.access import public
from plan_app.domain.agenda import Whose
from plan_app.errors import NotFound, PlanError
from plan_app.extensions import settings
from plan_app.mail import links, sealing
from plan_app.models import AgendaFeed
from plan_app.presentation import agenda_feed as writing
from plan_app.presentation import errors as wording
from plan_app.presentation.agenda_feed import Event, Surroundings
from plan_app.presentation.language import in_language, speaking
from plan_app.queries import agenda as reading
from plan_app.queries import agenda_feeds as feeds
from plan_app.queries.agenda import Wanted
from plan_app.queries.plans import Place
from plan_app.views import throttle
from plan_app.views.agenda_feeds import name

pages = Blueprint("feed_reading", __name__)


@pages.get("/calendar/<token>.ics")
@public
def read(token: str) -> Response:
    """The agenda as a file; 304 where nothing has changed since it was read.

    Raises NotFound for every address that opens nothing, whatever the reason: unknown, ended,
    of an account that is closed or has no role in the plan any more.
    """
    throttle.try_link(token, reader="program")
    today = clock.today(settings().timezone)
    feed = feeds.find(token)
    place = None if feed is None else feeds.find_place(feed.user, feed.plan, today=today)
    if feed is None or place is None:
        raise NotFound
    answer = _head(feed, place, today)
    if answer.status_code == 200:
        answer.set_data(_write(feed, place, today))
    return answer


@pages.errorhandler(PlanError)
def closed(_error: PlanError) -> Response:
    """Nothing is here, in a line: programs read it, and now and then a person."""
    return _line(404)


@pages.errorhandler(TooManyRequests)
def too_many(_error: TooManyRequests) -> Response:
    """A program that asks too often."""
    answer = _line(429)
    answer.headers["Retry-After"] = str(int(throttle.WINDOW.total_seconds()))
    return answer


@pages.after_request
def hide(answer: Response) -> Response:
    """Let nobody learn of the address, and no proxy keep what it gives; asking anew is cheap."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _line(status: int) -> Response:
    words = wording.words_of(status)
    return Response(f"{_(words.heading)}\n", status, content_type="text/plain; charset=utf-8")


def _head(feed: AgendaFeed, place: Place, today: date) -> Response:
    """The answer without its content, which is not made where the program has it already.

    Whatever is in the feed changes by an act that stands in a journal, or by the day: on which a
    deputy begins, or an agency takes over.
    """
    known = (feed.id, feed.token_digest, *place.version, today, feed.user.language, __version__)
    answer = Response(content_type=writing.CONTENT_TYPE)
    answer.set_etag(hashlib.sha256("/".join(map(str, known)).encode()).hexdigest()[:32])
    changed_at = _changed_at(feed, today)
    # Of this very second more may follow, which the header could not tell apart.
    if clock.now() - changed_at >= timedelta(seconds=1):
        answer.last_modified = changed_at
    answer.headers["Content-Disposition"] = 'inline; filename="plan-app.ics"'
    answer.make_conditional(request)
    return answer


def _changed_at(feed: AgendaFeed, today: date) -> datetime:
    midnight = datetime.combine(today, time(), tzinfo=settings().timezone)
    return max(reading.find_last_act(feed.plan_id) or midnight, midnight, feed.made_at)


def _write(feed: AgendaFeed, place: Place, today: date) -> bytes:
    wanted = Wanted(feed.whose, place.actor.answers_for, None)
    if feed.whose is Whose.AGENCY:
        wanted = Wanted(Whose.AGENCY, agency=feeds.agency_of(feed, today=today))
    of = _surroundings(feed)
    deadlines = reading.list_feed(feed.plan_id, wanted, today=today)
    with speaking(feed.user.language.value):
        title = in_language(feed.plan.title, feed.plan.title_en)
        events = chain(writing.of_deadlines(deadlines, of), _of_round(feed.plan_id, of))
        return writing.write(_("Lịch thời hạn: %(whose)s", whose=name(feed)), title, events, of)


def _of_round(plan_id: int, of: Surroundings) -> Iterator[Event]:
    found = reading.find_feed_round(plan_id)
    return iter(()) if found is None else writing.of_round(found, of)


def _surroundings(feed: AgendaFeed) -> Surroundings:
    plan = feed.plan.slug
    return Surroundings(
        tasks=links.task(plan, 0).removesuffix("0"),
        home=links.home(plan),
        zone=settings().timezone,
        installation=sealing.fingerprint(settings().secret_key)[:12],
        made_at=feed.made_at,
    )
