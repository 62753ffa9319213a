"""What waits for a person: protections ending, registrations to complete, evidence, rulings, consents."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.sight import at_my_parks, given, kept, me
from app.core.permissions import Permission
from app.core.reading import plain_rows
from app.core.together import Part, Shape, first, together
from app.first_reports import limits
from app.first_reports.enums import CaseState, ClaimState
from app.first_reports.models import CLOCKED, CaseStatement, ConflictCase, FirstReport, Transfer
from app.notices.enums import NoticeKind
from app.notices.todos import Todo
from app.projects.models import Project
from app.projects.policy import title_for
from app.projects.queries.titles import TITLE_COLUMNS, TITLE_TYPES

from .visibility import cases_seen_by, claims_seen_by, has_side, transfers_asking

SOON_DAYS = 14
_EARLY = date(2000, 1, 1)
_SHAPE = Shape(
    (
        ("number", sa.Integer),
        ("state", sa.String),
        ("on", sa.Date),  # of a registration the day of the clock that runs in its state, of a case the limit
        *TITLE_TYPES,  # `code` is also that of a case or a transfer
    )
)


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """The most urgent first. In one query; none for who has nothing to do with first reports."""
    statement = _statement(actor, limit)
    if statement is None:
        return []
    rows = plain_rows(statement, {"soon": today + timedelta(days=SOON_DAYS), **given(actor)})
    to_release = timedelta(days=limits.clocks().release_days)
    of = {what: [row for row in rows if row.what == what] for what in ("claim", "case", "transfer")}
    found = [
        *(_clock(row, actor, to_release) for row in sorted(of["claim"], key=lambda row: row.number)),
        *(_case(row, actor) for row in sorted(of["case"], key=lambda row: (row.on, row.number))),
        *(_transfer(row) for row in sorted(of["transfer"], key=lambda row: row.number)),
    ]
    return sorted(found, key=lambda todo: todo.due or _EARLY)[:limit]


@kept
def _statement(actor: Actor, limit: int) -> "Part | sa.CompoundSelect[*tuple[Any, ...]] | None":
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return None
    parts = [first(part, limit) for part in (_clocks(actor), _cases(actor), _transfers(actor)) if part is not None]
    return together(parts) if parts else None


def _clocks(actor: Actor) -> Part | None:
    """One's own registrations: incomplete, soon to be released, protection ending."""
    if not actor.park_ids or actor.id is None:
        return None
    state, until = FirstReport.state, FirstReport.protected_until
    return (
        _SHAPE.part(
            "claim",
            number=FirstReport.id,
            state=sa.cast(state, sa.String),
            on=sa.case(
                (state == ClaimState.INCOMPLETE, FirstReport.due_on),
                (state == ClaimState.WARNED, FirstReport.idle_from),
                else_=until,
            ),
            **TITLE_COLUMNS,
        )
        .join(Project, Project.id == FirstReport.project_id)
        .where(
            claims_seen_by(actor),
            CLOCKED,
            sa.or_(state != ClaimState.PROTECTED, until <= sa.bindparam("soon", type_=sa.Date)),
            Project.owner_id == me(actor),
            Project.deleted_at.is_(None),
        )
        .order_by(FirstReport.id)
    )


def _clock(row: Any, actor: Actor, to_release: timedelta) -> Todo:
    state, due = ClaimState(row.state), row.on
    name = title_for(actor, row)
    if state is ClaimState.INCOMPLETE:
        words, reason = "补齐登记", "补齐后按服务器时间取得首报"
    elif state is ClaimState.WARNED:
        words, reason = "首报将释放，请跟进", "久未跟进"
        due += to_release
    else:
        words, reason = "首报保护将到期", "可凭证据续期一次"
    return Todo(
        kind=NoticeKind.FIRST_REPORT,
        title=f"{words}：{name}",
        link=f"/projects/{row.code}",
        reason=reason,
        due=due,
        project_code=row.code,
    )


def _cases(actor: Actor) -> Part | None:
    """Evidence to hand in; for the head of the bureau, rulings and answers."""
    rules_here = Permission.CONFLICT_RULE in actor.permissions
    if not rules_here and not actor.park_ids:
        return None
    part = (
        _SHAPE.part(
            "case",
            number=ConflictCase.id,
            code=ConflictCase.code,
            state=sa.cast(ConflictCase.state, sa.String),
            on=ConflictCase.ruling_due if rules_here else ConflictCase.evidence_due,
        )
        .where(cases_seen_by(actor))
        .order_by(ConflictCase.ruling_due, ConflictCase.id)
    )
    if rules_here:
        return part.where(ConflictCase.state.in_([CaseState.OPEN, CaseState.APPEALED]))
    side = aliased(FirstReport)
    said = sa.exists().where(
        CaseStatement.case_id == ConflictCase.id,
        CaseStatement.first_report_id == side.id,
        at_my_parks(side.park_id, actor),
    )
    return part.where(ConflictCase.state == CaseState.OPEN, ~said, has_side(lambda one: _is_mine(one, actor)))


def _case(row: Any, actor: Actor) -> Todo:
    appealed = row.state == CaseState.APPEALED
    rules_here = Permission.CONFLICT_RULE in actor.permissions
    words = ("答复申诉" if appealed else "裁定撞单") if rules_here else "撞单举证"
    return Todo(
        kind=NoticeKind.FIRST_REPORT,
        title=f"{words} {row.code}",
        link=f"/first-reports/cases/{row.code}",
        due=None if appealed else row.on,
    )


def _transfers(actor: Actor) -> Part | None:
    """Consents asked of this person."""
    if Permission.TRANSFER not in actor.permissions:
        return None
    part = _SHAPE.part("transfer", number=Transfer.id, code=Transfer.code)
    return part.where(transfers_asking(actor)).order_by(Transfer.id)


def _transfer(row: Any) -> Todo:
    return Todo(
        kind=NoticeKind.TRANSFER,
        title=f"流转征求同意 {row.code}",
        link=f"/first-reports/transfers/{row.code}",
    )


def _is_mine(side: type[FirstReport], actor: Actor) -> "sa.ColumnElement[bool]":
    """Of one's own parks; for whoever does not head the team, of one's own projects."""
    here = at_my_parks(side.park_id, actor)
    if actor.has(Role.PARK_MANAGER):
        return here
    return sa.and_(here, sa.exists().where(Project.id == side.project_id, Project.owner_id == me(actor)))
