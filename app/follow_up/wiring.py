"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.core.repointing import MOVE
from app.projects import panels
from app.projects.references import RULEBOOK

from . import jobs, views  # noqa: F401 - jobs: declared by being imported
from .cli import commands
from .views.talk import talk_panel


def init_app(app: Flask) -> None:
    """Install the package's pages, commands, and its card on the project's page."""
    app.register_blueprint(views.bp)
    # In a merge: what was said about the project is said about the kept one.
    RULEBOOK.declare("comment.project_id", MOVE)
    RULEBOOK.declare("instruction.project_id", MOVE)
    app.cli.add_command(commands)
    panels.offer(talk_panel)
