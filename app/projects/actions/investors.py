"""What projects mean to the register of companies below them."""

import sqlalchemy as sa

from app.companies.actions import BEFORE_REMOVAL
from app.companies.indexing import FOLLOWERS
from app.companies.models import Company
from app.extensions import db
from app.projects.indexing import put_those_of
from app.projects.models import Project


def why_it_stays(company: Company) -> str | None:
    """A company that any project names, in the bin or not, cannot be thrown away."""
    if db.session.scalar(sa.select(sa.exists().where(Project.company_id == company.id))):
        return "有项目以这家企业为投资方，不能删除；如有重复，请先在项目中改换投资方。"
    return None


def watch_companies() -> None:
    """Ask before a company is removed, and keep its projects findable by its name; twice changes nothing."""
    if why_it_stays not in BEFORE_REMOVAL:
        BEFORE_REMOVAL.append(why_it_stays)
    if put_those_of not in FOLLOWERS:
        FOLLOWERS.append(put_those_of)
