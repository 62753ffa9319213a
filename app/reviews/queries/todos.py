"""What recognition asks of a person today: the park mends what came back, the bureau decides before its limit."""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core import clock, workdays
from app.core.permissions import Permission
from app.extensions import db
from app.notices.enums import NoticeKind
from app.notices.todos import Todo
from app.projects.models import Project
from app.projects.policy import knows_investor
from app.projects.queries import seen_by
from app.reviews import limits
from app.reviews.enums import SubmissionState
from app.reviews.models import Submission

from .queue import due_on


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """In one query at most; the most urgent first."""
    if Permission.RECOGNITION_DECIDE in actor.permissions:
        return _to_decide(actor, today, limit)
    if Permission.RECOGNITION_SUBMIT in actor.permissions:
        return _to_mend(actor, limit)
    return []


def _to_decide(actor: Actor, today: date, limit: int) -> list[Todo]:
    """Submissions whose limit is today, tomorrow or past."""
    latest = workdays.back_from(workdays.after(today, 1).on, limits.days())
    before = datetime.combine(latest + timedelta(days=1), time(), clock.SHANGHAI).astimezone(UTC)
    statement = (
        sa.select(Submission, Project)
        .join(Project, Project.id == Submission.project_id)
        .where(seen_by(actor), Submission.state == SubmissionState.SUBMITTED, Submission.submitted_at < before)
        .order_by(Submission.submitted_at, Submission.id)
        .limit(limit)
    )
    return [
        Todo(
            kind=NoticeKind.RECOGNITION,
            title=f"认定“{one.stage.label}”：{_title(project, actor)}",
            link=f"/reviews/{one.id}",
            reason=f"已等 {workdays.between(clock.local(one.submitted_at).date(), today)} 个工作日",
            due=due_on(one.submitted_at),
            project_code=project.code,
        )
        for one, project in db.session.execute(statement)
    ]


def _to_mend(actor: Actor, limit: int) -> list[Todo]:
    """What came back of one's own projects; a manager sees all of his parks."""
    mine = sa.or_(Project.owner_id == actor.id, Submission.submitted_by_id == actor.id)
    statement = (
        sa.select(Submission, Project)
        .join(Project, Project.id == Submission.project_id)
        .where(
            seen_by(actor),
            Submission.state.in_([SubmissionState.RETURNED, SubmissionState.REVOKED]),
            Submission.current.is_(True),
            sa.true() if actor.has(Role.PARK_MANAGER) else mine,
        )
        .order_by(Submission.decided_at, Submission.id)
        .limit(limit)
    )
    return [
        Todo(
            kind=NoticeKind.RECOGNITION,
            title=f"“{one.stage.label}”{one.state.label}：{_title(project, actor)}",
            link=f"/projects/{project.code}/recognition",
            reason=_reason(one) if knows_investor(actor, project) else "",
            project_code=project.code,
        )
        for one, project in db.session.execute(statement)
    ]


def _title(project: Project, actor: Actor) -> str:
    return project.name if knows_investor(actor, project) else project.code_name or project.code


def _reason(one: Submission) -> str:
    return "：".join(filter(None, [one.reason.label if one.reason else "", one.reason_text]))
