"""Pages of this package."""

from .blueprint import bp

__all__ = ["bp"]
