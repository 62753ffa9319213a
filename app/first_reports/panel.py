"""The card “首报” on a project's page."""

from app.projects.panels import Panel, Visit


def panel(visit: Visit) -> Panel | None:
    return None
