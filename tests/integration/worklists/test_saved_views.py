"""Saved views: private or shared, a start page of one's own, and never more than the reader may see."""

import re

import pytest

from app.accounts.enums import OrganisationKind, Role
from app.core.transaction import transaction
from tests.factories.accounts import organisation, person
from tests.factories.populations import OTHER_PARK, SECRET, SECRET_INVESTOR, populate
from tests.factories.projects import PARK, make_project

MOST_QUERIES = 10


@pytest.fixture
def team(app, as_role):
    """Two officers and the head of one team, with the small world around."""
    with app.app_context(), transaction():
        home = organisation(OrganisationKind.PARK_TEAM, parks=[PARK])
    first = as_role(Role.OFFICER, at=home)
    second = as_role(Role.OFFICER, at=home)
    head = as_role(Role.PARK_MANAGER, at=home)
    with app.app_context(), transaction():
        populate(first.actor)
    return first, second, head


def text_of(response):
    return response.get_data(as_text=True)


def tabs(page):
    return re.sub(r"<(?!/?(nav|a))[^>]*>", "", re.search(r'<nav class="views".*?</nav>', page, re.DOTALL)[0])


def keep(client, name, state="light=red&light=yellow&sort=-investment&cols=owner,investment", page="list", **more):
    answer = client.send("/projects/views/new", {"name": name, "state": state, "page": page, **more})
    assert answer.status_code == 302, text_of(answer)
    return answer.location, int(re.search(r"view=(\d+)", answer.location)[1])


def test_a_view_keeps_filter_order_and_columns_and_says_when_it_was_changed(team):
    client, *_ = team
    before = text_of(client.get("/projects/?light=red&light=yellow&sort=-investment"))
    assert "存为视图" in before
    assert "存为视图" not in text_of(client.get("/projects/")), "the usual list is a tab already"
    address, number = keep(client, "急办")
    assert "light=red" in address
    assert "sort=-investment" in address
    page = text_of(client.get(address))
    assert re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', page)[:4] == ["灯", "项目名称", "负责人", "总投资"]
    assert re.search(r'<a href="[^"]+" aria-current="true">\s*急办', page)
    assert "视图已改动" not in page
    changed = text_of(client.get(address.replace("light=yellow&", "")))
    assert "视图已改动" in changed
    assert "保存到“急办”" in changed
    answer = client.send(f"/projects/views/{number}/state", {"state": "light=red", "page": "list"})
    assert answer.location == f"/projects/?light=red&view={number}"
    assert "视图已改动" not in text_of(client.get(answer.location))
    assert client.get(f"/projects/views/{number}").location == answer.location
    assert "急办" in text_of(client.get("/projects/board")), "above the board as well"


def test_a_private_view_is_nobody_elses_and_a_shared_one_the_teams(team, as_role):
    first, second, head = team
    _, private = keep(first, "我的")
    _, shared = keep(first, "大家的", shared="y")
    others = [as_role(Role.OFFICER, parks=[OTHER_PARK]), as_role(Role.REVIEWER, cities=["NT"])]
    for client in (second, head):
        found = tabs(text_of(client.get("/projects/")))
        assert "大家的" in found
        assert "我的" not in found.replace("我的视图", "")
        assert client.get(f"/projects/views/{private}").status_code == 404
    for client in others:
        assert "大家的" not in tabs(text_of(client.get("/projects/")))
        for number in (private, shared):
            assert client.get(f"/projects/views/{number}").status_code == 404
            assert client.send(f"/projects/views/{number}/remove").status_code == 404
    # A colleague reads it; the head of the team may also change it.
    assert second.send(f"/projects/views/{shared}/edit", {"name": "改名"}).status_code == 403
    assert second.send(f"/projects/views/{shared}/state", {"state": "", "page": "list"}).status_code == 403
    assert head.send(f"/projects/views/{shared}/edit", {"name": "本周要办", "shared": "y"}).status_code == 302
    assert "本周要办" in tabs(text_of(second.get("/projects/")))
    assert first.send(f"/projects/views/{shared}/edit", {"name": "收回"}).status_code == 302
    assert "收回" not in tabs(text_of(second.get("/projects/")))


def test_who_may_not_share_keeps_views_to_themselves(as_role):
    leader = as_role(Role.LEADER, cities=["NT"])
    assert 'name="shared"' not in text_of(leader.get("/projects/?light=red"))
    answer = leader.send("/projects/views/new", {"name": "看", "state": "light=red", "page": "list", "shared": "y"})
    assert answer.status_code == 422
    assert "不能共享" in text_of(answer)


def test_a_shared_view_never_widens_what_its_reader_sees(app, as_role):
    with app.app_context(), transaction():
        home = organisation(OrganisationKind.PARK_TEAM, parks=[PARK])
    head, officer = as_role(Role.PARK_MANAGER, at=home), as_role(Role.OFFICER, at=home)
    with app.app_context(), transaction():
        populate(person(Role.OFFICER, parks=[PARK]))
    address, _ = keep(head, "隐名的", state=f"q={SECRET_INVESTOR[:4]}", shared="y")
    assert SECRET in text_of(head.get(address))
    rows = re.search(r'id="results".*', text_of(officer.get(address)), re.DOTALL)[0]
    assert SECRET not in rows
    assert "没有符合条件的项目" in rows
    wide, _ = keep(head, "别园的", state=f"park={OTHER_PARK}&status=all", shared="y")
    for reader in (head, officer):
        assert "邻园项目" not in text_of(reader.get(wide))


def test_a_list_starts_with_the_view_chosen_for_it(team):
    client, other, _ = team
    address, number = keep(client, "红灯", state="light=red", starts="y", shared="y")
    assert client.get("/projects/").location == address
    assert client.get("/projects/board").status_code == 200, "each page starts on its own"
    assert other.get("/projects/").status_code == 200
    everything = re.search(r'<a href="([^"]+)"[^>]*>\s*全部推进中', text_of(client.get(address)))[1]
    assert everything == "/projects/?view=0"
    page = client.get(everything)
    assert page.status_code == 200
    assert "第 1–8 项" in text_of(page)
    assert client.send(f"/projects/views/{number}/start", {"starts": "0"}).status_code == 302
    assert client.get("/projects/").status_code == 200
    # A colleague who starts with it starts as usual again once it is private.
    assert other.send(f"/projects/views/{number}/start", {"starts": "1"}).status_code == 302
    assert other.get("/projects/").location == address
    client.send(f"/projects/views/{number}/edit", {"name": "红灯"})
    assert other.get("/projects/").status_code == 200
    client.send(f"/projects/views/{number}/remove")
    assert client.get(address).status_code == 200, "an old bookmark still shows what it says"


def test_views_are_put_in_order_and_managed_on_one_page(team):
    client, *_ = team
    numbers = [keep(client, name)[1] for name in ("甲", "乙", "丙")]
    client.send(f"/projects/views/{numbers[2]}/move", {"way": "up"})
    client.send(f"/projects/views/{numbers[0]}/move", {"way": "up"})
    found = re.findall(r"(甲|乙|丙)", tabs(text_of(client.get("/projects/"))))
    assert found == ["甲", "丙", "乙"]
    page = text_of(client.get("/projects/views/"))
    for words in ("设为默认", "删除", "前移", "不保存结果"):
        assert words in page


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"name": "", "state": "light=red", "page": "list"}, 422, "请给视图起个名字"),
        ({"name": "长" * 21, "state": "light=red", "page": "list"}, 422, "最多 20 个字"),
        ({"name": "有了", "state": "light=red", "page": "list"}, 422, "同名"),
        ({"name": "页", "state": "light=red", "page": "moon"}, 422, "请"),
        ({"name": "坏", "state": "light=blue", "page": "list"}, 400, "无法识别"),
        ({"name": "坏", "state": "cols=password", "page": "list"}, 400, "没有这样的列"),
    ],
)
def test_bad_input_gets_a_sentence(team, sent, status, words):
    client, *_ = team
    keep(client, "有了")
    answer = client.send("/projects/views/new", sent)
    assert answer.status_code == status
    assert words in text_of(answer)
    if status == 422:
        assert "light=red" in text_of(answer), "what was to be saved is kept"


def test_columns_are_remembered_in_their_order(team):
    client, other, _ = team
    answer = client.send("/projects/columns", {"cols": ["owner", "recognition", "stage"], "back": "/projects/"})
    assert answer.location == "/projects/"
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', text_of(client.get("/projects/")))
    assert heads == ["灯", "项目名称", "负责人", "认定", "阶段"]
    assert "投资方" in text_of(other.get("/projects/"))
    client.send("/projects/columns", {"cols": ["owner", "recognition", "stage"], "up": "stage"})
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', text_of(client.get("/projects/")))
    assert heads[2:] == ["负责人", "阶段", "认定"]
    assert re.search(r"待完善|首报保护中|后报", text_of(client.get("/projects/?cols=first_report")))
    shown = text_of(client.get("/projects/?cols=counted,signed,framework,landed,code"))
    for words in ("计入阶段", "签约认定日", "框架协议认定日", "落地认定日"):
        assert words in shown
    client.send("/projects/columns", {"usual": "1", "cols": ["owner"]})
    assert "投资方" in text_of(client.get("/projects/"))
    assert client.send("/projects/columns", {"cols": "password"}).status_code == 400
    assert client.send("/projects/columns", {"back": "//evil.example"}).location == "/projects/"


def test_views_cost_no_more_when_there_are_many(app, team, count_queries):
    client, *_ = team
    costs = []
    for many in (False, True):
        if many:
            for number in range(5):
                keep(client, f"视图{number}", shared="y")
            with app.app_context(), transaction():
                make_project(by=client.actor)
        with count_queries() as sent:
            client.get("/projects/?light=red")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= MOST_QUERIES
