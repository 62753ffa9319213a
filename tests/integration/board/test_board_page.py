"""The board: figures of the whole filter, further cards, what each reader may do, nothing of others."""

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core.transaction import transaction
from app.extensions import db
from app.projects import standing
from app.projects.actions.upkeep import log_of, refresh, restate
from app.projects.enums import Recognition, Stage
from app.projects.models import Project
from app.projects.views.board import CARDS
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


SCRIPT = {"HX-Request": "true"}


def text_of(response):
    return response.get_data(as_text=True)


def column(page, stage):
    return re.search(rf'<section class="column[^>]*data-stage="{stage.value}".*?</section>', page, re.DOTALL)[0]


def heads(page):
    return {
        stage: (
            int(re.search(r"data-count>(\d+)", column(page, stage))[1]),
            re.search(r"data-sum>([\d.,]+)", column(page, stage))[1],
            int(re.search(r"data-stale-count>(\d+)", column(page, stage))[1]),
        )
        for stage in Stage
    }


def test_columns_show_count_sum_and_stale_of_the_whole_filter(officer):
    page = text_of(officer.get("/projects/board"))
    assert heads(page)[Stage.LEAD] == (4, "12.90", 2)
    assert heads(page)[Stage.SIGNED] == (1, "3.60", 0)
    assert heads(page)[Stage.FULL_CAPACITY] == (0, "0.00", 0)
    for words in (
        "由此往右须商务局认定",
        "30 天须跟进",
        "2～6 个月内开工",
        "共 <b>8</b> 项",
        "逾期 3 天 寄资料",
        "未分配",
    ):
        assert words in page
    narrowed = heads(text_of(officer.get("/projects/board?least=1亿&light=yellow&status=all")))
    assert narrowed[Stage.LEAD] == (1, "12.00", 1)
    assert sum(count for count, _, _ in narrowed.values()) == 1
    assert "会流失的" in text_of(officer.get("/projects/board?status=all"))


def test_board_and_list_hand_the_filter_to_each_other(officer):
    page = text_of(officer.get("/projects/board?light=red&overdue=1"))
    assert 'href="/projects/?light=red&amp;overdue=1"' in page
    assert 'href="/projects/board?light=red&amp;overdue=1"' in text_of(officer.get("/projects/?light=red&overdue=1"))


def test_further_cards_of_a_column_come_in_place(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        for number in range(CARDS + 4):
            make_project(by=client.actor, name=f"第{number}条")
    lead = column(text_of(client.get("/projects/board")), Stage.LEAD)
    shown = re.findall(r'data-code="([^"]+)"', lead)
    assert len(shown) == CARDS
    assert "还有 4 项" in lead
    assert "/projects/?stage=lead" in lead
    more = text_of(client.get(re.search(r'hx-get="([^"]+)"', lead)[1].replace("&amp;", "&"), headers=SCRIPT))
    further = re.findall(r'data-code="([^"]+)"', more)
    assert len(further) == 4
    assert not set(further) & set(shown)
    assert "还有" not in more


def test_cards_offer_what_the_reader_may_do(as_role, officer):
    mine = text_of(officer.get("/projects/board"))
    assert "data-movable" in column(mine, Stage.NEGOTIATING)
    assert "移到“评审”" in column(mine, Stage.NEGOTIATING)
    assert "data-movable" not in column(mine, Stage.SIGNED)  # a colleague's
    assert "记跟进" in column(mine, Stage.SIGNED)
    leader = text_of(as_role(Role.LEADER, cities=["NT"]).get("/projects/board"))
    assert "data-movable" not in leader
    assert "data-lost-url" not in leader
    assert "记跟进" not in leader
    manager = text_of(as_role(Role.PARK_MANAGER, parks=[PARK]).get("/projects/board"))
    assert "移到“落地”" in column(manager, Stage.SIGNED)


def test_a_move_from_the_menu_comes_back_to_the_same_board(officer):
    page = text_of(officer.get("/projects/board?owner=" + officer.actor.login))
    action = re.search(r'formaction="([^"]+)" name="stage" value="appraisal"', page)[1].replace("&amp;", "&")
    answer = officer.send(action, {"stage": "appraisal"})
    assert answer.status_code == 302
    assert answer.location == f"/projects/board?owner={officer.actor.login}"
    assert heads(text_of(officer.get(answer.location)))[Stage.APPRAISAL][0] == 1


def test_the_column_in_view_of_a_phone_stands_in_the_url(officer):
    page = text_of(officer.get("/projects/board?at=signed&light=green"))
    current = re.search(r'<a href="([^"]+)" data-stage-tab="signed" aria-current="true"', page)
    assert current
    assert current[1] == "/projects/board?light=green&amp;at=signed#column-signed"


def test_another_park_and_colleagues_learn_nothing(as_role, officer):
    other = as_role(Role.OFFICER, parks=[OTHER_PARK])
    for path in (
        "/projects/board",
        f"/projects/board?park={PARK}&status=all",
        "/projects/board/lead",
        f"/projects/board/lead?park={PARK}",
    ):
        page = text_of(other.get(path, headers=SCRIPT))
        for secret in ("光刻胶", "光纤", SECRET, SECRET_INVESTOR, "青松", "智创谷"):
            assert secret not in page, (path, secret)
    for path in ("/projects/board", "/projects/board/lead", f"/projects/board/lead?q={SECRET_INVESTOR[:2]}"):
        page = text_of(officer.get(path, headers=SCRIPT))
        assert SECRET not in page
        assert SECRET_INVESTOR not in page
    assert "青松" in text_of(officer.get("/projects/board/lead", headers=SCRIPT))
    for role, status in ((Role.DEPARTMENT_REVIEWER, 200), (Role.AUDITOR, 403), (Role.ADMIN, 403)):
        for path in ("/projects/board", "/projects/board/lead"):
            answer = as_role(role).get(path, headers=SCRIPT)
            assert answer.status_code == status
            assert "光刻" not in text_of(answer)


def test_a_bad_address_gets_a_sentence(as_role):
    officer = as_role(Role.OFFICER, parks=[PARK])
    for path in (
        "/projects/board?stage=x",
        "/projects/board?at=x",
        "/projects/board?least=x",
        "/projects/board/lead?after=x",
        "/projects/board/lead?after=nan_1",
        "/projects/board/lead?after=1e999_1",
        "/projects/board/lead?after=1_99999999999",
        "/projects/board/lead?after=1_-1",
    ):
        answer = officer.get(path, headers=SCRIPT)
        assert answer.status_code == 400, path
        assert "清除全部条件" in text_of(answer), path
    assert officer.get("/projects/board/nowhere").status_code == 404
    assert officer.get("/projects/board/lead?left=abc&after=", headers=SCRIPT).status_code == 200
    assert officer.get("/projects/board/lead?light=red").location == "/projects/?light=red&stage=lead"
    assert officer.head("/projects/board").status_code == 200


def test_a_board_costs_the_same_for_one_card_and_for_many(app, as_role, count_queries):
    client = as_role(Role.OFFICER, parks=[PARK])
    costs = []
    for cards in (1, 6):
        with app.app_context(), transaction():
            for number in range(cards):
                make_project(by=client.actor, stage=list(Stage)[number % 3])
        with count_queries() as sent:
            page = client.get("/projects/board?q=示例")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= MOST_QUERIES
    assert len(page.data) < MOST_BYTES


def test_undo_on_the_board_restores_the_place_as_well(app, officer):
    page = text_of(officer.get("/projects/board"))
    cards = re.findall(r'data-code="([^"]+)" data-rank="([^"]+)" data-movable', column(page, Stage.NEGOTIATING))
    code, rank = cards[0]
    json = {"Accept": "application/json"}
    moved = officer.send(f"/projects/{code}/move?light=green", {"stage": "appraisal"}, headers=json).get_json()
    assert moved["ok"], moved
    undone = officer.send(
        moved["undo_url"], {"before": str(float(rank) - 1), "after": str(float(rank) + 1)}, headers=json
    ).get_json()
    assert undone["ok"]
    assert undone["rank"] == float(rank)
    assert undone["columns"]["negotiating"]["count"] == 1
    again = officer.send(moved["undo_url"], headers=json)
    assert again.status_code == 422
    assert "不能撤销" in again.get_json()["message"]


def test_cards_say_what_is_missing_and_how_recognition_stands(app, officer):
    with app.app_context(), transaction():
        signed = make_project(by=officer.actor, stage=Stage.SIGNED, name="等认定的")
        entry = standing.entries(log_of(signed))[Stage.SIGNED]
        entry.recognition = Recognition.SUBMITTED
        restate(signed)
        refresh(signed)
    page = text_of(officer.get("/projects/board"))
    assert "待认定" in column(page, Stage.SIGNED)
    assert re.search(r"缺 \d+ 项", column(page, Stage.LEAD))
    assert "进入“签约”须具备：" in column(page, Stage.SIGNED)
    assert "等认定的" in text_of(officer.get("/projects/?recognition=submitted"))
    assert "等认定的" not in text_of(officer.get("/projects/?recognition=returned"))


def test_a_board_narrowed_to_a_stage_leads_to_its_further_cards(app, officer):
    with app.app_context(), transaction():
        for _ in range(CARDS + 2):
            make_project(by=officer.actor, stage=Stage.LEAD)
    page = officer.get("/projects/board?stage=lead&stage=signed")
    assert page.status_code == 200
    more = re.search(r'"(/projects/board/lead\?[^"]+)"', text_of(page))[1].replace("&amp;", "&")
    assert "stage=" not in more
    assert officer.get(more, headers=SCRIPT).status_code == 200


def codes_of(page, stage):
    return re.findall(r'data-code="([^"]+)"', column(page, stage))


@pytest.fixture
def lined_up(app, as_role):
    """An officer with five leads, and their codes from top to bottom."""
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        for number in range(5):
            make_project(by=client.actor, name=f"第{number}条")
    return client, codes_of(text_of(client.get("/projects/board")), Stage.LEAD)


def test_the_menu_orders_a_column_without_a_script(lined_up):
    officer, codes = lined_up
    a, b, c, d, e = codes
    page = text_of(officer.get("/projects/board"))
    action = re.search(r'<form class="board" method="post" action="([^"]+)"', page)[1].replace("&amp;", "&")
    for name, value in (("up", c), ("down", c), ("top", c)):
        assert f'<button name="{name}" value="{value}">' in page
    for way, code, order in (
        ("up", c, [a, c, b, d, e]),
        ("down", a, [c, a, b, d, e]),
        ("down", d, [c, a, b, e, d]),
        ("top", e, [e, c, a, b, d]),
        ("up", c, [c, e, a, b, d]),
    ):
        answer = officer.send(action, {way: code})
        assert answer.status_code == 302
        assert answer.location == "/projects/board#column-lead"
        page = text_of(officer.get("/projects/board"))
        assert codes_of(page, Stage.LEAD) == order, (way, code)
        assert "已调整次序。" in page
    back = re.search(r'action="(/projects/[^"]+/place/undo[^"]+)"', page)[1].replace("&amp;", "&")
    assert officer.send(back).location == "/projects/board#column-lead"
    page = text_of(officer.get("/projects/board"))
    assert codes_of(page, Stage.LEAD) == [e, c, a, b, d]
    officer.send(back)
    assert "没有撤销" in text_of(officer.get("/projects/board"))
    for way, code, words in (("up", e, "已在本列最上面"), ("top", e, "已在本列最上面"), ("down", d, "已在本列最下面")):
        officer.send(action, {way: code})
        page = text_of(officer.get("/projects/board"))
        assert words in page
        assert codes_of(page, Stage.LEAD) == [e, c, a, b, d]


def test_the_menu_passes_the_cards_that_the_filter_shows(app, lined_up):
    officer, (a, b, c, d, e) = lined_up
    with app.app_context(), transaction():
        for row in db.session.scalars(sa.select(Project).where(Project.code.in_([a, c, e]))):
            row.investment = Decimal(50_000)
            refresh(row)
    answer = officer.send("/projects/board/place?least=4亿&on=board", {"up": e})
    assert answer.location.startswith("/projects/board?least=4")
    assert answer.location.endswith("#column-lead")
    assert codes_of(text_of(officer.get(answer.location)), Stage.LEAD) == [a, e, c]
    assert codes_of(text_of(officer.get("/projects/board")), Stage.LEAD) in ([a, b, e, c, d], [a, e, b, c, d])


def test_cards_of_one_rank_are_passed_together(app, lined_up):
    officer, (a, b, c, d, e) = lined_up
    with app.app_context(), transaction():
        rows = {row.code: row for row in db.session.scalars(sa.select(Project))}
        for code in (b, c, d):
            rows[code].rank = rows[c].rank
    tied = codes_of(text_of(officer.get("/projects/board")), Stage.LEAD)[1:4]
    officer.send("/projects/board/place", {"up": e})
    assert codes_of(text_of(officer.get("/projects/board")), Stage.LEAD) == [a, e, *tied]
    officer.send("/projects/board/place", {"up": tied[2]})
    assert codes_of(text_of(officer.get("/projects/board")), Stage.LEAD)[:3] == [a, e, tied[2]]


def test_a_reorder_on_the_board_is_taken_back_to_the_old_rank(lined_up):
    officer, (a, b, c, d, e) = lined_up
    json = {"Accept": "application/json"}
    page = text_of(officer.get("/projects/board"))
    ranks = dict(re.findall(r'data-code="([^"]+)" data-rank="([^"]+)"', page))
    asked = {"stage": "lead", "from_stage": "lead", "before": ranks[a], "after": ranks[b]}
    placed = officer.send(f"/projects/{d}/move?light=green", asked, headers=json).get_json()
    assert placed["toast"] == "已调整次序。"
    assert codes_of(text_of(officer.get("/projects/board")), Stage.LEAD) == [a, d, b, c, e]
    undone = officer.send(placed["undo_url"], {"before": ranks[c], "after": ranks[e]}, headers=json).get_json()
    assert undone == {"ok": True, "toast": "已撤销，恢复原来的次序。", "rank": float(ranks[d])}
    again = officer.send(placed["undo_url"], headers=json)
    assert again.status_code == 422
    assert "没有撤销" in again.get_json()["message"]
    for bad in ("", "?rank=1", "?rank=nan&placed=1", "?rank=x&placed=1"):
        assert officer.send(f"/projects/{d}/place/undo{bad}", headers=json).status_code == 422


def test_only_who_may_move_a_card_orders_it(as_role, lined_up):
    _, (a, b, *_) = lined_up
    undo = f"/projects/{b}/place/undo?rank=0&placed=0"
    other = as_role(Role.OFFICER, parks=[OTHER_PARK])
    colleague = as_role(Role.OFFICER, parks=[PARK])
    leader = as_role(Role.LEADER, cities=["NT"])
    for reader, status in ((other, 404), (colleague, 403), (leader, 403)):
        assert reader.send("/projects/board/place", {"up": b}).status_code == status
        assert reader.send(undo).status_code == status
    assert codes_of(text_of(colleague.get("/projects/board")), Stage.LEAD)[:2] == [a, b]
    assert colleague.send("/projects/board/place", {}).status_code == 400
    assert 'name="up"' not in text_of(leader.get("/projects/board"))
