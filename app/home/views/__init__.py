"""The first page and the search."""

from . import search, today
from .blueprint import bp

__all__ = ["bp", "search", "today"]
