"""Saved views, what a person's lists start with, and changes of many projects at once with what stood there before.

And an index that answers for a sector.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("args", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_saved_view_owner_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_saved_view_organisation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_view_owner_id_name"),
    )
    op.create_index("ix_saved_view_organisation_id", "saved_view", ["organisation_id"])
    op.create_table(
        "list_habit",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.String(400), nullable=False),
        sa.Column("list_view_id", sa.Integer()),
        sa.Column("board_view_id", sa.Integer()),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_list_habit_user_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["list_view_id"], ["saved_view.id"], name="fk_list_habit_list_view_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["board_view_id"], ["saved_view.id"], name="fk_list_habit_board_view_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_list_habit"),
    )
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("total", "changed", "same", "refused", "undone", "kept")
        ),
        sa.Column("problem", sa.String(200), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_bulk_change_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_change"),
    )
    op.create_index("ix_bulk_change_by_id_id", "bulk_change", ["by_id", "id"])
    op.create_index("ix_bulk_change_state", "bulk_change", ["state"])
    op.create_table(
        "bulk_change_row",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("before", JSON),
        sa.Column("after", JSON),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["bulk_change.id"], name="fk_bulk_change_row_batch_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_bulk_change_row_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "project_id", name="pk_bulk_change_row"),
    )
    op.create_index(
        "ix_bulk_change_row_batch_id_state_project_id", "bulk_change_row", ["batch_id", "state", "project_id"]
    )
    op.create_index("ix_bulk_change_row_project_id", "bulk_change_row", ["project_id"])

    # Counts and sums of a sector are answered from the index alone.
    op.create_index(
        "ix_project_sector_figures",
        "project",
        ["sector_id", "status", "deleted_at", "investment", "park_id", "stage", "stale_on", "land_mu"],
    )
    op.drop_index("ix_project_sector_id", table_name="project")


def downgrade() -> None:
    op.create_index("ix_project_sector_id", "project", ["sector_id"])
    op.drop_index("ix_project_sector_figures", table_name="project")
    for name in ("bulk_change_row", "bulk_change", "list_habit", "saved_view"):
        op.drop_table(name)
