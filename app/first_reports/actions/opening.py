"""Opening and closing conflict cases; what is ruled in them stands in `rulings`."""

import sqlalchemy as sa

from app.accounts.actor import SYSTEM, Actor
from app.accounts.models import City
from app.core import audit, clock
from app.core.counter import next_number
from app.core.settings import value
from app.extensions import db
from app.first_reports import limits, workdays
from app.first_reports.enums import CaseState, MatchLevel
from app.first_reports.models import ConflictCase, FirstReport
from app.first_reports.queries.people import managers_of_bureau, managers_of_park
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.projects.models import Project

PREFIX = "ZD"
LEFT = "一方的登记已退出"


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
    db.session.flush()
    found = list(
        db.session.scalars(
            sa.select(ConflictCase).where(
                sa.or_(ConflictCase.incumbent_id == claim.id, ConflictCase.challenger_id == claim.id),
                ConflictCase.state == CaseState.OPEN,
            )
        )
    )
    for case in found:
        case.state, case.closed_on, case.closed_why = CaseState.CLOSED, clock.today(), LEFT
        audit.record("conflict_case.closed", case, by=SYSTEM, label=case.code)
    return found


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
