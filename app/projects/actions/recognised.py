"""What the bureau has in hand or has recognised is not made to disappear by the park."""

import sqlalchemy as sa

from app.core.errors import RuleBroken
from app.extensions import db
from app.projects import standing
from app.projects.enums import Recognition
from app.projects.models import Move, Project


def check_free(project: Project, doing: str) -> None:
    """Raises RuleBroken while a stage of the project waits for recognition or is recognised.

    The row is locked first: a recognition that comes at the same moment is either seen here, or waits and is refused.
    """
    db.session.flush()
    db.session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    db.session.refresh(project, ["stage", "status", "deleted_at", "version"])
    log = sa.select(Move).where(Move.project_id == project.id).order_by(Move.id)
    rows = db.session.scalars(log.execution_options(populate_existing=True))
    for stage, entry in standing.entries(rows).items():
        if entry.recognition is Recognition.SUBMITTED:
            message = f"“{stage.label}”已申报、正待认定，不能{doing}；请先撤回申报。"
            raise RuleBroken(message)
        if entry.recognition is Recognition.RECOGNISED:
            message = f"“{stage.label}”已由商务局认定，不能{doing}；确有变化的，请商务局先撤销认定。"
            raise RuleBroken(message)
