"""Numbers in addresses and in what a page sends: those that no table can hold are unknown, not questions to the database."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from .paging import MOST_NUMBER


class RowNumberConverter(IntegerConverter):
    """`<int:number>` with a border; beyond it the address does not exist."""

    def __init__(self, map: Map, *, max: int = MOST_NUMBER, **more: Any) -> None:  # noqa: A002 - werkzeug's names
        super().__init__(map, max=max, **more)


def init_app(app: Flask) -> None:
    """Every `<int:…>` of every package means the number of a row. Before any route is declared."""
    app.url_map.converters["int"] = RowNumberConverter


def row_number(text: str | None) -> int | None:
    """The number of a row in a text that a browser sent; None for whatever else stands there, however long."""
    if not text or len(text) > len(str(MOST_NUMBER)) or not (text.isascii() and text.isdecimal()):
        return None
    number = int(text)
    return number if number <= MOST_NUMBER else None
