"""What stands at hand on list and board: every criterion has a control, the bin and bulk changes a link, amounts their digits."""

from dataclasses import fields
from decimal import Decimal

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.projects.filters import ProjectFilter
from tests.factories.projects import PARK, make_project

ELSEWHERE = {"counted"}  # given by the links of published figures; `stage` is the control for people


@pytest.mark.parametrize("page", ["/projects/?park=none", "/projects/board?park=none"])
def test_every_criterion_can_be_chosen(as_role, page):
    text = as_role(Role.BUREAU_MANAGER).get(page).text
    for name in {facet.name for facet in fields(ProjectFilter)} - ELSEWHERE:
        assert f'name="{name}"' in text, name


@pytest.mark.parametrize("page", ["/projects/", "/projects/board"])
def test_bin_and_bulk_changes_are_a_link_away_from_list_and_board(as_role, page):
    own = as_role(Role.OFFICER, parks=[PARK])
    text = own.get(page).text
    for there in ("/projects/bin", "/projects/bulk/"):
        assert f'href="{there}"' in text
        assert own.get(there).status_code == 200
    assert "/projects/bin" not in as_role(Role.LEADER).get(page).text


def test_years_sites_and_days_narrow_and_stay_in_the_form(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    text = client.get("/projects/?signed=2025&site=factory&due_by=2026-12-31").text
    assert 'name="signed" value="2025"' in text
    assert 'name="due_by" value="2026-12-31"' in text
    assert 'name="site" value="factory" checked' in text


@pytest.mark.parametrize("page", ["/projects/", "/projects/board"])
def test_behind_a_rounded_amount_stands_the_exact_one(app, as_role, page):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        make_project(by=client.actor, investment=Decimal("1234.56"))
    text = client.get(page).text
    assert "0.12" in text
    assert text.count('title="1,234.56 万元"') >= 2, "of the project and of the sum"


def test_an_empty_board_tells_none_from_no_match(as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    assert "还没有推进中的项目" in client.get("/projects/board").text
    assert "没有符合当前筛选的项目" in client.get("/projects/board?status=removed").text
