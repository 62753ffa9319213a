"""The person behind a session, in two queries."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.models import OrganisationCity, OrganisationPark, User, UserRole
from app.accounts.roles import permissions_of
from app.extensions import db


def actor_of(user_id: int) -> Actor | None:
    """The person with this number, in two queries; None when there is none or the account is closed."""
    user = db.session.scalar(
        sa.select(User)
        .options(joinedload(User.organisation))
        .where(User.id == user_id, User.disabled_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if user is None or user.organisation.disabled_at is not None:
        return None
    return _as_actor(user)


def actor_by_login(login: str) -> Actor:
    """The person with this sign-in name, for commands. Raises NoResultFound."""
    user = db.session.scalars(sa.select(User).options(joinedload(User.organisation)).where(User.login == login)).one()
    return _as_actor(user)


def _as_actor(user: User) -> Actor:
    served = sa.union_all(
        sa.select(sa.literal("role"), UserRole.role.cast(sa.String)).where(UserRole.user_id == user.id),
        sa.select(sa.literal("city"), OrganisationCity.city_id.cast(sa.String)).where(
            OrganisationCity.organisation_id == user.organisation_id
        ),
        sa.select(sa.literal("park"), OrganisationPark.park_id.cast(sa.String)).where(
            OrganisationPark.organisation_id == user.organisation_id
        ),
    )
    held: dict[str, set[str]] = {"role": set(), "city": set(), "park": set()}
    for kind, value in db.session.execute(served):
        held[kind].add(value)
    roles = frozenset(Role(value) for value in held["role"])
    return Actor(
        id=user.id,
        login=user.login,
        name=user.name,
        organisation_id=user.organisation_id,
        organisation_name=user.organisation.short_name,
        organisation_kind=user.organisation.kind,
        roles=roles,
        permissions=permissions_of(roles),
        city_ids=frozenset(int(value) for value in held["city"]),
        park_ids=frozenset(int(value) for value in held["park"]),
        must_change_password=user.must_change_password,
        session_serial=user.session_serial,
    )
