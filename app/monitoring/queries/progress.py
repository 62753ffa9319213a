"""Progress as it was reported."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.monitoring.models import ProgressEntry
from app.projects.models import Project

MOST_SHOWN = 60


def entries_of(project: Project) -> list[ProgressEntry]:
    """All reports, the newest month first. The project must have come through visibility."""
    return list(
        db.session.scalars(
            sa.select(ProgressEntry)
            .options(joinedload(ProgressEntry.by))
            .where(ProgressEntry.project_id == project.id)
            .order_by(ProgressEntry.month.desc())
            .limit(MOST_SHOWN)
        )
    )


def latest_of(project: Project) -> ProgressEntry | None:
    """The report that counts as the project's progress."""
    return db.session.scalar(
        sa.select(ProgressEntry)
        .where(ProgressEntry.project_id == project.id)
        .order_by(ProgressEntry.month.desc())
        .limit(1)
    )
