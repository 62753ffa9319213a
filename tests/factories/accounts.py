"""People and organisations for tests."""

from itertools import count
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher

from app.accounts import queries
from app.accounts.actor import Actor
from app.accounts.enums import OrganisationKind, Role
from app.accounts.models import City, Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.accounts.roles import ROLES_OF
from app.extensions import db
from app.parks.models import Park

PASSWORD = "Lianzhou-2026-park"
_numbers = count(1)
# The cheapest cost argon2 allows: tests check passwords, not argon2.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def organisation(
    kind: OrganisationKind, *, cities: list[str] | None = None, parks: list[str] | None = None
) -> Organisation:
    """An organisation that serves these cities (by code; all of them when not said) and these parks (by code)."""
    made = Organisation(name=f"测试单位{next(_numbers)}", short_name="测试单位", kind=kind)
    db.session.add(made)
    db.session.flush()
    served = list(db.session.scalars(sa.select(Park).where(Park.code.in_(parks or []))))
    wanted = sa.select(City.id)
    if cities is not None:
        wanted = wanted.where(City.code.in_(cities))
    elif served:
        wanted = wanted.where(City.id.in_({park.city_id for park in served}))
    for city_id in db.session.scalars(wanted):
        db.session.add(OrganisationCity(organisation_id=made.id, city_id=city_id))
    for park in served:
        db.session.add(OrganisationPark(organisation_id=made.id, park_id=park.id))
    db.session.flush()
    return made


def user(*roles: Role, at: Organisation, **facts: Any) -> User:
    """An account with these roles; its password is PASSWORD."""
    number = next(_numbers)
    made = User(
        **{"login": f"person{number}", "name": f"测试人员{number}", "organisation_id": at.id, "password_hash": _HASH}
        | facts
    )
    made.role_rows = [UserRole(role=role) for role in roles]
    db.session.add(made)
    db.session.flush()
    return made


def person(
    *roles: Role,
    parks: list[str] | None = None,
    cities: list[str] | None = None,
    at: Organisation | None = None,
    **facts: Any,
) -> Actor:
    """Somebody of these roles at an organisation of their own, as an actor."""
    kind = next(kind for kind, possible in ROLES_OF.items() if roles[0] in possible)
    made = user(*roles, at=at or organisation(kind, cities=cities, parks=parks), **facts)
    actor = queries.actor_of(made.id)
    assert actor is not None
    return actor
