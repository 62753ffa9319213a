"""Gates and moves (domain.md section 5). Pure: facts go in, answers and refusals come out."""

from .facts import Agreement, Delivered, Facts, GateRules, ProjectFacts, Site
from .gates import GATES, Answer, Gate, checklist, demanded, lacking, requirements, switches
from .moving import Gap, GateClosed, check_back, check_forward, rank_between
from .requirements import Requirement

__all__ = [
    "GATES",
    "Agreement",
    "Answer",
    "Delivered",
    "Facts",
    "Gap",
    "Gate",
    "GateClosed",
    "GateRules",
    "ProjectFacts",
    "Requirement",
    "Site",
    "check_back",
    "check_forward",
    "checklist",
    "demanded",
    "lacking",
    "rank_between",
    "requirements",
    "switches",
]
