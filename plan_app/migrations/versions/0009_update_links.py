"""Links in mails to update a task without an account, wishes to be relieved, preferences."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0009"
down_revision = "0008"
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
)
NEW_KINDS = ("update_link", "relief")
ENDS = ("revoked", "reassigned", "deactivated")
STATES = ("requested", "granted", "declined", "withdrawn")


def upgrade():
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_kinds(batch, (*KINDS_BEFORE, *NEW_KINDS))
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("digest_weekday", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("early_lead", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("skips_roll_up", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "update_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("used_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("ended_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            _listed("ended_because", ENDS), name=op.f("ck_update_link_ended_because")
        ),
        *_references(
            "update_link", "message:outbox_message", "recipient:user_account", "milestone"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_update_link_token_digest")),
    )
    for column in ("message_id", "milestone_id"):
        op.create_index(op.f(f"ix_update_link_{column}"), "update_link", [column])
    op.create_table(
        "relief_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcInstant(timezone=True), nullable=True),
        sa.CheckConstraint(_listed("state", STATES), name=op.f("ck_relief_request_state")),
        *_references(
            "relief_request", "task", "requested_by:user_account", "decided_by:user_account"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_request")),
    )
    op.create_index("ix_relief_request_task", "relief_request", ["task_id", "state"])
    op.create_index(
        "uq_relief_request_open",
        "relief_request",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )


def downgrade():
    """Links, wishes and preferences were unknown then, as was the mail about them."""
    op.drop_table("relief_request")
    op.drop_table("update_link")
    with op.batch_alter_table("user_account") as batch:
        for column in ("skips_roll_up", "early_lead", "digest_weekday"):
            batch.drop_column(column)
    of_kind = f"(SELECT id FROM outbox_message WHERE {_listed('kind', NEW_KINDS)})"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_kinds(batch, KINDS_BEFORE)


def _replace_kinds(batch, kinds):
    """The column holds exactly these slugs."""
    batch.drop_constraint(op.f("ck_outbox_message_kind"), type_="check")
    batch.create_check_constraint(op.f("ck_outbox_message_kind"), sa.text(_listed("kind", kinds)))


def _listed(column, values):
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _references(table, *targets):
    """`decided_by:user_account`: the column without `_id`, and the table where it has another name."""
    for target in targets:
        name, _, other = target.partition(":")
        other = other or name
        yield sa.ForeignKeyConstraint(
            [f"{name}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_id_{other}")
        )
