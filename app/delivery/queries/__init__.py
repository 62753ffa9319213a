"""What is written down about signed and landed projects. Projects given here have come through visibility."""

from .filed import (
    COLUMNS,
    LEAN_COLUMNS,
    SHOWN_COLUMNS,
    Agreed,
    Filed,
    agreed_days,
    agreed_days_between,
    contract_for_recognition,
    filed,
    joined,
    read,
)
from .rows import RowFile, Rows, facts_of, find_file, find_row, governing, rows_of
from .trail import subjects_of, worded

__all__ = [
    "COLUMNS",
    "LEAN_COLUMNS",
    "SHOWN_COLUMNS",
    "Agreed",
    "Filed",
    "RowFile",
    "Rows",
    "agreed_days",
    "agreed_days_between",
    "contract_for_recognition",
    "facts_of",
    "filed",
    "find_file",
    "find_row",
    "governing",
    "joined",
    "read",
    "rows_of",
    "subjects_of",
    "worded",
]
