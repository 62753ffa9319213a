"""A company with projects stays, and its projects are found by its new name."""

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.companies import actions as companies
from app.companies.models import Company
from app.core import clock
from app.core.errors import RuleBroken
from app.extensions import db
from app.projects import actions, queries
from app.projects.filters import ProjectFilter
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, park


@pytest.fixture
def owner(context):
    return person(Role.PARK_MANAGER, parks=[PARK])


def found(text, owner):
    return [row.code for row in queries.list_page(ProjectFilter(q=text), to=owner, today=clock.today(), size=15).items]


def test_a_company_with_projects_cannot_be_removed(owner):
    project = make_project(by=owner)
    company = db.session.get(Company, project.company_id)
    with pytest.raises(RuleBroken, match="有项目以这家企业为投资方"):
        companies.remove(company, by=owner)
    actions.throw_away(project, by=owner)
    with pytest.raises(RuleBroken):
        companies.remove(company, by=owner)
    free = companies.register(name="没有项目的企业", parks=[park()], by=owner)
    companies.remove(free, by=owner)
    assert free.deleted_at is not None


def test_a_renamed_investor_is_found(owner):
    project = make_project(by=owner, investor="旧称科技有限公司", name="某项目")
    company = db.session.scalars(sa.select(Company).where(Company.id == project.company_id)).one()
    assert found("旧称", owner) == [project.code]
    companies.edit(company, by=owner, name="㐂新科技有限公司")
    assert found("㐂新", owner) == [project.code]
    assert found("旧称", owner) == []
