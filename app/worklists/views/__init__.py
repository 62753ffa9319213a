"""Where views are kept and many projects are changed; the tabs themselves stand above list and board."""

from . import bulk, saved
from .blueprint import bp

__all__ = ["bp", "bulk", "saved"]
