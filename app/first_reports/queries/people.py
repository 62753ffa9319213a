"""Who is told what about a first report: numbers of accounts."""

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.extensions import db


def managers_of_park(park_id: int) -> list[int]:
    """Heads of the team that serves the park."""
    serving = sa.select(OrganisationPark.organisation_id).where(OrganisationPark.park_id == park_id)
    return _holding(Role.PARK_MANAGER, serving)


def managers_of_bureau(city_id: int) -> list[int]:
    """Heads of the bureau of the city."""
    serving = sa.select(OrganisationCity.organisation_id).where(OrganisationCity.city_id == city_id)
    return _holding(Role.BUREAU_MANAGER, serving)


def _holding(role: Role, organisations: "sa.Select[int]") -> list[int]:
    statement = (
        sa.select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            UserRole.role == role,
            User.organisation_id.in_(organisations),
            User.disabled_at.is_(None),
            Organisation.disabled_at.is_(None),
        )
        .order_by(User.id)
    )
    return list(db.session.scalars(statement))
