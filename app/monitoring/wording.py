"""What the package says of plans. Pure."""

from collections.abc import Iterable

from app.projects.rules import PlanPoint


def plan_text(points: Iterable[PlanPoint]) -> str:
    """A construction plan in a line."""
    return "；".join(f"{day:%Y-%m-%d} 达 {percent}%" for day, percent in points) or "按约定日期均匀推算"
