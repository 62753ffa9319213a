"""The list as its users meet it: everything in the URL, nothing of others, bad input answered."""

import re

import pytest

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.projects.view_model import COLUMNS, DEFAULT_COLUMNS
from tests.factories.populations import OTHER_CITY, OTHER_PARK, SECRET, SECRET_INVESTOR, populate
from tests.factories.projects import PARK, make_project

MOST_QUERIES = 10
MOST_BYTES = 100_000


@pytest.fixture
def officer(app, as_role):
    """An officer of PARK with the small world around."""
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        populate(client.actor)
    return client


def text_of(response):
    return response.get_data(as_text=True)


def codes(page):
    return re.findall(r'<tr data-code="([^"]+)"', page)


def test_the_list_shows_rows_sums_and_what_holds(officer):
    page = text_of(officer.get("/projects/"))
    assert len(codes(page)) == 8
    for words in ("光刻胶中试线", "第 1–8 项，共 8 项", "本筛选 8 项合计", "本页 8 项", "状态：推进中", "新登线索"):
        assert words in page
    assert "会流失的" not in page


def test_the_foot_gives_the_sum_of_the_filter_and_of_the_page(officer):
    page = text_of(officer.get("/projects/?least=1亿&sort=-investment&size=15"))
    rows = re.findall(r'<td class="n" title="[^"]+" data-label="总投资（亿元）">([\d.,]+)</td>', page)
    total = re.search(r'合计</td><td class="n" title="[^"]+">([\d.,]+)</td>', page)
    assert rows == sorted(rows, key=float, reverse=True)
    assert total
    assert float(total[1]) == pytest.approx(sum(map(float, rows)))
    assert f"本页 {len(rows)} 项：{total[1]} 亿元" in page
    assert 'aria-sort="descending"' in page


def test_pages_lead_on_and_back_and_keep_the_filter(app, officer):
    with app.app_context(), transaction():
        for number in range(10):
            make_project(by=officer.actor, name=f"批量项目{number}")
    first = text_of(officer.get("/projects/?size=15&sort=registered&cols=owner,investment"))
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "第 1–15 项，共 18 项" in first
    assert "size=15" in onward
    assert "cols=" in onward
    second = text_of(officer.get(onward))
    assert "第 16–18 项，共 18 项" in second
    assert not set(codes(first)) & set(codes(second))
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")
    assert codes(text_of(officer.get(back))) == codes(first)


def test_links_to_projects_carry_filter_and_order_and_chips_go_one_by_one(officer):
    page = text_of(officer.get("/projects/?light=red&sort=-investment"))
    assert re.search(r'href="/projects/NT-[\d-]+\?light=red&amp;sort=-investment"', page)
    page = text_of(officer.get("/projects/?light=red&light=yellow&least=1亿&unowned=1"))
    assert page.count('class="chip"') == 5
    gone = re.search(r'灯：红<a class="chip-x" href="([^"]+)"', page)[1].replace("&amp;", "&")
    after = text_of(officer.get(gone))
    assert "灯：红" not in after
    assert "灯：黄" in after
    assert "总投资不低于：1.00 亿元" in after
    every = text_of(officer.get("/projects/?status=all"))
    assert "状态：全部" in every
    assert "会流失的" in every
    assert "流失</span>" in every


def test_columns_are_chosen_in_the_url(officer):
    chosen = text_of(officer.get("/projects/?cols=code,registered&cols=investment"))
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', chosen)
    assert heads == ["灯", "项目名称", "编号", "登记日期", "总投资"], "in the order of the address"
    every = ",".join(column.key for column in COLUMNS)
    assert len(re.findall(r"<th scope", text_of(officer.get(f"/projects/?cols={every}")))) == len(COLUMNS) + 3
    usual = text_of(officer.get(f"/projects/?cols={','.join(DEFAULT_COLUMNS)}"))
    assert "cols=" not in re.search(r'<nav class="views".*?</nav>', usual)[0]


def test_what_is_typed_answers_with_the_results_alone(officer):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/projects/"}
    answer = officer.get("/projects/?q=光刻&least=&most=", headers=headers)
    page = text_of(answer)
    assert "<html" not in page
    assert "光刻胶中试线" in page
    assert 'hx-swap-oob="true"' in page
    assert answer.headers["HX-Push-Url"] == "/projects/?q=%E5%85%89%E5%88%BB"
    again = officer.get(
        "/projects/?q=光刻胶", headers=headers | {"HX-Current-URL": "http://localhost/projects/?q=%E5%85%89"}
    )
    assert "HX-Push-Url" not in again.headers
    assert again.headers["HX-Replace-Url"].startswith("/projects/?q=")
    whole = officer.get("/projects/?q=光刻", headers=headers | {"HX-History-Restore-Request": "true"})
    assert "<html" in text_of(whole)


def test_none_yet_and_no_match_are_told_apart(as_role, officer):
    empty = as_role(Role.OFFICER, parks=["lay-ntit-base-6"])
    assert "还没有推进中的项目" in text_of(empty.get("/projects/"))
    none = text_of(officer.get("/projects/?q=没有这样的&light=red"))
    assert "没有符合条件的项目" in none
    assert "清除全部筛选" in none
    assert "搜索“没有这样的”" in none


BAD_ADDRESSES = (
    "stage=sold",
    "light=blue",
    "least=很多",
    "least=-1",
    "most=99999999999999999999亿",
    "due_by=2026-02-30",
    "sort=name",
    "size=7",
    "size=x",
    "cols=password",
    "cursor=abc",
    "cursor=WyJpIiwxXQ",
    "cursor=" + "A" * 3000,
    "q=" + "长" * 101,
    "signed=0",
    "sort=due&cursor=W1siZCIsIjEiXSwxLDAsMF0",
    "&".join(f"park=p{number}" for number in range(99)),
)
ODD_ADDRESSES = ("q='\";--", "q=%F0%A0%AE%B7", "sector=x&plan=y&owner=z", "q=。，")


def test_a_bad_address_is_answered_with_a_sentence_and_a_way_out(as_role):
    officer = as_role(Role.OFFICER, parks=[PARK])
    for query in BAD_ADDRESSES:
        answer = officer.get(f"/projects/?{query}")
        page = text_of(answer)
        assert answer.status_code == 400, query
        for words in ("地址中的条件有误", 'href="/projects/"', "清除全部条件"):
            assert words in page, query
    for query in ODD_ADDRESSES:
        assert officer.get(f"/projects/?{query}").status_code == 200, query
    for code in (OTHER_PARK, "lay-nowhere"):
        page = text_of(officer.get(f"/projects/?park={code}"))
        assert "园区“不在可选范围”" in page, "a park out of sight and one that does not exist read the same"
        assert f"“{code}”" not in page, code
    answer = officer.head("/projects/")
    assert answer.status_code == 200
    assert not answer.data


def test_another_park_finds_and_is_told_nothing(as_role, officer):
    other = as_role(Role.OFFICER, parks=[OTHER_PARK])
    for query in (
        "",
        f"park={PARK}",
        "q=光刻",
        f"owner={officer.actor.login}&status=all",
        "q=NT-2026",
        "plan=nantong-it-2018",
    ):
        page = text_of(other.get(f"/projects/?{query}"))
        for secret in ("光刻胶", "光纤", "中天示例", SECRET, SECRET_INVESTOR, "青松", "智创谷", officer.actor.name):
            assert secret not in page, (query, secret)
    assert "邻园项目" in text_of(other.get("/projects/"))


def test_bureaus_see_their_own_cities_only(as_role, officer):
    nantong = text_of(as_role(Role.REVIEWER, cities=["NT"]).get("/projects/?status=all"))
    assert "光刻胶中试线" in nantong
    assert "邻园项目" in nantong
    assert "外市项目" not in nantong
    page = text_of(as_role(Role.LEADER, cities=["NT"]).get(f"/projects/?park={OTHER_CITY}"))
    assert "外市项目" not in page
    assert "没有符合条件的项目" in page


def test_a_confidential_investor_is_known_to_manager_and_bureau_alone(as_role, officer):
    leader = as_role(Role.LEADER, cities=["NT"])
    for query in ("", "q=青松", f"q={SECRET[:2]}", f"q={SECRET_INVESTOR[:4]}", "q=baomi", "status=all"):
        for reader in (officer, leader):
            rows = "".join(re.findall(r"<tbody>.*</tbody>", text_of(reader.get(f"/projects/?{query}")), re.DOTALL))
            assert not {word for word in (SECRET, SECRET_INVESTOR) if word in rows}, query
            assert ("青松" in rows) == (query in {"", "q=青松", "status=all"}), query
    for reader in (as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.REVIEWER, cities=["NT"])):
        page = text_of(reader.get(f"/projects/?q={SECRET_INVESTOR[:4]}"))
        assert SECRET in page
        assert SECRET_INVESTOR in page
        assert "保密" in page


def test_who_reads_no_projects_sees_none(as_role, officer):
    for role in (Role.DEPARTMENT_REVIEWER, Role.AUDITOR, Role.ADMIN):
        answer = as_role(role).get("/projects/?status=all")
        assert answer.status_code == (200 if role is Role.DEPARTMENT_REVIEWER else 403)
        assert "光刻" not in text_of(answer)


def test_a_list_costs_the_same_for_one_row_and_for_many(app, as_role, count_queries):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        make_project(by=client.actor)
    with count_queries() as one:
        client.get("/projects/?q=示例")
    with app.app_context(), transaction():
        for _ in range(6):
            make_project(by=client.actor)
    with count_queries() as many:
        page = client.get("/projects/?q=示例")
    assert len(one) == len(many) <= MOST_QUERIES
    assert len(page.data) < MOST_BYTES
