"""Lists of registrations with their clocks: page ids first, then the rows."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company
from app.core.errors import BadAddress
from app.core.paging import Page, page_of_ids
from app.extensions import db
from app.first_reports.enums import HOLDING, CaseState, ClaimState, Release, ReportLevel, TransferState
from app.first_reports.models import ConflictCase, FirstReport, Transfer
from app.parks.models import Park
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor
from app.projects.queries import seen_by

from .visibility import claims_seen_by

ALL = "all"
HELD = "held"


@dataclass(frozen=True, kw_only=True)
class ClaimFilter:
    """What the list can be narrowed by; everything stands in the URL."""

    state: str = ""
    level: str = ""
    park: str = ""
    mine: bool = False

    @classmethod
    def read(cls, args: "dict[str, str]") -> "ClaimFilter":
        """From the URL. Raises BadAddress."""
        state, level = args.get("state", ""), args.get("level", "")
        if state not in {"", ALL, HELD, *ClaimState} or level not in {"", *ReportLevel}:
            raise BadAddress("没有这样的筛选条件，请清除后重选。")
        return cls(state=state, level=level, park=args.get("park", "")[:64], mine=args.get("mine") == "1")

    def args(self) -> dict[str, str]:
        """Back into the URL."""
        given = {"state": self.state, "level": self.level, "park": self.park, "mine": "1" if self.mine else ""}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """A registration as a list shows it. `name` is the code name for who may not know the investor."""

    code: str
    name: str
    investor: str | None
    park: str
    owner: str | None
    stage: Stage
    investment: Decimal | None
    state: ClaimState
    level: ReportLevel
    completed_at: datetime | None
    due_on: date
    protected_until: date | None
    renewed_on: date | None
    idle_from: date
    released_on: date | None
    release_reason: Release | None


def claims_page(wanted: ClaimFilter, *, to: Actor, cursor: str | None) -> Page[ClaimRow]:
    """One page, the newest registration first."""
    statement = sa.select(FirstReport).where(*_narrowed(wanted, to))
    ids = page_of_ids(statement, sort=FirstReport.id, number=FirstReport.id, descending=True, cursor=cursor)
    columns = (FirstReport, Project, Company.name, Park.short_name, User.name)
    found = {
        claim.id: _row(claim, project, investor, park, owner, to)
        for claim, project, investor, park, owner in db.session.execute(
            sa.select(*columns)
            .join(Project, Project.id == FirstReport.project_id)
            .join(Company, Company.id == FirstReport.company_id)
            .join(Park, Park.id == FirstReport.park_id)
            .outerjoin(User, User.id == Project.owner_id)
            .where(FirstReport.id.in_(ids.items))
        )
    }
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def state_counts(*, to: Actor) -> Counter[ClaimState]:
    """How many stand in each state within this person's sight."""
    rows = db.session.execute(
        sa.select(FirstReport.state, sa.func.count()).where(claims_seen_by(to)).group_by(FirstReport.state)
    )
    return Counter({state: number for state, number in rows})  # noqa: C416 - dict() of a Result asks it for columns


def _narrowed(wanted: ClaimFilter, to: Actor) -> list["sa.ColumnElement[bool]"]:
    found = [claims_seen_by(to)]
    if wanted.state == HELD:
        found.append(FirstReport.state.in_(HOLDING))
    elif wanted.state not in {"", ALL}:
        found.append(FirstReport.state == ClaimState(wanted.state))
    elif not wanted.state:
        found.append(FirstReport.state != ClaimState.RELEASED)
    if wanted.level:
        found.append(FirstReport.level == ReportLevel(wanted.level))
    if wanted.park:
        found.append(FirstReport.park_id.in_(sa.select(Park.id).where(Park.code == wanted.park)))
    if wanted.mine:
        found.append(FirstReport.project_id.in_(sa.select(Project.id).where(Project.owner_id == to.id)))
    found.append(FirstReport.project_id.in_(sa.select(Project.id).where(Project.deleted_at.is_(None))))
    return found


def _row(  # noqa: PLR0917 - the columns, in order
    claim: FirstReport, project: Project, investor: str, park: str, owner: str | None, to: Actor
) -> ClaimRow:
    known = knows_investor(to, project)
    return ClaimRow(
        code=project.code,
        name=project.name if known else project.code_name or project.code,
        investor=investor if known else None,
        park=park,
        owner=owner,
        stage=project.stage,
        investment=project.investment,
        state=claim.state,
        level=claim.level,
        completed_at=claim.completed_at,
        due_on=claim.due_on,
        protected_until=claim.protected_until,
        renewed_on=claim.renewed_on,
        idle_from=claim.idle_from,
        released_on=claim.released_on,
        release_reason=claim.release_reason,
    )


def claim_with_project(code: str, *, to: Actor) -> tuple[FirstReport, Project]:
    """For a form about one registration. Raises NoResultFound when there is none, or not for this person."""
    row = db.session.execute(
        sa.select(FirstReport, Project)
        .join(Project, Project.id == FirstReport.project_id)
        .where(Project.code == code, seen_by(to), claims_seen_by(to))
    ).one()
    return row[0], row[1]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A project's registration with the case and the transfer that it is in."""

    claim: FirstReport
    case_code: str | None
    transfer_code: str | None

    @property
    def is_behind(self) -> bool:
        """Whether somebody else has the first report, or may have it."""
        return self.claim.state in {ClaimState.WAITING, ClaimState.CONTESTED} or (
            self.case_code is not None and not self.claim.state.holds
        )


_case_code = (
    sa.select(ConflictCase.code)
    .where(
        sa.or_(ConflictCase.incumbent_id == FirstReport.id, ConflictCase.challenger_id == FirstReport.id),
        ConflictCase.state != CaseState.CLOSED,
    )
    .order_by(ConflictCase.id.desc())
    .limit(1)
    .scalar_subquery()
)
_transfer_code = (
    sa.select(Transfer.code)
    .where(Transfer.project_id == FirstReport.project_id, Transfer.state == TransferState.OPEN)
    .limit(1)
    .scalar_subquery()
)
_STANDING = sa.select(FirstReport, _case_code, _transfer_code).where(FirstReport.project_id == sa.bindparam("number"))


def standing_of(project: Project) -> Standing | None:
    """One query for the card on the project's page. The latest case that is not closed, the open transfer."""
    row = db.session.execute(_STANDING, {"number": project.id}).one_or_none()
    return None if row is None else Standing(claim=row[0], case_code=row[1], transfer_code=row[2])
