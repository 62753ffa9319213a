"""Keeping views and habits; changing many projects at once and taking that back."""

from .batches import UNDO_DAYS, Wish, order, order_undo, run, stop
from .views import edit_view, keep_columns, move_view, remove_view, save_state, save_view, start_with

__all__ = [
    "UNDO_DAYS",
    "Wish",
    "edit_view",
    "keep_columns",
    "move_view",
    "order",
    "order_undo",
    "remove_view",
    "run",
    "save_state",
    "save_view",
    "start_with",
    "stop",
]
