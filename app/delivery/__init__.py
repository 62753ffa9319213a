"""Facts of signed and landed projects: contract, sites, permits, acceptance, first output."""

from flask import Flask

from . import models


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app", "models"]
