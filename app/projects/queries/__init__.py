"""What may be seen of projects, and in which shapes: lists, the board, figures, the timeline."""

from .bin import binned, find_binned, names_in_trail, trail_of
from .board import BoardColumn, Card, board, column_cards
from .detail import (
    TimelineEntry,
    activities_of,
    activity_of,
    find,
    get_visible,
    moves_of,
    neighbours,
    newest_first,
    revisions_of,
    timeline,
)
from .figures import (
    ParkFigures,
    latest_activities,
    newest_at,
    newest_found,
    park_figures,
    projects_of,
)
from .lists import SORTS, ProjectRow, Totals, list_page, rows_of, totals
from .merging import Joined, codes_of_merge, find_merge, joined_to, like_this, survivor_of, why_merge_stands
from .of_company import Investment, investments_of
from .own import DueRow, OwnerFigures, dues, figures_by_owner
from .park_detail import SectorFigures, YearMonths, figures_by_sector, holds_demo_data, months_of_year
from .readers import readers_of
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
    "TimelineEntry",
    "Totals",
    "YearMonths",
    "activities_of",
    "activity_of",
    "binned",
    "board",
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
    "months_of_year",
    "moves_of",
    "names_in_trail",
    "narrowed",
    "neighbours",
    "newest_at",
    "newest_first",
    "newest_found",
    "park_figures",
    "projects_of",
    "readers_of",
    "revisions_of",
    "rows_of",
    "seen_by",
    "stage_alone",
    "survivor_of",
    "timeline",
    "totals",
    "trail_of",
    "visible_to",
    "why_merge_stands",
]
