"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.core import settings

from . import cli, jobs, views


def init_app(app: Flask) -> None:
    """Install the package's pages, commands, jobs and followers."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.commands)
    settings.follow(jobs.recalculate_when_changed)
