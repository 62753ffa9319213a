"""full text search"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = ("company", "project", "park")


def upgrade() -> None:
    for name in INDEXES:
        table = f"search_{name}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TABLE {table} (id integer PRIMARY KEY, words tsvector NOT NULL, secret tsvector NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)")
            op.execute(f"CREATE INDEX ix_{table}_secret ON {table} USING gin (secret)")
        else:
            op.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(words, secret, "
                "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\", prefix='1 2 3')"
            )


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP TABLE search_{name}")
