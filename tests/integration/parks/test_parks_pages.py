"""Pages of layouts and parks: everything drawn, within the jurisdiction, at a constant cost."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import LayoutNode, Park, ParkTarget
from app.parks.queries import search_parks
from app.plans.schema import bundled_plans
from app.projects.view_model import COUNTING_RULE

MOST_QUERIES = 10
PARKS = [unit.code for plan in bundled_plans() for unit in plan.units]


def text(response) -> str:
    return response.get_data(as_text=True)


def test_every_plan_is_drawn_with_all_its_parks(as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    for plan in bundled_plans():
        page = text(bureau.get(f"/parks/?plan={plan.code}"))
        table = text(bureau.get(f"/parks/?plan={plan.code}&view=table"))
        for unit in plan.units:
            assert f'href="/parks/{unit.code}"' in page
            assert unit.name in page
            assert f'href="/parks/{unit.code}"' in table


def test_first_plan_is_shown_when_none_is_chosen(as_role):
    page = text(as_role(Role.LEADER).get("/parks/"))
    assert "南通中央创新区" in page
    assert "六基地" in page


def test_a_base_over_two_places_shows_both_as_linked_pills(as_role):
    page = text(as_role(Role.LEADER).get("/parks/?plan=nantong-it-2018"))
    assert re.search(r"node-two[^>]*>.*?>海安</span><span[^>]*>海门<", page, re.DOTALL)


def test_parks_of_equal_support_are_dashed_and_not_in_the_sum(as_role):
    page = text(as_role(Role.LEADER).get("/parks/?plan=guangzhou-iab-2018"))
    assert page.count("node-dashed") == 2
    assert "合计不含同享扶持园区" in page
    assert "所在区未写明" in page


def test_a_plan_without_parks_tells_its_targets_and_what_it_wants_of_parks(as_role):
    page = text(as_role(Role.LEADER).get("/parks/?plan=nantong-future-2024"))
    assert "未点名任何园区" in page
    assert "七条优先赛道" in page
    assert "未来产业特色园区" in page


def test_the_counting_rule_stands_beside_the_figures(as_role):
    page = text(as_role(Role.LEADER).get("/parks/?plan=nantong-it-2018"))
    assert "签约（已认定）" in page
    assert COUNTING_RULE["stock"] in page
    assert COUNTING_RULE["signed"] in page
    assert COUNTING_RULE["landed"] in page
    assert "凭框架协议签约的项目，落地后同样计入落地。" in COUNTING_RULE["landed"]


@pytest.mark.parametrize("query", ["?plan=nothing", "?view=map", "?plan=%00", "?plan=" + "x" * 3000])
def test_unknown_plans_and_views_are_not_found(as_role, query):
    assert as_role(Role.LEADER).get(f"/parks/{query}").status_code == 404


def test_every_park_of_every_plan_opens_for_the_bureau(as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    for code in PARKS:
        response = bureau.get(f"/parks/{code}")
        assert response.status_code == 200, code


def test_a_park_page_says_what_the_plan_says(as_role):
    page = text(as_role(Role.BUREAU_MANAGER).get("/parks/lay-ntit-base-4"))
    for words in (
        "如皋智能汽车产业基地",
        "如皋新能源智能汽车产业园",
        "康迪电动汽车",
        "同句点名",
        "点名不等于入驻",
        "专业园区",
        "专业基金",
        "骨干龙头企业",
    ):
        assert words in page, words


def test_sectors_are_shown_with_their_way_in_the_tree(as_role):
    page = text(as_role(Role.BUREAU_MANAGER).get("/parks/lay-ntit-zone-1"))
    assert re.search(r"集成电路 / </span><b>专业芯片", page)


def test_outside_the_jurisdiction_there_is_nothing(as_role):
    tianjin = as_role(Role.BUREAU_MANAGER, cities=["TJ"])
    team = as_role(Role.OFFICER, parks=["lay-gz-park-01"])
    for code in PARKS:
        assert tianjin.get(f"/parks/{code}").status_code == (200 if code.startswith("lay-tj-") else 404), code
        assert team.get(f"/parks/{code}").status_code == (200 if code.startswith("lay-gz-") else 404), code
    assert tianjin.get("/parks/?plan=nantong-it-2018").status_code == 404
    assert "南通" not in text(tianjin.get("/parks/"))


def test_a_team_sees_its_citys_parks_but_projects_only_of_its_own(as_role):
    team = as_role(Role.OFFICER, parks=["lay-ntit-zone-2"])
    assert "项目明细只向本园区和商务局开放" in text(team.get("/parks/lay-ntit-zone-1"))
    assert "项目明细只向" not in text(team.get("/parks/lay-ntit-zone-2"))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_has_no_business_with_parks_is_refused(as_role, role):
    assert as_role(role).get("/parks/").status_code == 403
    assert as_role(role).get("/parks/lay-ntit-core").status_code == 403


def test_an_actor_without_cities_gets_a_page_that_teaches(as_role):
    response = as_role(Role.BUREAU_MANAGER, cities=[]).get("/parks/")
    assert response.status_code == 200
    assert "还没有规划" in text(response)


@pytest.mark.parametrize(
    "url", ["/parks/?plan=nantong-it-2018", "/parks/?plan=nantong-future-2024", "/parks/?view=table"]
)
def test_a_layout_page_costs_few_queries(as_role, count_queries, url):
    bureau = as_role(Role.BUREAU_MANAGER)
    with count_queries() as sent:
        bureau.get(url)
    assert len(sent) <= MOST_QUERIES, "\n".join(sent)


def test_a_layout_page_costs_the_same_for_few_and_many_parks(app, as_role, count_queries):
    bureau = as_role(Role.BUREAU_MANAGER)
    with count_queries() as few:
        bureau.get("/parks/?plan=nantong-it-2018")
    with app.app_context(), transaction():
        core = db.session.scalars(sa.select(LayoutNode).join(Park).where(Park.code == "lay-ntit-core")).one()
        city = db.session.scalar(sa.select(Park.city_id).where(Park.code == "lay-ntit-core"))
        for number in range(12):
            park = Park(
                code=f"extra-{number}", name=f"增设基地{number}", short_name=f"增{number}", city_id=city, places=["甲"]
            )
            db.session.add(park)
            db.session.flush()
            db.session.add(LayoutNode(layout_id=core.layout_id, park_id=park.id, kind="base", position=50 + number))
            db.session.add(ParkTarget(park_id=park.id, year=2026, metric="signed", value=4))
    with count_queries() as many:
        page = bureau.get("/parks/?plan=nantong-it-2018")
    assert "增设基地11" in text(page)
    assert len(many) == len(few)


@pytest.mark.parametrize("code", ["lay-ntit-core", "lay-tj-binhai", "lay-gz-park-09"])
def test_a_park_page_costs_few_queries(as_role, count_queries, code):
    bureau = as_role(Role.BUREAU_MANAGER)
    with count_queries() as sent:
        bureau.get(f"/parks/{code}")
    assert len(sent) <= MOST_QUERIES, "\n".join(sent)


@pytest.mark.parametrize("code", ["lay-none", "x" * 200, "..", "lay-ntit-core%00", "㐂𠮷"])
def test_unknown_parks_are_not_found(as_role, code):
    assert as_role(Role.BUREAU_MANAGER).get(f"/parks/{code}").status_code == 404


def test_parks_are_found_by_any_part_within_the_jurisdiction(app, as_role):
    leader, tianjin = as_role(Role.LEADER).actor, as_role(Role.LEADER, cities=["TJ"]).actor
    with app.app_context():
        assert [park.code for park in search_parks("智创谷", to=leader)] == ["lay-ntit-zone-2"]
        assert [park.code for park in search_parks("zcg", to=leader)] == ["lay-ntit-zone-2"]
        assert search_parks("智创谷", to=tianjin) == []
        assert "lay-ntit-base-3" in {park.code for park in search_parks("海门", to=leader)}
