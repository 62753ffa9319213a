"""When weekly reports are due, as settings that the bureau may change."""

from datetime import datetime

from app.core.settings import declare, value

from .rules import Week
from .rules import due_at as due

_GROUP = "跟进"
WEEKDAY = declare(
    key="weekly.due_weekday",
    group=_GROUP,
    label="园区周报：次周周几前提交",
    unit="（1 为周一）",
    default=1,
    least=1,
    most=7,
)
HOUR = declare(
    key="weekly.due_hour", group=_GROUP, label="园区周报：当天几点前提交", unit="点", default=10, least=0, most=23
)


def due_at(week: Week) -> datetime:
    """When the report of a week is due, by the settings that hold."""
    return due(week, weekday=value(WEEKDAY), hour=value(HOUR))
