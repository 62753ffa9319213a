"""What recognition asks of a person today: the park mends what came back, the bureau decides before its limit."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.sight import given, kept, me
from app.core import clock, workdays
from app.core.permissions import Permission
from app.core.prepared import PREPARED, fixed
from app.core.reading import plain_rows
from app.notices.enums import NoticeKind
from app.notices.todos import Todo
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for
from app.projects.queries.titles import OF_TITLE
from app.reviews import limits
from app.reviews.enums import SubmissionState
from app.reviews.models import TO_MEND, Submission

from .queue import due_on
from .visibility import submissions_seen_by

_COLUMNS = sa.select(
    Submission.id,
    Submission.stage,
    Submission.state,
    Submission.submitted_at,
    Submission.reason,
    Submission.reason_text,
    *OF_TITLE,
).join(Project, Project.id == Submission.project_id)


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """In one query at most; the most urgent first."""
    if Permission.RECOGNITION_DECIDE in actor.permissions:
        return _to_decide(actor, today, limit)
    if Permission.RECOGNITION_SUBMIT in actor.permissions:
        return _to_mend(actor, limit)
    return []


def _to_decide(actor: Actor, today: date, limit: int) -> list[Todo]:
    """Submissions whose limit is today, tomorrow or past."""
    days = limits.days()
    latest = workdays.back_from(workdays.after(today, 1).on, days)
    before = datetime.combine(latest + timedelta(days=1), time(), clock.SHANGHAI).astimezone(UTC)
    return [
        Todo(
            kind=NoticeKind.RECOGNITION,
            title=f"认定“{one.stage.label}”：{title_for(actor, one)}",
            link=f"/reviews/{one.id}",
            reason=f"已等 {workdays.between(clock.local(one.submitted_at).date(), today)} 个工作日",
            due=due_on(one.submitted_at, days),
            project_code=one.code,
        )
        for one in plain_rows(_waiting_for(actor, limit), {"before": before, **given(actor)})
    ]


def _to_mend(actor: Actor, limit: int) -> list[Todo]:
    """What came back of one's own projects; a manager sees all of his parks."""
    return [
        Todo(
            kind=NoticeKind.RECOGNITION,
            title=f"“{one.stage.label}”{one.state.label}：{title_for(actor, one)}",
            link=f"/projects/{one.code}/recognition",
            reason=_reason(one) if knows_investor(actor, one) else "",
            project_code=one.code,
        )
        for one in plain_rows(_sent_back_to(actor, limit), given(actor))
    ]


@kept
def _waiting_for(actor: Actor, limit: int) -> "sa.Select[*tuple[Any, ...]]":
    return (
        _COLUMNS.where(
            submissions_seen_by(actor),
            Submission.state == SubmissionState.SUBMITTED,
            Submission.submitted_at < sa.bindparam("before", type_=Submission.submitted_at.type),
        )
        .order_by(Submission.submitted_at, Submission.id)
        .limit(fixed(limit))
        .execution_options(**PREPARED)
    )


@kept
def _sent_back_to(actor: Actor, limit: int) -> "sa.Select[*tuple[Any, ...]]":
    mine = sa.or_(Project.owner_id == me(actor), Submission.submitted_by_id == me(actor))
    return (
        _COLUMNS.where(
            submissions_seen_by(actor),
            TO_MEND,
            sa.true() if actor.has(Role.PARK_MANAGER) else mine,
        )
        .order_by(Submission.decided_at, Submission.id)
        .limit(limit)
        .execution_options(**PREPARED)
    )


def _reason(one: Any) -> str:
    return "：".join(filter(None, [one.reason.label if one.reason else "", one.reason_text]))
