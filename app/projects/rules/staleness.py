"""How long a project may rest in a stage. Pure: dates and limits come in, dates go out.

Source of the limits: domain.md section 5 (stages); each is a setting, see `limits.py`.
"""

from datetime import date, timedelta
from decimal import Decimal

from app.projects.enums import Clock, SiteMode, Stage, Status

from .clockwork import Clockwork, Limits, Reading, add_months

BIG_LEAD_WAN = Decimal(100_000)  # 10 亿元: such a lead may be screened for longer
YI_WAN = Decimal(10_000)
REVIEW_ALARM_DAYS = 14
NO_DEADLINE = Reading(Clock.STALENESS, None, None, "")


def deadline(project: Clockwork, limits: Limits) -> Reading:
    """When the project goes stale: yellow at 100 % of the limit, red at `alarm_percent`."""
    if project.status is Status.ON_HOLD and project.review_on is not None:
        return Reading(
            Clock.STALENESS, project.review_on, project.review_on + timedelta(days=REVIEW_ALARM_DAYS), "搁置到期须复核"
        )
    if project.status not in {Status.ACTIVE, Status.TRANSFERRING}:
        return NO_DEADLINE
    if project.stage.number > Stage.APPRAISAL.number:
        return _delivery_deadline(project, limits)
    if project.stage is Stage.APPRAISAL:
        return _after_days(project.stage_since, limits.appraisal_days, limits, f"评审限 {limits.appraisal_days} 天")
    if project.stage is Stage.NEGOTIATING:
        return _idle(project, limits.negotiating_days, limits)
    if _is_followed(project):
        return _idle(project, limits.lead_report_days, limits)
    days = _screen_days(project, limits)
    return _after_days(project.stage_since, days, limits, f"{days} 天内筛选")


def answer(project: Clockwork, limits: Limits) -> Reading | None:
    """When a lead that nobody has followed yet should have been answered; it turns yellow, red comes with its screening."""
    if project.stage is not Stage.LEAD or project.status not in {Status.ACTIVE, Status.TRANSFERRING}:
        return None
    days = limits.lead_respond_days
    if _is_followed(project) or days >= _screen_days(project, limits):
        return None
    return Reading(Clock.STALENESS, project.stage_since + timedelta(days=days), None, f"{days} 天内响应")


def words(project: Clockwork, due: Reading, today: date) -> str:
    """Why this clock shows what it shows; empty when nothing is awaited."""
    if due.stale_on is None:
        return ""
    days = (today - due.stale_on).days
    if days < 0:
        return f"{due.limit}，还有 {-days} 天"
    if project.status is Status.ON_HOLD:
        return "搁置到期，须复核" if days == 0 else f"搁置到期已 {days} 天，须复核"
    return f"{due.limit}，今天到期" if days == 0 else f"{due.limit}，已超 {days} 天"


def _is_followed(project: Clockwork) -> bool:
    return project.last_activity_on is not None and project.last_activity_on >= project.stage_since


def _screen_days(project: Clockwork, limits: Limits) -> int:
    big = (project.investment or 0) >= BIG_LEAD_WAN
    return limits.big_lead_screen_days if big else limits.lead_screen_days


def _delivery_deadline(project: Clockwork, limits: Limits) -> Reading:
    """The limits in months, from 签约 on."""
    if project.stage is Stage.FULL_CAPACITY:
        return NO_DEADLINE
    start_months = limits.land_start_months if project.site_mode is SiteMode.LAND else limits.factory_start_months
    months, awaited = {
        Stage.SIGNED: (limits.landing_months, "内落地"),
        Stage.LANDED: (start_months, "内开工"),
        Stage.CONSTRUCTION: (_construction_months(project.investment or Decimal(0), limits), "内投产"),
        Stage.PRODUCTION: (limits.production_months, "内达产"),
    }[project.stage]
    return _after_months(project.stage_since, months, limits, awaited)


def _construction_months(investment: Decimal, limits: Limits) -> int:
    """1, 1.5 or 2.5 years for more than 1, 5 or 10 亿元."""
    if investment > 10 * YI_WAN:
        return limits.construction_months_10yi
    return limits.construction_months_5yi if investment > 5 * YI_WAN else limits.construction_months


def _idle(project: Clockwork, days: int, limits: Limits) -> Reading:
    """Idleness counts from the last activity's own day, or from entering the stage if that is later."""
    start = max(project.stage_since, project.last_activity_on or project.stage_since)
    return _after_days(start, days, limits, f"{days} 天须跟进")


def _after_days(start: date, days: int, limits: Limits, words: str) -> Reading:
    alarm = -(-days * limits.alarm_percent // 100)
    return Reading(Clock.STALENESS, start + timedelta(days=days), start + timedelta(days=alarm), words)


def _after_months(start: date, months: int, limits: Limits, words: str) -> Reading:
    stale_on = add_months(start, months)
    span = (stale_on - start).days
    return Reading(
        Clock.STALENESS,
        stale_on,
        start + timedelta(days=-(-span * limits.alarm_percent // 100)),
        f"{months} 个月{words}",
    )
