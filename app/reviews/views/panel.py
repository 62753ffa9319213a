"""The card on the project's page."""

from app.core.permissions import Permission
from app.projects.panels import Panel, Visit
from app.reviews import policy, queries, view_model

ORDER = 10


def panel(visit: Visit) -> Panel | None:
    """How far each stage from 签约 on is; nothing before."""
    if not visit.project.stage.needs_recognition:
        return None
    rungs = queries.panel_rungs(visit.project)
    return Panel(
        template="reviews/_panel.html",
        place="main",
        order=ORDER,
        context={
            "rungs": list(reversed(rungs.values())),
            "words": view_model.state_words,
            "tones": view_model.TONES,
            "known": visit.known,
            "may_submit": visit.known and policy.may(Permission.RECOGNITION_SUBMIT, visit.actor, visit.project),
            "may_decide": policy.may(Permission.RECOGNITION_DECIDE, visit.actor, visit.project),
        },
    )
