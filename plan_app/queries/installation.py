"""Reads of the facts of this installation."""

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import Installation

# Only in these may a command write under another clock than the real one (rule 25).
DEMONSTRATION = "demonstration"
KEY = "key_fingerprint"
TRIALS = frozenset({DEMONSTRATION, "rehearsal"})


def find_purpose() -> str | None:
    """What the database is for (`demonstration`, `rehearsal`); None for a real one."""
    return db.session.scalar(select(Installation.value).where(Installation.name == "purpose"))


def find_key_fingerprint() -> str | None:
    """The name of the secret key that this database was made with (`sealing.fingerprint`)."""
    return db.session.scalar(select(Installation.value).where(Installation.name == KEY))


def list_mail_domains() -> tuple[str, ...]:
    """The domains that addresses of accounts must be in; none when every address may be used."""
    kept = select(Installation.value).where(Installation.name == "mail_domains")
    return tuple((db.session.scalar(kept) or "").split())
