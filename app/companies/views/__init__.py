"""Pages of the register of companies."""

from . import contacts, lists, parts, records
from .blueprint import bp

__all__ = ["bp", "contacts", "lists", "parts", "records"]
