"""Organisations and what they serve."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import City, Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.extensions import db

# Parks stand above accounts: only what names one is read, from the table itself.
park_table = sa.table(
    "park",
    sa.column("id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("name", sa.String),
    sa.column("city_id", sa.Integer),
    sa.column("retired_at"),
)


@dataclass(frozen=True)
class ParkName:
    """A park as far as a jurisdiction needs it."""

    id: int
    code: str
    name: str
    city_id: int
    retired: bool = False


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation with what it serves, as the list shows it."""

    organisation: Organisation
    cities: list[str]
    parks: list[str]
    people: int


def all_organisations() -> list[Organisation]:
    """Every organisation, by kind and name."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.kind, Organisation.name)))


def organisation_rows() -> list[OrganisationRow]:
    """Every organisation with its jurisdiction, in four queries whatever their number."""
    cities: dict[int, list[str]] = defaultdict(list)
    parks: dict[int, list[str]] = defaultdict(list)
    for number, name in db.session.execute(
        sa.select(OrganisationCity.organisation_id, City.name).join(City).order_by(City.code)
    ):
        cities[number].append(name)
    for number, name in db.session.execute(
        sa.select(OrganisationPark.organisation_id, park_table.c.name)
        .join(park_table, park_table.c.id == OrganisationPark.park_id)
        .order_by(park_table.c.code)
    ):
        parks[number].append(name)
    counts = sa.select(User.organisation_id, sa.func.count(User.id)).where(User.disabled_at.is_(None))
    people = {row[0]: row[1] for row in db.session.execute(counts.group_by(User.organisation_id))}
    return [
        OrganisationRow(made, cities[made.id], parks[made.id], people.get(made.id, 0)) for made in all_organisations()
    ]


def get_organisation(number: int) -> Organisation:
    """An organisation. Raises NoResultFound."""
    return db.session.scalars(sa.select(Organisation).where(Organisation.id == number)).one()


def organisation_by_name(name: str) -> Organisation | None:
    """The organisation of this name, or None."""
    return db.session.scalar(sa.select(Organisation).where(Organisation.name == name))


def served_by(organisation: Organisation) -> tuple[set[int], set[int]]:
    """Numbers of the cities and of the parks that an organisation serves."""
    city_ids = db.session.scalars(
        sa.select(OrganisationCity.city_id).where(OrganisationCity.organisation_id == organisation.id)
    )
    park_ids = db.session.scalars(
        sa.select(OrganisationPark.park_id).where(OrganisationPark.organisation_id == organisation.id)
    )
    return set(city_ids), set(park_ids)


def roles_held_at(organisation: Organisation) -> set[Role]:
    """The roles that open accounts of an organisation hold."""
    return set(
        db.session.scalars(
            sa.select(UserRole.role)
            .join(User, User.id == UserRole.user_id)
            .where(User.organisation_id == organisation.id, User.disabled_at.is_(None))
            .distinct()
        )
    )


def cities() -> list[City]:
    """Every city, by code."""
    return list(db.session.scalars(sa.select(City).order_by(City.code)))


def city_names(numbers: Collection[int]) -> list[str]:
    """Names of these cities, by code."""
    return list(db.session.scalars(sa.select(City.name).where(City.id.in_(numbers)).order_by(City.code)))


def parks(numbers: Collection[int] | None = None, *, retired: bool = False) -> list[ParkName]:
    """Parks by code: these, or all that are not retired."""
    columns = park_table.c
    statement = sa.select(
        columns.id, columns.code, columns.name, columns.city_id, columns.retired_at.is_not(None).label("retired")
    ).order_by(columns.code)
    if numbers is not None:
        statement = statement.where(columns.id.in_(numbers))
    if not retired:
        statement = statement.where(columns.retired_at.is_(None))
    return [
        ParkName(row.id, row.code, row.name, row.city_id, bool(row.retired)) for row in db.session.execute(statement)
    ]
