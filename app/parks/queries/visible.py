"""Which parks and layouts the reader may see. They are public within the jurisdiction; figures of projects are not here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.actor import Actor
from app.accounts.sight import at_my_parks, in_my_cities
from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.index import PARKS, city_tag
from app.parks.models import Carrier, Layout, LayoutNode, Park, ParkCheck, ParkSector, ParkTarget
from app.plans.models import Plan, Sector

MOST_FOUND = 20


def sees(actor: Actor) -> "sa.ColumnElement[bool]":
    """The one predicate: parks of the reader's cities, and his own."""
    return sa.or_(in_my_cities(Park.city_id, actor), at_my_parks(Park.id, actor))


def visible_parks(actor: Actor, *, retired: bool = False) -> "sa.Select[Park]":
    """The parks the reader may see, in a stable order; retired ones only when asked for."""
    statement = sa.select(Park).options(joinedload(Park.city)).where(sees(actor)).order_by(Park.city_id, Park.id)
    return statement if retired else statement.where(Park.retired_at.is_(None))


def list_visible(actor: Actor) -> list[Park]:
    """All of them, for pickers."""
    return list(db.session.scalars(visible_parks(actor)))


def own_parks(actor: Actor) -> list[Park]:
    """The parks that the reader's team serves, in use."""
    return list(
        db.session.scalars(
            sa.select(Park)
            .where(Park.id.in_(actor.park_ids), Park.retired_at.is_(None))
            .order_by(Park.city_id, Park.id)
        )
    )


def get_visible(code: str, *, to: Actor) -> Park:
    """One park, also a retired one. Raises NoResultFound."""
    return db.session.scalars(visible_parks(to, retired=True).where(Park.code == code)).one()


def search_parks(query: str, *, to: Actor, limit: int = MOST_FOUND) -> list[Park]:
    """Parks found by any part of a name, a place or a direction; also by pinyin and initials."""
    found = PARKS.matches(query, any_tag=[city_tag(city_id) for city_id in to.city_ids])
    if found is None:
        return []
    return list(db.session.scalars(visible_parks(to).where(Park.id.in_(found.order_by(None))).limit(limit)))


def layouts_of(plan_ids: Iterable[int]) -> dict[int, list[Layout]]:
    """Layouts by plan, without their nodes; one query."""
    found: dict[int, list[Layout]] = defaultdict(list)
    statement = sa.select(Layout).where(Layout.plan_id.in_(list(plan_ids))).order_by(Layout.position, Layout.id)
    for layout in db.session.scalars(statement):
        found[layout.plan_id].append(layout)
    return found


def plans_with_layouts(actor: Actor) -> list[tuple[Plan, Layout]]:
    """Every plan of the reader's cities with each of its layouts, in the order of the tabs; one query."""
    statement = (
        sa.select(Layout)
        .join(Layout.plan)
        .options(contains_eager(Layout.plan).joinedload(Plan.city))
        .where(Plan.city_id.in_(actor.city_ids), Plan.retired_at.is_(None))
        .order_by(Plan.position, Plan.id, Layout.position, Layout.id)
    )
    return [(layout.plan, layout) for layout in db.session.scalars(statement)]


def get_layout(code: str, *, to: Actor) -> Layout:
    """One layout with its plan and its nodes with their parks. Raises NoResultFound."""
    statement = (
        sa.select(Layout)
        .join(Layout.plan)
        .options(
            contains_eager(Layout.plan).joinedload(Plan.city),
            selectinload(Layout.nodes).joinedload(LayoutNode.park),
        )
        .where(Layout.code == code, Plan.city_id.in_(to.city_ids))
    )
    return db.session.scalars(statement).one()


def nodes_of(layout_ids: Iterable[int]) -> dict[int, list[LayoutNode]]:
    """Nodes with their parks by layout, in order; one query."""
    found: dict[int, list[LayoutNode]] = defaultdict(list)
    statement = (
        sa.select(LayoutNode)
        .options(joinedload(LayoutNode.park))
        .where(LayoutNode.layout_id.in_(list(layout_ids)))
        .order_by(LayoutNode.layout_id, LayoutNode.position, LayoutNode.id)
    )
    for node in db.session.scalars(statement):
        found[node.layout_id].append(node)
    return found


def leading_sectors(park_ids: Iterable[int]) -> dict[int, str]:
    """The code of each park's first sector; one query."""
    first: dict[int, str] = {}
    statement = (
        sa.select(ParkSector.park_id, Sector.code)
        .join(Sector, Sector.id == ParkSector.sector_id)
        .where(ParkSector.park_id.in_(list(park_ids)))
        .order_by(ParkSector.park_id, ParkSector.position)
    )
    for park_id, code in db.session.execute(statement):
        first.setdefault(park_id, code)
    return first


@dataclass(frozen=True)
class YearTargets:
    """What the bureau expects of a park in a year; None where nothing is set."""

    signed: int | None = None
    landed: int | None = None


def year_targets(park_ids: Iterable[int], *, year: int) -> dict[int, YearTargets]:
    """Targets of these parks in a year; one query. A park without any has an empty one."""
    wanted = list(park_ids)
    held: dict[int, dict[str, int]] = {number: {} for number in wanted}
    statement = sa.select(ParkTarget.park_id, ParkTarget.metric, ParkTarget.value).where(
        ParkTarget.park_id.in_(wanted), ParkTarget.year == year
    )
    for park_id, metric, value in db.session.execute(statement):
        held[park_id][ParkMetric(metric).value] = value
    return {number: YearTargets(**values) for number, values in held.items()}


def targets_of_park(park: Park) -> list[ParkTarget]:
    """All years, the newest first."""
    statement = (
        sa.select(ParkTarget).where(ParkTarget.park_id == park.id).order_by(ParkTarget.year.desc(), ParkTarget.metric)
    )
    return list(db.session.scalars(statement))


def carriers_of_plan(plan: Plan) -> list[Carrier]:
    """Carriers that a plan names, tied to a park or not."""
    statement = (
        sa.select(Carrier)
        .options(selectinload(Carrier.sectors))
        .where(Carrier.plan_id == plan.id)
        .order_by(Carrier.position, Carrier.id)
    )
    return list(db.session.scalars(statement))


def get_check(park: Park, number: int) -> ParkCheck:
    """One line of a park's checklist. Raises NoResultFound."""
    return db.session.scalars(sa.select(ParkCheck).where(ParkCheck.park_id == park.id, ParkCheck.id == number)).one()


def sector_ids(park: Park) -> list[int]:
    """The sectors of a park, the leading one first."""
    statement = sa.select(ParkSector.sector_id).where(ParkSector.park_id == park.id).order_by(ParkSector.position)
    return list(db.session.scalars(statement))
