"""Who at a park has to do with a project's supervision."""

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import OrganisationPark, User, UserRole
from app.extensions import db
from app.projects.models import Project


def answering(project: Project) -> set[int]:
    """The project's owner and the managers of its park, as far as their accounts are open."""
    managers = (
        sa.select(User.id)
        .join(OrganisationPark, OrganisationPark.organisation_id == User.organisation_id)
        .join(UserRole, sa.and_(UserRole.user_id == User.id, UserRole.role == Role.PARK_MANAGER))
        .where(OrganisationPark.park_id == project.park_id, User.disabled_at.is_(None))
    )
    owner = sa.select(User.id).where(User.id == project.owner_id, User.disabled_at.is_(None))
    return set(db.session.scalars(sa.union(managers, owner)))
