"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.companies import references as of_companies
from app.companies.indexing import FOLLOWERS
from app.core.repointing import MOVE, STAY
from app.projects import panels
from app.projects.actions.upkeep import follow
from app.projects.references import RULEBOOK

from . import panel, views
from .actions.claims import follow as follow_project
from .actions.claims import follow_companies


def init_app(app: Flask) -> None:
    """Install the package's pages; stand behind every change of a project and of a company's names."""
    app.register_blueprint(views.bp)
    # In a merge: each registration has its own place in the queue; `claims.follow` lets go of the one that went.
    RULEBOOK.declare("first_report.project_id", STAY)
    RULEBOOK.declare("project_transfer.project_id", STAY)
    follow(follow_project)
    of_companies.RULEBOOK.declare("first_report.company_id", MOVE)
    panels.offer(panel.panel)
    if follow_companies not in FOLLOWERS:
        FOLLOWERS.append(follow_companies)
