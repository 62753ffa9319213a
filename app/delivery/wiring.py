"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.core.repointing import MOVE
from app.projects.references import RULEBOOK

from . import views


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)
    # In a merge all of it moves; of what a project has once the kept project's own stays.
    for table in ("contract", "delivery_facts", "delivery_file", "permit", "site_contract"):
        RULEBOOK.declare(f"{table}.project_id", MOVE)
