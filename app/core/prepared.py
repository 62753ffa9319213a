"""Statements that PostgreSQL reads and plans once a connection, for those whose plan does not hang on their values.

Planning the joins of a page takes longer than running them. `PREPARED` goes into a statement's execution options; all
others are planned anew with their values, as texts and rare values need it.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from weakref import WeakSet

import sqlalchemy as sa
from psycopg import ServerCursor

_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b")  # also FOR UPDATE, where it does no harm
PREPARED: Final = {"prepared": True}
MOST_TEXTS = 1024


@lru_cache(maxsize=MOST_TEXTS)
def _writes(statement: str) -> bool:
    """Whether it may change anything. Asked of each statement that is sent, and the texts are long."""
    return not statement.startswith(("SELECT", "WITH")) or _WRITES.search(statement) is not None


def fixed(value: int | StrEnum) -> "sa.ColumnElement[Any]":
    """A limit or a state that stands in the text, where the plan hangs on it.

    A limit that comes as a value PostgreSQL takes for a tenth of all rows, a rare state for one as common as any.
    """
    return sa.literal_column(f"'{value.value}'" if isinstance(value, StrEnum) else str(value))


def offer_prepared(engine: sa.Engine, *, may_write: Callable[[], bool]) -> None:
    """Prepare what asks for it, and keep it from one request to the next; `may_write`: not known to be reading only."""

    @sa.event.listens_for(engine, "do_execute")
    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        if isinstance(cursor, ServerCursor):  # what is read piece by piece is not prepared: SQLAlchemy goes on
            return False
        cursor.execute(statement, parameters, prepare="prepared" in context.execution_options)
        return True

    # psycopg forgets all prepared statements at every ROLLBACK, and every page that only reads ends with one: where
    # nobody meant to write and nothing was written a COMMIT is the same to the database.
    written: WeakSet[Any] = WeakSet()

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note_writing(_connection: sa.Connection, cursor: Any, statement: str, *_rest: Any) -> None:
        if _writes(statement):
            written.add(cursor.connection)

    @sa.event.listens_for(engine, "commit")
    def forget_writing(connection: sa.Connection) -> None:
        written.discard(connection.connection.dbapi_connection)

    def roll_back(connection: Any) -> None:
        if may_write() or connection.dbapi_connection in written:
            written.discard(connection.dbapi_connection)
            connection.rollback()
        else:
            connection.commit()

    engine.dialect.do_rollback = roll_back  # type: ignore[method-assign,assignment]
