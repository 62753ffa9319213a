"""Where prints are in the URL: briefs, packs and the archive; official papers."""

from . import official, prints
from .blueprint import bp

__all__ = ["bp", "official", "prints"]
