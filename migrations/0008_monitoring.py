"""Clocks of start and progress, progress reports, supervision notices, figures of each night."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CLOCKS = (
    ("agreed_start_on", sa.Date()),
    ("agreed_production_on", sa.Date()),
    ("progress", sa.Integer()),
    ("progress_on", sa.Date()),
    ("planned_progress", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
)
TABLES = (
    *("supervision_file", "supervision_answer", "supervision_notice", "progress_entry"),
    *("stage_stay", "stage_figure", "signing_cohort", "nightly_run"),
)


def upgrade() -> None:
    for name, kind in CLOCKS:
        op.add_column("project", sa.Column(name, kind))
    op.create_table(
        "nightly_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lights_changed", sa.Integer(), nullable=False),
        sa.Column("drafted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_nightly_run"),
    )
    op.create_table(
        "stage_figure",
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("median", sa.BigInteger(), nullable=True),
        sa.Column("p90", sa.Integer(), nullable=True),
        sa.Column("open_stays", sa.Integer(), nullable=False),
        sa.Column("open_median", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "scope_id", "sector_id", "stage", name="pk_stage_figure"),
    )
    op.create_table(
        "signing_cohort",
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("landed", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("producing", sa.Integer(), nullable=False),
        sa.Column("full", sa.Integer(), nullable=False),
        sa.Column("start_due", sa.Integer(), nullable=False),
        sa.Column("start_kept", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_signing_cohort_park_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("park_id", "month", name="pk_signing_cohort"),
    )
    op.create_table(
        "progress_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("invested", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="ck_progress_entry_percent_in_range"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_progress_entry_by_id"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_progress_entry_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_progress_entry"),
        sa.UniqueConstraint("project_id", "month", name="uq_progress_entry_project_id_month"),
    )
    op.create_table(
        "stage_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_stage_stay_park_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_stage_stay_project_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_stage_stay_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_stay"),
        sa.UniqueConstraint("project_id", "place", name="uq_stage_stay_project_id_place"),
    )
    op.create_index("ix_stage_stay_park_id_stage_days_id", "stage_stay", ["park_id", "stage", "days", "id"])
    op.create_index("ix_stage_stay_stage_days_id", "stage_stay", ["stage", "days", "id"])
    op.create_table(
        "supervision_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name="fk_supervision_notice_closed_by_id"),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user_account.id"], name="fk_supervision_notice_issued_by_id"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_supervision_notice_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_notice"),
        sa.UniqueConstraint("number", name="uq_supervision_notice_number"),
    )
    op.create_index("ix_supervision_notice_project_id_id", "supervision_notice", ["project_id", "id"])
    op.create_index("ix_supervision_notice_state_due_on_id", "supervision_notice", ["state", "due_on", "id"])
    op.create_index("ix_supervision_notice_state_id", "supervision_notice", ["state", "id"])
    op.create_index(
        "uq_supervision_notice_open",
        "supervision_notice",
        ["project_id", "cause"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "supervision_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_supervision_answer_by_id"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["supervision_notice.id"], name="fk_supervision_answer_notice_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_answer"),
    )
    op.create_index("ix_supervision_answer_notice_id_id", "supervision_answer", ["notice_id", "id"])
    op.create_table(
        "supervision_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["supervision_answer.id"], name="fk_supervision_file_answer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["attached_by_id"], ["user_account.id"], name="fk_supervision_file_attached_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_file"),
    )
    op.create_index("ix_supervision_file_answer_id", "supervision_file", ["answer_id"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    for name, _ in reversed(CLOCKS):
        op.drop_column("project", name)
