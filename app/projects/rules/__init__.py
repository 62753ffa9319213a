"""When a project is late: its three clocks and the light they make. Pure: dates and limits come in, dates go out."""

from .clockwork import Clockwork, Limits, PlanPoint, Reading, add_months, clockwork_of, plan_points
from .lights import due_days, light, light_of, light_reason, readings, words_of
from .quick_steps import QuickStep, quick_steps
from .schedule import first_day_at, plan_of, planned_at
from .staleness import BIG_LEAD_WAN, NO_DEADLINE, deadline

__all__ = [
    "BIG_LEAD_WAN",
    "NO_DEADLINE",
    "Clockwork",
    "Limits",
    "PlanPoint",
    "QuickStep",
    "Reading",
    "add_months",
    "clockwork_of",
    "deadline",
    "due_days",
    "first_day_at",
    "light",
    "light_of",
    "light_reason",
    "plan_of",
    "plan_points",
    "planned_at",
    "quick_steps",
    "readings",
    "words_of",
]
