"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from .cli import commands


def init_app(app: Flask) -> None:
    """Install `flask demo`."""
    app.cli.add_command(commands)
