"""Pages of recognition."""

from . import project, queue
from .blueprint import bp
from .panel import panel

__all__ = ["bp", "panel", "project", "queue"]
