"""What can be done with a company. Every action takes who does it, asks the policy first and writes to the trail."""

from .contacts import Revealed, add_contact, edit_contact, remove_contact, reveal_contact
from .merging import BEFORE_MERGE, CHOSEN, KEEPERS, check_mergeable, company_of, merge
from .parts import add_alias, add_tag, remove_alias, remove_tag
from .records import BEFORE_REMOVAL, code_of, edit, keep_in_book, new_code, register, remove, restore, touch
from .unmerging import undo_merge

__all__ = [
    "BEFORE_MERGE",
    "BEFORE_REMOVAL",
    "CHOSEN",
    "KEEPERS",
    "Revealed",
    "add_alias",
    "add_contact",
    "add_tag",
    "check_mergeable",
    "code_of",
    "company_of",
    "edit",
    "edit_contact",
    "keep_in_book",
    "merge",
    "new_code",
    "register",
    "remove",
    "remove_alias",
    "remove_contact",
    "remove_tag",
    "restore",
    "reveal_contact",
    "touch",
    "undo_merge",
]
