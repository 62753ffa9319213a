"""Stages under the word 在库 are those in which projects count, on the first page as on a park's and in a list."""

import re

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.home.queries import team_figures
from app.projects.actions.upkeep import restate
from app.projects.enums import NotCounted, Stage
from app.projects.filters import ProjectFilter
from app.projects.queries import figures_by_owner, park_figures, totals
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, park, recognise


def populated(owner):
    """Signed twice, of which one is recognised; one in production that is excluded; a lead."""
    make_project(by=owner, stage=Stage.SIGNED)
    recognise(make_project(by=owner, stage=Stage.SIGNED))
    excluded = make_project(by=owner, stage=Stage.LANDED)
    recognise(excluded)
    excluded.not_counted = NotCounted.FISCAL
    restate(excluded)
    make_project(by=owner)


COUNTED = {Stage.LEAD: 1, Stage.APPRAISAL: 2, Stage.SIGNED: 1}


def test_own_and_team_figures_count_as_the_parks_page_does(context):
    owner, today = person(Role.PARK_MANAGER, parks=[PARK]), clock.today()
    populated(owner)
    published = park_figures([park().id], year=today.year, today=today)[park().id].by_stage
    assert {stage: number for stage, number in published.items() if number} == COUNTED
    mine = figures_by_owner(owner, today=today)
    assert mine.by_stage == published
    assert mine.active == 4
    assert team_figures(owner, today=today).by_stage == published
    for stage, number in published.items():
        behind = ProjectFilter(owner=(owner.login,), counted=(stage,))
        assert totals(behind, to=owner, today=today).count == number


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PARK_MANAGER])
def test_the_first_page_says_so_beside_its_rule(app, as_role, role):
    client = as_role(role, parks=[PARK])
    with app.app_context(), transaction():
        populated(client.actor)
    page = client.get("/").get_data(as_text=True)
    bars = re.findall(r'aria-label="(在库 [^"]+)"', page)
    assert bars == ["在库 4 项：线索 1、在谈 0、评审 2、签约 1、落地 0、开工 0、投产 0、达产 0"] * len(bars)
    assert len(bars) == (2 if role is Role.PARK_MANAGER else 1)
    assert "签约起的阶段自商务局认定之日计入" in page
