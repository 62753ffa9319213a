"""First reports with their marks, conflict cases, transfers.

Projects that stand already get their place in the queue by the next nightly run, in the order of their registration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "first_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("protected_until", sa.Date(), nullable=True),
        sa.Column("renewed_on", sa.Date(), nullable=True),
        sa.Column("renewal_reason", sa.Text(), nullable=False),
        sa.Column("idle_from", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("release_reason", sa.String(40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_first_report_city_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_first_report_company_id"),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_first_report_park_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_first_report_project_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_first_report"),
        sa.UniqueConstraint("project_id", name="uq_first_report_project_id"),
    )
    op.create_index("ix_first_report_city_id_state_id", "first_report", ["city_id", "state", "id"], unique=False)
    op.create_index("ix_first_report_company_id", "first_report", ["company_id"], unique=False)
    op.create_index("ix_first_report_park_id_state_id", "first_report", ["park_id", "state", "id"], unique=False)
    op.create_index("ix_first_report_released_on", "first_report", ["released_on"], unique=False)
    op.create_index("ix_first_report_state_due_on", "first_report", ["state", "due_on"], unique=False)
    op.create_index("ix_first_report_state_idle_from", "first_report", ["state", "idle_from"], unique=False)
    op.create_index("ix_first_report_state_protected_until", "first_report", ["state", "protected_until"], unique=False)
    op.create_table(
        "first_report_mark",
        sa.Column("first_report_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=220), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_first_report_mark_city_id"),
        sa.ForeignKeyConstraint(
            ["first_report_id"], ["first_report.id"], name="fk_first_report_mark_first_report_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("first_report_id", "mark", name="pk_first_report_mark"),
    )
    op.create_index("ix_first_report_mark_city_id_mark", "first_report_mark", ["city_id", "mark"], unique=False)
    op.create_index(
        "uq_first_report_mark_holder",
        "first_report_mark",
        ["city_id", "mark"],
        unique=True,
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )
    op.create_table(
        "first_report_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attached_by_id"], ["user_account.id"], name="fk_first_report_evidence_attached_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["first_report_id"],
            ["first_report.id"],
            name="fk_first_report_evidence_first_report_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_first_report_evidence"),
    )
    op.create_index(
        "ix_first_report_evidence_first_report_id", "first_report_evidence", ["first_report_id"], unique=False
    )
    op.create_table(
        "conflict_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("incumbent_id", sa.Integer(), nullable=False),
        sa.Column("challenger_id", sa.Integer(), nullable=False),
        sa.Column("match_level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("evidence_due", sa.Date(), nullable=False),
        sa.Column("ruling_due", sa.Date(), nullable=False),
        sa.Column("due_certain", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("on_time", sa.Text(), nullable=False),
        sa.Column("on_contact", sa.Text(), nullable=False),
        sa.Column("on_follow_up", sa.Text(), nullable=False),
        sa.Column("on_fit", sa.Text(), nullable=False),
        sa.Column("appeal_by_id", sa.Integer(), nullable=True),
        sa.Column("appeal_claim_id", sa.Integer(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("first_outcome", sa.String(40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("incumbent_id <> challenger_id", name="ck_conflict_case_two_sides"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user_account.id"], name="fk_conflict_case_answered_by_id"),
        sa.ForeignKeyConstraint(["appeal_by_id"], ["user_account.id"], name="fk_conflict_case_appeal_by_id"),
        sa.ForeignKeyConstraint(
            ["appeal_claim_id"], ["first_report.id"], name="fk_conflict_case_appeal_claim_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["challenger_id"], ["first_report.id"], name="fk_conflict_case_challenger_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_conflict_case_city_id"),
        sa.ForeignKeyConstraint(
            ["incumbent_id"], ["first_report.id"], name="fk_conflict_case_incumbent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name="fk_conflict_case_opened_by_id"),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["user_account.id"], name="fk_conflict_case_ruled_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict_case"),
        sa.UniqueConstraint("code", name="uq_conflict_case_code"),
        sa.UniqueConstraint("incumbent_id", "challenger_id", name="uq_conflict_case_incumbent_id_challenger_id"),
    )
    op.create_index("ix_conflict_case_challenger_id", "conflict_case", ["challenger_id"], unique=False)
    op.create_index(
        "ix_conflict_case_city_id_state_ruling_due_id",
        "conflict_case",
        ["city_id", "state", "ruling_due", "id"],
        unique=False,
    )
    op.create_table(
        "case_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("first_report_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_case_statement_by_id"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["conflict_case.id"], name="fk_case_statement_case_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["first_report_id"], ["first_report.id"], name="fk_case_statement_first_report_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_statement"),
        sa.UniqueConstraint("case_id", "first_report_id", name="uq_case_statement_case_id_first_report_id"),
    )
    op.create_table(
        "case_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("first_report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attached_by_id"], ["user_account.id"], name="fk_case_evidence_attached_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["conflict_case.id"], name="fk_case_evidence_case_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["first_report_id"], ["first_report.id"], name="fk_case_evidence_first_report_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_evidence"),
    )
    op.create_index("ix_case_evidence_case_id", "case_evidence", ["case_id"], unique=False)
    op.create_table(
        "project_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("from_park_id", sa.Integer(), nullable=False),
        sa.Column("to_park_id", sa.Integer(), nullable=False),
        sa.Column("project_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("share_until", sa.Date(), nullable=True),
        sa.Column("share_years", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("giver_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("giver_by_id", sa.Integer(), nullable=True),
        sa.Column("taker_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taker_by_id", sa.Integer(), nullable=True),
        sa.Column("bureau_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bureau_by_id", sa.Integer(), nullable=True),
        sa.Column("new_owner_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_park_id <> to_park_id", name="ck_project_transfer_two_parks"),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="ck_project_transfer_share_is_a_share"),
        sa.ForeignKeyConstraint(["bureau_by_id"], ["user_account.id"], name="fk_project_transfer_bureau_by_id"),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_project_transfer_city_id"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name="fk_project_transfer_ended_by_id"),
        sa.ForeignKeyConstraint(["from_park_id"], ["park.id"], name="fk_project_transfer_from_park_id"),
        sa.ForeignKeyConstraint(["giver_by_id"], ["user_account.id"], name="fk_project_transfer_giver_by_id"),
        sa.ForeignKeyConstraint(["new_owner_id"], ["user_account.id"], name="fk_project_transfer_new_owner_id"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_project_transfer_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name="fk_project_transfer_proposed_by_id"),
        sa.ForeignKeyConstraint(["taker_by_id"], ["user_account.id"], name="fk_project_transfer_taker_by_id"),
        sa.ForeignKeyConstraint(["to_park_id"], ["park.id"], name="fk_project_transfer_to_park_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project_transfer"),
        sa.UniqueConstraint("code", name="uq_project_transfer_code"),
    )
    op.create_index(
        "ix_project_transfer_from_park_id_state_id", "project_transfer", ["from_park_id", "state", "id"], unique=False
    )
    op.create_index("ix_project_transfer_project_id", "project_transfer", ["project_id"], unique=False)
    op.create_index(
        "ix_project_transfer_to_park_id_state_id", "project_transfer", ["to_park_id", "state", "id"], unique=False
    )
    op.create_index(
        "uq_project_transfer_open",
        "project_transfer",
        ["project_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    for table in (
        "project_transfer",
        "case_evidence",
        "case_statement",
        "conflict_case",
        "first_report_evidence",
        "first_report_mark",
        "first_report",
    ):
        op.drop_table(table)
