"""Where in its column of the board a card goes by its menu: the ranks it is put between."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.extensions import db
from app.projects.filters import ProjectFilter
from app.projects.models import Project

from .visibility import narrowed


class Shift(StrEnum):
    """One card up, one down, or above all."""

    UP = "up"
    DOWN = "down"
    TOP = "top"


def gap(
    criteria: ProjectFilter, project: Project, way: Shift, *, to: Actor, today: date
) -> tuple[float | None, float | None] | None:
    """The ranks above and below the place, among the cards the filter shows; None when there is nothing to pass.

    Cards of one rank are passed together: between them there is no place.
    """
    column = (*narrowed(criteria, to, today), Project.stage == project.stage)
    rank, number = project.rank, project.id

    def highest(*where: sa.ColumnElement[bool]) -> float | None:
        return db.session.scalar(sa.select(sa.func.max(Project.rank)).where(*column, *where))

    def lowest(*where: sa.ColumnElement[bool]) -> float | None:
        return db.session.scalar(sa.select(sa.func.min(Project.rank)).where(*column, *where))

    if way is Shift.DOWN:
        above = lowest(sa.or_(Project.rank > rank, sa.and_(Project.rank == rank, Project.id > number)))
        return None if above is None else (above, lowest(Project.rank > above))
    before = sa.or_(Project.rank < rank, sa.and_(Project.rank == rank, Project.id < number))
    below = lowest(before) if way is Shift.TOP else highest(before)
    if below is None:
        return None
    return (None if way is Shift.TOP else highest(Project.rank < below)), below
