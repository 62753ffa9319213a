"""Who is told: numbers of open accounts."""

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import Organisation, OrganisationCity, OrganisationPark, User, UserRole
from app.extensions import db

BUREAU = (Role.REVIEWER, Role.BUREAU_MANAGER)


def serving() -> "sa.Subquery":
    """Heads of the teams by the parks that they serve; where a park's teams have none, all of their people."""
    team = (
        sa.select(
            OrganisationPark.park_id,
            User.id.label("user_id"),
            sa.func.max(sa.case((UserRole.role == Role.PARK_MANAGER, 1), else_=0)).label("head"),
        )
        .join(User, User.organisation_id == OrganisationPark.organisation_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            UserRole.role.in_((Role.OFFICER, Role.PARK_MANAGER)),
            User.disabled_at.is_(None),
            Organisation.disabled_at.is_(None),
        )
        .group_by(OrganisationPark.park_id, User.id)
        .subquery()
    )
    ranked = sa.select(team, sa.func.max(team.c.head).over(partition_by=team.c.park_id).label("best")).subquery()
    return sa.select(ranked.c.park_id, ranked.c.user_id).where(ranked.c.head == ranked.c.best).subquery("serving")


def managers_by_park(park_ids: set[int]) -> dict[int, list[int]]:
    """Whom to turn to about these parks, as `serving` says."""
    people = serving()
    found: dict[int, list[int]] = {number: [] for number in park_ids}
    for park_id, user_id in db.session.execute(
        sa.select(people.c.park_id, people.c.user_id).where(people.c.park_id.in_(park_ids)).order_by(people.c.user_id)
    ):
        found[park_id].append(user_id)
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
