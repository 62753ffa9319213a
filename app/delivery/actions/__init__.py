"""Writing down what a signed project shows: facts, contracts, sites, permits, files. Nothing here commits."""

from .facts import set_facts
from .files import attach, detach, reattach
from .rows import add_row, delete_row, edit_row, restore_row

__all__ = ["add_row", "attach", "delete_row", "detach", "edit_row", "reattach", "restore_row", "set_facts"]
