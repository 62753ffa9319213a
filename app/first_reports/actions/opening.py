"""Opening and closing conflict cases; what is ruled in them stands in `rulings`."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import SYSTEM, Actor
from app.accounts.models import City
from app.core import audit, clock
from app.core.counter import next_number
from app.core.settings import value
from app.extensions import db
from app.first_reports import limits, workdays
from app.first_reports.enums import CaseState, ClaimState, MatchLevel
from app.first_reports.models import ConflictCase, FirstReport
from app.first_reports.queries.people import managers_of_bureau, managers_of_park
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.projects.models import Project

from . import queue

PREFIX = "ZD"
LEFT = "一方的登记已退出"
UNLIKE = "双方的投资方不再相同，无需裁定"
RULED_TO_ANOTHER = "首报已裁定归另一单位，另行立案"


def case_between(one: FirstReport, other: FirstReport) -> ConflictCase | None:
    """The case of these two, whoever was there first."""
    sides = sa.or_(
        sa.and_(ConflictCase.incumbent_id == one.id, ConflictCase.challenger_id == other.id),
        sa.and_(ConflictCase.incumbent_id == other.id, ConflictCase.challenger_id == one.id),
    )
    return db.session.scalar(sa.select(ConflictCase).where(sides).limit(1))


def is_contested(claim: FirstReport) -> bool:
    """Whether it stands against another one in a case that is not decided."""
    open_ones = sa.exists().where(
        ConflictCase.challenger_id == claim.id,
        ConflictCase.state.in_([CaseState.OPEN, CaseState.APPEALED]),
        ConflictCase.outcome.is_(None),
    )
    return bool(db.session.scalar(sa.select(open_ones)))


def open_case(
    incumbent: FirstReport, challenger: FirstReport, level: MatchLevel, *, by: Actor = SYSTEM
) -> ConflictCase:
    """Open a case, or find the one there is; both sides are asked for evidence, the bureau for a ruling."""
    db.session.flush()
    if (known := case_between(incumbent, challenger)) is not None:
        return known
    today = clock.today()
    city = db.session.scalars(sa.select(City.code).where(City.id == incumbent.city_id)).one()
    prefix = f"{PREFIX}-{city}-{today.year}"
    due = workdays.after(today, value(limits.RULING_DAYS))
    case = ConflictCase(
        code=f"{prefix}-{next_number(prefix):04d}",
        city_id=incumbent.city_id,
        incumbent_id=incumbent.id,
        challenger_id=challenger.id,
        match_level=int(level),
        opened_on=today,
        opened_by_id=by.id,
        evidence_due=workdays.after(today, value(limits.EVIDENCE_DAYS)).on,
        ruling_due=due.on,
        due_certain=due.certain,
    )
    db.session.add(case)
    audit.record("conflict_case.opened", case, by=by, label=case.code, match_level=level.label)
    for claim in (incumbent, challenger):
        tell_side(
            case, claim, "opened", f"{code_of(claim)} 与另一单位的登记相近，请于 {case.evidence_due:%m-%d} 前举证"
        )
    tell(
        managers_of_bureau(case.city_id),
        NoticeKind.FIRST_REPORT,
        key=f"case:{case.code}:opened",
        title=f"撞单 {case.code} 待裁定，{case.ruling_due:%m-%d} 前",
        link=link_of(case),
    )
    return case


def close_cases_of(claim: FirstReport) -> list[ConflictCase]:
    """A side that leaves the queue leaves nothing to rule."""
    found = _open_cases_of(claim)
    for case in found:
        _close(case, LEFT)
    return found


def close_unlike(claim: FirstReport) -> list[FirstReport]:
    """Close what was opened because two had the same investor, and now have not: a company was put right, a merge undone.

    Returns who disputes no more.
    """
    others = []
    for case in _open_cases_of(claim):
        other = case.challenger if case.incumbent_id == claim.id else case.incumbent
        if case.opened_by_id is None and case.level.same_investor and not queue.marks_in_common(claim, other):
            _close(case, UNLIKE)
            others.append(other)
    return others


def set_against(holder: FirstReport, former: FirstReport) -> None:
    """Whoever disputed the first report with its former holder now disputes it with the new one.

    A ruling against a side that holds nothing any more would have no effect.
    """
    for case in _open_cases_of(former):
        third = case.challenger if case.incumbent_id == former.id else case.incumbent
        if third.id != holder.id and queue.marks_in_common(holder, third):
            _close(case, RULED_TO_ANOTHER)
            open_case(holder, third, case.level)
            if third.state is ClaimState.CONTESTED and not is_contested(third):  # the two were ruled on before
                third.state = ClaimState.WAITING


def _open_cases_of(claim: FirstReport) -> list[ConflictCase]:
    db.session.flush()
    either = sa.or_(ConflictCase.incumbent_id == claim.id, ConflictCase.challenger_id == claim.id)
    return list(
        db.session.scalars(
            sa.select(ConflictCase)
            .where(either, ConflictCase.state == CaseState.OPEN)
            .options(joinedload(ConflictCase.incumbent), joinedload(ConflictCase.challenger))
            .order_by(ConflictCase.id)
        )
    )


def _close(case: ConflictCase, why: str) -> None:
    case.state, case.closed_on, case.closed_why = CaseState.CLOSED, clock.today(), why
    audit.record("conflict_case.closed", case, by=SYSTEM, label=case.code)


def tell_side(case: ConflictCase, claim: FirstReport, event: str, title: str, *, besides: Actor | None = None) -> None:
    """Tell one side's owner and manager, in words that the other side's existence alone allows."""
    owner = db.session.scalar(sa.select(Project.owner_id).where(Project.id == claim.project_id))
    people = {*managers_of_park(claim.park_id), *([owner] if owner is not None else [])}
    people.discard(besides.id if besides and besides.id is not None else -1)
    tell(
        people,
        NoticeKind.FIRST_REPORT,
        key=f"case:{case.code}:{event}",
        title=title,
        link=link_of(case),
    )


def link_of(case: ConflictCase) -> str:
    """The page of a case."""
    return f"/first-reports/cases/{case.code}"


def code_of(claim: FirstReport) -> str:
    """The code of the project, which its own side knows."""
    return db.session.scalars(sa.select(Project.code).where(Project.id == claim.project_id)).one()
