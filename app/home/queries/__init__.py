"""What the first page and the search gather from all packages, each through its own visibility."""

from .city import CityFigures, NewMove, city_figures, newest_moves
from .finding import Found, Hit, find
from .own_work import MonthWork, TeamFigures, month_work, team_figures
from .waiting import waiting

__all__ = [
    "CityFigures",
    "Found",
    "Hit",
    "MonthWork",
    "NewMove",
    "TeamFigures",
    "city_figures",
    "find",
    "month_work",
    "newest_moves",
    "team_figures",
    "waiting",
]
