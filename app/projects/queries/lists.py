"""The list of projects: page ids first, then the rows; sums of the whole filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import at_seen_parks, given
from app.companies.models import Company
from app.core.paging import Page, page_of, stretch
from app.core.prepared import PREPARED
from app.core.reading import among, among_found, numbers, plain_rows
from app.parks.models import Park
from app.plans.models import Sector
from app.projects import limits
from app.projects.enums import Light, Recognition, SiteMode, Source, Stage, Status
from app.projects.filters import ProjectFilter
from app.projects.models import Project, Tally
from app.projects.policy import knows_investor, title_for
from app.projects.rules import Clockwork, Limits, PlanPoint, light, light_reason, plan_points

from .visibility import Where, at_parks, kept_by_filter, narrowed, parks_of_plan

# key → (column, falls by default). No sorting by name: it would tell where a confidential one stands.
SORTS: dict[str, tuple[Any, bool]] = {
    "updated": (Project.updated_at, True),
    "investment": (Project.investment_key, True),
    "since": (Project.stage_since, False),
    "due": (Project.next_due_key, False),
    "registered": (Project.id, True),
}
DEFAULT_SORT = "updated"
MOST_FOUND = 1000

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


@dataclass(frozen=True)
class Totals:
    """Sums of everything a filter finds, not of a page."""

    count: int
    investment: Decimal
    land_mu: Decimal | None
    capped: bool = False  # there are more, and the sums are not known

    @property
    def number(self) -> str:
        """The count as people read it."""
        return f"{self.count}+" if self.capped else str(self.count)


def list_page(
    criteria: ProjectFilter,
    *,
    to: Actor,
    today: date,
    sort: str = DEFAULT_SORT,
    descending: bool | None = None,
    cursor: str | None = None,
    size: int,
    common: bool = False,
) -> Page[ProjectRow]:
    """One page of the list; `common`: its totals are capped, so a text matches many.

    Raises KeyError for an unknown sort, BadCursor for a mark that is not ours.
    """
    column, falls = SORTS[sort]

    def ask(*, falling: bool, marked: bool, mark: dict[str, Any]) -> Sequence[Any]:
        page = _page(criteria, to, today, sort=sort, size=size, falling=falling, marked=marked, common=common)
        return plain_rows(page, {**given(to), **mark})

    ids = page_of(
        ask, kind=column.type, descending=falls if descending is None else descending, cursor=cursor, size=size
    )
    rows = rows_of([row.row_number for row in ids.items], to=to, today=today)
    return Page(rows, ids.first, ids.previous, ids.next)


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
    common: bool,
) -> "sa.Select[Any]":
    return stretch(
        sa.select(Project.id).where(*narrowed(criteria, to, today, common=common)),
        sort=SORTS[sort][0],
        number=Project.id,
        falling=falling,
        marked=marked,
        size=size,
    )


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


def totals(criteria: ProjectFilter, *, to: Actor, today: date, exact: bool = False) -> Totals:
    """Number and sums of the whole filter; from the counters where they can answer.

    What a text finds is counted up to MOST_FOUND, unless it has to be `exact`: a common word finds thousands, and
    reading them all takes longer than the page.
    """
    if criteria.only_tallied:
        ((count, investment),) = plain_rows(_tallied_totals(criteria, to), given(to))
        return Totals(int(count or 0), investment or Decimal(0), None)
    ((number, invested, land),) = plain_rows(_found_totals(criteria, to, today, exact=exact), given(to))
    if number > MOST_FOUND and criteria.q and not exact:
        return Totals(MOST_FOUND, Decimal(0), None, capped=True)
    return Totals(number, invested or Decimal(0), land)


@kept_by_filter
def _tallied_totals(criteria: ProjectFilter, to: Actor) -> "sa.Select[Any]":
    sums: Any = sa.select(sa.func.sum(Tally.count), sa.func.sum(Tally.investment)).where(*tallied(criteria, to))
    return cast("sa.Select[Any]", sums.execution_options(**PREPARED))


@kept_by_filter
def _found_totals(criteria: ProjectFilter, to: Actor, today: date, *, exact: bool) -> "sa.Select[Any]":
    found = sa.select(Project.investment, Project.land_mu).where(*narrowed(criteria, to, today))
    if criteria.q and not exact:
        found = found.limit(MOST_FOUND + 1)
    rows = found.subquery()
    sums: Any = sa.select(sa.func.count(), sa.func.sum(rows.c.investment), sa.func.sum(rows.c.land_mu))
    return cast("sa.Select[Any]", sums.select_from(rows))


def tallied(criteria: ProjectFilter, to: Actor) -> list[Where]:
    """The same criteria as conditions on the counters: only what `only_tallied` allows."""
    found: list[Where] = [at_seen_parks(Tally.park_id, to)]
    if criteria.park:
        found.append(at_parks(Tally.park_id, criteria.park))
    if criteria.plan:
        found.append(among_found(Tally.park_id, parks_of_plan(criteria.plan)))
    if criteria.stage:
        found.append(Tally.stage.in_(criteria.stage))
    if criteria.counted:
        found.append(Tally.counted_stage.in_(criteria.counted))
    if criteria.status:
        found.append(Tally.status.in_(criteria.status))
    return found


def clockwork_of(row: Any, planned: tuple[PlanPoint, ...]) -> Clockwork:
    """What the clocks of a listed project read; `planned` as days and percents."""
    return Clockwork(
        stage=row.stage,
        status=row.status,
        stage_since=row.stage_since,
        last_activity_on=row.last_activity_on,
        review_on=row.review_on,
        investment=row.investment,
        site_mode=row.site_mode,
        agreed_start_on=row.agreed_start_on,
        agreed_production_on=row.agreed_production_on,
        progress=row.progress,
        progress_on=row.progress_on,
        planned=planned,
    )


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
