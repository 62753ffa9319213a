"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from . import views


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    for blueprint in views.blueprints:
        app.register_blueprint(blueprint)
