"""Several short lists in one query: what a page pays for is the way to the database, not the few rows of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .prepared import PREPARED

Part = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Shape:
    """The columns that the rows of all lists share, by name and type; `what` says of which list a row is."""

    columns: tuple[tuple[str, Any], ...]

    def part(self, what: str, **given: Any) -> Part:
        """One of the lists: what it gives of the columns, nothing in the others."""
        return sa.select(
            sa.literal(what).label("what"),
            *(given.get(name, sa.cast(sa.null(), kind)).label(name) for name, kind in self.columns),
        )


def first(part: Part, limit: int) -> Part:
    """So many rows of a list in its order; a part of a union may be cut only from within."""
    cut = part.limit(limit).subquery()
    return sa.select(*cut.c)


def together(parts: Sequence[Part]) -> "Part | sa.CompoundSelect[*tuple[Any, ...]]":
    """All of them as one statement, to be kept: PostgreSQL plans it once. The rows come in any order."""
    statement = parts[0] if len(parts) == 1 else sa.union_all(*parts)
    return statement.execution_options(**PREPARED)
