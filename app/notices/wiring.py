"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from . import jobs, views  # noqa: F401 - jobs: declared by being imported
from .cli import commands


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)
    app.cli.add_command(commands)
