"""The first tables, the triggers of the journal, and the rows that exist once."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import SortKey, UtcInstant

# revision identifiers, used by Alembic.
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("official_order", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("succession_date", sa.Date(), nullable=True),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_agency_not_its_own_successor")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_agency_valid_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_index(op.f("ix_agency_official_order"), "agency", ["official_order"], unique=False)
    op.create_index(op.f("ix_agency_successor_id"), "agency", ["successor_id"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("started_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("finished_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("succeeded", sa.Boolean(), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_job", "job_run", ["job", "started_at"], unique=False)
    op.create_table(
        "journal_text",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_journal_text")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("beat_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("expires_at", UtcInstant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "mail_queue",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "stopped",
            sa.Enum(
                "configuration",
                "too_many",
                name="stopped",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("stopped_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("allowed_day", sa.Date(), nullable=True),
        sa.Column("allowed_messages", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_queue_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_queue")),
    )
    op.create_table(
        "agency_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "group_id <> member_id", name=op.f("ck_agency_member_not_its_own_member")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agency.id"], name=op.f("fk_agency_member_group_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["agency.id"], name=op.f("fk_agency_member_member_id_agency")
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_agency_member")),
    )
    op.create_index(
        op.f("ix_agency_member_member_id"), "agency_member", ["member_id"], unique=False
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("standing_agency_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("reminders_on", sa.Boolean(), nullable=False),
        sa.Column("confirmed_messages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["standing_agency_id"], ["agency.id"], name=op.f("fk_plan_standing_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_slug")),
    )
    op.create_index(
        op.f("ix_plan_standing_agency_id"), "plan", ["standing_agency_id"], unique=False
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("honorific", sa.String(length=20), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("sort_key", SortKey, nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("division", sa.String(length=120), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum(
                "vi", "en", name="language", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("unreachable_since", UtcInstant(timezone=True), nullable=True),
        sa.Column("unreachable_reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_user_account_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
    )
    op.create_index(op.f("ix_user_account_agency_id"), "user_account", ["agency_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absence_days_in_order")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_absence_not_ones_own_deputy")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["user_account.id"], name=op.f("fk_absence_deputy_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_absence_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_deputy_id"), "absence", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_absence_user_id"), "absence", ["user_id"], unique=False)
    op.create_table(
        "agency_contact",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contact",
                "head",
                name="contact_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_contact_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_agency_contact_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("agency_id", "kind", name=op.f("pk_agency_contact")),
    )
    op.create_index(op.f("ix_agency_contact_user_id"), "agency_contact", ["user_id"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_journal_head_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_journal_head_plan_id")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "coordinator",
                "leader",
                "observer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_membership_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id", "plan_id", "role", name=op.f("uq_membership_user_id_plan_id_role")
        ),
    )
    op.create_index(op.f("ix_membership_plan_id"), "membership", ["plan_id"], unique=False)
    op.create_table(
        "reminder_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcInstant(timezone=True), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_reminder_pause_days_in_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_reminder_pause_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_reminder_pause_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_reminder_pause_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_pause")),
    )
    op.create_index(
        op.f("ix_reminder_pause_agency_id"), "reminder_pause", ["agency_id"], unique=False
    )
    op.create_index(op.f("ix_reminder_pause_plan_id"), "reminder_pause", ["plan_id"], unique=False)
    op.create_table(
        "solution_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_solution_group_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution_group")),
        sa.UniqueConstraint("plan_id", "ordinal", name=op.f("uq_solution_group_plan_id_ordinal")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("expires_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("returned_to", sa.String(length=500), nullable=True),
        sa.Column("returned_fields", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_user_session_token_digest")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("title_en", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("deliverable", sa.String(length=500), nullable=False),
        sa.Column("lead_agency_id", sa.Integer(), nullable=False),
        sa.Column("responsible_agency_id", sa.Integer(), nullable=False),
        sa.Column("coordinating_as_worded", sa.String(length=500), nullable=False),
        sa.Column("time_as_worded", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("twin_reference", sa.String(length=120), nullable=False),
        sa.Column(
            "text_status",
            sa.Enum(
                "draft",
                "checked",
                name="text_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_checked_by_id", sa.Integer(), nullable=True),
        sa.Column("text_checked_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("armed_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("policy_override", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["solution_group.id"], name=op.f("fk_task_group_id_solution_group")
        ),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["agency.id"], name=op.f("fk_task_lead_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_task_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_task_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["responsible_agency_id"],
            ["agency.id"],
            name=op.f("fk_task_responsible_agency_id_agency"),
        ),
        sa.ForeignKeyConstraint(
            ["text_checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_task_text_checked_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_task_plan_id_number")),
    )
    op.create_index(op.f("ix_task_group_id"), "task", ["group_id"], unique=False)
    op.create_index(op.f("ix_task_lead_agency_id"), "task", ["lead_agency_id"], unique=False)
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(
        "ix_task_plan_agency", "task", ["plan_id", "responsible_agency_id", "number"], unique=False
    )
    op.create_index("ix_task_plan_group", "task", ["plan_id", "group_id", "number"], unique=False)
    op.create_index("ix_task_plan_owner", "task", ["plan_id", "owner_id", "number"], unique=False)
    op.create_index(
        op.f("ix_task_responsible_agency_id"), "task", ["responsible_agency_id"], unique=False
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_journal_entry_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["journal_head.id"], name=op.f("fk_journal_entry_head_id_journal_head")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_journal_entry_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["text_digest"],
            ["journal_text.digest"],
            name=op.f("fk_journal_entry_text_digest_journal_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("head_id", "sequence", name=op.f("uq_journal_entry_head_id_sequence")),
    )
    op.create_index(op.f("ix_journal_entry_actor_id"), "journal_entry", ["actor_id"], unique=False)
    op.create_index("ix_journal_entry_task", "journal_entry", ["task_id", "sequence"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("waiting_for", sa.String(length=200), nullable=True),
        sa.Column("guidance_reference", sa.String(length=200), nullable=True),
        sa.Column("guidance_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("original_due_date", sa.Date(), nullable=True),
        sa.Column("deadline_revision", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "awaiting_confirmation",
                "completed",
                "suspended",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("state_document", sa.String(length=200), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "objective",
                "subjective",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("cause_confirmed", sa.Boolean(), nullable=False),
        sa.Column("last_reported_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_pressing", sa.Boolean(), nullable=False),
        sa.Column(
            "open_due",
            sa.Date(),
            sa.Computed(
                "CASE\n    WHEN state IN ('not_started', 'in_progress') THEN due_date\n    WHEN state = 'awaiting_confirmation' AND reported_on > due_date THEN due_date\nEND",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "state <> 'completed' OR confirmed_on IS NOT NULL",
            name=op.f("ck_milestone_confirmed_when_completed"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('awaiting_confirmation', 'completed') OR reported_on IS NOT NULL",
            name=op.f("ck_milestone_reported_when_done"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_milestone_percent_in_range")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_milestone_plan_id_plan")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_milestone_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("task_id", "ordinal", name=op.f("uq_milestone_task_id_ordinal")),
    )
    op.create_index(
        "ix_milestone_plan_open_due", "milestone", ["plan_id", "open_due"], unique=False
    )
    op.create_index(
        "ix_milestone_plan_pressing",
        "milestone",
        ["plan_id", "is_pressing", "state", "open_due"],
        unique=False,
    )
    op.create_index(
        "ix_milestone_plan_state", "milestone", ["plan_id", "state", "due_date"], unique=False
    )
    op.create_index(
        "uq_milestone_pressing",
        "milestone",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("is_pressing"),
        postgresql_where=sa.text("is_pressing"),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "digest",
                "invitation",
                "password_reset",
                "password_notice",
                "confirmed",
                "returned",
                "test",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("roll_up_week", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sending",
                "retry",
                "accepted",
                "failed",
                "cancelled",
                "expired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("not_before", UtcInstant(timezone=True), nullable=False),
        sa.Column("expires_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", UtcInstant(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("dated", UtcInstant(timezone=True), nullable=True),
        sa.Column("frozen", sa.LargeBinary(), nullable=True),
        sa.Column("facts_digest", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("maybe_twice", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcInstant(timezone=True), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_message_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_outbox_message_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["user_account.id"],
            name=op.f("fk_outbox_message_recipient_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_outbox_message_task_id_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint(
            "kind",
            "recipient_id",
            "local_day",
            "sequence",
            name="uq_outbox_message_key",
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
    )
    op.create_index("ix_outbox_message_day", "outbox_message", ["local_day"], unique=False)
    op.create_index(
        "ix_outbox_message_due", "outbox_message", ["state", "not_before"], unique=False
    )
    op.create_index(op.f("ix_outbox_message_plan_id"), "outbox_message", ["plan_id"], unique=False)
    op.create_index(
        op.f("ix_outbox_message_recipient_id"), "outbox_message", ["recipient_id"], unique=False
    )
    op.create_index(op.f("ix_outbox_message_task_id"), "outbox_message", ["task_id"], unique=False)
    op.create_table(
        "task_coordination",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_task_coordination_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_coordination_task_id_task")
        ),
        sa.PrimaryKeyConstraint("task_id", "agency_id", name=op.f("pk_task_coordination")),
    )
    op.create_index(
        op.f("ix_task_coordination_agency_id"), "task_coordination", ["agency_id"], unique=False
    )
    op.create_table(
        "call_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("spoke_with", sa.String(length=120), nullable=False),
        sa.Column("called_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("promised", sa.Text(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_call_note_milestone_id_milestone")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_call_note_noted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_note")),
    )
    op.create_index(
        "ix_call_note_milestone", "call_note", ["milestone_id", "look_again_on"], unique=False
    )
    op.create_table(
        "deadline_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("previous_due_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcInstant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_deadline_revision_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_deadline_revision_milestone_id_milestone"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_revision")),
        sa.UniqueConstraint(
            "milestone_id", "revision", name=op.f("uq_deadline_revision_milestone_id_revision")
        ),
    )
    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("requested_due_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "submitted",
                "approved",
                "declined",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", UtcInstant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_extension_request_milestone_id_milestone"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["user_account.id"],
            name=op.f("fk_extension_request_requested_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_request")),
    )
    op.create_index(
        "ix_extension_request_milestone",
        "extension_request",
        ["milestone_id", "state"],
        unique=False,
    )
    op.create_table(
        "progress_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column("prepared_position", sa.String(length=120), nullable=False),
        sa.Column("prepared_telephone", sa.String(length=40), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("approved_position", sa.String(length=120), nullable=False),
        sa.Column("letter", sa.String(length=200), nullable=True),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("reported_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column(
            "state_before",
            sa.Enum(
                "not_started",
                "in_progress",
                "awaiting_confirmation",
                "completed",
                "suspended",
                "withdrawn",
                name="state_before",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "awaiting_confirmation",
                "completed",
                "suspended",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent_before", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("retracted_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 100", name=op.f("ck_progress_report_percent_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_progress_report_author_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_progress_report_milestone_id_milestone"),
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"],
            ["progress_report.id"],
            name=op.f("fk_progress_report_superseded_by_id_progress_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
    )
    op.create_index(
        op.f("ix_progress_report_author_id"), "progress_report", ["author_id"], unique=False
    )
    op.create_index(
        "ix_progress_report_milestone",
        "progress_report",
        ["milestone_id", "reported_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_progress_report_superseded_by_id"),
        "progress_report",
        ["superseded_by_id"],
        unique=False,
    )
    op.create_table(
        "reminder_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("deadline_revision", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reserved",
                "told",
                "released",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_reminder_ledger_message_id_outbox_message"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_reminder_ledger_milestone_id_milestone"),
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["user_account.id"],
            name=op.f("fk_reminder_ledger_recipient_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_ledger")),
        sa.UniqueConstraint(
            "milestone_id",
            "deadline_revision",
            "threshold",
            "recipient_id",
            name="uq_reminder_ledger_threshold",
        ),
    )
    op.create_index(
        op.f("ix_reminder_ledger_message_id"), "reminder_ledger", ["message_id"], unique=False
    )
    op.create_index(
        op.f("ix_reminder_ledger_recipient_id"), "reminder_ledger", ["recipient_id"], unique=False
    )
    _protect_journal()
    op.execute("INSERT INTO journal_head (plan_id, sequence, hash) VALUES (NULL, 0, '')")
    op.execute("INSERT INTO mail_queue (id, allowed_messages) VALUES (1, 0)")


def _protect_journal():
    """The journal only grows: triggers refuse to change or remove an entry."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry "
                "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
    )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_only_grows CASCADE")
    op.drop_index(op.f("ix_reminder_ledger_recipient_id"), table_name="reminder_ledger")
    op.drop_index(op.f("ix_reminder_ledger_message_id"), table_name="reminder_ledger")
    op.drop_table("reminder_ledger")
    op.drop_index(op.f("ix_progress_report_superseded_by_id"), table_name="progress_report")
    op.drop_index("ix_progress_report_milestone", table_name="progress_report")
    op.drop_index(op.f("ix_progress_report_author_id"), table_name="progress_report")
    op.drop_table("progress_report")
    op.drop_index("ix_extension_request_milestone", table_name="extension_request")
    op.drop_table("extension_request")
    op.drop_table("deadline_revision")
    op.drop_index("ix_call_note_milestone", table_name="call_note")
    op.drop_table("call_note")
    op.drop_index(op.f("ix_task_coordination_agency_id"), table_name="task_coordination")
    op.drop_table("task_coordination")
    op.drop_index(op.f("ix_outbox_message_task_id"), table_name="outbox_message")
    op.drop_index(op.f("ix_outbox_message_recipient_id"), table_name="outbox_message")
    op.drop_index(op.f("ix_outbox_message_plan_id"), table_name="outbox_message")
    op.drop_index("ix_outbox_message_due", table_name="outbox_message")
    op.drop_index("ix_outbox_message_day", table_name="outbox_message")
    op.drop_table("outbox_message")
    op.drop_index(
        "uq_milestone_pressing",
        table_name="milestone",
        sqlite_where=sa.text("is_pressing"),
        postgresql_where=sa.text("is_pressing"),
    )
    op.drop_index("ix_milestone_plan_state", table_name="milestone")
    op.drop_index("ix_milestone_plan_pressing", table_name="milestone")
    op.drop_index("ix_milestone_plan_open_due", table_name="milestone")
    op.drop_table("milestone")
    op.drop_index("ix_journal_entry_task", table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_actor_id"), table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index(op.f("ix_task_responsible_agency_id"), table_name="task")
    op.drop_index("ix_task_plan_owner", table_name="task")
    op.drop_index("ix_task_plan_group", table_name="task")
    op.drop_index("ix_task_plan_agency", table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_index(op.f("ix_task_lead_agency_id"), table_name="task")
    op.drop_index(op.f("ix_task_group_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_table("solution_group")
    op.drop_index(op.f("ix_reminder_pause_plan_id"), table_name="reminder_pause")
    op.drop_index(op.f("ix_reminder_pause_agency_id"), table_name="reminder_pause")
    op.drop_table("reminder_pause")
    op.drop_index(op.f("ix_membership_plan_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("journal_head")
    op.drop_index(op.f("ix_agency_contact_user_id"), table_name="agency_contact")
    op.drop_table("agency_contact")
    op.drop_index(op.f("ix_absence_user_id"), table_name="absence")
    op.drop_index(op.f("ix_absence_deputy_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_index(op.f("ix_user_account_agency_id"), table_name="user_account")
    op.drop_table("user_account")
    op.drop_index(op.f("ix_plan_standing_agency_id"), table_name="plan")
    op.drop_table("plan")
    op.drop_index(op.f("ix_agency_member_member_id"), table_name="agency_member")
    op.drop_table("agency_member")
    op.drop_table("mail_queue")
    op.drop_table("lease")
    op.drop_table("journal_text")
    op.drop_index("ix_job_run_job", table_name="job_run")
    op.drop_table("job_run")
    op.drop_table("installation")
    op.drop_table("calendar_day")
    op.drop_index(op.f("ix_agency_successor_id"), table_name="agency")
    op.drop_index(op.f("ix_agency_official_order"), table_name="agency")
    op.drop_table("agency")
