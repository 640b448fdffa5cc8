"""Whether the parts of the installation are alive, for probes."""

from typing import Any

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from plan_app.access import public
from plan_app.queries.reminder_health import get_reminder_health
from plan_app.queries.scheduler import get_database_time
from plan_app.queries.schema import is_up_to_date

pages = Blueprint("health", __name__)

Answer = tuple[dict[str, Any], int]


@pages.get("/healthz")
@public
def process() -> Answer:
    """The web process answers."""
    return {"status": "ok"}, 200


@pages.get("/readyz")
@public
def ready() -> Answer:
    """The database answers and every migration has run. A late scheduler does not count here."""
    try:
        up_to_date = is_up_to_date()
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    if not up_to_date:
        return {"status": "migrations missing"}, 503
    return {"status": "ok"}, 200


@pages.get("/health/scheduler")
@public
def scheduler() -> Answer:
    """Heartbeat in seconds, state of the mail queue; 503 when the heartbeat is late."""
    try:
        health = get_reminder_health(now=get_database_time())
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    age = health.now - health.beat_at if health.beat_at else None
    answer = {
        "status": "late" if health.is_late else "ok",
        "heartbeat_seconds": round(age.total_seconds(), 1) if age else None,
        "queue": health.stopped or "running",
        "waiting": health.waiting,
    }
    return answer, 503 if health.is_late else 200
