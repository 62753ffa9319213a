"""Pieces of texts as lexemes of their own, so that PostgreSQL finds two words or more without fetching a row.

From every word of a text on, up to LONGEST of them, as `app/core/search.py` writes them from now on, read here from the
places of the words that are there. The tags of a row go to its secret texts too. SQLite needs neither.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = ("company", "project", "park")
LONGEST = 12
GAP, TAG = "chr(57344)", "chr(57345)"  # private-use characters

# All words by their places; after every second gap stand those of a text itself, elsewhere how it is read aloud.
PLACED = f"""
    SELECT place, CASE WHEN octet_length(lexeme) > length(lexeme) THEN lexeme ELSE '-' || lexeme END AS word,
           lexeme = {GAP} AS is_gap, count(*) FILTER (WHERE lexeme = {GAP}) OVER (ORDER BY place) AS gaps
    FROM (SELECT lexeme, unnest(positions) AS place FROM unnest(old.{{column}})) AS held
"""
PIECES = f"""
    SELECT place, string_agg(word, '') OVER piece AS piece, count(*) OVER piece AS words
    FROM ({PLACED}) AS placed WHERE NOT is_gap AND gaps % 2 = 0
    WINDOW piece AS (PARTITION BY gaps ORDER BY place ROWS BETWEEN CURRENT ROW AND {LONGEST - 1} FOLLOWING)
"""
WITH_PIECES = f"""
    (SELECT (old.{{column}}::text || ' ' || coalesce(string_agg(quote_literal(piece) || ':' || place, ' '), ''))::tsvector
     FROM ({PIECES}) AS pieces WHERE words > 1)
"""
TAGS = f"""
    (SELECT array_to_tsvector(array_agg(lexeme)) FROM unnest(old.words) WHERE left(lexeme, 1) = {TAG})
"""
# Pieces are what holds a hyphen, or more than one character with one beyond ASCII among them.
PLAIN = f"""
    ts_delete(old.{{column}}, ARRAY(SELECT lexeme FROM unnest(old.{{column}}) WHERE left(lexeme, 1) <> {TAG}
        AND (position('-' IN lexeme) > 0 OR length(lexeme) > 1 AND octet_length(lexeme) > length(lexeme))))
"""


def upgrade() -> None:
    words, secret = WITH_PIECES.format(column="words"), WITH_PIECES.format(column="secret")
    for table in _tables():
        op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 128)")
        op.execute(f"ALTER TABLE {table} ALTER words SET STATISTICS 0, ALTER secret SET STATISTICS 0")
        _rewrite(table, words, f"CASE WHEN old.secret = '' THEN '' ELSE {secret} || coalesce({TAGS}, '') END")


def downgrade() -> None:
    for table in _tables():
        op.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")
        op.execute(f"ALTER TABLE {table} ALTER words SET STATISTICS -1, ALTER secret SET STATISTICS -1")
        without_tags = f"ARRAY(SELECT lexeme FROM unnest(old.secret) WHERE left(lexeme, 1) = {TAG})"
        _rewrite(table, PLAIN.format(column="words"), f"ts_delete({PLAIN.format(column='secret')}, {without_tags})")


def _tables() -> list[str]:
    return [f"search_{name}" for name in INDEXES] if op.get_bind().dialect.name == "postgresql" else []


def _rewrite(table: str, words: str, secret: str) -> None:
    """All rows anew, the indexes built at the end: an update of each would leave both twice their size."""
    columns = ("words", "secret")
    for column in columns:
        op.execute(f"DROP INDEX ix_{table}_{column}")
        op.execute(f"ALTER TABLE {table} ALTER {column} TYPE tsvector")  # forgets the statistics that are there
    # Stored apart as it is: a vector that comes compressed is small enough for PostgreSQL to leave it in the row.
    op.execute("CREATE TEMPORARY TABLE moved (id integer, words tsvector, secret tsvector) ON COMMIT DROP")
    op.execute("ALTER TABLE moved ALTER words SET STORAGE EXTERNAL, ALTER secret SET STORAGE EXTERNAL")
    op.execute(f"INSERT INTO moved SELECT id, {words}, {secret} FROM {table} AS old")
    op.execute(f"TRUNCATE {table}")
    op.execute(f"INSERT INTO {table} SELECT id, words, secret FROM moved ORDER BY id")
    op.execute("DROP TABLE moved")
    for column in columns:
        op.execute(f"CREATE INDEX ix_{table}_{column} ON {table} USING gin ({column})")
    op.execute(f"ANALYZE {table}")
