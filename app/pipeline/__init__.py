"""Stages, gates and moves."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Install the package's pages and commands."""


__all__ = ["init_app"]
