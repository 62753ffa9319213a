"""What can be done to a project. Each action checks first, then changes, writes the trail, and never commits."""

from .activities import record_activity
from .edit import EDITABLE, change_investor, edit, give_to
from .register import Draft, NewInvestor, register
from .status import REASONS_NEEDED, hold, lose, reactivate, remove, restore, throw_away
from .upkeep import refresh

__all__ = [
    "EDITABLE",
    "REASONS_NEEDED",
    "Draft",
    "NewInvestor",
    "change_investor",
    "edit",
    "give_to",
    "hold",
    "lose",
    "reactivate",
    "record_activity",
    "refresh",
    "register",
    "remove",
    "restore",
    "throw_away",
]
