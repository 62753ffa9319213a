"""What waits for a person: protections ending, registrations to complete, evidence, rulings, consents."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core.permissions import Permission
from app.extensions import db
from app.first_reports import limits, policy
from app.first_reports.enums import CaseState, ClaimState, TransferState
from app.first_reports.models import CaseStatement, ConflictCase, FirstReport, Transfer
from app.notices.enums import NoticeKind
from app.notices.todos import Todo
from app.projects.models import Project
from app.projects.policy import knows_investor

from .visibility import cases_seen_by, claims_seen_by, has_side, transfers_seen_by

SOON_DAYS = 14
_EARLY = date(2000, 1, 1)


def todos(actor: Actor, today: date, limit: int) -> list[Todo]:
    """The most urgent first. At most three queries; none for who has nothing to do with first reports."""
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return []
    found = [*_clocks(actor, today, limit), *_cases(actor, limit), *_transfers(actor, limit)]
    return sorted(found, key=lambda todo: todo.due or _EARLY)[:limit]


def _clocks(actor: Actor, today: date, limit: int) -> list[Todo]:
    """One's own registrations: incomplete, soon to be released, protection ending."""
    if not actor.park_ids or actor.id is None:
        return []
    soon = today + timedelta(days=SOON_DAYS)
    to_release = timedelta(days=limits.clocks().release_days)
    rows = db.session.execute(
        sa.select(FirstReport, Project)
        .join(Project, Project.id == FirstReport.project_id)
        .where(
            claims_seen_by(actor),
            Project.owner_id == actor.id,
            Project.deleted_at.is_(None),
            sa.or_(
                FirstReport.state.in_([ClaimState.INCOMPLETE, ClaimState.WARNED]),
                sa.and_(FirstReport.state == ClaimState.PROTECTED, FirstReport.protected_until <= soon),
            ),
        )
        .order_by(FirstReport.id)
        .limit(limit)
    ).all()
    found = []
    due: date | None
    for claim, project in rows:
        name = project.name if knows_investor(actor, project) else project.code_name or project.code
        if claim.state is ClaimState.INCOMPLETE:
            words, due, reason = "补齐登记", claim.due_on, "补齐后按服务器时间取得首报"
        elif claim.state is ClaimState.WARNED:
            words, due, reason = "首报将释放，请跟进", claim.idle_from + to_release, "久未跟进"
        else:
            words, due, reason = "首报保护将到期", claim.protected_until, "可凭证据续期一次"
        found.append(
            Todo(
                kind=NoticeKind.FIRST_REPORT,
                title=f"{words}：{name}",
                link=f"/projects/{project.code}",
                reason=reason,
                due=due,
                project_code=project.code,
            )
        )
    return found


def _cases(actor: Actor, limit: int) -> list[Todo]:
    """Evidence to hand in; for the head of the bureau, rulings and answers."""
    rules_here = Permission.CONFLICT_RULE in actor.permissions
    if not rules_here and not actor.park_ids:
        return []
    own = sa.select(FirstReport.id).where(FirstReport.park_id.in_(sorted(actor.park_ids)))
    said = sa.exists().where(CaseStatement.case_id == ConflictCase.id, CaseStatement.first_report_id.in_(own))
    statement = sa.select(ConflictCase).where(cases_seen_by(actor)).order_by(ConflictCase.ruling_due).limit(limit)
    if rules_here:
        statement = statement.where(ConflictCase.state.in_([CaseState.OPEN, CaseState.APPEALED]))
    else:
        statement = statement.where(
            ConflictCase.state == CaseState.OPEN, ~said, has_side(lambda side: _is_mine(side, actor))
        )
    found = []
    for case in db.session.scalars(statement):
        appealed = case.state is CaseState.APPEALED
        words = ("答复申诉" if appealed else "裁定撞单") if rules_here else "撞单举证"
        found.append(
            Todo(
                kind=NoticeKind.FIRST_REPORT,
                title=f"{words} {case.code}",
                link=f"/first-reports/cases/{case.code}",
                due=None if appealed else case.ruling_due if rules_here else case.evidence_due,
            )
        )
    return found


def _transfers(actor: Actor, limit: int) -> list[Todo]:
    """Consents asked of this person."""
    if Permission.TRANSFER not in actor.permissions:
        return []
    statement = (
        sa.select(Transfer)
        .where(transfers_seen_by(actor), Transfer.state == TransferState.OPEN)
        .order_by(Transfer.id)
        .limit(limit)
    )
    return [
        Todo(
            kind=NoticeKind.TRANSFER,
            title=f"流转征求同意 {transfer.code}",
            link=f"/first-reports/transfers/{transfer.code}",
        )
        for transfer in db.session.scalars(statement)
        if any(getattr(transfer, f"{party.value}_at") is None for party in policy.transfer_parties(actor, transfer))
        and actor.id not in {transfer.giver_by_id, transfer.taker_by_id, transfer.bureau_by_id}
    ]


def _is_mine(side: type[FirstReport], actor: Actor) -> "sa.ColumnElement[bool]":
    """Of one's own parks; for whoever does not head the team, of one's own projects."""
    here = side.park_id.in_(sorted(actor.park_ids))
    if actor.has(Role.PARK_MANAGER):
        return here
    return sa.and_(here, sa.exists().where(Project.id == side.project_id, Project.owner_id == actor.id))
