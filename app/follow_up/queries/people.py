"""Who is told: numbers of open accounts."""

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.extensions import db

BUREAU = (Role.REVIEWER, Role.BUREAU_MANAGER)


def managers_by_park(park_ids: set[int]) -> dict[int, list[int]]:
    """Heads of the teams that serve these parks; where a team has none, all of its people."""
    rows = db.session.execute(
        sa.select(OrganisationPark.park_id, User.id, UserRole.role)
        .join(User, User.organisation_id == OrganisationPark.organisation_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            OrganisationPark.park_id.in_(park_ids),
            UserRole.role.in_((Role.OFFICER, Role.PARK_MANAGER)),
            User.disabled_at.is_(None),
            Organisation.disabled_at.is_(None),
        )
        .order_by(User.id)
    ).all()
    found: dict[int, list[int]] = {}
    for park_id in park_ids:
        here = [(number, role) for place, number, role in rows if place == park_id]
        heads = [number for number, role in here if role is Role.PARK_MANAGER]
        found[park_id] = heads or sorted({number for number, _ in here})
    return found


def bureau_of(city_id: int) -> list[int]:
    """Everybody at the city's bureau."""
    return list(
        db.session.scalars(
            sa.select(User.id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(
                User.organisation_id.in_(
                    sa.select(OrganisationCity.organisation_id).where(OrganisationCity.city_id == city_id)
                ),
                User.id.in_(sa.select(UserRole.user_id).where(UserRole.role.in_(BUREAU))),
                User.disabled_at.is_(None),
                Organisation.disabled_at.is_(None),
            )
            .order_by(User.id)
        )
    )
