"""Pages of plans: everything the document says, within the jurisdiction, at a constant cost."""

from html import unescape

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import City
from app.extensions import db
from app.plans.models import Plan
from app.plans.schema import bundled_plans
from app.plans.views import TABS

PLANS = bundled_plans()
MOST_QUERIES = 10


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def test_all_plans_of_the_jurisdiction_are_listed(as_role):
    page = text(as_role(Role.LEADER).get("/plans/"))
    assert all(plan.document.title in page for plan in PLANS)
    nantong = text(as_role(Role.OFFICER, parks=["lay-ntit-zone-2"]).get("/plans/"))
    assert "天津市新一代" not in nantong


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_every_plan_opens_with_all_its_rows(as_role, tab):
    leader = as_role(Role.LEADER)
    for plan in PLANS:
        page = text(leader.get(f"/plans/{plan.code}?tab={tab}"))
        names = {
            "targets": [target.metric for target in plan.targets],
            "indicators": [indicator.name for indicator in plan.indicators],
            "tasks": [task.name for task in plan.tasks],
            "measures": [measure.name for measure in plan.measures],
            "organisations": [company.name for company in plan.companies],
            "": [grouping.name for grouping in plan.groupings],
        }[tab]
        assert all(name in page for name in names), plan.code


def test_both_readings_are_shown_with_their_places(as_role):
    page = text(as_role(Role.LEADER).get("/plans/nantong-innovation-2018?tab=targets"))
    for words in ("500项", "600项", "正文 二(四)11", "附表2/11"):
        assert words in page, words


def test_comparators_are_words_and_caps_are_printed(as_role):
    leader = as_role(Role.LEADER)
    targets = text(leader.get("/plans/guangzhou-iab-2018?tab=targets"))
    assert "不少于" in targets
    assert ">=" not in targets
    assert "最高 1亿元" in text(leader.get("/plans/guangzhou-iab-2018?tab=measures"))


def test_outside_the_jurisdiction_and_unknown_is_not_found(as_role):
    tianjin = as_role(Role.LEADER, cities=["TJ"])
    assert tianjin.get("/plans/nantong-it-2018").status_code == 404
    assert tianjin.get("/plans/tianjin-it-145").status_code == 200
    assert tianjin.get("/plans/tianjin-it-145?tab=nothing").status_code == 404
    assert tianjin.get("/plans/nothing").status_code == 404
    assert tianjin.get("/plans/%00").status_code == 404


@pytest.mark.parametrize("tab", TABS)
def test_a_plan_page_costs_few_queries(as_role, count_queries, tab):
    leader = as_role(Role.LEADER)
    with count_queries() as sent:
        leader.get(f"/plans/nantong-innovation-2018?tab={tab}")
    assert len(sent) <= MOST_QUERIES


def plan_facts(app, **changes) -> dict[str, object]:
    with app.app_context():
        city = db.session.scalar(sa.select(City.id).where(City.code == "NT"))
    return {
        "title": "南通市低空经济行动方案",
        "short_title": "低空经济方案",
        "city_id": city,
        "layout_name": "三园",
        "shape": "tiles",
        "section": "三",
    } | changes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "请填写规划名称"),
        ({"title": "长" * 201}, "最多 200 个字"),
        ({"title": "关于加快培育发展未来产业的实施意见"}, "已有同名的规划"),
        ({"city_id": "999"}, "请选择列表中的一项"),
        ({"city_id": "x"}, "请选择列表中的一项"),
        ({"shape": "spiral"}, "请选择列表中的一项"),
        ({"period_start": "2030", "period_end": "2026"}, "终止年份不能早于起始年份"),
        ({"period_end": "2026"}, "同时填写起始年份"),
        ({"period_start": "98"}, "年份应在"),
        ({"issued_on": "2026-02-30"}, "日期无效"),
    ],
)
def test_a_bad_plan_is_refused_at_its_field(app, as_role, changes, said):
    answer = as_role(Role.BUREAU_MANAGER).send("/parks/new-plan", plan_facts(app, **changes))
    assert answer.status_code == 422
    assert said in text(answer)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Plan)) == len(PLANS)


def test_a_bureau_enters_plans_of_its_own_cities_only(app, as_role):
    answer = as_role(Role.BUREAU_MANAGER, cities=["TJ"]).send("/parks/new-plan", plan_facts(app))
    assert answer.status_code == 422


def test_a_plan_from_the_screen_can_be_changed_one_from_a_file_cannot(app, as_role):
    bureau = as_role(Role.BUREAU_MANAGER)
    assert bureau.send("/parks/new-plan", plan_facts(app)).status_code == 302
    facts = {"title": "南通市低空经济行动方案（修订）", "short_title": "低空经济方案", "version": "1"}
    assert bureau.send("/plans/plan-nt-1/edit", facts).status_code == 302
    assert "（修订）" in text(bureau.get("/plans/plan-nt-1"))
    assert bureau.send("/plans/plan-nt-1/edit", facts | {"title": "另一个"}).status_code == 409
    refused = bureau.send("/plans/nantong-it-2018/edit", facts)
    assert refused.status_code == 422
    assert "由文件载入" in text(refused)
    assert as_role(Role.REVIEWER).get("/plans/plan-nt-1/edit").status_code == 403
