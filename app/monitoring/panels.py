"""The cards that monitoring puts on a project's page: its clocks, and its supervision notices."""

from flask import url_for

from app.core.permissions import Permission
from app.projects import limits
from app.projects.actions.upkeep import clockwork
from app.projects.enums import Stage, Status
from app.projects.panels import Panel, Visit

from . import policy, queries, view_model

ENDED = (Status.LOST, Status.REMOVED)


def clocks(visit: Visit) -> Panel | None:
    """The three clocks with their reasons; no query."""
    project = visit.project
    if project.status in ENDED:
        return None
    lines = view_model.clock_lines(clockwork(project), limits.current(), visit.today)
    late = project.stage.number >= Stage.SIGNED.number and visit.known
    if not lines and not late:
        return None
    return Panel(
        template="monitoring/_clocks.html",
        place="side",
        order=20,
        context={
            "lines": lines,
            "progress_url": url_for("monitoring.progress", code=project.code) if late else None,
            "may_report": policy.may_report(visit.actor, project) and project.stage.number >= Stage.CONSTRUCTION.number,
        },
    )


def notices(visit: Visit) -> Panel | None:
    """The supervision notices that this reader sees."""
    supervises = policy.may_supervise(visit.actor)
    if not supervises and Permission.PROJECT_READ not in visit.actor.permissions:
        return None
    found = queries.of_project(visit.project, to=visit.actor)
    if not found and not supervises:
        return None
    return Panel(
        template="monitoring/_notices.html",
        place="side",
        order=30,
        context={
            "notices": [
                {
                    "url": url_for("monitoring.notice", number=one.id),
                    "title": one.number or "督办单草稿",
                    "cause": one.cause.label,
                    "state": one.state,
                    "due_on": one.due_on,
                    "late": view_model.days_late(one, visit.today),
                }
                for one in found
            ],
            "new_url": url_for("monitoring.new_notice", code=visit.project.code)
            if supervises and visit.project.status not in ENDED
            else None,
        },
    )
