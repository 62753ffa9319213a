"""Conflict cases: the list, the page with the four criteria for both sides, the ruling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import City, User
from app.accounts.sight import given, kept
from app.companies.models import Company, Contact
from app.core.paging import Page, page_of_ids
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.extensions import db
from app.first_reports import policy
from app.first_reports.enums import CaseState, Outcome, Side
from app.first_reports.models import CaseEvidence, CaseStatement, ConflictCase, FirstReport
from app.parks.models import Park, ParkSector
from app.plans.models import Sector
from app.projects.enums import ActivityKind
from app.projects.models import Activity, Project
from app.projects.policy import knows_investor, title_for

from .transfers import names_of
from .visibility import cases_seen_by, find_case

WAITING = (CaseState.OPEN, CaseState.APPEALED)


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case as a list shows it; a park sees its own side only."""

    case: ConflictCase
    mine: Side | None
    incumbent: str
    challenger: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the product itself knows of one side, by the four criteria."""

    reported_at: datetime
    completed_at: datetime | None
    contacts: int  # people at the investor whom this park has entered
    meetings: int
    activities: int
    first_on: date | None
    last_on: date | None
    sector: str | None
    fits: bool
    park_sectors: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Party:
    """One side as this reader may see it. Of the other side a park sees nothing before the ruling, then the park's name."""

    side: Side
    claim: FirstReport
    open_to_reader: bool  # in full: facts, statement, evidence, project
    park: str | None
    project_code: str | None = None
    project_name: str | None = None
    investor: str | None = None
    investment: Decimal | None = None
    facts: Facts | None = None
    statement: CaseStatement | None = None
    statement_by: str | None = None
    evidence: Sequence[CaseEvidence] = ()


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """A case with both sides as this reader may see them."""

    case: ConflictCase
    mine: Side | None
    parties: Sequence[Party]
    opened_by: str | None
    ruled_by: str | None
    answered_by: str | None
    appeal_side: Side | None
    city: str

    def party(self, side: Side) -> Party:
        """One of the two."""
        return next(party for party in self.parties if party.side is side)


Ruling = CasePage


def cases_page(*, to: Actor, waiting: bool, cursor: str | None) -> Page[CaseRow]:
    """Cases within sight: those that wait by the day their ruling is due, all of them by the newest."""
    statement = sa.select(ConflictCase).where(cases_seen_by(to))
    if waiting:
        statement = statement.where(ConflictCase.state.in_(WAITING))
    sort: Any = ConflictCase.ruling_due if waiting else ConflictCase.id
    ids = page_of_ids(statement, sort=sort, number=ConflictCase.id, descending=not waiting, cursor=cursor)
    one, other = aliased(FirstReport), aliased(FirstReport)
    one_project, other_project = aliased(Project), aliased(Project)
    one_park, other_park = aliased(Park), aliased(Park)
    rows = db.session.execute(
        sa.select(
            ConflictCase,
            one.park_id,
            one_project,
            one_park.short_name,
            other.park_id,
            other_project,
            other_park.short_name,
        )
        .join(one, one.id == ConflictCase.incumbent_id)
        .join(one_project, one_project.id == one.project_id)
        .join(one_park, one_park.id == one.park_id)
        .join(other, other.id == ConflictCase.challenger_id)
        .join(other_project, other_project.id == other.project_id)
        .join(other_park, other_park.id == other.park_id)
        .where(ConflictCase.id.in_(ids.items))
    )
    found: dict[int, CaseRow] = {}
    for case, park_a, project_a, name_a, park_b, project_b, name_b in rows:
        mine = Side.INCUMBENT if park_a in to.park_ids else Side.CHALLENGER if park_b in to.park_ids else None
        found[case.id] = CaseRow(
            case=case,
            mine=mine,
            incumbent=_words(to, case, project_a, name_a, own=mine is Side.INCUMBENT),
            challenger=_words(to, case, project_b, name_b, own=mine is Side.CHALLENGER),
        )
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def _words(to: Actor, case: ConflictCase, project: Project, park: str, *, own: bool) -> str:
    if own or to.sees_every_park:
        name = title_for(to, project)
        return name if own else f"{park}·{name}"
    return park if _is_ruled(case) else "另一单位"


def _is_ruled(case: ConflictCase) -> bool:
    return case.outcome is not None


def number_waiting(actor: Actor) -> int:
    """Cases that wait for the bureau, or for this park's evidence."""
    ((number,),) = plain_rows(_number_waiting(actor), given(actor))
    return int(number)


@kept
def _number_waiting(actor: Actor) -> "sa.Select[Any]":
    waiting = cases_seen_by(actor), ConflictCase.state.in_(WAITING)
    return sa.select(sa.func.count()).select_from(ConflictCase).where(*waiting).execution_options(**PREPARED)


def case_page(code: str, *, to: Actor) -> CasePage:
    """The page of a case. Raises NoResultFound."""
    case = find_case(code, to=to)
    mine = policy.side_of(to, case)
    names = names_of([case.opened_by_id, case.ruled_by_id, case.answered_by_id])
    shown = [side for side in Side if mine is None or side is mine]
    facts = {side: _facts(policy.claim_on(side, case)) for side in shown}
    statements = _statements(case)
    evidence = list(
        db.session.scalars(sa.select(CaseEvidence).where(CaseEvidence.case_id == case.id).order_by(CaseEvidence.id))
    )
    parties = [_party(side, case, to, mine, facts.get(side), statements, evidence) for side in Side]
    appeal = next((side for side in Side if policy.claim_on(side, case).id == case.appeal_claim_id), None)
    return CasePage(
        case=case,
        mine=mine,
        parties=parties,
        # That the bureau or the product opened it may be known; which person of the other park did may not.
        opened_by=names.get(case.opened_by_id or 0) if mine is None else None,
        ruled_by=names.get(case.ruled_by_id or 0),
        answered_by=names.get(case.answered_by_id or 0),
        appeal_side=appeal,
        city=db.session.scalars(sa.select(City.name).where(City.id == case.city_id)).one(),
    )


def ruling(case_code: str, *, to: Actor) -> Ruling:
    """What the printed ruling says, for a reader who may open the case. Raises NoResultFound, also before the ruling."""
    page = case_page(case_code, to=to)
    if not _is_ruled(page.case):
        raise sa.exc.NoResultFound
    return page


def find_evidence(code: str, number: int, *, to: Actor) -> CaseEvidence:
    """A file of a case: one's own side's, or any for bureau and leaders, as the page lists them. Raises NoResultFound."""
    case = find_case(code, to=to)
    mine = policy.side_of(to, case)
    statement = sa.select(CaseEvidence).where(CaseEvidence.case_id == case.id, CaseEvidence.id == number)
    if mine is not None:
        statement = statement.where(CaseEvidence.first_report_id == policy.claim_on(mine, case).id)
    found = db.session.scalars(statement).one()
    claim = case.incumbent if found.first_report_id == case.incumbent_id else case.challenger
    if not knows_investor(to, claim.project):
        raise sa.exc.NoResultFound
    return found


def _party(  # noqa: PLR0917 - the parts, in order
    side: Side,
    case: ConflictCase,
    to: Actor,
    mine: Side | None,
    facts: Facts | None,
    statements: dict[int, tuple[CaseStatement, str | None]],
    evidence: Sequence[CaseEvidence],
) -> Party:
    claim = policy.claim_on(side, case)
    if mine is not None and side is not mine:
        return Party(side=side, claim=claim, open_to_reader=False, park=claim.park.name if _is_ruled(case) else None)
    known = knows_investor(to, claim.project)
    statement, by = statements.get(claim.id, (None, None))
    return Party(
        side=side,
        claim=claim,
        open_to_reader=True,
        park=claim.park.name,
        project_code=claim.project.code,
        project_name=title_for(to, claim.project),
        investor=db.session.scalars(sa.select(Company.name).where(Company.id == claim.company_id)).one()
        if known
        else None,
        investment=claim.project.investment,
        facts=facts,
        statement=statement if known else None,
        statement_by=by if known else None,
        evidence=[one for one in evidence if one.first_report_id == claim.id] if known else (),
    )


def _statements(case: ConflictCase) -> dict[int, tuple[CaseStatement, str | None]]:
    rows = db.session.execute(
        sa.select(CaseStatement, User.name)
        .outerjoin(User, User.id == CaseStatement.by_id)
        .where(CaseStatement.case_id == case.id)
    )
    return {statement.first_report_id: (statement, by) for statement, by in rows}


def _facts(claim: FirstReport) -> Facts:
    """The four criteria from the product's own data."""
    met = [kind for kind in ActivityKind if kind.is_meeting]
    activities, meetings, first_on, last_on = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(sa.case((Activity.kind.in_(met), 1), else_=0)),
            sa.func.min(Activity.happened_on),
            sa.func.max(Activity.happened_on),
        ).where(Activity.project_id == claim.project_id)
    ).one()
    contacts = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Contact)
        .where(Contact.company_id == claim.company_id, Contact.park_id == claim.park_id)
    )
    sectors = db.session.execute(
        sa.select(Sector.id, Sector.name)
        .join(ParkSector, ParkSector.sector_id == Sector.id)
        .where(ParkSector.park_id == claim.park_id)
        .order_by(Sector.position)
    ).all()
    line = _line_of(claim.project.sector_id)
    return Facts(
        reported_at=claim.reported_at,
        completed_at=claim.completed_at,
        contacts=contacts or 0,
        meetings=int(meetings or 0),
        activities=activities,
        first_on=first_on,
        last_on=last_on,
        sector=line[0][1] if line else None,
        fits=bool({number for number, _ in sectors} & {number for number, _ in line}),
        park_sectors=[name for _, name in sectors],
    )


def _line_of(sector_id: int | None) -> list[tuple[int, str]]:
    """The sector and those above it."""
    line = sa.select(Sector.id, Sector.name, Sector.parent_id).where(Sector.id == sector_id).cte("line", recursive=True)
    line = line.union_all(sa.select(Sector.id, Sector.name, Sector.parent_id).join(line, Sector.id == line.c.parent_id))
    return [(number, name) for number, name in db.session.execute(sa.select(line.c.id, line.c.name))]


def outcomes_of(case: ConflictCase) -> list[Outcome]:
    """To whom it can be ruled."""
    return [outcome for outcome in Outcome if outcome is not Outcome.BOTH or not case.level.same_investor]
