"""Excel workbooks written row by row: texts stay texts, numbers and days can be reckoned with, memory stays small."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from . import clock

Cell = str | int | Decimal | date | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SIGNS = 32_767  # of a cell; a longer text would not be written at all
FIRST_YEAR = 1900  # Excel knows no day before
# Excel takes a text that begins so for a formula once somebody edits the cell or saves the sheet as CSV.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """One sheet. `columns`: heads with their widths in signs. `rows` is read while the file is written."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Cell]]


def workbook(sheets: Iterable[Sheet], *, title: str, author: str) -> bytes:
    """The file. Sheets are written one after the other, so that a later one may tell what an earlier one held."""
    out = io.BytesIO()
    with TemporaryDirectory(prefix="sheets-") as folder:
        options = {"constant_memory": True, "tmpdir": folder}  # rows go to the folder as they come
        with xlsxwriter.Workbook(out, options) as book:
            book.set_properties({"title": title, "author": author, "created": _wall(clock.now())})
            kinds = _Kinds(book)
            for sheet in sheets:
                _write(book.add_worksheet(sheet.name), sheet, kinds)
    return out.getvalue()


class _Kinds:
    """How cells look, by what they hold."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.broken = book.add_format({"num_format": "#,##0.0#####"})  # one for all would leave "3,500." a bare point
        self.quoted = book.add_format({"quote_prefix": True})


def _write(paper: Any, sheet: Sheet, kinds: _Kinds) -> None:
    last = len(sheet.columns) - 1
    for place, (head, width) in enumerate(sheet.columns):
        paper.set_column(place, place, width)
        paper.write_string(0, place, head, kinds.head)
    paper.freeze_panes(1, 0)
    line = 0
    for line, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(paper, line, place, cell, kinds)
    if line:
        paper.autofilter(0, 0, line, last)


def _write_cell(paper: Any, line: int, place: int, cell: Cell, kinds: _Kinds) -> None:
    match cell:
        case None | "":
            return
        case datetime():
            paper.write_datetime(line, place, _wall(cell).date(), kinds.day)
        case date() if cell.year >= FIRST_YEAR:
            paper.write_datetime(line, place, cell, kinds.day)
        case int() | Decimal():
            # A float holds 15 digits, as Excel does: every amount that `units` lets through.
            whole = cell == int(cell)
            paper.write_number(line, place, int(cell) if whole else float(cell), kinds.whole if whole else kinds.broken)
        case _:
            text = str(cell)[:MOST_SIGNS]
            # Never `write`, which makes formulas and links of texts.
            paper.write_string(line, place, text, kinds.quoted if text.startswith(_LIKE_A_FORMULA) else None)


def _wall(moment: datetime) -> datetime:
    """As a clock on the wall shows it: Excel knows no zones."""
    return clock.local(moment).replace(tzinfo=None)
