"""Recognition in the move log; where a project counts beside where it stands.

Nothing was recognised before, so nothing counts as signed or landed until the bureau has recognised it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROM_SIGNED = "('signed', 'landed', 'construction', 'production', 'full_capacity')"


def upgrade() -> None:
    op.add_column("project", sa.Column("counted_stage", sa.String(40), nullable=False, server_default="lead"))
    op.add_column("project", sa.Column("recognition", sa.String(40)))
    op.add_column("project", sa.Column("framework_on", sa.Date()))
    op.add_column("project", sa.Column("signed_amount", sa.BigInteger()))
    op.add_column("project", sa.Column("framework_amount", sa.BigInteger()))
    op.add_column("project", sa.Column("not_counted", sa.String(40)))
    # As text: SQLite takes a reference with a new column only inside the same statement.
    op.execute(
        "ALTER TABLE project ADD COLUMN expansion_of_id INTEGER "
        "CONSTRAINT fk_project_expansion_of_id REFERENCES project (id)"
    )
    op.create_index("ix_project_expansion_of_id", "project", ["expansion_of_id"])
    op.create_index("ix_project_park_id_framework_on", "project", ["park_id", "framework_on"])
    for name, kind in (
        ("recognition", sa.String(40)),
        ("submitted_at", sa.DateTime(timezone=True)),
        ("recognised_on", sa.Date()),
        ("contract_kind", sa.String(40)),
        ("amount", sa.BigInteger()),
        ("framework_on", sa.Date()),
        ("framework_amount", sa.BigInteger()),
    ):
        op.add_column("project_move", sa.Column(name, kind))
    op.add_column("project_year_tally", sa.Column("framework", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "project_year_tally", sa.Column("framework_investment", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.execute(f"UPDATE project_move SET recognition = 'not_submitted' WHERE to_stage IN {FROM_SIGNED}")
    op.execute(
        f"UPDATE project SET counted_stage = CASE WHEN stage IN {FROM_SIGNED} THEN 'appraisal' ELSE stage END, "
        f"recognition = CASE WHEN stage IN {FROM_SIGNED} THEN 'not_submitted' END, signed_on = NULL, landed_on = NULL"
    )
    op.execute("DELETE FROM project_year_tally")
    op.drop_table("project_tally")
    _tally("counted_stage")
    op.execute(
        "INSERT INTO project_tally (park_id, stage, counted_stage, status, count, investment) "
        "SELECT park_id, stage, counted_stage, status, count(*), coalesce(sum(investment), 0) "
        "FROM project WHERE deleted_at IS NULL GROUP BY park_id, stage, counted_stage, status"
    )


def downgrade() -> None:
    op.drop_table("project_tally")
    _tally()
    op.execute(
        "INSERT INTO project_tally (park_id, stage, status, count, investment) "
        "SELECT park_id, stage, status, count(*), coalesce(sum(investment), 0) "
        "FROM project WHERE deleted_at IS NULL GROUP BY park_id, stage, status"
    )
    op.drop_column("project_year_tally", "framework_investment")
    op.drop_column("project_year_tally", "framework")
    for name in (
        "framework_amount",
        "framework_on",
        "amount",
        "contract_kind",
        "recognised_on",
        "submitted_at",
        "recognition",
    ):
        op.drop_column("project_move", name)
    op.drop_index("ix_project_park_id_framework_on", table_name="project")
    op.drop_index("ix_project_expansion_of_id", table_name="project")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("project", "expansion_of_id")
    for name in ("not_counted", "framework_amount", "signed_amount", "framework_on", "recognition", "counted_stage"):
        op.drop_column("project", name)


def _tally(*further: str) -> None:
    """The counters; with the stage in which a project counts, or without."""
    keys = ["park_id", "stage", *further, "status"]
    op.create_table(
        "project_tally",
        sa.Column("park_id", sa.Integer(), nullable=False),
        *(sa.Column(key, sa.String(40), nullable=False) for key in keys[1:]),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("investment", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["park.id"], name="fk_project_tally_park_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*keys, name="pk_project_tally"),
    )
