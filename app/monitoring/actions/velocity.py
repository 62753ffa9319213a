"""Time in stage and signing cohorts, computed each night so that a page of figures is a few rows.

Stays are read from the move log and kept, so that the projects behind each figure are exactly those it was made of.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.monitoring.enums import Scope
from app.monitoring.models import SigningCohort, StageFigure, StageStay
from app.monitoring.rules import ENDED, median, month_of, p90, stays
from app.parks.models import Park
from app.plans.models import Sector
from app.projects.enums import Stage
from app.projects.models import Move, Project
from app.projects.rules import add_months

CHUNK = 2000
ALL_SECTORS, NO_SECTOR = 0, -1
_P, _M, _S = (Project.metadata.tables[model.__tablename__] for model in (Project, Move, StageStay))
Days = dict[tuple[int, int, str], "array[int]"]  # by park, sector and stage


def restate_after(after: int, branches: Mapping[int, int]) -> tuple[int, int]:
    """Bring the stays of the next chunk of projects in line with the move log.

    The number of the last project looked at, 0 at the end; and how many projects differed.
    """
    projects = db.session.execute(
        sa.select(_P.c.id, _P.c.park_id, _P.c.sector_id, _P.c.status, _P.c.deleted_at)
        .where(_P.c.id > after)
        .order_by(_P.c.id)
        .limit(CHUNK)
    ).all()
    if not projects:
        return 0, 0
    last = projects[-1].id
    logs = _by_project(
        sa.select(_M.c.project_id, _M.c.id, _M.c.to_stage, _M.c.event_on, _M.c.reason)
        .where(_M.c.project_id > after, _M.c.project_id <= last)
        .order_by(_M.c.project_id, _M.c.id)
    )
    kept = _by_project(
        sa.select(_S.c.project_id, _S.c.park_id, _S.c.sector_id, _S.c.stage, _S.c.entered_on, _S.c.left_on)
        .where(_S.c.project_id > after, _S.c.project_id <= last)
        .order_by(_S.c.project_id, _S.c.place)
    )
    differing, rows = [], []
    for project in projects:
        sector = branches.get(project.sector_id) if project.sector_id is not None else None
        found = stays(logs.get(project.id, []), ended=project.status in ENDED) if project.deleted_at is None else []
        wanted = [(project.park_id, sector, one.stage, one.entered_on, one.left_on) for one in found]
        if wanted == [tuple(row)[1:] for row in kept.get(project.id, [])]:
            continue
        differing.append(project.id)
        rows += [
            {
                "project_id": project.id,
                "place": place,
                "park_id": project.park_id,
                "sector_id": sector,
                "stage": one.stage,
                "entered_on": one.entered_on,
                "left_on": one.left_on,
                "days": one.days,
            }
            for place, one in enumerate(found)
        ]
    if differing:
        db.session.execute(sa.delete(_S).where(_S.c.project_id.in_(differing)))
    if rows:
        db.session.connection().execute(sa.insert(_S), rows)
    return last, len(differing)


def branches() -> dict[int, int]:
    """Of every sector the top of its branch."""
    parents = {number: parent for number, parent in db.session.execute(sa.select(Sector.id, Sector.parent_id))}  # noqa: C416
    found = {}
    for number in parents:
        top, seen = number, {number}
        while (above := parents[top]) is not None and above not in seen:
            top = above
            seen.add(above)
        found[number] = top
    return found


def compute_figures(today: date) -> None:
    """Median and p90 of all stays by city and park, each over all sectors and by sector."""
    cities = {number: city for number, city in db.session.execute(sa.select(Park.id, Park.city_id))}  # noqa: C416
    closed, lasting = _lengths(today)
    grouped: dict[tuple[Scope, int, int, str], tuple[array[int], array[int]]] = defaultdict(
        lambda: (array("i"), array("i"))
    )
    for place, source in enumerate((closed, lasting)):
        for (park, sector, stage), days in source.items():
            for scope, number in ((Scope.PARK, park), (Scope.CITY, cities[park])):
                for wanted in {sector, ALL_SECTORS}:
                    grouped[scope, number, wanted, stage][place].extend(days)
    rows = []
    for (scope, number, sector, stage), (ended, still) in grouped.items():
        whole, rest = sorted(ended), sorted(still)
        rows.append(
            {
                "scope": scope,
                "scope_id": number,
                "sector_id": sector,
                "stage": Stage(stage),
                "stays": len(whole),
                "median": median(whole),
                "p90": p90(whole),
                "open_stays": len(rest),
                "open_median": median(rest),
            }
        )
    _replace(StageFigure, rows)


def compute_cohorts(today: date) -> None:
    """What became of the projects recognised as signed (formal contracts), by park and month of recognition.

    A stage counts as reached when it is recognised (`counted_stage`). An agreed start is due when its month is over.
    """
    cohorts: dict[tuple[int, date], dict[str, Any]] = {}
    for row in db.session.execute(
        sa.select(_P.c.park_id, _P.c.signed_on, _P.c.signed_amount, _P.c.counted_stage, _P.c.agreed_start_on)
        .where(_P.c.signed_on.is_not(None), _P.c.deleted_at.is_(None))
        .execution_options(yield_per=CHUNK)
    ):
        month = month_of(row.signed_on)
        cohort = cohorts.setdefault(
            (row.park_id, month),
            {"park_id": row.park_id, "month": month, "amount": Decimal(0)}
            | dict.fromkeys(("signed", "landed", "started", "producing", "full", "start_due", "start_kept"), 0),
        )
        reached = row.counted_stage.number
        started = reached >= Stage.CONSTRUCTION.number
        due = row.agreed_start_on is not None and add_months(month_of(row.agreed_start_on), 1) <= today
        cohort["signed"] += 1
        cohort["landed"] += reached >= Stage.LANDED.number
        cohort["started"] += started
        cohort["producing"] += reached >= Stage.PRODUCTION.number
        cohort["full"] += reached >= Stage.FULL_CAPACITY.number
        cohort["start_due"] += due
        cohort["start_kept"] += due and started
        cohort["amount"] += row.signed_amount or 0
    _replace(SigningCohort, list(cohorts.values()))


def _lengths(today: date) -> tuple[Days, Days]:
    """Lengths of the stays that have ended, and so far of those that last."""
    closed: Days = defaultdict(lambda: array("i"))
    lasting: Days = defaultdict(lambda: array("i"))
    statement = sa.select(
        _S.c.park_id, _S.c.sector_id, sa.type_coerce(_S.c.stage, sa.String), _S.c.days, _S.c.entered_on
    ).execution_options(yield_per=10_000)
    for park, sector, stage, days, entered_on in db.session.execute(statement):
        key = (park, sector or NO_SECTOR, stage)
        if days is not None:
            closed[key].append(days)
        else:
            lasting[key].append(max(0, (today - entered_on).days))
    return closed, lasting


def _by_project(statement: "sa.Select[Any]") -> dict[int, list[Any]]:
    rows: Iterator[Any] = iter(db.session.execute(statement))
    return {number: list(group) for number, group in groupby(rows, attrgetter("project_id"))}


def _replace(model: type[StageFigure] | type[SigningCohort], rows: list[dict[str, Any]]) -> None:
    """The old figures go and the new ones come in one transaction: no reader sees half of them."""
    table = model.metadata.tables[model.__tablename__]
    db.session.execute(sa.delete(model))
    if rows:
        db.session.connection().execute(sa.insert(table), rows)
