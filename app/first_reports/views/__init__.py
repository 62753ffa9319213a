"""Pages of this package."""

from . import cases, check, claims, shares, transfers  # noqa: F401 - their views hang themselves on the blueprint
from .blueprint import bp

__all__ = ["bp"]
