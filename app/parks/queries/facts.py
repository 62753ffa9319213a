"""Everything that is said of one park, in two statements whatever there is: where it stands, and what it holds.

A page about a park asks for many small lists. Each would be a statement of its own; here they are the branches of one
UNION, every branch with the same columns of text, so that the page costs the same for a rich park and for a new one.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.actor import Actor
from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.models import Carrier, Layout, LayoutNode, Park, ParkCheck, ParkSector, ParkTarget, ParkTie
from app.plans.enums import Comparator, TargetScope, UnitKind
from app.plans.models import NamedOrganisation, NamedOrganisationSector, Plan, Sector, Target
from app.plans.queries import under

from .visible import sees, visible_parks

MOST_KIN = 60
MOST_DEPTH = 8  # of the sector tree; a deeper one would lose its root on the page
TEXTS = 9
THIS_PARK = sa.bindparam("park_id", type_=sa.Integer)
THIS_CODE = sa.bindparam("park_code", type_=sa.String)

_MINE, _HERE = aliased(LayoutNode), aliased(Park)  # made once: an alias costs more than the query it is for


@dataclass(frozen=True)
class Placed:
    """A park with its place in every layout it stands in."""

    park: Park
    nodes: tuple[LayoutNode, ...]  # its own, each with layout and plan
    siblings: dict[int, tuple[LayoutNode, ...]]  # all nodes of those layouts, by layout


@dataclass(frozen=True)
class SectorLine:
    """A sector with the way to it from the root."""

    code: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class CarrierLine:
    """A named place or platform at the park."""

    name: str
    kind: str
    place: str
    said: str
    section: str
    plan_code: str
    plan_title: str


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation that a plan names; `basis` says what ties it to the park, empty where only the sector does."""

    number: int
    name: str
    kind: str
    role: str
    said: str
    section: str
    plan_code: str
    plan_title: str
    basis: str


@dataclass(frozen=True)
class CheckLine:
    """An item of the checklist."""

    number: int
    item: str
    done: bool
    evidence: str
    done_on: date | None


@dataclass(frozen=True)
class TargetLine:
    """A published target that concerns the park; two readings where the document contradicts itself."""

    metric: str
    figure: str
    comparator: Comparator
    year: str
    scope: TargetScope
    section: str
    plan_code: str
    qualifier: str
    table_figure: str  # what the document's table says instead; empty where both agree


@dataclass
class ParkFacts:
    """What is said of a park."""

    sectors: list[SectorLine] = field(default_factory=list)
    carriers: list[CarrierLine] = field(default_factory=list)
    tied: list[OrganisationLine] = field(default_factory=list)
    kin: list[OrganisationLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    targets: list[TargetLine] = field(default_factory=list)
    years: dict[int, dict[ParkMetric, int]] = field(default_factory=dict)


def find_placed(code: str, *, to: Actor) -> Placed:
    """A park the reader may see, with its places. Raises NoResultFound."""
    layouts = sa.select(_MINE.layout_id).join(_HERE, _HERE.id == _MINE.park_id).where(_HERE.code == code)
    statement = (
        sa.select(LayoutNode)
        .join(LayoutNode.layout)
        .join(Layout.plan)
        .join(LayoutNode.park)
        .options(
            contains_eager(LayoutNode.layout).contains_eager(Layout.plan),
            contains_eager(LayoutNode.park).joinedload(Park.city),
        )
        .where(LayoutNode.layout_id.in_(layouts), sees(to))
        .order_by(Plan.position, Layout.position, LayoutNode.position, LayoutNode.id)
    )
    siblings: dict[int, list[LayoutNode]] = {}
    own: list[LayoutNode] = []
    for node in db.session.scalars(statement):
        siblings.setdefault(node.layout_id, []).append(node)
        if node.park.code == code:
            own.append(node)
    if own:
        return Placed(own[0].park, tuple(own), {number: tuple(nodes) for number, nodes in siblings.items()})
    park = db.session.scalars(visible_parks(to, retired=True).where(Park.code == code)).one_or_none()
    if park is None:
        raise NoResultFound(code)
    return Placed(park, (), {})


def facts_of(placed: Placed) -> ParkFacts:
    """Everything said of this park; one statement."""
    facts = ParkFacts()
    for row in db.session.execute(_statement(), {"park_id": placed.park.id, "park_code": placed.park.code}):
        _read(facts, row)
    return facts


@cache
def _statement() -> Any:
    """The UNION. It is long, so it is built once; a park's number and code are all that differs."""
    branches = [_sectors(), _carriers(), _tied(), _kin(), _checks(), _targets(), _years()]
    whole = sa.union_all(*branches).subquery("facts")
    return sa.select(whole).order_by(whole.c.what, whole.c.place, whole.c.number)


def _row(what: str, number: Any, place: Any, *texts: Any) -> Any:
    """One branch: what it is about, a number, its place in the list, and up to nine texts."""
    filled = [*texts, *[sa.null()] * (TEXTS - len(texts))]
    return sa.select(
        sa.literal(what, sa.String).label("what"),
        sa.cast(number, sa.Integer).label("number"),
        sa.cast(place, sa.Integer).label("place"),
        *(sa.cast(text, sa.Text).label(f"t{at}") for at, text in enumerate(filled)),
    )


def _own_plans() -> Any:
    """The plans in whose layouts the park stands."""
    return (
        sa.select(Layout.plan_id)
        .join(LayoutNode, LayoutNode.layout_id == Layout.id)
        .where(LayoutNode.park_id == THIS_PARK)
    )


def _stands_as(kind: UnitKind) -> Any:
    """Whether the park is of this kind in some layout."""
    return sa.exists().where(LayoutNode.park_id == THIS_PARK, LayoutNode.kind == kind)


def _sectors() -> Any:
    steps: list[Any] = [Sector, *(aliased(Sector) for _ in range(MOST_DEPTH - 1))]
    statement = _row("sector", ParkSector.sector_id, ParkSector.position, Sector.code, *(step.name for step in steps))
    statement = statement.select_from(ParkSector).join(Sector, Sector.id == ParkSector.sector_id)
    for step, above in pairwise(steps):
        statement = statement.outerjoin(above, above.id == step.parent_id)
    return statement.where(ParkSector.park_id == THIS_PARK)


def _carriers() -> Any:
    return (
        _row(
            "carrier",
            Carrier.id,
            Carrier.position,
            Carrier.name,
            Carrier.kind,
            Carrier.place,
            Carrier.said,
            Carrier.section,
            Plan.code,
            Plan.short_title,
        )
        .select_from(Carrier)
        .join(Plan, Plan.id == Carrier.plan_id)
        .where(Carrier.park_id == THIS_PARK)
    )


def _organisation(what: str, basis: Any) -> Any:
    one = NamedOrganisation
    return _row(
        what,
        one.id,
        one.position,
        one.name,
        one.kind,
        one.role,
        one.said,
        one.section,
        Plan.code,
        Plan.short_title,
        basis,
    )


def _tied() -> Any:
    return (
        _organisation("tied", ParkTie.basis)
        .select_from(ParkTie)
        .join(NamedOrganisation, NamedOrganisation.id == ParkTie.named_organisation_id)
        .join(Plan, Plan.id == NamedOrganisation.plan_id)
        .where(ParkTie.park_id == THIS_PARK)
    )


def _kin() -> Any:
    """Organisations that the park's own plans name in its sectors, without saying where."""
    wanted = under(sa.select(ParkSector.sector_id).where(ParkSector.park_id == THIS_PARK))
    alike = sa.select(NamedOrganisationSector.named_organisation_id).where(
        NamedOrganisationSector.sector_id.in_(wanted)
    )
    tied = sa.select(ParkTie.named_organisation_id)
    return (
        _organisation("kin", sa.literal(""))
        .select_from(NamedOrganisation)
        .join(Plan, Plan.id == NamedOrganisation.plan_id)
        .where(
            NamedOrganisation.plan_id.in_(_own_plans()),
            NamedOrganisation.id.in_(alike),
            NamedOrganisation.id.not_in(tied),
        )
    )


def _checks() -> Any:
    done = sa.case((ParkCheck.done, "1"), else_="0")
    return _row("check", ParkCheck.id, ParkCheck.id, ParkCheck.item, done, ParkCheck.evidence, ParkCheck.done_on).where(
        ParkCheck.park_id == THIS_PARK
    )


def _targets() -> Any:
    """What is set for every park, for parks of this kind, for this park, or for a carrier in it."""
    binding = sa.or_(
        Target.scope == TargetScope.PER_PARK,
        sa.and_(Target.scope == TargetScope.CORE, _stands_as(UnitKind.CORE)),
        sa.and_(Target.scope == TargetScope.BASE, _stands_as(UnitKind.BASE)),
    )
    place = Target.details["place"].as_string()
    carriers = sa.select(Carrier.code).where(Carrier.park_id == THIS_PARK)
    return (
        _row(
            "target",
            Target.id,
            Target.position + 1000 * Target.plan_id,
            Target.metric,
            Target.details["figure"].as_string(),
            Target.comparator,
            Target.year,
            Target.scope,
            Target.section,
            Plan.code,
            Target.qualifier,
            sa.case((Target.details["differs"].as_boolean(), Target.details["table"]["figure"].as_string())),
        )
        .select_from(Target)
        .join(Plan, Plan.id == Target.plan_id)
        .where(
            sa.or_(
                sa.and_(Target.plan_id.in_(_own_plans()), binding, place.is_(None)),
                place == THIS_CODE,
                place.in_(carriers),
            )
        )
    )


def _years() -> Any:
    return _row("year", ParkTarget.id, ParkTarget.year, ParkTarget.metric, ParkTarget.value).where(
        ParkTarget.park_id == THIS_PARK
    )


def _read(facts: ParkFacts, row: Any) -> None:
    """Put a row of the UNION where it belongs."""
    texts = _texts(row)
    match row.what:
        case "sector":
            facts.sectors.append(SectorLine(texts[0], tuple(name for name in texts[MOST_DEPTH:0:-1] if name)))
        case "carrier":
            facts.carriers.append(CarrierLine(*texts[:7]))
        case "tied":
            facts.tied.append(OrganisationLine(row.number, *texts[:8]))
        case "kin":
            if len(facts.kin) < MOST_KIN:
                facts.kin.append(OrganisationLine(row.number, *texts[:8]))
        case "check":
            day = date.fromisoformat(texts[3][:10]) if texts[3] else None
            facts.checks.append(CheckLine(row.number, texts[0], texts[1] == "1", texts[2], day))
        case "target":
            facts.targets.append(_target(texts))
        case "year":
            facts.years.setdefault(row.place, {})[ParkMetric(texts[0])] = int(texts[1])


def _texts(row: Any) -> list[str]:
    return ["" if text is None else str(text) for text in row[-TEXTS:]]


def _target(texts: list[str]) -> TargetLine:
    metric, figure, comparator, year, scope, section, plan_code, qualifier, table_figure = texts
    return TargetLine(
        metric=metric,
        figure=figure,
        comparator=Comparator(comparator),
        year=year,
        scope=TargetScope(scope),
        section=section,
        plan_code=plan_code,
        qualifier=qualifier,
        table_figure=table_figure if table_figure != figure else "",
    )
