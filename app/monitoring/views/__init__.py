"""Pages of this package."""

from . import figures, progress, supervision
from .blueprint import bp

__all__ = ["bp", "figures", "progress", "supervision"]
