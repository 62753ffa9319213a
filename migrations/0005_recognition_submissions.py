"""Recognition submissions with their evidence and their trail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'submitted'")


def upgrade() -> None:
    op.create_table(
        "recognition_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("contract_kind", sa.String(40)),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("not_counted", sa.String(40)),
        sa.Column("expansion_of_id", sa.Integer()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("reason", sa.String(40)),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            _key("recognition_submission", column, table, rule)
            for column, table, rule in (
                ("project_id", "project", "CASCADE"),
                ("move_id", "project_move", "CASCADE"),
                ("expansion_of_id", "project", "SET NULL"),
                ("submitted_by_id", "user_account", None),
                ("decided_by_id", "user_account", None),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recognition_submission"),
        sa.UniqueConstraint("move_id", "attempt", name="uq_recognition_submission_move_id_attempt"),
    )
    op.create_index(
        "uq_recognition_submission_open",
        "recognition_submission",
        ["move_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_recognition_submission_state_submitted_at_id", "recognition_submission", ["state", "submitted_at", "id"]
    )
    op.create_index(
        "ix_recognition_submission_state_decided_at_id", "recognition_submission", ["state", "decided_at", "id"]
    )
    op.create_index("ix_recognition_submission_project_id", "recognition_submission", ["project_id"])

    op.create_table(
        "recognition_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True)),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer()),
        _key("recognition_evidence", "project_id", "project", "CASCADE"),
        _key("recognition_evidence", "move_id", "project_move", "CASCADE"),
        _key("recognition_evidence", "attached_by_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_recognition_evidence"),
        sa.UniqueConstraint("move_id", "sha256", name="uq_recognition_evidence_move_id_sha256"),
    )
    op.create_index("ix_recognition_evidence_project_id", "recognition_evidence", ["project_id"])

    op.create_table(
        "recognition_submitted_evidence",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        _key("recognition_submitted_evidence", "submission_id", "recognition_submission", "CASCADE"),
        _key("recognition_submitted_evidence", "evidence_id", "recognition_evidence", "CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", "evidence_id", name="pk_recognition_submitted_evidence"),
    )
    op.create_index("ix_recognition_submitted_evidence_evidence_id", "recognition_submitted_evidence", ["evidence_id"])

    op.create_table(
        "recognition_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("reason", sa.String(40)),
        sa.Column("text", sa.Text(), nullable=False),
        _key("recognition_step", "project_id", "project", "CASCADE"),
        _key("recognition_step", "move_id", "project_move", "CASCADE"),
        _key("recognition_step", "submission_id", "recognition_submission", "CASCADE"),
        _key("recognition_step", "by_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_recognition_step"),
    )
    op.create_index("ix_recognition_step_project_id_id", "recognition_step", ["project_id", "id"])
    op.create_index("ix_recognition_step_submission_id", "recognition_step", ["submission_id"])


def downgrade() -> None:
    for table in (
        "recognition_step",
        "recognition_submitted_evidence",
        "recognition_evidence",
        "recognition_submission",
    ):
        op.drop_table(table)


def _key(table: str, column: str, target: str, rule: str | None) -> sa.ForeignKeyConstraint:
    """A named reference to another table's number."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule)
