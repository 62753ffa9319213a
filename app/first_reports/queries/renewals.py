"""On what a renewal rests: its reason and its files, for those who may know the project's investor."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import clock
from app.core.prepared import PREPARED
from app.extensions import db
from app.first_reports.models import FirstReport, RenewalEvidence
from app.projects.policy import knows_investor

from .claims import claim_with_project


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """The last reason given for a registration, and all files, of earlier renewals too; each bears its own date."""

    reason: str
    files: Sequence[RenewalEvidence]
    stands: bool  # whether the reason is that of the renewal by which the protection now runs


_FILES = (
    sa.select(RenewalEvidence)
    .where(RenewalEvidence.first_report_id == sa.bindparam("number"))
    .order_by(RenewalEvidence.id)
    .execution_options(**PREPARED)
)


def renewal_of(claim: FirstReport) -> Renewal | None:
    """For a reader who may know the investor. One query; none without a renewal, as each leaves its reason."""
    if not claim.renewal_reason:
        return None
    files = db.session.scalars(_FILES, {"number": claim.id}).all()
    # A day may have come from another registration in a merge, or be gone after a transfer; the reason did neither.
    days = {clock.local(one.attached_at).date() for one in files}
    return Renewal(reason=claim.renewal_reason, files=files, stands=claim.renewed_on in days)


def find_renewal_evidence(code: str, number: int, *, to: Actor) -> RenewalEvidence:
    """A file of a project's renewals. Raises NoResultFound, also for who may not know the investor."""
    claim, project = claim_with_project(code, to=to)
    if not knows_investor(to, project):
        raise sa.exc.NoResultFound
    return db.session.scalars(
        sa.select(RenewalEvidence).where(RenewalEvidence.first_report_id == claim.id, RenewalEvidence.id == number)
    ).one()
