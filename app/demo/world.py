"""Where invented projects can be: parks with their weights, the products that fit them, and the teams that own them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from app.accounts.enums import Role
from app.accounts.models import City, OrganisationPark, User, UserRole
from app.core.errors import RuleBroken
from app.extensions import db
from app.parks.models import LayoutNode, Park, ParkSector
from app.plans.enums import UnitKind
from app.plans.models import NamedOrganisation, Sector

DATA = Path(__file__).parent / "data"
_WEIGHT_OF_KIND = {UnitKind.CORE: 7, UnitKind.ZONE: 6, UnitKind.BASE: 4}
_USUAL_WEIGHT = 3


@dataclass(frozen=True)
class Product:
    """Something a firm makes or runs, and the trade it belongs to."""

    trade: str
    sector_id: int
    name: str
    unit: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """A park as a stage for projects."""

    id: int
    code: str
    name: str
    short_name: str
    city_id: int
    city_code: str
    city_name: str
    weight: int
    products: Sequence[Product]
    officers: Sequence[tuple[int, str]]  # number and name
    manager: tuple[int, str]


@dataclass(frozen=True)
class World:
    """Everything that stands before the first project does."""

    places: Sequence[Place]
    products: Sequence[Product]
    real_names: Sequence[str]


@cache
def trades() -> Mapping[str, Mapping[str, Any]]:
    """The trades of `data/trades.yaml`."""
    return dict(_read("trades.yaml"))


@cache
def talk() -> Mapping[str, Any]:
    """The sentences of `data/talk.yaml`."""
    return dict(_read("talk.yaml"))


def world() -> World:
    """Read parks, sectors and teams. Raises RuleBroken when the plans are not loaded yet."""
    sectors = {code: (number, parent) for number, code, parent in db.session.execute(_SECTORS)}
    products = [
        Product(trade, sectors[code][0], name, unit, least, most)
        for trade, facts in trades().items()
        for code, name, unit, least, most in facts["products"]
        if code in sectors
    ]
    places = [
        _place(park, city, products, sectors)
        for park, city in db.session.execute(
            sa.select(Park, City)
            .join(City, City.id == Park.city_id)
            .where(Park.retired_at.is_(None))
            .order_by(Park.code)
        )
    ]
    places = [place for place in places if place.officers]
    if not places or not products:
        raise RuleBroken("还没有园区，请先运行 flask plans load。")
    real = db.session.scalars(sa.select(NamedOrganisation.name).order_by(NamedOrganisation.id))
    return World(places, products, list(real))


_SECTORS = sa.select(Sector.id, Sector.code, Sector.parent_id)


def _place(park: Park, city: City, products: Sequence[Product], sectors: Mapping[str, tuple[int, int | None]]) -> Place:
    kinds = db.session.scalars(sa.select(LayoutNode.kind).where(LayoutNode.park_id == park.id))
    own = set(db.session.scalars(sa.select(ParkSector.sector_id).where(ParkSector.park_id == park.id)))
    parents = dict(sectors.values())
    fitting = [product for product in products if own & _line(product.sector_id, parents)]
    trades_here = {product.trade for product in fitting}
    near = [product for product in products if product.trade in trades_here and product not in fitting]
    team = _team(park.id)
    people = team[Role.OFFICER] or team[Role.PARK_MANAGER]
    return Place(
        id=park.id,
        code=park.code,
        name=park.name,
        short_name=park.short_name,
        city_id=city.id,
        city_code=city.code,
        city_name=city.name,
        weight=max((_WEIGHT_OF_KIND.get(kind, _USUAL_WEIGHT) for kind in kinds), default=1),
        products=[*fitting * 3, *near[:8]] or products,
        officers=people,
        manager=(team[Role.PARK_MANAGER] or people or [(0, "")])[0],
    )


def _line(number: int, parents: Mapping[int, int | None]) -> set[int]:
    """A sector and all above it."""
    line: set[int] = set()
    step: int | None = number
    while step is not None and step not in line:
        line.add(step)
        step = parents.get(step)
    return line


def _team(park_id: int) -> dict[Role, list[tuple[int, str]]]:
    """The people of the park's team by role, in the order of their sign-in names."""
    found: dict[Role, list[tuple[int, str]]] = defaultdict(list)
    statement = (
        sa.select(UserRole.role, User.id, User.name)
        .join(User, User.id == UserRole.user_id)
        .join(OrganisationPark, OrganisationPark.organisation_id == User.organisation_id)
        .where(OrganisationPark.park_id == park_id, User.disabled_at.is_(None))
        .order_by(User.login)
    )
    for role, number, name in db.session.execute(statement):
        found[role].append((number, name))
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
