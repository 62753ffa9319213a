"""How projects are found: what stands in the full-text index, and under which tags."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from app.companies.models import Company, CompanyAlias
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


def put_those_of(company_ids: list[int]) -> None:
    """The same for all projects of these companies, whose names may have changed."""
    put(db.session.scalars(sa.select(Project.id).where(Project.company_id.in_(company_ids))))


def _put_batch(project_ids: list[int]) -> None:
    """Columns only: what a session has loaded of companies may be older than what stands in the table."""
    db.session.flush()
    columns = (
        Project.id,
        Project.code,
        Project.name,
        Project.code_name,
        Project.confidential,
        Project.owner_id,
        Project.park_id,
        Project.company_id,
        Project.deleted_at,
        Company.name.label("investor"),
        Park.city_id,
    )
    projects = db.session.execute(
        sa.select(*columns)
        .join(Company, Company.id == Project.company_id)
        .join(Park, Park.id == Project.park_id)
        .where(Project.id.in_(project_ids))
    ).all()
    aliases: dict[int, list[str]] = defaultdict(list)
    for company_id, name in db.session.execute(
        sa.select(CompanyAlias.company_id, CompanyAlias.name)
        .where(CompanyAlias.company_id.in_({project.company_id for project in projects}))
        .order_by(CompanyAlias.id)
    ):
        aliases[company_id].append(name)
    rows = []
    for project in projects:
        if project.deleted_at is not None:
            INDEX.remove(project.id)
            continue
        investor = [project.investor, *aliases[project.company_id]]
        tags = [park_tag(project.park_id), city_tag(project.city_id)]
        if project.owner_id is not None:
            tags.append(owner_tag(project.owner_id))
        if project.confidential:
            rows.append((project.id, [project.code, project.code_name or ""], tags, [project.name, *investor]))
        else:
            rows.append((project.id, [project.code, project.name, *investor], tags, []))
    INDEX.put_many(rows)
