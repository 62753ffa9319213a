"""Reading many rows cheaply: numbers as one parameter, and rows that the session does no work of its own on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import GenericFunction

from app.extensions import db


class Numbers(sa.types.TypeDecorator[Sequence[int]]):
    """Several whole numbers as one parameter: an array in PostgreSQL, a JSON text in SQLite."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """What the engine takes."""
        return dialect.type_descriptor(sa.ARRAY(sa.Integer) if dialect.name == "postgresql" else sa.String())

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        """Ready for the engine."""
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _Condition(GenericFunction[bool]):
    """A condition that we write ourselves."""

    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - SQLAlchemy names it
        """As it stands: SQLite would get `= 1` behind it, and use no index."""
        return self


class _Among(_Condition):
    name = "among"
    inherit_cache = True


@compiles(_Among)
def _as_rows(element: _Among, compiler: Any, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - compiled clauses, no values


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: Any, **more: Any) -> str:
    column, numbers = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = ANY({numbers})"


class _AmongFound(_Among):
    name = "among_found"
    inherit_cache = True


@compiles(_AmongFound)
def _as_subquery(element: _AmongFound, compiler: Any, **more: Any) -> str:
    column, found = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} IN {found}"


@compiles(_AmongFound, "postgresql")
def _as_found_array(element: _AmongFound, compiler: Any, **more: Any) -> str:
    column, found = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = ANY(ARRAY{found})"


class _Aside(_Condition):
    name = "aside"
    inherit_cache = True


@compiles(_Aside)
def _as_it_is(element: _Aside, compiler: Any, **more: Any) -> str:
    (condition,) = (compiler.process(clause, **more) for clause in element.clauses)
    return f"({condition})"


@compiles(_Aside, "sqlite")
def _as_value(element: _Aside, compiler: Any, **more: Any) -> str:
    (condition,) = (compiler.process(clause, **more) for clause in element.clauses)
    return f"+({condition})"


def aside(condition: "sa.ColumnElement[bool]") -> "sa.ColumnElement[bool]":
    """A condition that rows are checked by and not looked for: SQLite, which guesses badly, uses no index for it."""
    return _Aside(condition)


def among(
    column: "sa.ColumnElement[Any] | InstrumentedAttribute[Any]", numbers: "Iterable[int] | sa.BindParameter[Any]"
) -> "sa.ColumnElement[bool]":
    """`column IN (numbers)`, with one parameter for however many: the text of the statement stays short and the same.

    A text with a parameter for each is put together and taken apart anew by three layers every time it is sent.
    """
    if isinstance(numbers, sa.BindParameter):
        return _Among(column, numbers)
    listed = list(numbers)
    if len(listed) == 1:
        # So that an index which begins with the column still serves an order.
        return cast("sa.ColumnElement[bool]", column == listed[0])
    return _Among(column, sa.bindparam("numbers", listed, type_=Numbers(), unique=True))


def among_found(
    column: "sa.ColumnElement[Any] | InstrumentedAttribute[Any]", found: "sa.Select[Any]"
) -> "sa.ColumnElement[bool]":
    """`column IN (found)` for a handful of rows, looked up once.

    PostgreSQL expects of a subquery as many rows as it likes and may read the whole table for it; of an array it
    expects few, and looks up.
    """
    return _AmongFound(column, found.scalar_subquery())


def numbers(name: str) -> "sa.BindParameter[Any]":
    """A place for numbers in a statement that is kept; they are given with every execution."""
    return sa.bindparam(name, type_=Numbers())


def plain_rows(
    statement: "sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]",
    values: Mapping[str, Any] | None = None,
) -> Sequence[Any]:
    """The rows of a statement of columns, within the session's transaction but past its loading of records."""
    db.session.flush()  # what the session would do itself before it asks
    return db.session.connection().execute(statement, values).all()
