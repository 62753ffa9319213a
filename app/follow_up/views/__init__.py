"""Comments, instructions and weekly reports in the URL."""

from . import instructions, talk, weekly
from .blueprint import bp

__all__ = ["bp", "instructions", "talk", "weekly"]
