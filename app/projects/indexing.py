"""How projects are found: what stands in the full-text index, and under which tags."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.core.search import Index
from app.extensions import db
from app.parks.models import Park

from .models import Project

INDEX = Index("project")
BATCH = 1000


def park_tag(park_id: int) -> str:
    """Carried by every project of the park."""
    return f"park{park_id}"


def city_tag(city_id: int) -> str:
    """Carried by every project of the city."""
    return f"city{city_id}"


def owner_tag(user_id: int) -> str:
    """Carried by the projects of this owner."""
    return f"owner{user_id}"


def put(project_ids: Iterable[int]) -> None:
    """(Re)write the index of these projects; deleted ones leave it."""
    wanted = list(project_ids)
    for start in range(0, len(wanted), BATCH):
        _put_batch(wanted[start : start + BATCH])


def _put_batch(project_ids: list[int]) -> None:
    db.session.flush()
    projects = db.session.scalars(
        sa.select(Project)
        .options(
            joinedload(Project.company).selectinload(Company.aliases),
            joinedload(Project.park).load_only(Park.id, Park.city_id),
        )
        .where(Project.id.in_(project_ids))
    )
    rows = []
    for project in projects:
        if project.deleted_at is not None:
            INDEX.remove(project.id)
            continue
        investor = [project.company.name, *(alias.name for alias in project.company.aliases)]
        tags = [park_tag(project.park_id), city_tag(project.park.city_id)]
        if project.owner_id is not None:
            tags.append(owner_tag(project.owner_id))
        if project.confidential:
            rows.append((project.id, [project.code, project.code_name or ""], tags, [project.name, *investor]))
        else:
            rows.append((project.id, [project.code, project.name, *investor], tags, []))
    INDEX.put_many(rows)
