"""Contracts, site contracts and permits as rows of their own, with files; coded reasons of holds, removals and steps back.

What stood in the single row of a project moves over. A contract without a kind becomes a framework agreement, so that
it can never count as a formal one by mistake.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIMES = "created_at, updated_at, version"
CONTRACT = (  # column of the contract, former column, its kind
    ("kind", "contract_kind", sa.String(40)),
    ("signed_on", "contract_on", sa.Date()),
    ("investment", "contract_investment", sa.BigInteger()),
    ("agreed_start_on", "agreed_start_on", sa.Date()),
    ("agreed_production_on", "agreed_production_on", sa.Date()),
    ("agreed_output", "agreed_output", sa.BigInteger()),
    ("agreed_tax", "agreed_tax", sa.BigInteger()),
    ("agreed_jobs", "agreed_jobs", sa.Integer()),
    ("legal_review_number", "legal_review_number", sa.String(80)),
    ("competition_review_number", "competition_review_number", sa.String(80)),
)
SITE = (
    ("kind", "site_contract_kind", sa.String(40)),
    ("number", "site_contract_number", sa.String(80)),
    ("signed_on", "site_contract_on", sa.Date()),
)
PERMITS = (
    ("filing", "filing_number"),
    ("construction", "construction_permit_number"),
    ("fit_out", "fit_out_contract_number"),
)


def upgrade() -> None:
    _create()
    for table, columns, unsaid in (("contract", CONTRACT, "framework"), ("site_contract", SITE, "lease")):
        new = ", ".join(name for name, _, _ in columns)
        old = ", ".join(f"coalesce({former}, '{unsaid}')" if name == "kind" else former for name, former, _ in columns)
        there = " OR ".join(f"{former} IS NOT NULL" for _, former, _ in columns)
        op.execute(
            f"INSERT INTO {table} (project_id, {new}, {TIMES}) "
            f"SELECT project_id, {old}, {TIMES} FROM delivery_facts WHERE {there} ORDER BY id"
        )
    for kind, former in PERMITS:
        op.execute(
            f"INSERT INTO permit (project_id, kind, number, {TIMES}) "
            f"SELECT project_id, '{kind}', {former}, {TIMES} FROM delivery_facts WHERE {former} IS NOT NULL ORDER BY id"
        )
    for former in (
        *(former for _, former, _ in CONTRACT),
        *(former for _, former, _ in SITE),
        *(former for _, former in PERMITS),
    ):
        op.drop_column("delivery_facts", former)
    op.add_column("delivery_facts", sa.Column("licensed_on", sa.Date()))
    op.add_column("delivery_facts", sa.Column("registered_capital", sa.BigInteger()))
    op.add_column("project", sa.Column("hold_reason", sa.String(40)))
    op.add_column("project", sa.Column("removal_reason", sa.String(40)))
    op.add_column("project_move", sa.Column("back_reason", sa.String(40)))
    op.execute("UPDATE project SET hold_reason = 'other' WHERE status = 'on_hold'")
    op.execute("UPDATE project SET removal_reason = 'other' WHERE status = 'removed'")


def downgrade() -> None:
    op.drop_column("project_move", "back_reason")
    op.drop_column("project", "removal_reason")
    op.drop_column("project", "hold_reason")
    op.drop_column("delivery_facts", "registered_capital")
    op.drop_column("delivery_facts", "licensed_on")
    for _, former, kind in (*CONTRACT, *SITE, *((None, former, sa.String(80)) for _, former in PERMITS)):
        op.add_column("delivery_facts", sa.Column(former, kind))
    for table in ("contract", "site_contract", "permit"):
        # Rows that came without a row of facts need one to come back to.
        op.execute(
            f"INSERT INTO delivery_facts (project_id, {TIMES}) "
            f"SELECT project_id, min(created_at), max(updated_at), 1 FROM {table} "
            f"WHERE deleted_at IS NULL AND project_id NOT IN (SELECT project_id FROM delivery_facts) GROUP BY project_id"
        )
    for table, columns, order in (
        ("contract", CONTRACT, "signed_on IS NULL, CASE kind WHEN 'formal' THEN 0 ELSE 1 END, signed_on DESC, id DESC"),
        ("site_contract", SITE, "number IS NULL, signed_on IS NULL, signed_on DESC, id DESC"),
    ):
        for name, former, _ in columns:
            op.execute(
                f"UPDATE delivery_facts SET {former} = (SELECT {name} FROM {table} "
                f"WHERE {table}.project_id = delivery_facts.project_id AND deleted_at IS NULL ORDER BY {order} LIMIT 1)"
            )
    for kind, former in PERMITS:
        op.execute(
            f"UPDATE delivery_facts SET {former} = (SELECT max(number) FROM permit "
            f"WHERE permit.project_id = delivery_facts.project_id AND deleted_at IS NULL AND kind = '{kind}')"
        )
    for table in ("delivery_file", "permit", "site_contract", "contract"):
        op.drop_table(table)


def _create() -> None:
    op.create_table(
        "contract",
        *_head("contract"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(80)),
        sa.Column("signed_on", sa.Date()),
        sa.Column("investment", sa.BigInteger()),
        sa.Column("fixed_investment", sa.BigInteger()),
        sa.Column("agreed_start_on", sa.Date()),
        sa.Column("agreed_production_on", sa.Date()),
        sa.Column("agreed_output", sa.BigInteger()),
        sa.Column("agreed_tax", sa.BigInteger()),
        sa.Column("agreed_jobs", sa.Integer()),
        sa.Column("legal_review_number", sa.String(80)),
        sa.Column("competition_review_number", sa.String(80)),
        *_tail(),
    )
    op.create_table(
        "site_contract",
        *_head("site_contract"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(80)),
        sa.Column("signed_on", sa.Date()),
        sa.Column("land_mu", sa.BigInteger()),
        sa.Column("floor_sqm", sa.BigInteger()),
        sa.Column("place", sa.String(200)),
        *_tail(),
        sa.CheckConstraint("land_mu >= 0", name="ck_site_contract_land_not_negative"),
        sa.CheckConstraint("floor_sqm >= 0", name="ck_site_contract_floor_not_negative"),
    )
    op.create_table(
        "permit",
        *_head("permit"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(80)),
        sa.Column("issued_on", sa.Date()),
        sa.Column("authority", sa.String(200)),
        *_tail(),
    )
    op.create_table(
        "delivery_file",
        *_head("delivery_file"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("contract_id", sa.Integer()),
        sa.Column("site_contract_id", sa.Integer()),
        sa.Column("permit_id", sa.Integer()),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer()),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=f"fk_delivery_file_{table}_id", ondelete="CASCADE"
            )
            for table in ("contract", "site_contract", "permit")
        ),
        sa.ForeignKeyConstraint(["attached_by_id"], ["user_account.id"], name="fk_delivery_file_attached_by_id"),
    )
    for table in ("contract", "site_contract", "permit", "delivery_file"):
        op.create_index(f"ix_{table}_project_id", table, ["project_id"])
    for column in ("contract_id", "site_contract_id", "permit_id"):
        op.create_index(f"ix_delivery_file_{column}", "delivery_file", [column])


def _head(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=f"fk_{table}_project_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _tail() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]
