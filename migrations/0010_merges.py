"""Merges of companies and projects; pieces of names for the check for duplicates.

The pieces of the companies that are there already follow from their names, as `app/companies/rules.py` cuts them now.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BATCH = 2000


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    for target, further in (("company", [sa.Column("scopes", json, nullable=False)]), ("project", [])):
        table = f"{target}_merge"
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("kept_id", sa.Integer(), nullable=False),
            sa.Column("gone_id", sa.Integer(), nullable=False),
            sa.Column("by_id", sa.Integer()),
            *further,
            sa.Column("snapshot", json, nullable=False),
            sa.Column("undone_at", sa.DateTime(timezone=True)),
            sa.Column("undone_by_id", sa.Integer()),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["kept_id"], [f"{target}.id"], name=f"fk_{table}_kept_id", ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["gone_id"], [f"{target}.id"], name=f"fk_{table}_gone_id", ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=f"fk_{table}_by_id"),
            sa.ForeignKeyConstraint(["undone_by_id"], ["user_account.id"], name=f"fk_{table}_undone_by_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_kept_id", table, ["kept_id"])
        standing = sa.text("undone_at IS NULL")
        op.create_index(
            f"uq_{table}_gone_id", table, ["gone_id"], unique=True, sqlite_where=standing, postgresql_where=standing
        )
    op.create_table(
        "company_piece",
        sa.Column("piece", sa.String(8), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_company_piece_company_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("piece", "company_id", name="pk_company_piece"),
        sqlite_with_rowid=False,
    )
    _cut_names()
    op.create_index("ix_company_piece_company_id", "company_piece", ["company_id"])


def downgrade() -> None:
    for table in ("company_piece", "project_merge", "company_merge"):
        op.drop_table(table)


def _cut_names() -> None:
    """Names and other names of every company that is not in the bin."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT id, normalised_name FROM company WHERE deleted_at IS NULL UNION ALL "
            "SELECT c.id, a.normalised_name FROM company_alias a JOIN company c ON c.id = a.company_id "
            "WHERE c.deleted_at IS NULL"
        )
    ).all()
    found = sorted({(piece, number) for number, name in rows for piece in _pieces(name)})
    insert = sa.text("INSERT INTO company_piece (piece, company_id) VALUES (:piece, :number)")
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        connection.execute(insert, [{"piece": piece, "number": number} for piece, number in batch])


def _pieces(name: str) -> set[str]:
    """Every three characters in a row of the name between two marks that stand for its ends."""
    framed = f"^{name}$"
    return {framed[start : start + 3] for start in range(len(framed) - 2)}
