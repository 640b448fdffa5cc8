"""Which secret key the data were written with, so that another one is noticed."""

from plan_app.extensions import db
from plan_app.mail import sealing
from plan_app.models import Installation
from plan_app.queries.installation import KEY, find_key_fingerprint


def keep(key: str) -> None:
    """Note the name of the key, unless one is noted: a lost key must not pass for the old one."""
    if find_key_fingerprint() is None:
        accept(key)


def accept(key: str) -> None:
    """From now on this is the key, whatever was noted."""
    db.session.merge(Installation(name=KEY, value=sealing.fingerprint(key)))
    db.session.flush()
