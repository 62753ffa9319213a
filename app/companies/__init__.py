"""The register of companies: identifiers, names, tags, contacts."""

from flask import Flask

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app", "models"]
