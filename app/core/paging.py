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

from .db import Scaled, UtcDateTime
from .errors import BadAddress

Item = TypeVar("Item")
PAGE_SIZES = (15, 30, 50, 100)
DEFAULT_SIZE = 30
MOST_NUMBER = 2**31 - 1  # of a row: the integer key of PostgreSQL
MOST_AMOUNT = 10**12  # of a sort value: beyond it the column itself would overflow
_BAD = "页码标记无效，请从第一页重新翻页。"


class BadCursor(BadAddress):
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
            at = cls(value=_UNPACK[kind](text), id=int(number), before=bool(before), offset=max(0, int(offset)))
        except (
            ValueError,
            TypeError,
            KeyError,
            OverflowError,
            RecursionError,
            binascii.Error,
            InvalidOperation,
        ) as fault:
            raise BadCursor(_BAD) from fault
        if not (0 <= at.id <= MOST_NUMBER and at.offset <= MOST_NUMBER and _is_sane(at.value)):
            raise BadCursor(_BAD)
        return at


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

    def ask(*, falling: bool, marked: bool, mark: dict[str, Any]) -> Sequence[Any]:
        wanted = stretch(statement, sort=sort, number=number, falling=falling, marked=marked, size=size)
        return db.session.execute(wanted, mark).all()

    found = page_of(ask, kind=sort.type, descending=descending, cursor=cursor, size=size)
    return Page([row.row_number for row in found.items], found.first, found.previous, found.next)


def stretch(
    statement: "sa.Select[Any]",
    *,
    sort: "sa.ColumnElement[Any] | InstrumentedAttribute[Any]",
    number: "sa.ColumnElement[int] | InstrumentedAttribute[int]",
    falling: bool,
    marked: bool,
    size: int,
) -> "sa.Select[Any]":
    """The statement of a page: numbers and sort values of its rows, and of one more that tells whether there are more.

    `marked`: behind a row that is given with every execution as `mark_value` and `mark_number`.
    """
    query: sa.Select[Any] = statement.with_only_columns(sort.label("sort_value"), number.label("row_number"))
    if marked:
        key = sa.tuple_(sort, number)
        mark = sa.tuple_(sa.bindparam("mark_value", type_=sort.type), sa.bindparam("mark_number", type_=number.type))
        query = query.where(key < mark if falling else key > mark)
    return query.order_by(sort.desc() if falling else sort, number.desc() if falling else number).limit(size + 1)


def page_of(
    ask: Callable[..., Sequence[Any]],
    *,
    kind: "sa.types.TypeEngine[Any]",
    descending: bool,
    cursor: str | None,
    size: int,
) -> Page[Any]:
    """The same of rows that `ask(falling=, marked=, mark=)` finds with a `stretch`; each says its sort_value, row_number.

    `kind`: the type of what the list is sorted by.
    """
    at = Cursor.read(cursor) if cursor else None
    if at is not None and not _fits(at.value, kind):
        raise BadCursor(_BAD)
    backwards = at is not None and at.before
    mark = {"mark_value": at.value, "mark_number": at.id} if at else {}
    rows = list(ask(falling=descending != backwards, marked=at is not None, mark=mark))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    offset = at.offset if at else 0
    first = max(1, offset - len(rows) + 1) if backwards else offset + 1
    has_previous = more if backwards else at is not None
    has_next = at is not None if backwards else more
    return Page(
        items=rows,
        first=first if rows else 0,
        previous=Cursor(rows[0].sort_value, rows[0].row_number, before=True, offset=first - 1).token()
        if rows and has_previous
        else None,
        next=Cursor(rows[-1].sort_value, rows[-1].row_number, offset=first + len(rows) - 1).token()
        if rows and has_next
        else None,
    )


def _is_sane(value: Any) -> bool:
    """Whether a database can be asked to compare with this; the mark stands in the URL, where anybody may write."""
    match value:
        case Decimal():
            return value.is_finite() and abs(value) < MOST_AMOUNT
        case int():
            return abs(value) < MOST_AMOUNT
        case datetime():
            return value.tzinfo is not None and _is_of_our_days(value)
        case str():
            return not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)
        case _:
            return True


def _is_of_our_days(moment: datetime) -> bool:
    """Whether UTC has the moment: at the ends of the calendar an offset leads beyond it."""
    return 1 < moment.year < 9999


def _fits(value: Any, kind: "sa.types.TypeEngine[Any]") -> bool:
    """Whether a mark's value is of the kind that the list is sorted by; a mark of another order is not."""
    match kind:
        case Scaled():
            return isinstance(value, Decimal)
        case UtcDateTime():
            return isinstance(value, datetime)
        case sa.Date():
            return isinstance(value, date) and not isinstance(value, datetime)
        case sa.Integer():
            return isinstance(value, int)
        case sa.String():
            return isinstance(value, str)
        case _:
            return True


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
