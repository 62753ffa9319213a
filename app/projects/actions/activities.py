"""Writing down what was done with an investor, and what comes next."""

from datetime import date

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.extensions import db
from app.projects.enums import ActivityKind
from app.projects.models import Activity, Project
from app.projects.policy import check

from .register import LATER_THAN_TODAY, label_of
from .upkeep import refresh, touch


def record_activity(
    project: Project,
    *,
    kind: ActivityKind,
    happened_on: date,
    result: str,
    people: str = "",
    next_step: str | None = None,
    next_due: date | None = None,
    by: Actor,
) -> Activity:
    """Record an activity. The clock of idleness runs from its own day, not from today.

    The project's next step becomes this one's: recording what was done settles what was due.
    """
    check(Permission.ACTIVITY_CREATE, by, project)
    if happened_on > clock.today():
        raise RuleBroken(LATER_THAN_TODAY, field="happened_on")
    if next_due is not None and next_step is None:
        message = "写了下一步日期，请也写做什么。"
        raise RuleBroken(message, field="next_step")
    if next_due is not None and next_due < happened_on:
        message = "下一步日期不能早于本次跟进日期。"
        raise RuleBroken(message, field="next_due")
    activity = Activity(
        project_id=project.id,
        kind=kind,
        happened_on=happened_on,
        people=people,
        result=result,
        next_step=next_step,
        next_due=next_due,
        by_id=by.id,
    )
    db.session.add(activity)
    if project.last_activity_on is None or happened_on >= project.last_activity_on:
        project.last_activity_on = happened_on
        project.next_step, project.next_due = next_step, next_due
    touch(project)
    refresh(project)
    audit.record("activity.recorded", activity, by=by, label=label_of(project), kind=kind, happened_on=happened_on)
    return activity
