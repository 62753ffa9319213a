"""The clocks of a signed project: its agreed start, and the progress of its building work. Pure.

domain.md section 5: start yellow when the agreed month is missed, red after 3 months; progress yellow 10–30 points
behind plan, red beyond 30. The plan is the entered one; without one it runs evenly from the agreed start to the agreed
production.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from app.projects.enums import Clock, Stage, Status

from .clockwork import Clockwork, Limits, PlanPoint, Reading, add_months

_GOING_ON = {Status.ACTIVE, Status.TRANSFERRING}
_AWAITS_START = {Stage.SIGNED, Stage.LANDED}
WHOLE = 100


def start(project: Clockwork, limits: Limits) -> Reading | None:
    """Whether building began in the agreed month; None where no start is awaited."""
    agreed = project.agreed_start_on
    if agreed is None or project.status not in _GOING_ON or project.stage not in _AWAITS_START:
        return None
    missed = add_months(agreed.replace(day=1), 1)
    return Reading(
        Clock.START,
        missed,
        add_months(missed, limits.start_alarm_months),
        f"约定 {agreed.year} 年 {agreed.month} 月开工",
    )


def start_words(due: Reading, today: date) -> str:
    """How the agreed start stands. The whole agreed month is in time."""
    assert due.stale_on is not None
    late = (today - due.stale_on).days + 1
    return f"{due.limit}，已逾期 {late} 天" if late > 0 else f"{due.limit}，还有 {1 - late} 天到月底"


def progress(project: Clockwork, limits: Limits) -> Reading | None:
    """How far the building work is behind its plan; None where nothing is being built or nothing was planned."""
    if project.status not in _GOING_ON or project.stage is not Stage.CONSTRUCTION:
        return None
    points = plan_of(project)
    if not points:
        return None
    done = project.progress or 0
    yellow = first_day_at(points, done + limits.progress_yellow_points)
    red = first_day_at(points, done + limits.progress_red_points, beyond=True)
    days = [day for day in (yellow, red) if day is not None]
    return Reading(Clock.PROGRESS, min(days, default=None), red, "形象进度对照建设计划")


def progress_words(project: Clockwork, today: date) -> str:
    """Report against plan; an unreported project counts as not begun."""
    planned = planned_at(plan_of(project), today)
    said = f"计划 {planned}%"
    if project.progress is None:
        return f"尚未填报形象进度，{said}"
    day = f"（{project.progress_on:%Y-%m-%d}）" if project.progress_on else ""
    behind = planned - project.progress
    return f"形象进度 {project.progress}%{day}，{said}" + (f"，落后 {behind} 个百分点" if behind > 0 else "")


def plan_of(project: Clockwork) -> tuple[PlanPoint, ...]:
    """The plan: the entered one, begun at the agreed start; otherwise even from agreed start to agreed production."""
    begins = project.agreed_start_on or project.stage_since
    if project.planned:
        first = project.planned[0][0]
        return ((begins, 0), *project.planned) if begins < first else project.planned
    if project.agreed_production_on is None:
        return ()
    end = project.agreed_production_on
    return ((begins, 0), (end, WHOLE)) if begins < end else ((end, WHOLE),)


def planned_at(points: Sequence[PlanPoint], day: date) -> int:
    """Whole percents planned for a day: even between two points, nothing before the first, no more after the last."""
    reached = 0
    for place, (on, percent) in enumerate(points):
        if day < on:
            if place == 0:
                return 0
            since, before = points[place - 1]
            return before + (percent - before) * (day - since).days // (on - since).days
        reached = percent
    return reached


def first_day_at(points: Sequence[PlanPoint], wanted: int, *, beyond: bool = False) -> date | None:
    """The first day on which the plan reaches so many percent, or exceeds them; None when it never does."""
    since, before = None, 0
    for on, percent in points:
        if percent > wanted or (percent == wanted and not beyond):
            if since is None or percent == before:
                return on
            ways, span, rise = wanted - before, (on - since).days, percent - before
            days = ways * span // rise + 1 if beyond else -(-ways * span // rise)
            return since + timedelta(days=max(days, 0))
        since, before = on, percent
    return None
