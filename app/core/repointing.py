"""What a merge does to the rows that refer to the record that goes: they move to the one that is kept, or stay.

The tables are found in the metadata, so that one added later cannot be forgotten: each reference needs a rule, declared
from the wiring of the package that owns the table; a test fails on any that has none. Nothing is ever deleted here: a row
whose twin the kept record already has (the same other columns of a unique key) stays behind, and an undo moves the others
back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import sqlalchemy as sa

from app.extensions import db

from .db import Model
from .snapshots import plain, value_of

Moved = dict[str, list[dict[str, Any]]]
_BATCH = 500


class Fate(Enum):
    """What becomes of the rows."""

    MOVE = "move"
    STAY = "stay"


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of one reference. `twins`: further columns by which two rows say the same."""

    fate: Fate
    twins: tuple[str, ...] = ()


MOVE, STAY = Rule(Fate.MOVE), Rule(Fate.STAY)


@dataclass
class Rulebook:
    """The rules for everything that refers to one table, as `table.column`."""

    target: str
    rules: dict[str, Rule] = field(default_factory=dict)

    def declare(self, reference: str, rule: Rule) -> None:
        """Say what becomes of the rows of a table; for the package that owns it, from its wiring."""
        self.rules[reference] = rule

    def references(self) -> "Iterator[sa.Column[Any]]":
        """Every column of every table that refers to the target."""
        for table in Model.metadata.sorted_tables:
            for column in table.columns:
                if any(key.column.table.name == self.target for key in column.foreign_keys):
                    yield column

    def undeclared(self) -> list[str]:
        """References without a rule; there must be none."""
        return [name for column in self.references() if (name := str(column)) not in self.rules]

    def move(self, gone: int, kept: int) -> Moved:
        """Point all rows that may move from the one record to the other; which ones, for `move_back`."""
        moved: Moved = {}
        db.session.flush()
        for column in self.references():
            # A reference that nobody thought of moves: it is found in the record that is left, and the undo knows it.
            rule = self.rules.get(str(column), MOVE)
            if rule.fate is Fate.MOVE and (marks := _movable(column, gone, kept, rule.twins)):
                _point(column, marks, gone, kept)
                moved[str(column)] = [{name: plain(value) for name, value in mark.items()} for mark in marks]
        return moved

    def move_back(self, moved: Moved, gone: int, kept: int) -> None:
        """Point those rows back which still are where the merge put them; rows deleted since stay deleted."""
        db.session.flush()
        columns = {str(column): column for column in self.references()}
        for name, marks in moved.items():
            if (column := columns.get(name)) is None:
                continue  # a table that is no more
            table = column.table
            held = [{key: value_of(table.c[key], value) for key, value in mark.items()} for mark in marks]
            _point(column, held, kept, gone)


def _movable(column: "sa.Column[Any]", gone: int, kept: int, twins: tuple[str, ...]) -> list[dict[str, Any]]:
    """What tells apart the rows that refer to the one and whose twin the other does not have."""
    table = column.table
    other = table.alias("twin")
    statement = sa.select(*_marks(column)).select_from(table).where(column == gone)
    for key, where in _unique_with(column, twins):
        same = [other.c[name].is_not_distinct_from(table.c[name]) for name in key]
        # Inside the brackets a bare name of a partial index means the twin's column, outside this row's own.
        has_twin = sa.exists().where(other.c[column.name] == kept, *same, *where)
        statement = statement.where(sa.not_(sa.and_(has_twin, *where)))
    if table.name == _target_of(column):
        statement = statement.where(table.c.id != kept)  # the kept record does not come to refer to itself
    if not _marks(column):
        return [{}] if db.session.execute(statement.with_only_columns(sa.literal(1))).first() else []
    return [dict(row) for row in db.session.execute(statement).mappings()]


def _point(column: "sa.Column[Any]", marks: list[dict[str, Any]], before: int, after: int) -> None:
    table, names = column.table, [mark.name for mark in _marks(column)]
    # Whose row it is has changed, not what it says: its time of change stays.
    as_it_was = {each.name: each for each in table.columns if each.onupdate is not None}
    for start in range(0, len(marks), _BATCH):
        batch = marks[start : start + _BATCH]
        update = sa.update(table).where(column == before).values({**as_it_was, column.name: after})
        if len(names) == 1:
            update = update.where(table.c[names[0]].in_([mark[names[0]] for mark in batch]))
        elif names:
            these = [tuple(mark[name] for name in names) for mark in batch]
            update = update.where(sa.tuple_(*(table.c[name] for name in names)).in_(these))
        db.session.execute(update)


def _marks(column: "sa.Column[Any]") -> "list[sa.Column[Any]]":
    """The primary key without the reference itself."""
    return [key for key in column.table.primary_key.columns if key.name != column.name]


def _unique_with(
    column: "sa.Column[Any]", twins: tuple[str, ...]
) -> "Iterator[tuple[list[str], list[sa.ColumnElement[bool]]]]":
    """The other columns of every unique key in which the reference stands, and the condition of a partial one."""
    table = column.table
    keys: list[tuple[list[str], list[sa.ColumnElement[bool]]]] = [([each.name for each in table.primary_key], [])]
    keys += [
        ([each.name for each in constraint.columns], [])
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint)
    ]
    for index in table.indexes:
        where = index.dialect_options["sqlite"].get("where")
        condition: list[sa.ColumnElement[bool]] = [] if where is None else [sa.literal_column(f"({where})", sa.Boolean)]
        if index.unique:
            keys.append(([str(getattr(each, "name", "")) for each in index.expressions], condition))
    for key, where in keys:
        if column.name in key:
            yield [name for name in key if name != column.name], where
    if twins:
        yield list(twins), []


def _target_of(column: "sa.Column[Any]") -> str:
    return next(iter(column.foreign_keys)).column.table.name
