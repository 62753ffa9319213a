"""The command groups of the whole product; each calls the same actions as the pages."""

from flask import Flask

from app import loading


def init_app(app: Flask) -> None:
    """Install the commands that stand above all packages."""
    loading.init_app(app)
