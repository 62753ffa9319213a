"""Where projects are in the URL: board and list, entry, detail, editing, activities, statuses and the bin."""

from .blueprint import bp

__all__ = ["bp"]
