"""Reporting rounds, what was told and noted of them, and the figures frozen at their closing."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS_BEFORE = (
    "digest",
    "invitation",
    "password_reset",
    "password_notice",
    "confirmed",
    "returned",
    "extension",
    "test",
    "leader_letter",
    "leader_notice",
)
NEW_KINDS = ("round",)


def upgrade():
    _set_kinds((*KINDS_BEFORE, *NEW_KINDS))
    _create(
        "reporting_round",
        _number("plan_id"),
        _text("name", 200),
        _slug("kind", "half_year", "year", "own"),
        _day("first_day"),
        _day("last_day"),
        _day("opens_on"),
        _instant("closes_at"),
        _slug("state", "open", "closed", "cancelled"),
        _number("opened_by_id", nullable=True),
        _instant("opened_at"),
        _number("version"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_reporting_round_days_in_order")),
        keys={"plan_id": "plan", "opened_by_id": "user_account"},
    )
    op.create_index("ix_reporting_round_plan", "reporting_round", ["plan_id", "closes_at"])
    _only_one("uq_reporting_round_open", "reporting_round", "plan_id", "state = 'open'")
    _create(
        "round_mail",
        _number("round_id"),
        _number("message_id"),
        _number("recipient_id"),
        _slug("part", "opening", "reminder", "review"),
        _number("agency_id", nullable=True),
        keys={
            "round_id": "reporting_round",
            "message_id": "outbox_message",
            "recipient_id": "user_account",
            "agency_id": "agency",
        },
        indexed=("message_id", "recipient_id", "agency_id"),
    )
    op.create_index("ix_round_mail_round", "round_mail", ["round_id", "recipient_id"])
    _create(
        "round_check",
        _number("round_id"),
        _number("agency_id"),
        _number("checked_by_id"),
        _instant("checked_at"),
        sa.UniqueConstraint(
            "round_id", "agency_id", name=op.f("uq_round_check_round_id_agency_id")
        ),
        keys={
            "round_id": "reporting_round",
            "agency_id": "agency",
            "checked_by_id": "user_account",
        },
        indexed=("agency_id",),
    )
    _create(
        "round_note",
        _number("round_id"),
        _number("task_id"),
        _number("author_id"),
        _instant("noted_at"),
        _flag("is_correction"),
        _text("body"),
        keys={"round_id": "reporting_round", "task_id": "task", "author_id": "user_account"},
        indexed=("task_id",),
    )
    op.create_index("ix_round_note_round", "round_note", ["round_id", "task_id"])
    _create(
        "snapshot",
        _number("round_id"),
        _day("day"),
        _instant("taken_at"),
        _number("taken_by_id", nullable=True),
        _instant("superseded_at", nullable=True),
        _text("superseded_because", nullable=True),
        keys={"round_id": "reporting_round", "taken_by_id": "user_account"},
        indexed=("round_id",),
    )
    _only_one("uq_snapshot_in_force", "snapshot", "round_id", "superseded_at IS NULL")
    _create_rows()


def downgrade():
    """What was frozen goes with the rounds; mail about them was unknown then and goes too."""
    for table in ("snapshot_row", "snapshot", "round_note", "round_check", "round_mail"):
        op.drop_table(table)
    op.drop_table("reporting_round")
    of_kind = "(SELECT id FROM outbox_message WHERE kind = 'round')"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    _set_kinds(KINDS_BEFORE)


def _create_rows():
    _create(
        "snapshot_row",
        _number("snapshot_id"),
        _number("milestone_id"),
        _number("task_id"),
        _number("number"),
        _text("title", 500),
        _text("title_en", 500),
        _flag("is_draft"),
        _text("deliverable", 500),
        _text("time_as_worded", 200),
        _number("group_id"),
        _number("group_ordinal"),
        _number("agency_id"),
        _text("agency_name", 200),
        _text("agency_name_en", 200),
        _number("agency_order"),
        _number("owner_id", nullable=True),
        _number("ordinal"),
        _text("label", 200),
        _text("label_en", 200),
        _flag("is_pressing"),
        _slug(
            "state",
            "not_started",
            "in_progress",
            "awaiting_confirmation",
            "completed",
            "suspended",
            "withdrawn",
        ),
        _number("percent", nullable=True),
        _day("due_date", nullable=True),
        _day("original_due_date", nullable=True),
        _text("waiting_for", 200, nullable=True),
        _day("reported_on", nullable=True),
        _day("confirmed_on", nullable=True),
        _slug(
            "figure",
            "completed_on_time",
            "completed_late",
            "open_within_time",
            "open_overdue",
            "suspended",
            "withdrawn",
        ),
        _slug("cause", "objective", "subjective", nullable=True),
        _flag("cause_confirmed"),
        _flag("is_asked"),
        _flag("has_report"),
        _number("report_id", nullable=True),
        _day("said_on", nullable=True),
        _text("result"),
        _text("difficulties"),
        sa.UniqueConstraint(
            "snapshot_id", "milestone_id", name=op.f("uq_snapshot_row_snapshot_id_milestone_id")
        ),
        keys={
            "snapshot_id": "snapshot",
            "milestone_id": "milestone",
            "task_id": "task",
            "group_id": "solution_group",
            "agency_id": "agency",
            "owner_id": "user_account",
            "report_id": "progress_report",
        },
        indexed=("milestone_id", "task_id", "group_id", "agency_id", "owner_id", "report_id"),
    )
    op.create_index(
        "ix_snapshot_row_pressing", "snapshot_row", ["snapshot_id", "is_pressing", "agency_id"]
    )


def _create(table, *parts, keys, indexed=()):
    """The table with its id, foreign keys (by column the table they point at) and indexes."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *parts,
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
            )
            for column, target in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _only_one(name, table, column, where):
    op.create_index(
        name,
        table,
        [column],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _number(name, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name, length=None, *, nullable=False):
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=nullable)


def _day(name, *, nullable=False):
    return sa.Column(name, sa.Date(), nullable=nullable)


def _instant(name, *, nullable=False):
    return sa.Column(name, UtcInstant(timezone=True), nullable=nullable)


def _flag(name):
    return sa.Column(name, sa.Boolean(), nullable=False)


def _slug(name, *values, nullable=False):
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def _set_kinds(values):
    """A message is of exactly these kinds."""
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        batch.drop_constraint(op.f("ck_outbox_message_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_outbox_message_kind"), sa.text(f"kind IN ({listed})")
        )
