"""What must follow every change of a project: its deadline, its place in the search index, its park's counters."""

from sqlalchemy.orm import attributes

from app.core import clock
from app.projects import indexing, limits, tally
from app.projects.models import Project
from app.projects.rules import Clockwork, deadline


def refresh(project: Project, *, parks: tuple[int, ...] = ()) -> None:
    """Bring everything that is derived up to date. `parks`: further parks to count anew, after a transfer."""
    due = deadline(clockwork(project), limits.current())
    project.stale_on, project.alarm_on = due.stale_on, due.alarm_on
    tally.recount(project.park_id, *parks)
    indexing.put([project.id])


def clockwork(project: Project) -> Clockwork:
    """The facts on which the deadline depends."""
    return Clockwork(
        stage=project.stage,
        status=project.status,
        stage_since=project.stage_since,
        last_activity_on=project.last_activity_on,
        review_on=project.review_on,
        investment=project.investment,
        site_mode=project.site_mode,
    )


def touch(project: Project) -> None:
    """Make the row new even when only something beneath it changed, so that lists by last change show it."""
    project.updated_at = clock.now()
    attributes.flag_modified(project, "updated_at")
