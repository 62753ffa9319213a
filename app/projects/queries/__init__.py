"""What may be seen of projects, and in which shapes: lists, the board, figures, the timeline."""

from .beside import neighbours
from .bin import binned, find_binned, names_in_trail, trail_of
from .board import BoardColumn, Card, board, column_cards
from .detail import activity_of, by_code, find, get_visible, on_its_page, revisions_of
from .figures import (
    ParkFigures,
    latest_activities,
    newest_at,
    newest_found,
    park_figures,
    projects_of,
)
from .lists import SORTS, ProjectRow, list_page, listed, rows_of
from .merging import Joined, codes_of_merge, find_merge, joined_to, like_this, survivor_of, why_merge_stands
from .of_company import Investment, investments_of
from .own import DueRow, OwnerFigures, dues, figures_by_owner
from .park_detail import SectorFigures, YearMonths, figures_by_sector, holds_demo_data, months_of_year
from .readers import readers_of
from .sums import Totals, totals
from .timeline import Story, TimelineEntry, moves_of, newest_first, story_of
from .visibility import narrowed, seen_by, stage_alone, visible_to

__all__ = [
    "SORTS",
    "BoardColumn",
    "Card",
    "DueRow",
    "Investment",
    "Joined",
    "OwnerFigures",
    "ParkFigures",
    "ProjectRow",
    "SectorFigures",
    "Story",
    "TimelineEntry",
    "Totals",
    "YearMonths",
    "activity_of",
    "binned",
    "board",
    "by_code",
    "codes_of_merge",
    "column_cards",
    "dues",
    "figures_by_owner",
    "figures_by_sector",
    "find",
    "find_binned",
    "find_merge",
    "get_visible",
    "holds_demo_data",
    "investments_of",
    "joined_to",
    "latest_activities",
    "like_this",
    "list_page",
    "listed",
    "months_of_year",
    "moves_of",
    "names_in_trail",
    "narrowed",
    "neighbours",
    "newest_at",
    "newest_first",
    "newest_found",
    "on_its_page",
    "park_figures",
    "projects_of",
    "readers_of",
    "revisions_of",
    "rows_of",
    "seen_by",
    "stage_alone",
    "story_of",
    "survivor_of",
    "totals",
    "trail_of",
    "visible_to",
    "why_merge_stands",
]
