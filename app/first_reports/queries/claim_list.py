"""The list of registrations with their clocks, and how many stand in each state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import given, kept, me
from app.companies.models import Company
from app.core.errors import BadAddress
from app.core.paging import DEFAULT_SIZE, Page, page_of, stretch
from app.core.prepared import PREPARED
from app.core.reading import among_found, plain_rows
from app.first_reports.enums import HOLDING, ClaimState, Release, ReportLevel
from app.first_reports.models import FirstReport
from app.parks.models import Park
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for
from app.projects.queries.titles import OF_TITLE

from .visibility import claims_seen_by

ALL = "all"
HELD = "held"
_COLUMNS = (
    FirstReport.state,
    FirstReport.level,
    FirstReport.completed_at,
    FirstReport.due_on,
    FirstReport.protected_until,
    FirstReport.renewed_on,
    FirstReport.idle_from,
    FirstReport.released_on,
    FirstReport.release_reason,
    *OF_TITLE,
    Project.stage,
    Project.investment,
    Company.name.label("investor"),
    Park.short_name.label("park"),
    User.name.label("owner"),
)


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
        said = {"state": self.state, "level": self.level, "park": self.park, "mine": "1" if self.mine else ""}
        return {name: value for name, value in said.items() if value}


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

    def ask(*, falling: bool, marked: bool, mark: dict[str, Any]) -> Sequence[Any]:
        return plain_rows(_page(wanted, to, falling=falling, marked=marked), {**given(to), **mark})

    found = page_of(ask, kind=FirstReport.id.type, descending=True, cursor=cursor, size=DEFAULT_SIZE)
    return Page([_row(row, to) for row in found.items], found.first, found.previous, found.next)


@kept
def _page(wanted: ClaimFilter, to: Actor, *, falling: bool, marked: bool) -> "sa.Select[*tuple[Any, ...]]":
    """The ids first, and the rest of only those rows that are shown; in one statement."""
    listed = stretch(
        sa.select(FirstReport.id).where(*_narrowed(wanted, to)),
        sort=FirstReport.id,
        number=FirstReport.id,
        falling=falling,
        marked=marked,
        size=DEFAULT_SIZE,
    ).subquery("listed")
    number = listed.c.row_number
    rows = (
        sa.select(*_COLUMNS, listed.c.sort_value, number)
        .join(listed, number == FirstReport.id)
        .join(Project, Project.id == FirstReport.project_id)
        .join(Company, Company.id == FirstReport.company_id)
        .join(Park, Park.id == FirstReport.park_id)
        .outerjoin(User, User.id == Project.owner_id)
        .order_by(number.desc() if falling else number)
    )
    # Not for one state: there are some of which there are few, and others of which there are very many.
    return rows.execution_options(**PREPARED) if wanted == ClaimFilter() else rows


def state_counts(*, to: Actor) -> Counter[ClaimState]:
    """How many stand in each state within this person's sight."""
    found: Counter[ClaimState] = Counter()
    for state, number, _ in plain_rows(_counts(to), given(to)):
        found[state] += number
    return found


@kept
def _counts(to: Actor) -> "sa.Select[*tuple[Any, ...]]":
    """In the order of the index that answers alone, so that nothing is sorted or hashed: by place, then state."""
    place = FirstReport.city_id if to.sees_every_park else FirstReport.park_id
    return (
        sa.select(FirstReport.state, sa.func.count(), place)
        .where(claims_seen_by(to))
        .group_by(place, FirstReport.state)
        .order_by(place, FirstReport.state)
    )


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
        found.append(among_found(FirstReport.park_id, sa.select(Park.id).where(Park.code == wanted.park)))
    if wanted.mine:
        found.append(FirstReport.project_id.in_(sa.select(Project.id).where(Project.owner_id == me(to))))
    found.append(sa.exists().where(Project.id == FirstReport.project_id, Project.deleted_at.is_(None)))
    return found


def _row(row: Any, to: Actor) -> ClaimRow:
    known = knows_investor(to, row)
    return ClaimRow(
        code=row.code,
        name=title_for(to, row),
        investor=row.investor if known else None,
        park=row.park,
        owner=row.owner,
        stage=row.stage,
        investment=row.investment,
        state=row.state,
        level=row.level,
        completed_at=row.completed_at,
        due_on=row.due_on,
        protected_until=row.protected_until,
        renewed_on=row.renewed_on,
        idle_from=row.idle_from,
        released_on=row.released_on,
        release_reason=row.release_reason,
    )
