"""What becomes of a request for more time, one open at a time, and the mail about it."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "digest",
    "invitation",
    "password_reset",
    "password_notice",
    "confirmed",
    "returned",
    "test",
)
OLD_STATES = ("requested", "submitted", "approved", "declined")
STATES = (
    "requested",
    "papers_asked",
    "answered",
    "submitted",
    "offered",
    "approved",
    "declined",
    "withdrawn",
    "lapsed",
)
CAUSES = ("objective", "subjective")
IS_OPEN = "state IN ('requested', 'papers_asked', 'answered', 'submitted', 'offered')"


def upgrade():
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_check(batch, "outbox_message", "kind", (*KINDS, "extension"))
    with op.batch_alter_table("extension_request", recreate="auto") as batch:
        for column in _columns():
            batch.add_column(column)
        _replace_check(batch, "extension_request", "state", STATES)
        _add_check(batch, "extension_request", "cause", CAUSES)
        batch.create_foreign_key(
            op.f("fk_extension_request_decided_by_id_user_account"),
            "user_account",
            ["decided_by_id"],
            ["id"],
        )
    op.execute(
        "UPDATE extension_request SET due_date_before = (SELECT due_date FROM milestone"
        " WHERE milestone.id = extension_request.milestone_id)"
    )
    # Nothing forbade a second one: the latest stays open.
    op.execute(
        f"UPDATE extension_request SET state = 'lapsed' WHERE {IS_OPEN} AND id NOT IN"
        f" (SELECT max(id) FROM extension_request WHERE {IS_OPEN} GROUP BY milestone_id)"
    )
    op.create_index(
        "uq_extension_request_open",
        "extension_request",
        ["milestone_id"],
        unique=True,
        sqlite_where=sa.text(IS_OPEN),
        postgresql_where=sa.text(IS_OPEN),
    )


def downgrade():
    """Requests keep the nearest state of before; mail about them was unknown then and goes."""
    op.drop_index("uq_extension_request_open", "extension_request")
    for old, new in {
        "requested": "('papers_asked', 'answered', 'offered')",
        "declined": "('withdrawn', 'lapsed')",
    }.items():
        op.execute(f"UPDATE extension_request SET state = '{old}' WHERE state IN {new}")
    with op.batch_alter_table("extension_request", recreate="auto") as batch:
        batch.drop_constraint(
            op.f("fk_extension_request_decided_by_id_user_account"), type_="foreignkey"
        )
        batch.drop_constraint(op.f("ck_extension_request_cause"), type_="check")
        _replace_check(batch, "extension_request", "state", OLD_STATES)
        for column in _columns():
            batch.drop_column(column.name)
    of_kind = "(SELECT id FROM outbox_message WHERE kind = 'extension')"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_check(batch, "outbox_message", "kind", KINDS)


def _columns():
    return [
        sa.Column("due_date_before", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("offered_due_date", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("submission_document", sa.String(length=200), nullable=True),
        sa.Column("granted_due_date", sa.Date(), nullable=True),
        sa.Column("approval_document", sa.String(length=200), nullable=True),
        sa.Column("approval_document_date", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
    ]


def _replace_check(batch, table, column, values):
    """The column holds exactly these slugs."""
    batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
    _add_check(batch, table, column, values)


def _add_check(batch, table, column, values):
    listed = ", ".join(f"'{value}'" for value in values)
    batch.create_check_constraint(op.f(f"ck_{table}_{column}"), sa.text(f"{column} IN ({listed})"))
