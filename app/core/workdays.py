"""Working days by the public holidays of China, and the word of warning when a year's holidays are not published yet.

The State Council announces the holidays of a year, with the Saturdays and Sundays worked in return, in the November
before; the calendar library follows with a new version. Of a year it does not know only the weekdays are counted.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_FRIDAY = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDay:
    """A day by which something is due; `certain` is False when weekdays stood in for unpublished holidays."""

    on: date
    certain: bool

    @property
    def remark(self) -> str:
        """What to say beside the day."""
        return "" if self.certain else f"{self.on.year} 年节假日安排尚未公布，暂按周一至周五推算"


def after(start: date, days: int) -> WorkingDay:
    """The so-many-th working day after `start`, which is not counted itself."""
    day, left, certain = start, days, True
    while left > 0:
        day += _DAY
        works, known = is_workday(day)
        certain = certain and known
        left -= works
    return WorkingDay(day, certain)


def back_from(end: date, days: int) -> date:
    """The latest day from which the so-many-th working day is `end` or earlier."""
    day, left = end, days
    while left > 0:
        left -= is_workday(day)[0]
        day -= _DAY
    return day


def between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 when `end` is not later."""
    span = (end - start).days
    return sum(is_workday(start + _DAY * step)[0] for step in range(1, span + 1))


@lru_cache(maxsize=8192)
def is_workday(day: date) -> tuple[bool, bool]:
    """Whether people work on this day, and whether the calendar knows it."""
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() <= _FRIDAY, False
