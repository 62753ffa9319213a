"""Numbers that people see (QY-000123, NT-2026-00045): counted up per prefix, never given twice."""

import sqlalchemy as sa
from sqlalchemy import orm

from app.extensions import db

from .audit import CHAIN_LOCK
from .db import Model

# Both engines know this statement. It locks the prefix's row until the transaction ends, so a number that was taken
# and rolled back is given again: there are no gaps.
_TAKE = sa.text(
    "INSERT INTO code_counter (prefix, last) VALUES (:prefix, :count) "
    "ON CONFLICT (prefix) DO UPDATE SET last = code_counter.last + excluded.last RETURNING last"
)


class CodeCounter(Model):
    """The last number given out for a prefix."""

    __tablename__ = "code_counter"

    prefix: orm.Mapped[str] = orm.mapped_column(sa.String(24), primary_key=True)
    last: orm.Mapped[int]


def next_number(prefix: str) -> int:
    """The next number of this prefix, from 1 on."""
    return next_numbers(prefix, 1)[0]


def next_numbers(prefix: str, count: int) -> range:
    """The next `count` numbers of this prefix at once, for imports and demo data."""
    if count < 1:
        return range(0)
    if db.engine.dialect.name == "postgresql":
        # Whoever takes a number writes to the audit trail as well. Its lock first, always: a transaction that holds the
        # trail and wants a number would otherwise meet one that holds the number and wants the trail.
        db.session.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHAIN_LOCK})
    last = int(db.session.execute(_TAKE, {"prefix": prefix, "count": count}).scalar_one())
    return range(last - count + 1, last + 1)
