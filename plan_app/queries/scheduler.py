"""Reads of the scheduler's lease and of the database's clock."""

from datetime import UTC, datetime

from sqlalchemy import func, select, text

from plan_app.extensions import db
from plan_app.models import Lease


def get_database_time() -> datetime:
    """The instant by the database's clock: machines that share it agree on leases."""
    if db.session.connection().dialect.name == "sqlite":
        said = db.session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
    found: datetime = db.session.scalars(select(func.clock_timestamp())).one()
    return found.astimezone(UTC)


def find_lease(name: str) -> Lease | None:
    """The lease of this name, held or expired."""
    return db.session.scalar(
        select(Lease).where(Lease.name == name).execution_options(populate_existing=True)
    )
