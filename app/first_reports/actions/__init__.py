"""What can be done about first reports, conflicts and transfers."""

from .claims import claim_of, follow, follow_companies, give_up, missing_in, release, renew, report_again
from .joining import inherit
from .nightly import Night, catch_up, nightly
from .rulings import answer, appeal, give_evidence, open_by_hand, rule
from .transfers import agree, propose, proposing_party, refuse, withdraw

__all__ = [
    "Night",
    "agree",
    "answer",
    "appeal",
    "catch_up",
    "claim_of",
    "follow",
    "follow_companies",
    "give_evidence",
    "give_up",
    "inherit",
    "missing_in",
    "nightly",
    "open_by_hand",
    "propose",
    "proposing_party",
    "refuse",
    "release",
    "renew",
    "report_again",
    "rule",
    "withdraw",
]
