"""Indexes by which the tasks of a plan are counted by owner, and those with open work found."""

from alembic import op

# revision identifiers, used by Alembic.
revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_task_plan_share",
        "task",
        ["plan_id", "responsible_agency_id", "owner_id", "text_status", "armed_at"],
    )
    op.create_index("ix_milestone_task_state", "milestone", ["task_id", "state"])


def downgrade():
    op.drop_index("ix_milestone_task_state", "milestone")
    op.drop_index("ix_task_plan_share", "task")
