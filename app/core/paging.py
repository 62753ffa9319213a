"""Keyset paging: a page starts after a row, not after a number of rows, so page 1,000 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db

from .errors import DomainError

Item = TypeVar("Item")
PAGE_SIZES = (15, 30, 50, 100)
DEFAULT_SIZE = 30


class BadCursor(DomainError):
    """The page mark in the URL is not one of ours."""


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after (or before) the row with this sort value and number."""

    value: Any
    id: int
    before: bool = False
    offset: int = 0

    def token(self) -> str:
        """As it stands in a URL."""
        facts = [_packed(self.value), self.id, int(self.before), self.offset]
        return base64.urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> "Cursor":
        """Read a URL's token. Raises BadCursor."""
        try:
            padded = token + "=" * (-len(token) % 4)
            (kind, text), number, before, offset = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
            return cls(value=_UNPACK[kind](text), id=int(number), before=bool(before), offset=max(0, int(offset)))
        except (ValueError, TypeError, KeyError, binascii.Error, InvalidOperation) as fault:
            message = "页码标记无效，请从第一页重新翻页。"
            raise BadCursor(message) from fault


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, with the marks of its neighbours."""

    items: Sequence[Item]
    first: int
    previous: str | None
    next: str | None

    @property
    def last(self) -> int:
        """Place of the last row in the whole list, counted from one."""
        return self.first + len(self.items) - 1


def page_of_ids(
    statement: "sa.Select[Any]",
    *,
    sort: "sa.ColumnElement[Any] | InstrumentedAttribute[Any]",
    number: "sa.ColumnElement[int] | InstrumentedAttribute[int]",
    descending: bool,
    cursor: str | None,
    size: int = DEFAULT_SIZE,
) -> Page[int]:
    """The row numbers of one page of `statement`, which must select nothing itself but say FROM and WHERE.

    `sort` must not be NULL (coalesce it); ties are broken by `number` in the same direction, so that one
    index serves both. Ids first, rows later: a wide row is only read when it is shown.
    """
    at = Cursor.read(cursor) if cursor else None
    backwards = at is not None and at.before
    falling = descending != backwards
    query: sa.Select[Any] = statement.with_only_columns(sort.label("sort_value"), number.label("row_number"))
    if at is not None:
        key = sa.tuple_(sort, number)
        mark = sa.tuple_(sa.literal(at.value, sort.type), sa.literal(at.id))
        query = query.where(key < mark if falling else key > mark)
    query = query.order_by(sort.desc() if falling else sort, number.desc() if falling else number).limit(size + 1)
    rows = list(db.session.execute(query))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    offset = at.offset if at else 0
    first = max(1, offset - len(rows) + 1) if backwards else offset + 1
    has_previous = more if backwards else at is not None
    has_next = at is not None if backwards else more
    return Page(
        items=[row.row_number for row in rows],
        first=first if rows else 0,
        previous=Cursor(rows[0].sort_value, rows[0].row_number, before=True, offset=first - 1).token()
        if rows and has_previous
        else None,
        next=Cursor(rows[-1].sort_value, rows[-1].row_number, offset=first + len(rows) - 1).token()
        if rows and has_next
        else None,
    )


def _packed(value: Any) -> list[Any]:
    """A sort value with the name of its type."""
    match value:
        case bool() | int():
            return ["i", int(value)]
        case Decimal():
            return ["d", format(value, "f")]
        case datetime():
            return ["m", value.isoformat()]
        case date():
            return ["t", value.isoformat()]
        case _:
            return ["s", str(value)]


_UNPACK: dict[str, Callable[[Any], Any]] = {
    "i": int,
    "d": lambda text: Decimal(str(text)),
    "m": lambda text: datetime.fromisoformat(str(text)),
    "t": lambda text: date.fromisoformat(str(text)),
    "s": str,
}
