"""Time in stage and signing cohorts as they were computed the night before, and the projects behind them.

Whose figures: a park team sees those of its parks, bureau and leaders those of their cities. The definitions stand in
`view_model.DEFINITIONS`, which the page prints, and in `rules` and `actions.velocity`, which compute them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.core.paging import Page, page_of_ids
from app.core.permissions import Permission
from app.extensions import db
from app.monitoring.enums import Scope
from app.monitoring.models import SigningCohort, StageFigure, StageStay
from app.parks.models import Park
from app.plans.models import Sector
from app.projects import queries as projects
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.queries import ProjectRow
from app.projects.rules import add_months

ALL_SECTORS, NO_SECTOR = 0, -1
PAGE = 30


@dataclass(frozen=True)
class Place:
    """A city or a park whose figures a person may read."""

    scope: Scope
    id: int
    code: str
    name: str
    city_id: int

    @property
    def key(self) -> str:
        """As it stands in a URL."""
        return f"{self.scope.value}-{self.code}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Stays in one stage: those that have ended, with median and p90 in days, and those that last."""

    stays: int = 0
    median: Decimal | None = None
    p90: int | None = None
    open_stays: int = 0
    open_median: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A park or a sector with its figures by stage."""

    key: str
    name: str
    by_stage: Mapping[Stage, Figure]


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """What became of what was signed in a period; every rate has `signed` beneath it, 履约率 has `start_due`."""

    start: date
    label: str
    signed: int = 0
    landed: int = 0
    started: int = 0
    producing: int = 0
    full: int = 0
    start_due: int = 0
    start_kept: int = 0
    amount: Decimal = Decimal(0)


@dataclass
class _Sums:
    counts: dict[str, int] = field(default_factory=dict)
    amount: Decimal = Decimal(0)


def places(actor: Actor) -> list[Place]:
    """The cities (for who sees them whole) and parks whose figures this person may read, cities first."""
    if Permission.PROJECT_READ not in actor.permissions:
        return []
    # Retired parks too: what they signed still counts in their city.
    parks = sa.select(Park.id, Park.code, Park.short_name, Park.city_id)
    found: list[Place] = []
    if actor.sees_every_park:
        cities = sa.select(City.id, City.code, City.name).where(City.id.in_(sorted(actor.city_ids)))
        found += [
            Place(Scope.CITY, number, code, name, number)
            for number, code, name in db.session.execute(cities.order_by(City.id))
        ]
        parks = parks.where(Park.city_id.in_(sorted(actor.city_ids)))
    else:
        parks = parks.where(Park.id.in_(sorted(actor.park_ids)))
    return found + [
        Place(Scope.PARK, number, code, name, city)
        for number, code, name, city in db.session.execute(parks.order_by(Park.city_id, Park.code))
    ]


def stage_figures(place: Place) -> dict[Stage, Figure]:
    """The figures of one place over all sectors."""
    return _figures([(place.scope, place.id)], [ALL_SECTORS]).get((place.id, ALL_SECTORS), {})


def by_park(parks: Sequence[Place]) -> list[Line]:
    """A line for each of these parks."""
    found = _figures([(Scope.PARK, one.id) for one in parks], [ALL_SECTORS])
    return [Line(one.key, one.name, found.get((one.id, ALL_SECTORS), {})) for one in parks]


def by_sector(place: Place) -> list[Line]:
    """A line for each branch of sectors with stays at this place, the one with the most first."""
    found = _figures([(place.scope, place.id)], None)
    names = {number: (code, name) for number, code, name in db.session.execute(_SECTORS)}
    lines = [
        Line(*(("none", "未填产业") if sector == NO_SECTOR else names.get(sector, ("none", "—"))), by_stage=figures)
        for (_, sector), figures in found.items()
        if sector != ALL_SECTORS
    ]
    return sorted(lines, key=lambda line: -sum(one.stays for one in line.by_stage.values()))


_SECTORS = sa.select(Sector.id, Sector.code, Sector.name).where(Sector.parent_id.is_(None))


def _figures(
    wanted: Sequence[tuple[Scope, int]], sectors: Sequence[int] | None
) -> dict[tuple[int, int], dict[Stage, Figure]]:
    if not wanted:
        return {}
    scopes = {scope for scope, _ in wanted}
    statement = sa.select(StageFigure).where(
        StageFigure.scope.in_(scopes), StageFigure.scope_id.in_([number for _, number in wanted])
    )
    if sectors is not None:
        statement = statement.where(StageFigure.sector_id.in_(sectors))
    found: dict[tuple[int, int], dict[Stage, Figure]] = {}
    for row in db.session.execute(statement.with_only_columns(*StageFigure.__table__.c)):
        found.setdefault((row.scope_id, row.sector_id), {})[row.stage] = Figure(
            stays=row.stays,
            median=row.median,
            p90=row.p90,
            open_stays=row.open_stays,
            open_median=row.open_median,
        )
    return found


def cohorts(park_ids: Iterable[int], *, step: int) -> list[Cohort]:
    """Cohorts of so many months (1, 3, 12), the newest first."""
    names = ("signed", "landed", "started", "producing", "full", "start_due", "start_kept")
    columns = [sa.func.sum(getattr(SigningCohort, name)) for name in names]
    rows = db.session.execute(
        sa.select(SigningCohort.month, sa.func.sum(SigningCohort.amount), *columns)
        .where(SigningCohort.park_id.in_(sorted(park_ids)))
        .group_by(SigningCohort.month)
    )
    sums: dict[date, _Sums] = {}
    for month, amount, *counts in rows:
        start = period_of(month, step)
        held = sums.setdefault(start, _Sums(dict.fromkeys(names, 0)))
        held.amount += amount or 0
        for name, count in zip(names, counts, strict=True):
            held.counts[name] += int(count)
    return [
        Cohort(start=start, label=period_label(start, step), amount=held.amount, **held.counts)
        for start, held in sorted(sums.items(), reverse=True)
    ]


def period_of(day: date, step: int) -> date:
    """The first day of the period of so many months in which a day lies."""
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def period_label(start: date, step: int) -> str:
    """2026 年, 2026 年第 3 季度, 2026-07."""
    if step == 12:
        return f"{start.year} 年"
    return f"{start.year} 年第 {start.month // 3 + 1} 季度" if step == 3 else f"{start:%Y-%m}"


REACHED = {
    "landed": Stage.LANDED,
    "started": Stage.CONSTRUCTION,
    "producing": Stage.PRODUCTION,
    "full": Stage.FULL_CAPACITY,
}


def cohort_page(
    park_ids: Iterable[int],
    *,
    start: date,
    step: int,
    which: str,
    to: Actor,
    today: date,
    cursor: str | None,
) -> Page[ProjectRow]:
    """The projects of a cohort as they stand now; `which`: all (`signed`), a stage reached, or `due`, `kept`, `unkept`."""
    far = [stage for stage in Stage if which in REACHED and stage.number >= REACHED[which].number]
    statement = sa.select(Project.id).where(
        projects.seen_by(to),
        Project.park_id.in_(sorted(park_ids)),
        Project.signed_on >= start,
        Project.signed_on < add_months(start, step),
    )
    if far:
        statement = statement.where(Project.counted_stage.in_(far))
    if which in {"due", "kept", "unkept"}:
        built = [stage for stage in Stage if stage.number >= Stage.CONSTRUCTION.number]
        statement = statement.where(Project.agreed_start_on < today.replace(day=1))
        if which != "due":
            met = Project.counted_stage.in_(built)
            statement = statement.where(met if which == "kept" else ~met)
    ids = page_of_ids(statement, sort=Project.signed_on, number=Project.id, descending=True, cursor=cursor, size=PAGE)
    return Page(projects.rows_of(ids.items, to=to, today=today), ids.first, ids.previous, ids.next)


@dataclass(frozen=True, kw_only=True)
class StayRow:
    """A stay with its project as this reader sees it."""

    entered_on: date
    left_on: date | None
    days: int
    project: ProjectRow


def stays_page(
    park_ids: Iterable[int],
    *,
    stage: Stage,
    sector: int | None,
    lasting: bool,
    to: Actor,
    today: date,
    cursor: str | None,
) -> Page[StayRow]:
    """The stays behind a figure, the longest first."""
    statement = (
        sa.select(StageStay.id)
        .join(Project, Project.id == StageStay.project_id)
        .where(projects.seen_by(to), StageStay.park_id.in_(sorted(park_ids)), StageStay.stage == stage)
    )
    if sector is not None:
        statement = statement.where(
            StageStay.sector_id.is_(None) if sector == NO_SECTOR else StageStay.sector_id == sector
        )
    if lasting:
        statement = statement.where(StageStay.days.is_(None))
        ids = page_of_ids(
            statement, sort=StageStay.entered_on, number=StageStay.id, descending=False, cursor=cursor, size=PAGE
        )
    else:
        statement = statement.where(StageStay.days.is_not(None))
        ids = page_of_ids(
            statement,
            sort=StageStay.days,
            number=StageStay.id,
            descending=True,
            cursor=cursor,
            size=PAGE,
        )
    found = {
        row.id: row
        for row in db.session.execute(
            sa.select(
                StageStay.id, StageStay.project_id, StageStay.entered_on, StageStay.left_on, StageStay.days
            ).where(StageStay.id.in_(ids.items))
        )
    }
    of = {row.id: row for row in projects.rows_of([row.project_id for row in found.values()], to=to, today=today)}
    rows = [
        StayRow(
            entered_on=row.entered_on,
            left_on=row.left_on,
            days=row.days if row.days is not None else (today - row.entered_on).days,
            project=of[row.project_id],
        )
        for number in ids.items
        if (row := found[number]).project_id in of
    ]
    return Page(rows, ids.first, ids.previous, ids.next)


def sector_number(code: str) -> int | None:
    """The branch with this code; `none` stands for projects without one. Raises NoResultFound; None for all."""
    if not code:
        return None
    if code == "none":
        return NO_SECTOR
    return db.session.scalars(sa.select(Sector.id).where(Sector.code == code, Sector.parent_id.is_(None))).one()
