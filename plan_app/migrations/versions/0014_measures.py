"""Indicators and money of tasks: planned by year, reported, frozen with a round."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("indicator", "funding")
DIRECTIONS = ("up", "down")
SOURCES = ("central_budget", "provincial_budget", "social", "oda", "enterprise", "other")


def upgrade():
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        *_described(),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'funding') = (source IS NOT NULL)", name=op.f("ck_measure_money_has_a_source")
        ),
        sa.CheckConstraint(
            "kind = 'funding' OR (name <> '' AND unit <> '')",
            name=op.f("ck_measure_indicator_named"),
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_measure_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index("ix_measure_task", "measure", ["task_id", "kind"])
    op.create_index(
        "uq_measure_source",
        "measure",
        ["task_id", "source"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "measure_target",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_target_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("measure_id", "year", name=op.f("pk_measure_target")),
    )
    op.create_table(
        "measure_value",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["progress_report.id"],
            name=op.f("fk_measure_value_report_id_progress_report"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_value_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("report_id", "measure_id", name=op.f("pk_measure_value")),
    )
    op.create_index("ix_measure_value_year", "measure_value", ["measure_id", "year"])
    op.create_table(
        "snapshot_measure",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        *_described(),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
            name=op.f("fk_snapshot_measure_snapshot_id_snapshot"),
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_snapshot_measure_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_snapshot_measure_task_id_task")
        ),
        sa.PrimaryKeyConstraint(
            "snapshot_id", "measure_id", "year", name=op.f("pk_snapshot_measure")
        ),
    )
    for column in ("measure_id", "task_id"):
        op.create_index(op.f(f"ix_snapshot_measure_{column}"), "snapshot_measure", [column])


def downgrade():
    """The older schema has no place for measures; tasks and reports stay."""
    for table in ("snapshot_measure", "measure_value", "measure_target", "measure"):
        op.drop_table(table)


def _described():
    return (
        _slug("kind", KINDS, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        _slug("direction", DIRECTIONS, nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("baseline_year", sa.Integer(), nullable=True),
        _slug("source", SOURCES, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
    )


def _slug(name, values, *, nullable):
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)
