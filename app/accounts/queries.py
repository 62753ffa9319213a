"""Reading accounts: the actor behind a session, and lists for administration."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db

from .actor import Actor
from .enums import Role
from .models import City, Organisation, OrganisationCity, OrganisationPark, User, UserRole
from .roles import permissions_of



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


def user_by_login(login: str) -> User | None:
    """The account with this sign-in name, to check a password against."""
    return db.session.scalar(sa.select(User).where(User.login == login))


def get_user(user_id: int) -> User:
    """An account with its organisation and roles. Raises NoResultFound."""
    return db.session.scalars(
        sa.select(User)
        .options(joinedload(User.organisation), selectinload(User.role_rows))
        .where(User.id == user_id)
    ).one()


def all_users() -> list[User]:
    """Every account, by organisation and name."""
    statement = (
        sa.select(User)
        .join(User.organisation)
        .options(joinedload(User.organisation), selectinload(User.role_rows))
        .order_by(Organisation.kind, Organisation.name, User.name, User.id)
    )
    return list(db.session.scalars(statement))


def all_organisations() -> list[Organisation]:
    """Every organisation, by kind and name."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.kind, Organisation.name)))


def cities() -> list[City]:
    """Every city, by code."""
    return list(db.session.scalars(sa.select(City).order_by(City.code)))


def people_of(organisation_ids: set[int]) -> list[User]:
    """The open accounts of these organisations, by name."""
    return list(
        db.session.scalars(
            sa.select(User)
            .where(User.organisation_id.in_(organisation_ids), User.disabled_at.is_(None))
            .order_by(User.name, User.id)
        )
    )


def colleagues_at(park_id: int) -> list[User]:
    """Officers and managers who serve this park: the people a project there can belong to."""
    return list(
        db.session.scalars(
            sa.select(User)
            .join(OrganisationPark, OrganisationPark.organisation_id == User.organisation_id)
            .where(OrganisationPark.park_id == park_id, User.disabled_at.is_(None))
            .order_by(User.name, User.id)
        )
    )
