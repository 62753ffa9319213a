"""The facts of one project."""

import sqlalchemy as sa

from app.extensions import db
from app.projects.models import Project

from .models import DeliveryFacts


def facts_of(project: Project) -> DeliveryFacts | None:
    """The facts kept for this project; None while there are none. The project must have come through visibility."""
    return db.session.scalar(sa.select(DeliveryFacts).where(DeliveryFacts.project_id == project.id))
