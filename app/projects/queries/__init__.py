"""What may be seen of projects, and in which shapes: lists, the board, figures, the timeline."""

from .board import BoardColumn, Card, board, column_cards
from .detail import TimelineEntry, find, get_visible, neighbours, timeline, timeline_counts
from .figures import ParkFigures, dues, figures_by_owner, latest_activities, newest_at, park_figures, projects_of
from .lists import SORTS, ProjectRow, Totals, list_page, rows_of, totals
from .visibility import narrowed, seen_by, visible_to

__all__ = [
    "SORTS",
    "BoardColumn",
    "Card",
    "ParkFigures",
    "ProjectRow",
    "TimelineEntry",
    "Totals",
    "board",
    "column_cards",
    "dues",
    "figures_by_owner",
    "find",
    "get_visible",
    "latest_activities",
    "list_page",
    "narrowed",
    "neighbours",
    "newest_at",
    "park_figures",
    "projects_of",
    "rows_of",
    "seen_by",
    "timeline",
    "timeline_counts",
    "totals",
    "visible_to",
]
