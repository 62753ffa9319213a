"""A row as it was, in a form that JSON can hold, and back again."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from .db import Model, Scaled, UtcDateTime


def row_of(record: Model) -> dict[str, Any]:
    """All columns of a record by name. Columns that the database computes are left out: they follow from the others."""
    columns: orm.Mapper[Any] = sa.inspect(type(record))
    return {
        attribute.key: plain(getattr(record, attribute.key))
        for attribute in columns.column_attrs
        if attribute.columns[0].computed is None
    }


def plain(value: Any) -> Any:
    """A value of a column as JSON holds it."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def value_of(column: "sa.ColumnElement[Any]", held: Any) -> Any:
    """What `plain` made of a value of this column, as the value again."""
    kind = column.type
    if held is None:
        return None
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(held)
    if isinstance(kind, Scaled):
        return Decimal(held)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(held)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(held)
    return held
