"""What may be seen of first reports, cases and transfers, and in which shapes."""

from .cases import (
    CasePage,
    CaseRow,
    Facts,
    Party,
    Ruling,
    case_page,
    cases_page,
    find_evidence,
    number_waiting,
    outcomes_of,
    ruling,
)
from .claim_list import ClaimFilter, ClaimRow, claims_page, state_counts
from .claims import Standing, claim_with_project, standing_of
from .matches import Check, Match, Own, Typed, check, matches_of
from .renewals import Renewal, find_renewal_evidence, renewal_of
from .shares import Counts, ScoreLine, Share, score_sheet, shares, splitting
from .todos import todos
from .transfers import Offer, awaits, names_of, offer_of, transfers_page
from .visibility import find_case, find_transfer, parks_to_take

__all__ = [
    "CasePage",
    "CaseRow",
    "Check",
    "ClaimFilter",
    "ClaimRow",
    "Counts",
    "Facts",
    "Match",
    "Offer",
    "Own",
    "Party",
    "Renewal",
    "Ruling",
    "ScoreLine",
    "Share",
    "Standing",
    "Typed",
    "awaits",
    "case_page",
    "cases_page",
    "check",
    "claim_with_project",
    "claims_page",
    "find_case",
    "find_evidence",
    "find_renewal_evidence",
    "find_transfer",
    "matches_of",
    "names_of",
    "number_waiting",
    "offer_of",
    "outcomes_of",
    "parks_to_take",
    "renewal_of",
    "ruling",
    "score_sheet",
    "shares",
    "splitting",
    "standing_of",
    "state_counts",
    "todos",
    "transfers_page",
]
