"""Lists confirmed for the leaders of agencies, with their letters, and leaders' fields."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0006"
down_revision = "0005"
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
)
NEW_KINDS = ("leader_letter", "leader_notice")
LEFT_OUT = (
    "draft_text",
    "no_head",
    "recent",
    "awaiting",
    "promised",
    "paused",
    "extension",
    "cause",
    "other",
)
INDEXES = {
    "leader_list": ("plan_id",),
    "leader_letter": ("agency_id", "head_id", "message_id"),
    "leader_list_row": ("letter_id",),
    "leader_field_agency": ("agency_id",),
}


def upgrade():
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_check(batch, (*KINDS_BEFORE, *NEW_KINDS))
    op.create_table(
        "leader_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("sends_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("recalled_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("recalled_by_id", sa.Integer(), nullable=True),
        _to("leader_list", "plan_id", "plan"),
        _to("leader_list", "confirmed_by_id", "user_account"),
        _to("leader_list", "recalled_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_list")),
    )
    op.create_table(
        "leader_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        _to("leader_letter", "list_id", "leader_list"),
        _to("leader_letter", "agency_id", "agency"),
        _to("leader_letter", "head_id", "user_account"),
        _to("leader_letter", "message_id", "outbox_message"),
        sa.UniqueConstraint(
            "list_id", "agency_id", name=op.f("uq_leader_letter_list_id_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_letter")),
    )
    op.create_table(
        "leader_list_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("deadline_revision", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column(
            "left_out",
            sa.Enum(
                *LEFT_OUT, name="left_out", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        _to("leader_list_row", "list_id", "leader_list"),
        _to("leader_list_row", "milestone_id", "milestone"),
        _to("leader_list_row", "letter_id", "leader_letter"),
        sa.UniqueConstraint(
            "list_id", "milestone_id", name=op.f("uq_leader_list_row_list_id_milestone_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_list_row")),
    )
    op.create_table(
        "leader_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        _to("leader_field", "plan_id", "plan"),
        _to("leader_field", "leader_id", "user_account"),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_leader_field_plan_id_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_field")),
    )
    op.create_table(
        "leader_field_agency",
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        _to("leader_field_agency", "field_id", "leader_field"),
        _to("leader_field_agency", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("field_id", "agency_id", name=op.f("pk_leader_field_agency")),
    )
    for table, columns in INDEXES.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        "ix_leader_list_row_milestone", "leader_list_row", ["milestone_id", "letter_id"]
    )


def downgrade():
    """The letters, and that they were sent, go: they were unknown then."""
    for table in (
        "leader_field_agency",
        "leader_field",
        "leader_list_row",
        "leader_letter",
        "leader_list",
    ):
        op.drop_table(table)
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    of_kind = f"(SELECT id FROM outbox_message WHERE kind IN ({listed}))"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        _replace_check(batch, KINDS_BEFORE)


def _to(table, name, target):
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}")
    )


def _replace_check(batch, values):
    """The kind of a message is exactly one of these."""
    name = op.f("ck_outbox_message_kind")
    batch.drop_constraint(name, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    batch.create_check_constraint(name, sa.text(f"kind IN ({listed})"))
