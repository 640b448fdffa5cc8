"""Letters entered on behalf of agencies, objections to them, mail about several tasks."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS_BEFORE = (
    "digest",
    "invitation",
    "password_reset",
    "password_notice",
    "confirmed",
    "returned",
    "test",
    "extension",
    "leader_letter",
    "leader_notice",
    "round",
    "update_link",
    "relief",
)
NEW_KINDS = ("on_behalf",)


def upgrade():
    op.create_table(
        "agency_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_by", sa.Date(), nullable=False),
        sa.Column("search_text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_agency_letter_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_agency_letter_entered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_letter")),
    )
    op.create_index(op.f("ix_agency_letter_plan_id"), "agency_letter", ["plan_id"])
    with op.batch_alter_table("progress_report") as batch:
        batch.add_column(sa.Column("agency_letter_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_progress_report_agency_letter_id_agency_letter"),
            "agency_letter",
            ["agency_letter_id"],
            ["id"],
        )
        batch.create_index(op.f("ix_progress_report_agency_letter_id"), ["agency_letter_id"])
    op.create_table(
        "letter_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("objected_by_id", sa.Integer(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["progress_report.id"],
            name=op.f("fk_letter_objection_report_id_progress_report"),
        ),
        sa.ForeignKeyConstraint(
            ["objected_by_id"],
            ["user_account.id"],
            name=op.f("fk_letter_objection_objected_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_letter_objection_answered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_objection")),
        sa.UniqueConstraint("report_id", name=op.f("uq_letter_objection_report_id")),
    )
    op.create_table(
        "outbox_message_task",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_outbox_message_task_message_id_outbox_message"),
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_outbox_message_task_task_id_task")
        ),
        sa.PrimaryKeyConstraint("message_id", "task_id", name=op.f("pk_outbox_message_task")),
    )
    op.create_index(op.f("ix_outbox_message_task_task_id"), "outbox_message_task", ["task_id"])
    _set_kinds((*KINDS_BEFORE, *NEW_KINDS))


def downgrade():
    """Reports keep reference and date of their letters; objections and mail about it go."""
    op.drop_table("letter_objection")
    op.drop_table("outbox_message_task")
    with op.batch_alter_table("progress_report") as batch:
        batch.drop_index(op.f("ix_progress_report_agency_letter_id"))
        batch.drop_constraint(
            op.f("fk_progress_report_agency_letter_id_agency_letter"), type_="foreignkey"
        )
        batch.drop_column("agency_letter_id")
    op.drop_table("agency_letter")
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    of_kind = f"(SELECT id FROM outbox_message WHERE kind IN ({listed}))"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    _set_kinds(KINDS_BEFORE)


def _set_kinds(kinds):
    """A message is of exactly these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    name = op.f("ck_outbox_message_kind")
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, sa.text(f"kind IN ({listed})"))
