"""Whether the parts of the installation are alive, for probes."""

from flask import Blueprint

from plan_app.access import public

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def process() -> dict[str, str]:
    """The web process answers."""
    return {"status": "ok"}
