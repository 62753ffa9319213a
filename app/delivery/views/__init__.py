"""Pages of what a signed project shows: `/projects/<code>/facts`."""

from . import facts, files, rows
from .blueprint import bp

__all__ = ["bp", "facts", "files", "rows"]
