"""Reads of agencies."""

from sqlalchemy import select

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency


def get_agency(code: str) -> Agency:
    """The agency with this code; raises NotFound."""
    agency = db.session.scalar(select(Agency).where(Agency.code == code))
    if agency is None:
        raise NotFound(code)
    return agency
