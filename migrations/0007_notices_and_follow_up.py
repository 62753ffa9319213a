"""Notices and how they go by mail; mentions and revisions of activities; comments, instructions, weekly reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _notices()
    _activities()
    _talk()
    _weekly_reports()


def downgrade() -> None:
    for table in ("weekly_report", "instruction_step", "instruction", "comment", "activity_revision"):
        op.drop_table(table)
    op.drop_column("activity", "edited_at")
    op.drop_column("activity", "mentions")
    op.drop_table("notice_preference")
    op.drop_table("notice")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("mail_due_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_notice_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("user_id", "key", name="uq_notice_user_id_key"),
    )
    op.create_index("ix_notice_user_id_read_at_kind_id", "notice", ["user_id", "read_at", "kind", "id"])
    op.create_index("ix_notice_mailed_at_mail_due_at_user_id", "notice", ["mailed_at", "mail_due_at", "user_id"])
    op.create_table(
        "notice_preference",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(200)),
        sa.Column("modes", JSON, nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_until", sa.Integer()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_notice_preference_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_notice_preference"),
    )


def _activities() -> None:
    op.add_column("activity", sa.Column("mentions", JSON, nullable=False, server_default="[]"))
    op.add_column("activity", sa.Column("edited_at", sa.DateTime(timezone=True)))
    op.create_table(
        "activity_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer()),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("people", sa.String(200), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(200)),
        sa.Column("next_due", sa.Date()),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_activity_revision_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["user_account.id"], name="fk_activity_revision_replaced_by_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_activity_revision_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activity_revision"),
    )
    op.create_index(
        "ix_activity_revision_project_id_activity_id_id", "activity_revision", ["project_id", "activity_id", "id"]
    )


def _talk() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", JSON, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_comment_project_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_comment_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_project_id_id", "comment", ["project_id", "id"])
    op.create_table(
        "instruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer()),
        sa.Column("park_id", sa.Integer()),
        sa.Column("addressee", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(project_id IS NULL) <> (park_id IS NULL)", name="ck_instruction_about_one_thing"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_instruction_project_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_instruction_park_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_instruction_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_instruction"),
    )
    op.create_index("ix_instruction_status_due_on_id", "instruction", ["status", "due_on", "id"])
    for column in ("project_id", "park_id", "by_id"):
        op.create_index(f"ix_instruction_{column}", "instruction", [column])
    op.create_table(
        "instruction_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instruction_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instruction_id"], ["instruction.id"], name="fk_instruction_step_instruction_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_instruction_step_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_instruction_step"),
    )
    op.create_index("ix_instruction_step_instruction_id_id", "instruction_step", ["instruction_id", "id"])


def _weekly_reports() -> None:
    op.create_table(
        "weekly_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("summary", "fresh", "progress", "problems", "plans")),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer()),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_by_id", sa.Integer()),
        sa.Column("snapshot", JSON),
        sa.Column("sha256", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_weekly_report_park_id"),
        sa.ForeignKeyConstraint(["written_by_id"], ["user_account.id"], name="fk_weekly_report_written_by_id"),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["user_account.id"], name="fk_weekly_report_submitted_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_weekly_report"),
        sa.UniqueConstraint("park_id", "week_start", "edition", name="uq_weekly_report_park_id_week_start_edition"),
    )
    op.create_index("ix_weekly_report_week_start_park_id", "weekly_report", ["week_start", "park_id"])
