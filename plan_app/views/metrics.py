"""Numbers for monitoring; no personal data, and only for this machine or who has the token."""

import hmac
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from plan_app import __version__, clock
from plan_app.access import public
from plan_app.extensions import settings
from plan_app.mail_server import is_loopback
from plan_app.models import QueueStop
from plan_app.presentation import exposition
from plan_app.presentation.exposition import Gauge
from plan_app.queries.metrics import JobMetric, Metrics, get_metrics
from plan_app.queries.scheduler import get_database_time

pages = Blueprint("metrics", __name__)

# A proxy on this machine asks from loopback for anybody; these headers give it away.
FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


@pages.get("/metrics")
@public
def show() -> Response:
    """How the installation stands, as Prometheus reads it; 403 from elsewhere without a token."""
    if not (_has_token() or _is_from_here()):
        abort(403)
    zone = settings().timezone
    midnight = datetime.combine(clock.today(zone), time(), tzinfo=zone)
    try:
        found = get_metrics(now=get_database_time(), midnight=midnight)
    except SQLAlchemyError:
        return Response("", status=503, content_type=exposition.CONTENT_TYPE)
    return Response(exposition.write(_gauges(found)), content_type=exposition.CONTENT_TYPE)


def _has_token() -> bool:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _is_from_here() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    return is_loopback(request.remote_addr or "")


def _gauges(found: Metrics) -> Iterator[Gauge]:
    health = found.health
    yield Gauge("plan_app_info", "The version that answers.", [({"version": __version__}, 1)])
    age: list[tuple[exposition.Labels, float]] = []
    if health.beat_at is not None:
        age.append(({}, (health.now - health.beat_at).total_seconds()))
    yield Gauge(
        "plan_app_scheduler_heartbeat_age_seconds",
        "Seconds since the scheduler last gave a sign; missing when it never ran.",
        age,
    )
    yield Gauge(
        "plan_app_scheduler_late", "1 while nothing is planned.", [({}, float(health.is_late))]
    )
    yield Gauge(
        "plan_app_queue_stopped",
        "1 while mail may not leave, by reason.",
        [({"reason": each.value}, float(health.stopped is each)) for each in QueueStop],
    )
    yield Gauge(
        "plan_app_messages",
        "Messages by state.",
        [({"state": state.value}, number) for state, number in found.messages.items()],
    )
    yield Gauge(
        "plan_app_messages_accepted_today",
        "Messages that the mail server accepted since midnight in the zone of the plan.",
        [({}, found.accepted_today)],
    )
    yield from _job_gauges(found.jobs)
    yield Gauge(
        "plan_app_journal_sequence",
        "Entries of each chain of the journal.",
        [({"chain": slug or "installation"}, number) for slug, number in found.journals.items()],
    )


def _job_gauges(jobs: list[JobMetric]) -> Iterator[Gauge]:
    yield Gauge(
        "plan_app_job_runs",
        "Runs of each job within the last 30 days, by result.",
        [
            ({"job": each.job, "result": result}, number)
            for each in jobs
            for result, number in (("succeeded", each.succeeded), ("failed", each.failed))
        ],
    )
    yield Gauge(
        "plan_app_job_last_success_timestamp_seconds",
        "When each job last succeeded.",
        [({"job": each.job}, each.last_success.timestamp()) for each in jobs if each.last_success],
    )
