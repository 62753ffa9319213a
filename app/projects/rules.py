"""How long a project may rest in a stage, and which light it shows. Pure: dates and limits come in, dates go out.

Source of the limits: domain.md section 5 (stages, follow-up and lights); each is a setting, see `limits.py`.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .enums import Light, SiteMode, Stage, Status

BIG_LEAD_WAN = Decimal(100_000)  # 10 亿元: such a lead may be screened for longer
YI_WAN = Decimal(10_000)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits that hold now: days up to 评审, months after."""

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


@dataclass(frozen=True, kw_only=True)
class Clockwork:
    """What a project's clock depends on."""

    stage: Stage
    status: Status
    stage_since: date
    last_activity_on: date | None
    review_on: date | None
    investment: Decimal | None
    site_mode: SiteMode | None


@dataclass(frozen=True)
class Deadline:
    """The two days on which the staleness light turns yellow and red, and the limit in words."""

    stale_on: date | None
    alarm_on: date | None
    limit: str


NO_DEADLINE = Deadline(None, None, "")


@dataclass(frozen=True)
class QuickStep:
    """A next step that takes one tap."""

    key: str
    label: str
    step: str
    due: date


def quick_steps(today: date) -> tuple[QuickStep, ...]:
    """The steps offered when a lead is registered. 下周 ends on its Friday."""
    friday_next_week = today + timedelta(days=7 - today.weekday() + 4)
    return (
        QuickStep("call", "明天回电", "回电", today + timedelta(days=1)),
        QuickStep("reception", "3 天内来访", "接待来访", today + timedelta(days=3)),
        QuickStep("visit", "下周拜访", "上门拜访", friday_next_week),
    )


def deadline(project: Clockwork, limits: Limits) -> Deadline:
    """When the project goes stale: yellow at 100 % of the limit, red at `alarm_percent`."""
    if project.status is Status.ON_HOLD and project.review_on is not None:
        return Deadline(project.review_on, project.review_on + timedelta(days=14), "搁置到期须复核")
    if project.status not in {Status.ACTIVE, Status.TRANSFERRING}:
        return NO_DEADLINE
    if project.stage.number > Stage.APPRAISAL.number:
        return _delivery_deadline(project, limits)
    if project.stage is Stage.APPRAISAL:
        return _after_days(project.stage_since, limits.appraisal_days, limits, f"评审限 {limits.appraisal_days} 天")
    if project.stage is Stage.NEGOTIATING:
        return _idle(project, limits.negotiating_days, limits)
    if project.last_activity_on is not None and project.last_activity_on >= project.stage_since:
        return _idle(project, limits.lead_report_days, limits)
    big = (project.investment or 0) >= BIG_LEAD_WAN
    days = limits.big_lead_screen_days if big else limits.lead_screen_days
    return _after_days(project.stage_since, days, limits, f"{days} 天内筛选")


def light(*, stale_on: date | None, alarm_on: date | None, today: date) -> Light:
    """The light of the day."""
    if alarm_on is not None and today >= alarm_on:
        return Light.RED
    if stale_on is not None and today >= stale_on:
        return Light.YELLOW
    return Light.GREEN


def light_reason(project: Clockwork, limits: Limits, today: date) -> str:
    """Why the light is what it is, in words; empty when there is nothing to say."""
    due = deadline(project, limits)
    if due.stale_on is None:
        return ""
    days = (today - due.stale_on).days
    if days < 0:
        return f"{due.limit}，还有 {-days} 天"
    if project.status is Status.ON_HOLD:
        return "搁置到期，须复核" if days == 0 else f"搁置到期已 {days} 天，须复核"
    return f"{due.limit}，今天到期" if days == 0 else f"{due.limit}，已超 {days} 天"


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _delivery_deadline(project: Clockwork, limits: Limits) -> Deadline:
    """The limits in months, from 签约 on."""
    if project.stage is Stage.FULL_CAPACITY:
        return NO_DEADLINE
    start_months = limits.land_start_months if project.site_mode is SiteMode.LAND else limits.factory_start_months
    months, words = {
        Stage.SIGNED: (limits.landing_months, "内落地"),
        Stage.LANDED: (start_months, "内开工"),
        Stage.CONSTRUCTION: (_construction_months(project.investment or Decimal(0), limits), "内投产"),
        Stage.PRODUCTION: (limits.production_months, "内达产"),
    }[project.stage]
    return _after_months(project.stage_since, months, limits, words)


def _construction_months(investment: Decimal, limits: Limits) -> int:
    """1, 1.5 or 2.5 years for more than 1, 5 or 10 亿元."""
    if investment > 10 * YI_WAN:
        return limits.construction_months_10yi
    return limits.construction_months_5yi if investment > 5 * YI_WAN else limits.construction_months


def _idle(project: Clockwork, days: int, limits: Limits) -> Deadline:
    """Idleness counts from the last activity's own day, or from entering the stage if that is later."""
    start = max(project.stage_since, project.last_activity_on or project.stage_since)
    return _after_days(start, days, limits, f"{days} 天须跟进")


def _after_days(start: date, days: int, limits: Limits, words: str) -> Deadline:
    alarm = -(-days * limits.alarm_percent // 100)
    return Deadline(start + timedelta(days=days), start + timedelta(days=alarm), words)


def _after_months(start: date, months: int, limits: Limits, words: str) -> Deadline:
    stale_on = add_months(start, months)
    span = (stale_on - start).days
    return Deadline(stale_on, start + timedelta(days=-(-span * limits.alarm_percent // 100)), f"{months} 个月{words}")
