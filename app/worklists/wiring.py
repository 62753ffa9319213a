"""Hangs the package into the application. Nothing else imports this."""

from flask import Flask

from app.core.repointing import STAY
from app.projects.references import RULEBOOK

from . import views


def init_app(app: Flask) -> None:
    """Install the package's pages."""
    app.register_blueprint(views.bp)
    # In a merge: an undo of a bulk change looks for the very project.
    RULEBOOK.declare("bulk_change_row.project_id", STAY)
