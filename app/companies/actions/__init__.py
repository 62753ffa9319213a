"""What can be done with a company. Every action takes who does it, asks the policy first and writes to the trail."""

from .contacts import Revealed, add_contact, edit_contact, remove_contact, reveal_contact
from .parts import add_alias, add_tag, remove_alias, remove_tag
from .records import BEFORE_REMOVAL, code_of, edit, keep_in_book, new_code, register, remove, restore, touch

__all__ = [
    "BEFORE_REMOVAL",
    "Revealed",
    "add_alias",
    "add_contact",
    "add_tag",
    "code_of",
    "edit",
    "edit_contact",
    "keep_in_book",
    "new_code",
    "register",
    "remove",
    "remove_alias",
    "remove_contact",
    "remove_tag",
    "restore",
    "reveal_contact",
    "touch",
]
