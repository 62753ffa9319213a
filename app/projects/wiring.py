"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from . import mentions, view_model, views
from .actions.investors import watch_companies


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)
    app.jinja_env.globals["mention_pieces"] = mentions.pieces
    app.jinja_env.globals["counting_rule"] = view_model.COUNTING_RULE
    watch_companies()
