"""Working days, by the calendar that all packages share."""

from app.core.workdays import WorkingDay, after, is_workday

__all__ = ["WorkingDay", "after", "is_workday"]
