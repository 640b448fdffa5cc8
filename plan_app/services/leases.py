"""Leases: which of several processes may do a job, by the database's clock."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from plan_app.extensions import db
from plan_app.models import Lease
from plan_app.queries.scheduler import find_lease

LENGTH = timedelta(seconds=90)


def take(name: str, *, holder: str, now: datetime) -> bool:
    """Take or prolong the lease; False while another holds it.

    `now` is the database's. A holder that is dead is replaced once its lease has expired.
    """
    facts = {"holder": holder, "beat_at": now, "expires_at": now + LENGTH}
    mine_or_free = (Lease.holder == holder) | (Lease.expires_at <= now)
    taken = db.session.execute(
        update(Lease)
        .where(Lease.name == name, mine_or_free)
        .values(facts)
        .returning(Lease.name)
        .execution_options(synchronize_session=False)
    ).all()
    if taken:
        return True
    return find_lease(name) is None and _create(name, facts)


def give_back(name: str, *, holder: str, now: datetime) -> None:
    """End the lease at once, so that a successor need not wait until it expires."""
    db.session.execute(
        update(Lease)
        .where(Lease.name == name, Lease.holder == holder)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_all() -> None:
    """Take out every lease: in a restored database they are of processes that are not there."""
    db.session.execute(delete(Lease).execution_options(synchronize_session=False))


def _create(name: str, facts: dict[str, object]) -> bool:
    """Insert the first lease of this name; False when another process was first."""
    try:
        with db.session.begin_nested():
            db.session.add(Lease(name=name, **facts))
    except IntegrityError:
        return False
    return True
