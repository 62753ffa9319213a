"""What must follow every change of a project: its deadline, its place in the search index, its park's counters."""

from collections.abc import Callable
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import attributes

from app.core import clock
from app.core.changes import Changes, assign
from app.extensions import db
from app.projects import indexing, limits, tally
from app.projects.models import Move, Project
from app.projects.rules import Clockwork, clockwork_of, due_days, plan_points
from app.projects.standing import standing

Follower = Callable[[Project], None]
_followers: list[Follower] = []


def follow(step: Follower) -> None:
    """Have something done after every change of a project, in its transaction; for packages above, from their wiring."""
    if step not in _followers:
        _followers.append(step)


def log_of(project: Project) -> list[Move]:
    """The whole move log, the oldest first."""
    db.session.flush()
    return list(db.session.scalars(sa.select(Move).where(Move.project_id == project.id).order_by(Move.id)))


def restate(project: Project) -> Changes:
    """Bring the row in line with its move log: where it stands, and what of it counts. `refresh` follows."""
    return assign(project, **asdict(standing(log_of(project), project.not_counted)))


def refresh(project: Project, *, parks: tuple[int, ...] = ()) -> None:
    """Bring everything that is derived up to date. `parks`: further parks to count anew, after a transfer."""
    set_deadline(project)
    tally.recount(project.park_id, *parks)
    indexing.put([project.id])
    for step in _followers:
        step(project)


def set_deadline(project: Project) -> None:
    """The two days on which the light changes, under the limits that hold now."""
    project.stale_on, project.alarm_on = due_days(clockwork(project), limits.current())


def clockwork(project: Project) -> Clockwork:
    """The facts on which the clocks depend."""
    return clockwork_of(project, plan_points(project.planned_progress))


def touch(project: Project) -> None:
    """Make the row new even when only something beneath it changed, so that lists by last change show it."""
    project.updated_at = clock.now()
    attributes.flag_modified(project, "updated_at")
