"""Policy plans: layout nodes, sectors, targets, indicators, tasks and measures as published."""

from flask import Flask

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app", "models"]
