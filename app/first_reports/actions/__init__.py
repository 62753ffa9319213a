"""What can be done about first reports, conflicts and transfers."""

from .claims import claim_of, follow, follow_companies, give_up, missing_in, release, renew, report_again
from .nightly import Night, nightly

__all__ = [
    "Night",
    "claim_of",
    "follow",
    "follow_companies",
    "give_up",
    "missing_in",
    "nightly",
    "release",
    "renew",
    "report_again",
]
