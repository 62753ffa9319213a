"""Reporting the progress of building work month by month, and planning it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken
from app.core.saving import saving
from app.extensions import db
from app.monitoring import policy
from app.monitoring.models import ProgressEntry
from app.monitoring.queries.progress import latest_of
from app.monitoring.rules import month_of
from app.monitoring.wording import plan_text
from app.projects.actions.register import LATER_THAN_TODAY, discreet, label_of
from app.projects.actions.upkeep import refresh
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.rules import PlanPoint, plan_points

MOST_POINTS = 24


def report(
    project: Project,
    *,
    as_of: date,
    percent: int,
    words: str,
    problems: str = "",
    invested: Decimal | None = None,
    by: Actor,
) -> ProgressEntry:
    """Report where the building work stands; a second report of a month replaces the first.

    Raises NotAllowed, RuleBroken before 开工 or for a day that cannot be.
    """
    policy.check_reports(by, project)
    _lock(project)
    if project.stage.number < Stage.CONSTRUCTION.number:
        message = f"项目还在“{project.stage.label}”，开工后才填报形象进度。"
        raise RuleBroken(message)
    if as_of > clock.today():
        raise RuleBroken(LATER_THAN_TODAY, field="as_of")
    month = month_of(as_of)
    entry = db.session.scalar(
        sa.select(ProgressEntry).where(ProgressEntry.project_id == project.id, ProgressEntry.month == month)
    )
    said = {"as_of": as_of, "percent": percent, "words": words, "problems": problems, "invested": invested}
    if entry is None:
        entry = ProgressEntry(project_id=project.id, month=month, by_id=by.id, **said)
        with saving(uq_progress_entry_project_id_month=("as_of", "他人刚刚填报了这个月的进度，请刷新后核对。")):
            db.session.add(entry)
    else:
        assign(entry, by_id=by.id, **said)
    db.session.flush()
    latest = latest_of(project)
    changes = assign(project, progress=latest.percent, progress_on=latest.as_of) if latest else {}
    audit.record(
        "project.progress_reported",
        project,
        by=by,
        label=label_of(project),
        changes=discreet(project, changes),
        month=month.strftime("%Y-%m"),
        percent=percent,
    )
    refresh(project)
    return entry


def plan(project: Project, points: Sequence[PlanPoint], *, by: Actor) -> None:
    """Set the construction plan: by which day so many percent. An empty one returns to the even plan.

    Raises NotAllowed, RuleBroken for points that do not rise.
    """
    policy.check_reports(by, project)
    _lock(project)
    ordered = sorted(points)
    if len(ordered) > MOST_POINTS:
        message = f"建设计划最多 {MOST_POINTS} 个节点。"
        raise RuleBroken(message, field="on")
    days = [day for day, _ in ordered]
    if len(set(days)) != len(days):
        message = "同一天只能有一个节点。"
        raise RuleBroken(message, field="on")
    percents = [percent for _, percent in ordered]
    if percents != sorted(percents):
        message = "后面节点的计划进度不能低于前面的。"
        raise RuleBroken(message, field="percent")
    before = plan_points(project.planned_progress)
    if tuple(ordered) == before:
        return
    project.planned_progress = [[day.isoformat(), percent] for day, percent in ordered] or None
    changes = {"planned_progress": (plan_text(before), plan_text(ordered))}
    audit.record("project.progress_planned", project, by=by, label=label_of(project), changes=changes)
    refresh(project)


def _lock(project: Project) -> None:
    """Two reports at once wait for each other."""
    db.session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    db.session.refresh(project, ["stage", "status", "version", "planned_progress"])
