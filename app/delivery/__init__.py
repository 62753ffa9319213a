"""Facts of signed and landed projects: contract, sites, permits, acceptance, first output."""

from flask import Flask

from . import models, views


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""
    app.register_blueprint(views.bp)


__all__ = ["init_app", "models"]
