"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.core import settings
from app.core.repointing import MOVE, STAY
from app.projects.panels import offer
from app.projects.references import RULEBOOK

from . import cli, jobs, panels, views


def init_app(app: Flask) -> None:
    """Install the package's pages, commands, jobs, cards and followers."""
    app.register_blueprint(views.bp)
    # In a merge: progress belongs to the stages of the one that goes.
    RULEBOOK.declare("progress_entry.project_id", STAY)
    RULEBOOK.declare("supervision_notice.project_id", MOVE)
    RULEBOOK.declare("stage_stay.project_id", STAY)
    app.cli.add_command(cli.commands)
    settings.follow(jobs.recalculate_when_changed)
    offer(panels.clocks)
    offer(panels.notices)
