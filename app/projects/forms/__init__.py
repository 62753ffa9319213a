"""What the project pages ask for, and how it is worded."""

from .activities import ActivityForm, MendForm
from .edit import EditForm
from .entry import LeadForm
from .status import HoldFields, HoldForm, LoseForm, ReasonForm, RemoveFields, RemoveForm, StatusForm

__all__ = [
    "ActivityForm",
    "EditForm",
    "HoldFields",
    "HoldForm",
    "LeadForm",
    "LoseForm",
    "MendForm",
    "ReasonForm",
    "RemoveFields",
    "RemoveForm",
    "StatusForm",
]
