"""Comments, instructions and weekly reports within sight; what is due."""

from .instructions import SHOWN, InstructionRow, counts, get_visible, page_of
from .talk import Talk, comment_of, talk_about
from .todos import todos
from .weekly import ParkWeek, editions, of_parks, of_week
from .weekly import get_visible as get_report

__all__ = [
    "SHOWN",
    "InstructionRow",
    "ParkWeek",
    "Talk",
    "comment_of",
    "counts",
    "editions",
    "get_report",
    "get_visible",
    "of_parks",
    "of_week",
    "page_of",
    "talk_about",
    "todos",
]
