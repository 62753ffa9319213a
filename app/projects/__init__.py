"""The project from first hint to full output: entity, activities, lists, board, detail."""

from flask import Flask

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app", "models"]
