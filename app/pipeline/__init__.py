"""Stages, gates and moves."""

from flask import Flask

from . import views


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)


__all__ = ["init_app"]
