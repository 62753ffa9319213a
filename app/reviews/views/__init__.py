"""Pages of recognition."""

from app.reviews import queries  # noqa: F401 - so that the tables are known until the pages read them

from .blueprint import bp

__all__ = ["bp"]
