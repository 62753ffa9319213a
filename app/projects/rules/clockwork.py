"""What the clocks of a project read and what they answer. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.projects.enums import Clock, SiteMode, Stage, Status

PlanPoint = tuple[date, int]  # by that day so many percent of the building work


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits that hold now: days up to 评审, months after; points of progress."""

    lead_respond_days: int = 1
    lead_screen_days: int = 3
    big_lead_screen_days: int = 7
    lead_report_days: int = 14
    negotiating_days: int = 30
    appraisal_days: int = 20
    landing_months: int = 3
    factory_start_months: int = 2
    land_start_months: int = 6
    construction_months: int = 12
    construction_months_5yi: int = 18
    construction_months_10yi: int = 30
    production_months: int = 24
    alarm_percent: int = 150
    start_alarm_months: int = 3
    progress_yellow_points: int = 10
    progress_red_points: int = 30


@dataclass(frozen=True, kw_only=True)
class Clockwork:
    """What a project's clocks depend on."""

    stage: Stage
    status: Status
    stage_since: date
    last_activity_on: date | None
    review_on: date | None
    investment: Decimal | None
    site_mode: SiteMode | None
    agreed_start_on: date | None = None  # by contract; its month counts
    agreed_production_on: date | None = None
    progress: int | None = None  # percent of the building work, as last reported
    progress_on: date | None = None
    planned: tuple[PlanPoint, ...] = ()  # the construction plan, where one was entered


@dataclass(frozen=True)
class Reading:
    """What one clock says: the days on which it turns yellow and red, and its limit in words."""

    clock: Clock
    stale_on: date | None
    alarm_on: date | None
    limit: str


def plan_points(kept: Iterable[tuple[str, int]] | None) -> tuple[PlanPoint, ...]:
    """The construction plan as the project's row keeps it, as days and percents."""
    return tuple((date.fromisoformat(day), int(percent)) for day, percent in kept or ())


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def clockwork_of(row: Any, planned: tuple[PlanPoint, ...]) -> Clockwork:
    """What the clocks of a project read, of a record or a row that has these columns; `planned` as days and percents."""
    return Clockwork(
        stage=row.stage,
        status=row.status,
        stage_since=row.stage_since,
        last_activity_on=row.last_activity_on,
        review_on=row.review_on,
        investment=row.investment,
        site_mode=row.site_mode,
        agreed_start_on=row.agreed_start_on,
        agreed_production_on=row.agreed_production_on,
        progress=row.progress,
        progress_on=row.progress_on,
        planned=planned,
    )
