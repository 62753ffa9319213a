"""The list of projects: page ids first, then the rows; sums of the whole filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import given, kept
from app.companies.models import Company
from app.core.paging import Page, page_of, stretch
from app.core.prepared import PREPARED
from app.core.reading import among, numbers, plain_rows
from app.parks.models import Park
from app.plans.models import Sector
from app.projects import limits
from app.projects.enums import Light, Recognition, SiteMode, Source, Stage, Status
from app.projects.filters import ProjectFilter
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for
from app.projects.rules import Clockwork, Limits, PlanPoint, clockwork_of, light, light_reason, plan_points

from .sums import Totals
from .visibility import kept_by_filter, narrowed

# key → (column, falls by default). No sorting by name: it would tell where a confidential one stands.
SORTS: dict[str, tuple[Any, bool]] = {
    "updated": (Project.updated_at, True),
    "investment": (Project.investment_key, True),
    "since": (Project.stage_since, False),
    "due": (Project.next_due_key, False),
    "registered": (Project.id, True),
}
DEFAULT_SORT = "updated"
# So many matches are rather gathered and sorted. Days hang together: along the order of one the first match of another
# may stand far away. Amounts do not: of 100,000 every fiftieth is soon met.
MOST_GATHERED, MOST_GATHERED_BY_AMOUNT = 12_000, 2_000

_COLUMNS = (
    Project.id,
    Project.code,
    Project.name,
    Project.code_name,
    Project.confidential,
    Project.park_id,
    Project.owner_id,
    Project.stage,
    Project.counted_stage,
    Project.recognition,
    Project.signed_on,
    Project.framework_on,
    Project.landed_on,
    Project.status,
    Project.source,
    Project.site_mode,
    Project.investment,
    Project.fixed_investment,
    Project.land_mu,
    Project.floor_sqm,
    Project.stage_since,
    Project.registered_at,
    Project.last_activity_on,
    Project.next_step,
    Project.next_due,
    Project.review_on,
    Project.agreed_start_on,
    Project.agreed_production_on,
    Project.progress,
    Project.progress_on,
    Project.planned_progress,
    Project.stale_on,
    Project.alarm_on,
    Project.is_demo,
    Project.version,
    Project.rank,
    Company.name.label("investor"),
    Company.code.label("investor_code"),
    Park.code.label("park_code"),
    Park.short_name.label("park_name"),
    Sector.name.label("sector_name"),
    User.name.label("owner_name"),
)


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """A project as lists and cards show it; who may not know the investor gets the code name instead."""

    id: int
    code: str
    title: str
    investor: str | None
    investor_code: str | None
    confidential: bool
    park_id: int
    park_code: str
    park_name: str
    sector_name: str | None
    owner_id: int | None
    owner_name: str | None
    stage: Stage
    counted_stage: Stage
    recognition: Recognition | None
    signed_on: date | None
    framework_on: date | None
    landed_on: date | None
    status: Status
    source: Source
    site_mode: SiteMode | None
    investment: Decimal | None
    fixed_investment: Decimal | None
    land_mu: Decimal | None
    floor_sqm: Decimal | None
    stage_since: date
    days_in_stage: int
    registered_on: Any
    last_activity_on: date | None
    next_step: str | None
    next_due: date | None
    stale_on: date | None
    light: Light
    version: int
    rank: float
    is_demo: bool
    review_on: date | None = None
    agreed_start_on: date | None = None
    agreed_production_on: date | None = None
    progress: int | None = None
    progress_on: date | None = None
    planned: tuple[PlanPoint, ...] = ()
    reason: str = ""  # why the light is what it is; empty while it is green

    @property
    def clockwork(self) -> Clockwork:
        """What the clocks of this project read."""
        return clockwork_of(self, self.planned)


class Way(Enum):
    """How a page is found: the engines guess how many match, and SQLite badly; the totals know."""

    ANY = auto()  # as the engine likes
    NONE = auto()  # nothing matches
    GATHERED = auto()  # few do: all of them, which are then sorted
    ALONG = auto()  # many do: the first of them are met soon along the order of the list


def _way(criteria: ProjectFilter, sort: str, totals: Totals | None) -> Way:
    if totals is None or criteria.only_tallied:
        return Way.ANY
    if not totals.count:
        return Way.NONE
    most = MOST_GATHERED_BY_AMOUNT if sort == "investment" else MOST_GATHERED
    return Way.ALONG if totals.capped or totals.count > most else Way.GATHERED


def list_page(
    criteria: ProjectFilter,
    *,
    to: Actor,
    today: date,
    sort: str = DEFAULT_SORT,
    descending: bool | None = None,
    cursor: str | None = None,
    size: int,
    known: Totals | None = None,
) -> Page[ProjectRow]:
    """One page of the list; `known`: the totals of the same filter, which say how best to find it.

    Raises KeyError for an unknown sort, BadCursor for a mark that is not ours.
    """
    ids = _page_of_ids(criteria, to, today, sort=sort, descending=descending, cursor=cursor, size=size, known=known)
    rows = rows_of([row.row_number for row in ids.items], to=to, today=today)
    return Page(rows, ids.first, ids.previous, ids.next)


def listed(
    criteria: ProjectFilter, *, to: Actor, today: date, sort: str, descending: bool, most: int
) -> list[int] | None:
    """The numbers of all that the filter finds, in the order of the list; None when there are more than `most`.

    Numbers alone: a hundred thousand of them are small, and rows are read from them in portions with `rows_of`.
    """
    ids = _page_of_ids(criteria, to, today, sort=sort, descending=descending, cursor=None, size=most, known=None)
    return None if ids.next else [row.row_number for row in ids.items]


def _page_of_ids(
    criteria: ProjectFilter,
    to: Actor,
    today: date,
    *,
    sort: str,
    descending: bool | None,
    cursor: str | None,
    size: int,
    known: Totals | None,
) -> Page[Any]:
    column, falls = SORTS[sort]
    way = _way(criteria, sort, known)

    def ask(*, falling: bool, marked: bool, mark: dict[str, Any]) -> Sequence[Any]:
        if way is Way.NONE:
            return []
        if known is not None and known.numbers is not None:
            page = _page_of_known(sort=sort, size=size, falling=falling, marked=marked)
            return plain_rows(page, {"found": known.numbers, **mark})
        page = _page(criteria, to, today, sort=sort, size=size, falling=falling, marked=marked, way=way)
        return plain_rows(page, {**given(to), **mark})

    return page_of(
        ask, kind=column.type, descending=falls if descending is None else descending, cursor=cursor, size=size
    )


@kept_by_filter
def _page(
    criteria: ProjectFilter,
    to: Actor,
    today: date,
    *,
    sort: str,
    size: int,
    falling: bool,
    marked: bool,
    way: Way,
) -> "sa.Select[Any]":
    column, number = SORTS[sort][0], cast("Any", Project.id)
    listed = sa.select(number).where(*narrowed(criteria, to, today, along=way is Way.ALONG))
    if way is Way.GATHERED:
        found = listed.with_only_columns(column.label("sort_value"), number.label("row_number"))
        gathered = found.cte("gathered").prefix_with("MATERIALIZED")
        column, number = gathered.c
        listed = sa.select(number)
    return stretch(listed, sort=column, number=number, falling=falling, marked=marked, size=size)


@kept
def _page_of_known(*, sort: str, size: int, falling: bool, marked: bool) -> "sa.Select[Any]":
    """Of what a text was found in already; their numbers are given as `found`."""
    listed = sa.select(Project.id).where(among(Project.id, numbers("found")))
    column = SORTS[sort][0]
    return stretch(listed, sort=column, number=Project.id, falling=falling, marked=marked, size=size)


_ROWS = (
    sa.select(*_COLUMNS)
    .join(Company, Company.id == Project.company_id)
    .join(Park, Park.id == Project.park_id)
    .outerjoin(Sector, Sector.id == Project.sector_id)
    .outerjoin(User, User.id == Project.owner_id)
    .where(among(Project.id, numbers("ids")))
    .execution_options(**PREPARED)
)


def rows_of(ids: Sequence[int], *, to: Actor, today: date) -> list[ProjectRow]:
    """These projects, in this order. The ids must come from a query that was scoped to the reader."""
    if not ids:
        return []
    found = {row.id: row for row in plain_rows(_ROWS, {"ids": ids})}
    held = limits.current()
    return [_row(found[number], to, today, held) for number in ids if number in found]


def _row(row: Any, to: Actor, today: date, held: Limits) -> ProjectRow:
    lit = light(stale_on=row.stale_on, alarm_on=row.alarm_on, today=today)
    planned = plan_points(row.planned_progress)
    known = knows_investor(to, row)
    return ProjectRow(
        id=row.id,
        code=row.code,
        title=title_for(to, row),
        investor=row.investor if known else None,
        investor_code=row.investor_code if known else None,
        confidential=row.confidential,
        park_id=row.park_id,
        park_code=row.park_code,
        park_name=row.park_name,
        sector_name=row.sector_name,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        stage=row.stage,
        counted_stage=row.counted_stage,
        recognition=row.recognition,
        signed_on=row.signed_on,
        framework_on=row.framework_on,
        landed_on=row.landed_on,
        status=row.status,
        source=row.source,
        site_mode=row.site_mode,
        investment=row.investment,
        fixed_investment=row.fixed_investment,
        land_mu=row.land_mu,
        floor_sqm=row.floor_sqm,
        stage_since=row.stage_since,
        days_in_stage=(today - row.stage_since).days,
        registered_on=row.registered_at,
        last_activity_on=row.last_activity_on,
        next_step=row.next_step if known else None,
        next_due=row.next_due,
        stale_on=row.stale_on,
        light=lit,
        version=row.version,
        rank=row.rank,
        is_demo=row.is_demo,
        review_on=row.review_on,
        agreed_start_on=row.agreed_start_on,
        agreed_production_on=row.agreed_production_on,
        progress=row.progress,
        progress_on=row.progress_on,
        planned=planned,
        reason="" if lit is Light.GREEN else light_reason(clockwork_of(row, planned), held, today),
    )
