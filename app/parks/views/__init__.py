"""Pages of layouts and parks."""

from . import editing, layouts, parks, plans
from .blueprint import bp

__all__ = ["bp", "editing", "layouts", "parks", "plans"]
