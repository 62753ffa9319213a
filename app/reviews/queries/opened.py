"""The attempt that is open beside the queue, with its facts and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import given, kept
from app.companies.models import Company
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.extensions import db
from app.parks.models import Park
from app.projects.models import Move, Project
from app.projects.policy import knows_investor
from app.reviews.models import Evidence, Submission, SubmittedEvidence

from .names import name_of
from .visibility import submissions_seen_by

_COLUMNS = (
    Submission.id,
    Submission.stage,
    Submission.attempt,
    Submission.state,
    Submission.current,
    Submission.contract_kind,
    Submission.amount,
    Submission.note,
    Submission.not_counted,
    Submission.expansion_of_id,
    Submission.event_on,
    Submission.submitted_at,
    Submission.submitted_by_id,
    Submission.decided_at,
    Submission.reason,
    Submission.reason_text,
    Submission.version,
    name_of(User, Submission.submitted_by_id).label("submitter"),
    name_of(User, Submission.decided_by_id).label("decider"),
    sa.select(Move.by_id).where(Move.id == Submission.move_id).scalar_subquery().label("by_id"),
    Project.id.label("project_id"),
    Project.code,
    Project.status,
    Project.confidential,
    Project.company_id,
    Project.park_id,
    Project.owner_id,
    Project.content,
    Project.investment,
    Project.site_mode,
    Project.land_mu,
    Project.floor_sqm,
    name_of(Company, Project.company_id).label("investor"),
    name_of(Park, Project.park_id).label("park_name"),
)
_FILE = (
    Evidence.id.label("file_id"),
    Evidence.kind,
    Evidence.dated_on,
    Evidence.file_name,
    Evidence.sha256,
    Evidence.size,
    Evidence.media_type,
    Evidence.attached_by_id,
)


@dataclass(frozen=True)
class Opened:
    """An attempt as its pane shows it. `one`: the columns of the attempt, its entry of the move log and its project.

    Files only for who may know the investor: `known`.
    """

    one: Any
    files: Sequence[Any]
    known: bool


def opened(number: int, *, to: Actor) -> Opened:
    """All that the pane shows, in one query. Raises NoResultFound when there is none, or not for this person."""
    rows = plain_rows(_opened(to), {"number": number, **given(to)})
    if not rows:
        raise NoResultFound
    known = knows_investor(to, rows[0])
    return Opened(rows[0], [row for row in rows if row.file_id is not None] if known else [], known)


def open_one(number: int, *, to: Actor) -> tuple[Submission, Project]:
    """An attempt and its project, to decide on it. Raises NoResultFound when there is none, or not for this person."""
    statement = (
        sa.select(Submission, Project)
        .join(Project, Submission.project_id == Project.id)
        .where(Submission.id == number, submissions_seen_by(to))
        .execution_options(populate_existing=True)
    )
    submission, project = db.session.execute(statement).one()
    return submission, project


@kept
def _opened(to: Actor) -> "sa.Select[Any]":
    """A row for each file; one without for an attempt that has none."""
    return (
        sa.select(*_COLUMNS, *_FILE)
        .select_from(Submission)
        .join(Project, Project.id == Submission.project_id)
        .outerjoin(SubmittedEvidence, SubmittedEvidence.submission_id == Submission.id)
        .outerjoin(Evidence, Evidence.id == SubmittedEvidence.evidence_id)
        .where(Submission.id == sa.bindparam("number"), submissions_seen_by(to))
        .order_by(Evidence.id)
        .execution_options(**PREPARED)
    )
