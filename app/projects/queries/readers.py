"""The other way round of visibility: who may see one project and read its texts. Held against `visibility` by a test."""

import sqlalchemy as sa

from app.accounts.enums import OrganisationKind, Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.extensions import db
from app.parks.models import Park
from app.projects.mentions import Colleague
from app.projects.models import Project

_TEAM = (Role.OFFICER, Role.PARK_MANAGER)
_BUREAU = (Role.REVIEWER, Role.BUREAU_MANAGER)


def readers_of(project: Project) -> list[Colleague]:
    """Open accounts, by name: the park's team, the city's bureau and leaders.

    Of a confidential project only those who may know its investor: owner, the park's manager, the bureau.
    """
    serves_park = User.organisation_id.in_(
        sa.select(OrganisationPark.organisation_id).where(OrganisationPark.park_id == project.park_id)
    )
    city = sa.select(Park.city_id).where(Park.id == project.park_id).scalar_subquery()
    serves_city = User.organisation_id.in_(
        sa.select(OrganisationCity.organisation_id).where(OrganisationCity.city_id == city)
    )
    if project.confidential:
        by_role = sa.or_(
            sa.and_(UserRole.role == Role.PARK_MANAGER, serves_park),
            sa.and_(UserRole.role.in_(_TEAM), serves_park, User.id == project.owner_id),
            sa.and_(UserRole.role.in_(_BUREAU), serves_city),
        )
    else:
        by_role = sa.or_(
            sa.and_(UserRole.role.in_(_TEAM), serves_park),
            sa.and_(UserRole.role.in_((*_BUREAU, Role.LEADER)), serves_city),
        )
    statement = (
        sa.select(User.id, User.login, User.name, Organisation.short_name, Organisation.kind)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.disabled_at.is_(None), Organisation.disabled_at.is_(None), by_role)
        .distinct()
        .order_by(User.name, User.id)
    )
    return [
        Colleague(number, login, name, organisation, kind is OrganisationKind.PARK_TEAM)
        for number, login, name, organisation, kind in db.session.execute(statement)
    ]
