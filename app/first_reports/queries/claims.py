"""One registration with its project, and how it stands."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core.prepared import PREPARED
from app.extensions import db
from app.first_reports.enums import CaseState, ClaimState, TransferState
from app.first_reports.models import ConflictCase, FirstReport, Transfer
from app.projects.models import Project
from app.projects.queries import seen_by

from .visibility import claims_seen_by


def claim_with_project(code: str, *, to: Actor) -> tuple[FirstReport, Project]:
    """For a form about one registration. Raises NoResultFound when there is none, or not for this person."""
    row = db.session.execute(
        sa.select(FirstReport, Project)
        .join(Project, Project.id == FirstReport.project_id)
        .where(Project.code == code, seen_by(to), claims_seen_by(to))
    ).one()
    return row[0], row[1]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A project's registration with the case and the transfer that it is in."""

    claim: FirstReport
    case_code: str | None
    transfer_code: str | None

    @property
    def is_behind(self) -> bool:
        """Whether somebody else has the first report, or may have it."""
        return self.claim.state in {ClaimState.WAITING, ClaimState.CONTESTED} or (
            self.case_code is not None and not self.claim.state.holds
        )


_case_code = (
    sa.select(ConflictCase.code)
    .where(
        sa.or_(ConflictCase.incumbent_id == FirstReport.id, ConflictCase.challenger_id == FirstReport.id),
        ConflictCase.state != CaseState.CLOSED,
    )
    .order_by(ConflictCase.id.desc())
    .limit(1)
    .scalar_subquery()
)
_transfer_code = (
    sa.select(Transfer.code)
    .where(Transfer.project_id == FirstReport.project_id, Transfer.state == TransferState.OPEN)
    .limit(1)
    .scalar_subquery()
)
_STANDING = (
    sa.select(FirstReport, _case_code, _transfer_code)
    .where(FirstReport.project_id == sa.bindparam("number"))
    .execution_options(**PREPARED)
)


def standing_of(project: Project) -> Standing | None:
    """One query for the card on the project's page. The latest case that is not closed, the open transfer."""
    row = db.session.execute(_STANDING, {"number": project.id}).one_or_none()
    return None if row is None else Standing(claim=row[0], case_code=row[1], transfer_code=row[2])
