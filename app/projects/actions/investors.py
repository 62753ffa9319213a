"""What projects mean to the register of companies below them."""

import sqlalchemy as sa

from app.accounts.actor import SYSTEM, Actor
from app.companies.actions import BEFORE_MERGE, BEFORE_REMOVAL, KEEPERS
from app.companies.indexing import FOLLOWERS
from app.companies.models import Company
from app.companies.references import RULEBOOK
from app.core.repointing import MOVE
from app.extensions import db
from app.projects.indexing import put_those_of
from app.projects.models import Project


def why_it_stays(company: Company) -> str | None:
    """A company that any project names, in the bin or not, cannot be thrown away."""
    if db.session.scalar(sa.select(sa.exists().where(Project.company_id == company.id))):
        return "有项目以这家企业为投资方，不能删除；如有重复，请与另一家合并。"
    return None


def why_they_stay_apart(kept: Company, gone: Company, by: Actor) -> str | None:
    """A park's team joins no companies for which another park has a project, in the bin or not."""
    if by.is_bureau or by is SYSTEM:
        return None
    foreign = sa.exists().where(Project.company_id.in_([kept.id, gone.id]), Project.park_id.not_in(sorted(by.park_ids)))
    return "这两家企业请商务局负责人合并。" if db.session.scalar(sa.select(foreign)) else None


def parks_with_projects(company: Company) -> set[int]:
    """Parks that have projects of this company."""
    return set(db.session.scalars(sa.select(Project.park_id).where(Project.company_id == company.id).distinct()))


def watch_companies() -> None:
    """Ask before a company is removed or merged, and keep its projects findable by its name; twice changes nothing."""
    RULEBOOK.declare("project.company_id", MOVE)
    if why_they_stay_apart not in BEFORE_MERGE:
        BEFORE_MERGE.append(why_they_stay_apart)
    if parks_with_projects not in KEEPERS:
        KEEPERS.append(parks_with_projects)
    if why_it_stays not in BEFORE_REMOVAL:
        BEFORE_REMOVAL.append(why_it_stays)
    if put_those_of not in FOLLOWERS:
        FOLLOWERS.append(put_those_of)
