"""Hangs the package into the application. Nothing else imports this, so packages may look at each other's rooms."""

from flask import Flask

from app.extensions import login_manager

from . import cli, queries, views, watch
from .actor import Actor


def init_app(app: Flask) -> None:
    """Install the package's pages and commands, and say who is behind a session."""

    @login_manager.user_loader
    def load(key: str) -> Actor | None:
        number, _, serial = key.partition(":")
        if not (number.isdecimal() and serial.isdecimal()):
            return None
        actor = queries.actor_of(int(number))
        return actor if actor is not None and actor.session_serial == int(serial) else None

    app.register_blueprint(views.bp)
    app.cli.add_command(cli.commands)
    watch.init_app(app)
