"""Pages of the register of companies."""

from . import contacts, lists, merging, parts, records
from .blueprint import bp

__all__ = ["bp", "contacts", "lists", "merging", "parts", "records"]
