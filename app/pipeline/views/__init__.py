"""Moving projects, and the page on which the bureau sets gates and limits."""

from . import gates, moves

blueprints = (moves.bp, gates.bp)

__all__ = ["blueprints", "gates", "moves"]
