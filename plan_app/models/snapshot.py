"""Frozen figures: every milestone of a plan as it stood when a round was closed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.deadlines import Figure
from plan_app.domain.measures import Direction, MeasureKind, Source
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base
from plan_app.models.columns import Amount, UtcInstant, slug
from plan_app.models.milestone import Cause
from plan_app.models.reporting_round import ReportingRound


class Snapshot(Base):
    """One closing of a round; `day` is the local day that its figures are of.

    Reopening the round supersedes it; it stays as history, and one of a round is in force.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        Index(
            "uq_snapshot_in_force",
            "round_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("reporting_round.id"), index=True)
    day: Mapped[date]
    taken_at: Mapped[datetime] = mapped_column(UtcInstant)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    superseded_because: Mapped[str | None] = mapped_column(Text)

    round: Mapped[ReportingRound] = relationship()


class SnapshotRow(Base):
    """One milestone and its task in a snapshot; names as those of `queries.round_rows`."""

    __tablename__ = "snapshot_row"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "milestone_id"),
        Index("ix_snapshot_row_pressing", "snapshot_id", "is_pressing", "agency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(500))
    title_en: Mapped[str] = mapped_column(String(500))
    is_draft: Mapped[bool]
    deliverable: Mapped[str] = mapped_column(String(500))
    time_as_worded: Mapped[str] = mapped_column(String(200))
    group_id: Mapped[int] = mapped_column(ForeignKey("solution_group.id"), index=True)
    group_ordinal: Mapped[int]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    agency_name: Mapped[str] = mapped_column(String(200))
    agency_name_en: Mapped[str] = mapped_column(String(200))
    agency_order: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    ordinal: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200))
    is_pressing: Mapped[bool]
    state: Mapped[MilestoneState] = mapped_column(slug(MilestoneState, "state"))
    percent: Mapped[int | None]
    due_date: Mapped[date | None]
    original_due_date: Mapped[date | None]
    waiting_for: Mapped[str | None] = mapped_column(String(200))
    reported_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    figure: Mapped[Figure] = mapped_column(slug(Figure, "figure"))
    cause: Mapped[Cause | None] = mapped_column(slug(Cause, "cause"))
    cause_confirmed: Mapped[bool]
    cause_words: Mapped[str] = mapped_column(Text)
    is_asked: Mapped[bool]
    has_report: Mapped[bool]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("progress_report.id"), index=True)
    said_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text)
    difficulties: Mapped[str] = mapped_column(Text)


class SnapshotMeasure(Base):
    """One year of a task's measure in a snapshot; names as those of `queries.measures`."""

    __tablename__ = "snapshot_measure"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True, index=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    kind: Mapped[MeasureKind] = mapped_column(slug(MeasureKind, "kind"))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(60))
    direction: Mapped[Direction] = mapped_column(slug(Direction, "direction"))
    baseline: Mapped[Decimal | None] = mapped_column(Amount)
    baseline_year: Mapped[int | None]
    source: Mapped[Source | None] = mapped_column(slug(Source, "source"))
    note: Mapped[str] = mapped_column(String(300))
    target: Mapped[Decimal | None] = mapped_column(Amount)
    value: Mapped[Decimal | None] = mapped_column(Amount)
