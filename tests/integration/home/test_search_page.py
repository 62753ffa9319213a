"""Search: any part of a name, pinyin, initials; each kind within its own visibility; suggestions for the palette."""

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from tests.factories.companies import company, contact
from tests.factories.populations import OTHER_PARK, SECRET, SECRET_INVESTOR, populate
from tests.factories.projects import PARK, make_project

MOST_QUERIES = 10
MOST_BYTES = 100_000


@pytest.fixture
def officer(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        populate(client.actor)
    return client


def text_of(response):
    return response.get_data(as_text=True)


def suggested(client, text):
    answer = client.get("/search/suggest", query_string={"q": text}, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer.json


def test_projects_companies_and_parks_are_found_by_any_part(officer):
    for text in ("光刻", "刻胶", "胶", "guangke", "gkj", "GKJ", "光刻胶中试线"):
        assert "光刻胶中试线" in text_of(officer.get("/search", query_string={"q": text})), text
    for text in ("南大示例", "nandashili", "大示例光", "ndsl"):
        page = text_of(officer.get("/search", query_string={"q": text}))
        assert "南大示例光电有限公司" in page, text
        assert "<h2>企业</h2>" in page
    page = text_of(officer.get("/search?q=智创谷"))
    assert f"/parks/{PARK}" in page
    assert "<h2>园区</h2>" in page
    assert "会流失的" in text_of(officer.get("/search?q=流失"))


def test_suggestions_name_group_label_hint_and_address(officer):
    found = suggested(officer, "光刻")
    project = next(hit for hit in found if hit["group"] == "项目")
    assert project["label"] == "光刻胶中试线"
    assert project["hint"] == "南大示例光电有限公司·智创谷·线索"
    assert project["url"].startswith("/projects/NT-")
    assert officer.get(project["url"]).status_code == 200
    assert suggested(officer, project["url"].rsplit("/", 1)[1])[0]["label"] == "光刻胶中试线"
    for text in ("", " ", "。，！", "没有这样的名字", "长" * 101, "'\";--", "𠮷"):
        assert suggested(officer, text) == [], text


def test_at_most_eight_of_each_kind_are_suggested(app, officer):
    with app.app_context(), transaction():
        for number in range(10):
            make_project(by=officer.actor, investor=f"多多示例{number}有限公司", name=f"多多项目{number}")
    groups = [hit["group"] for hit in suggested(officer, "多多")]
    assert groups.count("项目") == groups.count("企业") == 8


def test_more_than_a_page_leads_to_the_list(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        for number in range(21):
            make_project(by=client.actor, name=f"多多项目{number}", investor="同一示例有限公司")
    page = text_of(client.get("/search?q=多多"))
    assert '<span class="count">20+</span>' in page
    assert 'href="/projects/?q=%E5%A4%9A%E5%A4%9A&amp;status=all"' in page
    assert len(page.encode()) < MOST_BYTES


def test_empty_long_and_odd_input_is_answered(as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    assert "输入名称中的任意几个字" in text_of(client.get("/search"))
    long = client.get("/search", query_string={"q": "长" * 101})
    assert long.status_code == 422
    assert "最多 100 个字" in text_of(long)
    assert "长" * 101 in text_of(long)
    signs = client.get("/search", query_string={"q": "。，"})
    assert signs.status_code == 422
    assert "只有标点" in text_of(signs)
    none = client.get("/search", query_string={"q": "没有这样的名字"})
    assert none.status_code == 200
    assert "没有找到" in text_of(none)
    assert client.head("/search?q=智").status_code == 200
    assert client.head("/search/suggest?q=智").status_code == 200
    assert client.get("/search", query_string={"q": "<script>alert(1)</script>"}).status_code == 200
    assert client.get("/search", query_string={"q": "𠮷" * 200000}).status_code in {400, 404, 413, 414, 422}


def test_another_park_finds_nothing_of_ours(as_role, officer):
    other = as_role(Role.OFFICER, parks=[OTHER_PARK])
    for text in ("光刻", "南大示例", "NT-2026", SECRET, SECRET_INVESTOR, "青松", "示例企业"):
        hits = suggested(other, text)
        assert not [hit for hit in hits if "智创谷" in hit["hint"]], text
        assert not [
            hit for hit in hits if hit["label"] in {"光刻胶中试线", "南大示例光电有限公司", SECRET, SECRET_INVESTOR}
        ]
        page = text_of(other.get("/search", query_string={"q": text})).replace(text, "")
        assert "光刻胶中试线" not in page
    assert [hit["label"] for hit in suggested(other, "邻园")] == ["邻园项目"]


def test_a_confidential_project_is_found_by_its_code_name_alone(as_role, officer):
    leader = as_role(Role.LEADER, cities=["NT"])
    for reader in (officer, leader):
        for text in (SECRET, SECRET_INVESTOR):
            assert not [hit for hit in suggested(reader, text) if hit["group"] == "项目"]
        labels = [(hit["label"], hit["hint"]) for hit in suggested(reader, "青松")]
        assert labels == [("青松", "智创谷·线索")]
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    assert [hit["label"] for hit in suggested(manager, SECRET) if hit["group"] == "项目"] == [SECRET]


def test_who_reads_neither_projects_nor_companies_finds_neither(as_role, officer):
    for role in (Role.AUDITOR, Role.ADMIN):
        client = as_role(role)
        assert suggested(client, "示例") == []
        assert suggested(client, "智创谷") == []
        assert client.get("/search?q=光刻").status_code == 200
    department = as_role(Role.DEPARTMENT_REVIEWER, cities=["NT"])
    assert {hit["group"] for hit in suggested(department, "智创谷")} == {"园区"}
    assert suggested(department, "光刻") == []


def test_contacts_are_found_only_as_the_register_allows(app, as_role, officer):
    with app.app_context(), transaction():
        contact(company(parks=[OTHER_PARK], name="邻居示例有限公司"), name="独孤求败", phone="13912345678")
    assert suggested(officer, "独孤求败") == []
    assert suggested(officer, "13912345678") == []


def test_a_search_costs_the_same_for_one_hit_and_for_many(app, as_role, count_queries):
    client = as_role(Role.OFFICER, parks=[PARK])
    costs = []
    for number in (1, 6):
        with app.app_context(), transaction():
            for _ in range(number):
                make_project(by=client.actor)
        with count_queries() as sent:
            client.get("/search?q=示例")
        with count_queries() as also:
            client.get("/search/suggest?q=示例")
        costs.append((len(sent), len(also)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST_QUERIES
