"""A call that was taken back, and what was said in it to be found."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("call_note") as batch:
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))


def downgrade():
    """A note that was taken back holds nothing: it goes, because the older table cannot say so."""
    op.execute("DELETE FROM call_note WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("call_note") as batch:
        batch.drop_column("search_text")
        batch.drop_column("withdrawn_at")
