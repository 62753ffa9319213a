"""What can be done to layouts and parks. Every action asks the policy first and writes the trail; none commits."""

from .checks import tick
from .layouts import add_park, create_plan, edit_layout, move, reorder, set_kind
from .records import bring_back, edit, edit_contact, retire
from .targets import set_targets

__all__ = [
    "add_park",
    "bring_back",
    "create_plan",
    "edit",
    "edit_contact",
    "edit_layout",
    "move",
    "reorder",
    "retire",
    "set_kind",
    "set_targets",
    "tick",
]
