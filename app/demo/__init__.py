"""Invented companies, projects and activities of any size, to try the product with and to measure it."""

from flask import Flask

from .cli import commands


def init_app(app: Flask) -> None:
    """Install `flask demo`."""
    app.cli.add_command(commands)


__all__ = ["init_app"]
