"""What the project pages ask for, and how it is worded."""

from .activities import ActivityForm, MendForm
from .edit import EditForm
from .entry import LeadForm
from .status import HoldForm, LoseForm, ReasonForm, RemoveForm, StatusForm

__all__ = [
    "ActivityForm",
    "EditForm",
    "HoldForm",
    "LeadForm",
    "LoseForm",
    "MendForm",
    "ReasonForm",
    "RemoveForm",
    "StatusForm",
]
