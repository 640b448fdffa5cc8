"""What the scheduler leaves behind: its lease and heartbeat, and the runs of its jobs."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant


class Lease(Base):
    """Who may run a job now, by the database's clock; another takes over once it expired."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    beat_at: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)


class JobRun(Base):
    """One run of a job: when, how it ended, what it counted."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_job", "job", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    succeeded: Mapped[bool | None]
    detail: Mapped[str] = mapped_column(String(500), default="")


class Installation(Base):
    """Facts of this installation that must not be forgotten, by name (`purpose`: demonstration)."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
