"""Parks and bases, the layout picture, carriers, yearly targets."""

from flask import Flask

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app", "models"]
