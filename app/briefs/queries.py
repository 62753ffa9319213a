"""Reading what a brief is made from, and the archive of issued prints."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor
from app.accounts.models import Organisation, User
from app.core.paging import Page, page_of_ids
from app.extensions import db
from app.parks import queries as park_queries
from app.parks.enums import ParkMetric
from app.parks.models import Carrier, Layout, LayoutNode, Park, ParkCheck, ParkSector, ParkTarget, ParkTie
from app.plans.models import Measure, NamedOrganisation, Plan, Sector, Target, TargetProfile, Task
from app.projects import queries as project_queries
from app.projects.models import YearTally

from .enums import PrintKind, PrintState
from .material import Material, PlanMaterial
from .models import Print


def plan_material(plan_id: int) -> PlanMaterial:
    """What all briefs of a plan share. Raises NoResultFound when the plan has no layout."""
    plan = db.session.scalars(sa.select(Plan).options(joinedload(Plan.city)).where(Plan.id == plan_id)).one()
    layout = db.session.scalars(
        sa.select(Layout).where(Layout.plan_id == plan_id).order_by(Layout.position, Layout.id).limit(1)
    ).one()
    nodes = db.session.scalars(
        sa.select(LayoutNode)
        .join(LayoutNode.park)
        .options(joinedload(LayoutNode.park).joinedload(Park.city))
        .where(LayoutNode.layout_id == layout.id, Park.retired_at.is_(None))
        .order_by(LayoutNode.position, LayoutNode.id)
    ).all()
    return PlanMaterial(
        plan=plan,
        layout=layout,
        nodes=nodes,
        carriers=db.session.scalars(
            sa.select(Carrier)
            .options(selectinload(Carrier.sectors))
            .where(Carrier.plan_id == plan_id)
            .order_by(Carrier.position)
        ).all(),
        organisations=db.session.scalars(
            sa.select(NamedOrganisation)
            .options(selectinload(NamedOrganisation.sectors))
            .where(NamedOrganisation.plan_id == plan_id)
            .order_by(NamedOrganisation.position)
        ).all(),
        profiles=_of_plan(TargetProfile, plan_id),
        targets=_of_plan(Target, plan_id),
        tasks=_of_plan(Task, plan_id),
        measures=_of_plan(Measure, plan_id),
        sectors={sector.code: sector for sector in db.session.scalars(sa.select(Sector).order_by(Sector.position))},
        plans={row.id: row for row in db.session.scalars(sa.select(Plan))},
        reached=_reached(plan, [node.park_id for node in nodes]),
    )


def park_material(park: Park, shared: PlanMaterial, *, today: date) -> Material:
    """One park's part. Raises StopIteration never: a park outside the layout is refused with LookupError."""
    node = next((node for node in shared.nodes if node.park_id == park.id), None)
    if node is None:
        message = f"{park.code} is not in the layout {shared.layout.code}"
        raise LookupError(message)
    return Material(
        shared=shared,
        node=node,
        park=node.park,
        sectors=db.session.scalars(
            sa.select(Sector)
            .join(ParkSector, ParkSector.sector_id == Sector.id)
            .where(ParkSector.park_id == park.id)
            .order_by(ParkSector.position)
        ).all(),
        carriers=db.session.scalars(
            sa.select(Carrier)
            .options(selectinload(Carrier.sectors))
            .where(Carrier.park_id == park.id)
            .order_by(Carrier.plan_id != shared.plan.id, Carrier.position)
        ).all(),
        ties=db.session.scalars(
            sa.select(ParkTie)
            .join(ParkTie.named_organisation)
            .options(joinedload(ParkTie.named_organisation))
            .where(ParkTie.park_id == park.id)
            .order_by(NamedOrganisation.position)
        ).all(),
        checks=db.session.scalars(
            sa.select(ParkCheck).where(ParkCheck.park_id == park.id).order_by(ParkCheck.id)
        ).all(),
        year_targets={
            target.metric: target.value
            for target in db.session.scalars(
                sa.select(ParkTarget).where(ParkTarget.park_id == park.id, ParkTarget.year == today.year)
            )
        },
        figures=project_queries.park_figures([park.id], year=today.year, today=today)[park.id],
        by_sector=project_queries.figures_by_sector(park.id),
        months=project_queries.months_of_year(park.id, today=today),
        today=today,
        demo=project_queries.holds_demo_data([park.id]),
    )


def _reached(plan: Plan, park_ids: Sequence[int]) -> dict[ParkMetric, int]:
    """Signed and landed at these parks from the first to the last year of the plan."""
    tally = sa.select(
        sa.func.coalesce(sa.func.sum(YearTally.signed), 0), sa.func.coalesce(sa.func.sum(YearTally.landed), 0)
    ).where(YearTally.park_id.in_(park_ids))
    if plan.period_start is not None:
        tally = tally.where(YearTally.year >= plan.period_start)
    if plan.period_end is not None:
        tally = tally.where(YearTally.year <= plan.period_end)
    signed, landed = db.session.execute(tally).one()
    return {ParkMetric.SIGNED: int(signed), ParkMetric.LANDED: int(landed)}


def plan_of(park: Park) -> int:
    """The plan in whose layout the park stands first. Raises NoResultFound for a park in no layout."""
    return db.session.scalars(
        sa.select(Layout.plan_id)
        .join(LayoutNode, LayoutNode.layout_id == Layout.id)
        .where(LayoutNode.park_id == park.id)
        .order_by(Layout.position, Layout.id)
        .limit(1)
    ).one()


def printable_plans(actor: Actor) -> list[tuple[Plan, int]]:
    """The plans of the actor's cities that have parks, with how many."""
    statement = (
        sa.select(Plan, sa.func.count(LayoutNode.id))
        .join(Layout, Layout.plan_id == Plan.id)
        .join(LayoutNode, LayoutNode.layout_id == Layout.id)
        .join(Park, Park.id == LayoutNode.park_id)
        .where(Plan.city_id.in_(sorted(actor.city_ids)), Plan.retired_at.is_(None), Park.retired_at.is_(None))
        .group_by(Plan.id)
        .order_by(Plan.position, Plan.id)
    )
    return [(plan, count) for plan, count in db.session.execute(statement)]


def visible_to(actor: Actor) -> "sa.Select[Print]":
    """Prints of parks and plans in the actor's cities; whoever sees the park may have its brief.

    Official papers stand in the archive of their park's team, of the office that issued them, and of those who see every
    park; of a ruling each party has a copy of its own, which it reaches from the case.
    """
    parks = park_queries.visible_parks(actor).with_only_columns(Park.id).order_by(None)
    plans = sa.select(Plan.id).where(Plan.city_id.in_(sorted(actor.city_ids)))
    of_place = sa.or_(Print.park_id.in_(parks), Print.plan_id.in_(plans))
    if actor.sees_every_park:
        return sa.select(Print).where(of_place)
    colleagues = sa.select(User.id).where(User.organisation_id == actor.organisation_id)
    return sa.select(Print).where(
        of_place,
        sa.or_(
            Print.kind.in_([PrintKind.BRIEF, PrintKind.PACK]),
            sa.and_(Print.park_id.in_(sorted(actor.park_ids)), Print.kind != PrintKind.RULING),
            Print.by_id.in_(colleagues),
        ),
    )


def official_by_code(code: str) -> Print:
    """An issued official paper, whoever may see it. Raises NoResultFound."""
    return db.session.scalars(
        sa.select(Print)
        .options(joinedload(Print.by))
        .where(Print.code == code, Print.kind.not_in([PrintKind.BRIEF, PrintKind.PACK]))
    ).one()


def get_visible(code: str, *, to: Actor) -> Print:
    """One print. Raises NoResultFound."""
    return db.session.scalars(visible_to(to).options(joinedload(Print.by)).where(Print.code == code)).one()


def archive_page(actor: Actor, *, cursor: str | None, size: int) -> Page[Print]:
    """Issued prints, the newest first."""
    ids = page_of_ids(visible_to(actor), sort=Print.id, number=Print.id, descending=True, cursor=cursor, size=size)
    found = {
        row.id: row
        for row in db.session.scalars(sa.select(Print).options(joinedload(Print.by)).where(Print.id.in_(ids.items)))
    }
    return Page(items=[found[number] for number in ids.items], first=ids.first, previous=ids.previous, next=ids.next)


def issued_for(park: Park, *, limit: int = 5) -> Sequence[Print]:
    """The last briefs issued for a park; not its official papers, whose numbers are for their readers only."""
    return db.session.scalars(
        sa.select(Print)
        .options(joinedload(Print.by))
        .where(Print.park_id == park.id, Print.kind == PrintKind.BRIEF, Print.state == PrintState.DONE)
        .order_by(Print.id.desc())
        .limit(limit)
    ).all()


def issuer_of(ordered: Print) -> str:
    """The organisation of whoever ordered a print; read anew, so that a job taken up again knows it as well."""
    return (
        db.session.scalar(
            sa.select(Organisation.name)
            .join(User, User.organisation_id == Organisation.id)
            .where(User.id == ordered.by_id)
        )
        or ""
    )


def by_code(code: str) -> Print | None:
    """An issued print by the code on its last page, for anybody who holds the paper."""
    return db.session.scalar(sa.select(Print).where(Print.code == code, Print.state == PrintState.DONE))


def _of_plan(model: type, plan_id: int) -> Sequence:  # type: ignore[type-arg]
    return db.session.scalars(sa.select(model).where(model.plan_id == plan_id).order_by(model.position)).all()  # type: ignore[attr-defined]
