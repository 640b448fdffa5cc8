"""Reads of the facts of this installation."""

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import Installation

# Only in these may a command write under another clock than the real one (rule 25).
TRIALS = frozenset({"demonstration", "rehearsal"})


def find_purpose() -> str | None:
    """What the database is for (`demonstration`, `rehearsal`); None for a real one."""
    return db.session.scalar(select(Installation.value).where(Installation.name == "purpose"))
