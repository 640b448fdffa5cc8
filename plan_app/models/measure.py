"""What tasks are measured by: indicators and money, planned by year and reported."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.measures import Direction, MeasureKind, Source
from plan_app.extensions import Base
from plan_app.models.columns import Amount, UtcInstant, slug
from plan_app.models.report import ProgressReport
from plan_app.models.task import Task


class Measure(Base):
    """An indicator of a task, or the money for it from one source (then in million đồng).

    One that was reported on is withdrawn and never removed; a source of money in force stands
    once at a task.
    """

    __tablename__ = "measure"
    __table_args__ = (
        Index("ix_measure_task", "task_id", "kind"),
        Index(
            "uq_measure_source",
            "task_id",
            "source",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("(kind = 'funding') = (source IS NOT NULL)", name="money_has_a_source"),
        CheckConstraint("kind = 'funding' OR (name <> '' AND unit <> '')", name="indicator_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[MeasureKind] = mapped_column(slug(MeasureKind, "kind"))
    name: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    direction: Mapped[Direction] = mapped_column(slug(Direction, "direction"), default=Direction.UP)
    baseline: Mapped[Decimal | None] = mapped_column(Amount)
    baseline_year: Mapped[int | None]
    source: Mapped[Source | None] = mapped_column(slug(Source, "source"))
    note: Mapped[str] = mapped_column(String(300), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_because: Mapped[str | None] = mapped_column(Text)

    task: Mapped[Task] = relationship()
    targets: Mapped[list["MeasureTarget"]] = relationship(
        cascade="all, delete-orphan", order_by="MeasureTarget.year"
    )


class MeasureTarget(Base):
    """What is to be reached in a year, or the money planned for it."""

    __tablename__ = "measure_target"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Amount)


class MeasureValue(Base):
    """What a report says was reached in a year until then; it counts as long as its report does."""

    __tablename__ = "measure_value"
    __table_args__ = (Index("ix_measure_value_year", "measure_id", "year"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("progress_report.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Amount)

    report: Mapped[ProgressReport] = relationship()
    measure: Mapped[Measure] = relationship()
