"""Reading lights, notices and figures."""

from .notices import NoticeRow, counts, get_file, get_notice, list_page, of_project, rows_of, seen_notices
from .runs import computed_on, is_done, last_night
from .todos import todos

__all__ = [
    "NoticeRow",
    "computed_on",
    "counts",
    "get_file",
    "get_notice",
    "is_done",
    "last_night",
    "list_page",
    "of_project",
    "rows_of",
    "seen_notices",
    "todos",
]
