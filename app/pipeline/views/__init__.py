"""Moving projects, ordering the cards of a column, and the page on which the bureau sets gates and limits."""

from . import gates, moves, places

blueprints = (moves.bp, places.bp, gates.bp)

__all__ = ["blueprints", "gates", "moves", "places"]
