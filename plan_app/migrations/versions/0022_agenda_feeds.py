"""Secret addresses by which calendars of other programs read deadlines."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "agenda_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcInstant(timezone=True), nullable=False),
        sa.CheckConstraint("whose IN ('own', 'agency', 'plan')", name=op.f("ck_agenda_feed_whose")),
        sa.CheckConstraint(
            "whose = 'agency' OR agency_id IS NULL",
            name=op.f("ck_agenda_feed_agency_where_it_says_so"),
        ),
        _points_at("user_id", "user_account"),
        _points_at("plan_id", "plan"),
        _points_at("agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_feed")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_agenda_feed_token_digest")),
    )
    op.create_index(op.f("ix_agenda_feed_user_id"), "agenda_feed", ["user_id"])


def downgrade():
    """The older tables have no place for the addresses: people make new ones."""
    op.drop_table("agenda_feed")


def _points_at(column, table):
    name = op.f(f"fk_agenda_feed_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
