"""Editing: only what was touched, two people at once, facts of the contract, activities, the page's queries."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import OrganisationKind, Role
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.projects import actions, queries
from app.projects.enums import ActivityKind, Stage
from app.projects.filters import ProjectFilter
from app.projects.models import Activity, Project
from tests.factories.accounts import organisation
from tests.factories.projects import PARK, make_project

MOST_QUERIES = 14  # ten of the page itself, one for each card of a package above it


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


@pytest.fixture
def code(app, officer):
    with app.app_context(), transaction():
        project = make_project(by=officer.actor, name="原名", stage=Stage.NEGOTIATING)
        return project.code


def reread(app, code):
    with app.app_context():
        return db.session.scalars(sa.select(Project).where(Project.code == code)).one()


def hidden(page, name):
    """What a hidden field of a page carries."""
    part = page.split(f'name="{name}"')[1]
    text = part.split('value="')[1].split('"')[0]
    return text.replace("&#34;", '"').replace("&amp;", "&")


def opened(client, url):
    """The form's hidden state, as a browser sends it back."""
    page = client.get(url).get_data(as_text=True)
    return {name: hidden(page, name) for name in ("version", "opened")}


def test_one_field_is_saved_and_the_rest_left_alone(app, officer, code):
    url = f"/projects/{code}/edit"
    response = officer.send(url, opened(officer, url) | {"name": "新名", "tax_estimate": "900万"})
    assert response.location == f"/projects/{code}"
    after = reread(app, code)
    assert (after.name, after.tax_estimate, after.investment, after.land_mu) == ("新名", 900, 36_000, 28)
    page = officer.get(f"/projects/{code}/history").get_data(as_text=True)
    assert "原名" in page
    assert "新名" in page
    assert "900 万元" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "请填写此项"),
        ({"name": "长" * 201}, "最多 200 个字"),
        ({"investment": "-1"}, "金额不能为负数"),
        ({"fixed_investment": "9亿"}, "固定资产投资不能超过总投资"),
        ({"investment": "1000万"}, "固定资产投资不能超过总投资"),
        ({"jobs_estimate": "1.5"}, "应为整数"),
        ({"floor_sqm": "abc"}, "请填写数字"),
        ({"next_due": "2026-13-01"}, "日期无效"),
        ({"next_due": "2026-12-01"}, "也写做什么"),
        ({"confidential": "yes"}, "保密项目须填写代号"),
        ({"company_id": "没有这家企业"}, "企业库里没有这家企业"),
        ({"owner_id": "999999"}, "请选择列表中的一项"),
        ({"site_mode": "air"}, "请选择列表中的一项"),
    ],
)
def test_a_refused_field_keeps_its_text_and_writes_nothing(app, officer, code, sent, said):
    url = f"/projects/{code}/edit"
    before = reread(app, code).version
    response = officer.send(url, opened(officer, url) | {"content": "改过的内容"} | sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in page
    assert "改过的内容" in page
    assert reread(app, code).version == before


def test_an_old_fault_elsewhere_does_not_stop_an_edit(app, officer, code):
    with app.app_context(), transaction():
        project = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        project.fixed_investment = Decimal(99_999)
    url = f"/projects/{code}/edit"
    assert officer.send(url, opened(officer, url) | {"chain_link": "整机检测"}).status_code == 302
    assert reread(app, code).chain_link == "整机检测"


def test_two_people_at_the_same_field_see_both_versions(app, as_role, officer, code):
    url = f"/projects/{code}/edit"
    mine, theirs = opened(officer, url), opened(officer, url)
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    assert manager.send(url, theirs | {"name": "经理改的名", "problems": "缺电"}).status_code == 302
    clash = officer.send(url, mine | {"name": "专员改的名", "chain_link": "测试"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for text in ("有 1 处刚被他人改过", "原名", "经理改的名", "专员改的名"):
        assert text in page
    assert reread(app, code).name == "经理改的名"
    again = {name: hidden(page, name) for name in ("version", "opened")}
    assert officer.send(url, again | {"name": "专员改的名", "chain_link": "测试"}).status_code == 302
    after = reread(app, code)
    assert (after.name, after.chain_link, after.problems) == ("专员改的名", "测试", "缺电")


def test_two_people_at_different_fields_do_not_disturb_each_other(app, as_role, officer, code):
    url = f"/projects/{code}/edit"
    mine, theirs = opened(officer, url), opened(officer, url)
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    manager.send(url, theirs | {"problems": "缺电"})
    assert officer.send(url, mine | {"chain_link": "测试", "problems": ""}).status_code == 302
    after = reread(app, code)
    assert (after.chain_link, after.problems) == ("测试", "缺电")


def test_a_lost_or_forged_state_is_no_fault(app, officer, code):
    url = f"/projects/{code}/edit"
    for state in ("", "{", "[]", "null", '{"name": 5}', "x" * 300_000):
        assert officer.send(url, {"opened": state, "version": "1", "name": "原名"}).status_code in {302, 409}
    assert officer.send(url, {"opened": json.dumps({}), "version": "1", "name": "别的"}).status_code == 409


def test_a_new_date_only(app, officer, code):
    url = f"/projects/{code}/edit"
    assert officer.send(url, {"next_due": "2026-12-01"}).status_code == 422
    officer.send(url, {"next_step": "回访"})
    day = clock.today() + timedelta(days=5)
    assert officer.send(url, {"next_due": day.isoformat()}).status_code == 302
    after = reread(app, code)
    assert (after.next_step, after.next_due, after.name, after.investment) == ("回访", day, "原名", 36_000)


def test_another_investor_and_another_owner(app, as_role, code):
    with app.app_context(), transaction():
        team = organisation(OrganisationKind.PARK_TEAM, parks=[PARK])
        db.session.flush()
        other = make_project(investor="另一家投资有限公司").company_id
        number = team.id
    manager = as_role(Role.PARK_MANAGER, parks=[PARK])
    url = f"/projects/{code}/edit"
    sent = opened(manager, url) | {"company_id": "另一家投资有限公司", "owner_id": str(manager.actor.id)}
    assert number
    assert manager.send(url, sent).status_code == 302
    after = reread(app, code)
    assert (after.company_id, after.owner_id) == (other, manager.actor.id)
    with app.app_context():
        found = queries.list_page(ProjectFilter(q="另一家投资"), to=manager.actor, today=clock.today(), size=15).items
    assert code in {row.code for row in found}
    assert manager.actor.name in manager.get(f"/projects/{code}/history").get_data(as_text=True)


def test_an_activity_settles_what_was_due(app, officer, code):
    officer.send(f"/projects/{code}/edit", {"next_step": "回电"})
    assert "回电" in officer.get(f"/projects/{code}/activities/new?completes=1").get_data(as_text=True)
    sent = {
        "once": "b" * 24,
        "kind": "call",
        "happened_on": clock.today().isoformat(),
        "result": "已回电𠮷",
        "next_step": "来访",
        "next_due": (clock.today() + timedelta(days=3)).isoformat(),
    }
    first = officer.send(f"/projects/{code}/activities/new", sent)
    second = officer.send(f"/projects/{code}/activities/new", sent)
    assert first.location == second.location == f"/projects/{code}"
    assert reread(app, code).next_step == "来访"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Activity.kind == ActivityKind.CALL)) == 1
    assert "已回电𠮷" in officer.get(f"/projects/{code}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "请选择"),
        ({"kind": "dream"}, "请选择列表中的一项"),
        ({"happened_on": ""}, "请填写日期"),
        ({"happened_on": "2099-01-01"}, "日期不能晚于今天"),
        ({"happened_on": "0001-01-01"}, "年之间"),
        ({"result": ""}, "请写结果"),
        ({"result": "长" * 2001}, "最多 2000 个字"),
        ({"next_due": "2099-01-01"}, "也写做什么"),
        ({"next_step": "去", "next_due": "2001-01-01"}, "不能早于本次跟进日期"),
    ],
)
def test_a_refused_activity(app, officer, code, changes, said):
    sent = {"kind": "call", "happened_on": clock.today().isoformat(), "result": "记下的结果"} | changes
    refused = officer.send(f"/projects/{code}/activities/new", sent)
    assert refused.status_code == 422
    assert said in refused.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Activity.kind == ActivityKind.CALL)) == 0


def test_the_page_costs_the_same_for_few_and_many(app, officer, count_queries):
    with app.app_context(), transaction():
        code = make_project(by=officer.actor, stage=Stage.SIGNED).code
        busy = make_project(by=officer.actor, stage=Stage.SIGNED)
        for number in range(12):
            actions.record_activity(
                busy, kind=ActivityKind.CALL, happened_on=clock.today(), result=f"第 {number} 次", by=officer.actor
            )
        busy_code = busy.code
    counts = []
    for url in (f"/projects/{code}", f"/projects/{busy_code}", f"/projects/{busy_code}?park={PARK}&sort=-investment"):
        with count_queries() as sent:
            assert officer.get(url).status_code == 200
        counts.append(len(sent))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= MOST_QUERIES, counts


def test_the_neighbours_keep_the_filter(app, officer, code):
    with app.app_context(), transaction():
        for name in ("甲", "乙"):
            make_project(by=officer.actor, name=name)
    page = officer.get(f"/projects/{code}?stage=lead&stage=negotiating&sort=registered").get_data(as_text=True)
    assert "stage=lead&amp;stage=negotiating&amp;sort=registered" in page
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert officer.get(f"/projects/{code}?stage=nonsense&sort=name&q=x&events=what").status_code == 200
