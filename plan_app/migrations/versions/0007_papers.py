"""Papers attached, what a plan asks for, and until when more is to be added."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PURPOSES = ("report", "extension", "confirmation")
KINDS = ("pdf", "docx", "xlsx", "jpg", "png")


def upgrade():
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("extension_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(digest IS NULL) <> (number = '')", name=op.f("ck_paper_file_or_reference")
        ),
        sa.CheckConstraint(
            "digest IS NULL OR (name <> '' AND kind IS NOT NULL AND size IS NOT NULL)",
            name=op.f("ck_paper_file_is_described"),
        ),
        sa.CheckConstraint(
            "(purpose = 'extension') = (extension_id IS NOT NULL)",
            name=op.f("ck_paper_extension_named"),
        ),
        sa.CheckConstraint(
            "purpose <> 'report' OR report_id IS NOT NULL", name=op.f("ck_paper_report_named")
        ),
        sa.CheckConstraint(_listed("purpose", PURPOSES), name=op.f("ck_paper_purpose")),
        sa.CheckConstraint(_listed("kind", KINDS), name=op.f("ck_paper_kind")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_paper_milestone_id_milestone")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["progress_report.id"], name=op.f("fk_paper_report_id_progress_report")
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"],
            ["extension_request.id"],
            name=op.f("fk_paper_extension_id_extension_request"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_paper_added_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("nonce", name=op.f("uq_paper_nonce")),
    )
    for column in ("milestone_id", "report_id", "extension_id", "digest", "added_by_id"):
        op.create_index(op.f(f"ix_paper_{column}"), "paper", [column])
    op.add_column(
        "plan",
        sa.Column(
            "completion_needs_paper", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column("milestone", sa.Column("rework_by", sa.Date(), nullable=True))


def downgrade():
    """The older schema has no place for papers; their files stay in the folder."""
    op.drop_column("milestone", "rework_by")
    op.drop_column("plan", "completion_needs_paper")
    op.drop_table("paper")


def _listed(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
