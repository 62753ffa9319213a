"""Weeks, and how long a text may be. Pure. A week runs from Monday to Sunday in Shanghai and is named as ISO 8601 names it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.core.clock import SHANGHAI
from app.core.errors import BadAddress, RuleBroken

MOST_TEXT = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2099  # of a week in a URL; beyond them nothing was or will be reported
WEEKS_BACK = 53  # a report may still be written for
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Week:
    """Seven days, known by their Monday."""

    start: date

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(days=6)

    @property
    def code(self) -> str:
        """2026-W53: also the first days of January may belong to it."""
        year, number, _ = self.start.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def label(self) -> str:
        """2026 年第 53 周."""
        year, number, _ = self.start.isocalendar()
        return f"{year} 年第 {number} 周"

    @property
    def span(self) -> str:
        """12-28—01-03."""
        return f"{self.start:%m-%d}—{self.end:%m-%d}"

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.start + timedelta(days=7))

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week(self.start - timedelta(days=7))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first moment to the first of the next, in UTC."""
        first = datetime.combine(self.start, time(), SHANGHAI).astimezone(UTC)
        return first, datetime.combine(self.next.start, time(), SHANGHAI).astimezone(UTC)


def week_of(day: date) -> Week:
    """The week of a day."""
    return Week(day - timedelta(days=day.weekday()))


def read_week(code: str) -> Week:
    """A week as it stands in a URL. Raises BadAddress."""
    if (parts := _WEEK.fullmatch(code)) and FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        try:
            return Week(date.fromisocalendar(int(parts[1]), int(parts[2]), 1))
        except ValueError:
            pass
    raise BadAddress("没有这一周，请从列表中选择。")


def due_at(week: Week, *, weekday: int, hour: int) -> datetime:
    """When the report of a week is due, in UTC: on a weekday (1 is Monday) of the week after."""
    day = week.next.start + timedelta(days=weekday - 1)
    return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)


def check_week(week: Week, today: date) -> None:
    """A report is about a week that has begun, and not long ago. Raises RuleBroken."""
    if week.start > today:
        raise RuleBroken("这一周还没有开始。")
    if week.start < week_of(today).start - timedelta(weeks=WEEKS_BACK):
        raise RuleBroken("只能补报最近一年的周报。")


def check_text(text: str, *, field: str, what: str) -> str:
    """Something must be said, and not a book. Raises RuleBroken."""
    text = text.strip()
    if not text:
        raise RuleBroken(f"请写{what}。", field=field)
    if len(text) > MOST_TEXT:
        raise RuleBroken(f"最多 {MOST_TEXT} 个字，请删减。", field=field)
    return text
