"""What supervision asks of a person: the park answers notices, the bureau judges answers and issues drafts."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.sight import given, kept, me
from app.core.permissions import Permission
from app.core.prepared import fixed
from app.core.reading import plain_rows
from app.core.together import Part, Shape, first, together
from app.monitoring.enums import Cause, NoticeState
from app.monitoring.models import SupervisionNotice
from app.monitoring.policy import may_answer, may_supervise
from app.notices.enums import NoticeKind
from app.notices.todos import Todo
from app.projects.enums import Status
from app.projects.models import Project
from app.projects.policy import title_for
from app.projects.queries import seen_by
from app.projects.queries.titles import TITLE_COLUMNS, TITLE_TYPES

MOST_DRAFTS = 99  # counted no further here, like the bell; the page of notices tells more
_SHAPE = Shape(
    (
        ("id", sa.Integer),
        ("amount", sa.Integer),
        ("number", sa.String),
        ("cause", sa.String),
        ("on", sa.Date),
        *TITLE_TYPES,
    )
)


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:  # noqa: ARG001 - every package is asked alike
    """For the park: notices to answer that this person may answer. For the bureau: answers to judge, and drafts as one."""
    statement = _statement(actor, limit)
    if statement is None:
        return []
    rows = plain_rows(statement, given(actor))
    listed = sorted((row for row in rows if row.what == "notice"), key=lambda row: (row.on or date.max, row.id))
    if may_supervise(actor):
        drafts = next(row.amount for row in rows if row.what == "drafts")
        return [*([_drafts(drafts)] if drafts else []), *(_answered(row, actor) for row in listed)][:limit]
    return [_asked(row) for row in listed if may_answer(actor, row)]


@kept
def _statement(actor: Actor, limit: int) -> "Part | sa.CompoundSelect[*tuple[Any, ...]] | None":
    if may_supervise(actor):
        answered = _listed(actor, SupervisionNotice.answered_on).where(
            SupervisionNotice.state == fixed(NoticeState.ANSWERED)
        )
        return together([_counted(actor), first(answered, limit)])
    if Permission.PROJECT_EDIT not in actor.permissions:
        return None
    # Narrowed to what `may_answer` can allow, so that what others answer does not use up the limit.
    open_to_all = sa.and_(Project.owner_id.is_(None), Project.confidential.is_(False))
    awaited = _listed(actor, SupervisionNotice.due_on).where(
        SupervisionNotice.state.in_([fixed(NoticeState.ISSUED), fixed(NoticeState.RETURNED)]),
        Project.status.not_in([Status.LOST, Status.REMOVED]),
        sa.true() if actor.has(Role.PARK_MANAGER) else sa.or_(Project.owner_id == me(actor), open_to_all),
    )
    return together([first(awaited, limit)])


def _listed(actor: Actor, on: Any) -> Part:
    return (
        _SHAPE.part(
            "notice",
            id=SupervisionNotice.id,
            number=SupervisionNotice.number,
            cause=sa.cast(SupervisionNotice.cause, sa.String),
            on=on,
            **TITLE_COLUMNS,
        )
        .join(Project, Project.id == SupervisionNotice.project_id)
        .where(seen_by(actor))
        .order_by(on, SupervisionNotice.id)
    )


def _counted(actor: Actor) -> Part:
    """The drafts, up to MOST_DRAFTS + 1."""
    # The offset has each draft's project looked up: to join them PostgreSQL would read all projects of the cities.
    seen = sa.select(Project.id).where(Project.id == SupervisionNotice.project_id, seen_by(actor)).offset(0).exists()
    drafts = (
        sa.select(SupervisionNotice.id)
        .where(SupervisionNotice.state == fixed(NoticeState.DRAFT), seen)
        .limit(MOST_DRAFTS + 1)
        .subquery()
    )
    return _SHAPE.part("drafts", amount=sa.func.count(drafts.c.id))


def _drafts(number: int) -> Todo:
    words = f"{MOST_DRAFTS}+" if number > MOST_DRAFTS else str(number)
    return Todo(
        kind=NoticeKind.SUPERVISION,
        title=f"{words} 份督办单草稿待印发",
        link="/supervision/?tab=drafts",
        reason="红灯项目自动起草",
    )


def _answered(row: Any, actor: Actor) -> Todo:
    return Todo(
        kind=NoticeKind.SUPERVISION,
        title=f"审核督办答复：{title_for(actor, row)}",
        link=f"/supervision/{row.id}",
        reason=row.number or "",
        due=row.on,
        project_code=row.code,
    )


def _asked(row: Any) -> Todo:
    """By the project's name: whoever may answer knows the investor."""
    return Todo(
        kind=NoticeKind.SUPERVISION,
        title=f"答复督办单：{row.name}",
        link=f"/supervision/{row.id}",
        reason=f"{row.number}，{Cause(row.cause).label}",
        due=row.on,
        project_code=row.code,
    )
