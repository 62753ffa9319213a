"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.accounts.actor import Actor
from app.core.repointing import MOVE, STAY
from app.projects import panels
from app.projects.actions import upkeep
from app.projects.references import RULEBOOK

from . import actions, tabs, views


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)
    # In a merge: they belong to entries of the move log, which stays.
    RULEBOOK.declare("recognition_submission.project_id", STAY)
    RULEBOOK.declare("recognition_submission.expansion_of_id", MOVE)
    RULEBOOK.declare("recognition_evidence.project_id", STAY)
    RULEBOOK.declare("recognition_step.project_id", STAY)
    panels.offer(views.panel)
    upkeep.follow(actions.settle)
    tabs.offer(_tab)


def _tab(_actor: Actor) -> tabs.Tab:
    """The queue itself, whose page knows its count."""
    return tabs.Tab(key="recognition", label="认定", endpoint="reviews.index", order=10)
