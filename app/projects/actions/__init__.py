"""What can be done to a project. Each action checks first, then changes, writes the trail, and never commits."""

from .activities import Note, may_mend, mend_activity, mendable, record_activity, take_back_activity
from .edit import EDITABLE, change_investor, edit, give_to
from .exporting import note_export
from .merge import BEFORE_MERGE, CHOSEN, check_mergeable, merge
from .register import Draft, NewInvestor, register
from .status import REASONS_NEEDED, hold, lose, reactivate, remove, restore, throw_away
from .unmerge import undo_merge
from .upkeep import refresh

__all__ = [
    "BEFORE_MERGE",
    "CHOSEN",
    "EDITABLE",
    "REASONS_NEEDED",
    "Draft",
    "NewInvestor",
    "Note",
    "change_investor",
    "check_mergeable",
    "edit",
    "give_to",
    "hold",
    "lose",
    "may_mend",
    "mend_activity",
    "mendable",
    "merge",
    "note_export",
    "reactivate",
    "record_activity",
    "refresh",
    "register",
    "remove",
    "restore",
    "take_back_activity",
    "throw_away",
    "undo_merge",
]
