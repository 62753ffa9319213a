"""Where projects are in the URL: board and list, entry, detail, editing, activities, statuses and the bin."""

from . import activities, board, detail, edit, entry, export, lists, merging, status
from .blueprint import bp

__all__ = ["activities", "board", "bp", "detail", "edit", "entry", "export", "lists", "merging", "status"]
