"""Logging a lead: thirty seconds, once, with what was typed kept when it is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.companies.models import Company
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.parks.models import Park
from app.projects.enums import Source, Stage
from app.projects.models import Move, Project
from tests.factories.projects import PARK

OTHER = "lay-ntit-zone-1"
LEAD = {
    "park": PARK,
    "investor": "示例芯测科技有限公司",
    "content": "车规芯片测试，租厂房约 3000 ㎡",
    "source": "visit",
}


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


def projects(app):
    with app.app_context():
        return list(db.session.scalars(sa.select(Project).order_by(Project.id)))


def test_four_things_make_a_lead(app, officer):
    response = officer.send("/projects/new", LEAD | {"investment": "1.2亿", "next": "call"})
    assert response.status_code == 302
    (made,) = projects(app)
    assert response.location == f"/projects/{made.code}"
    assert (made.stage, made.source, made.investment) == (Stage.LEAD, Source.VISIT, Decimal(12_000))
    assert made.name == "车规芯片测试"
    assert (made.next_step, made.next_due) == ("回电", clock.today() + timedelta(days=1))
    assert made.owner_id == officer.actor.id
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Move)) == 1
    page = officer.get(response.location).get_data(as_text=True)
    assert "示例芯测科技有限公司" in page
    assert "已登记" in page


def test_the_form_says_who_may(as_role, client):
    assert client.get("/projects/new").status_code == 302
    for role in (Role.REVIEWER, Role.BUREAU_MANAGER, Role.LEADER, Role.AUDITOR, Role.ADMIN, Role.DEPARTMENT_REVIEWER):
        other = as_role(role)
        assert other.get("/projects/new").status_code == 403
        assert other.send("/projects/new", LEAD).status_code == 403
    assert as_role(Role.PARK_MANAGER, parks=[PARK]).get("/projects/new").status_code == 200


def test_only_own_parks_that_are_not_retired(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK, OTHER])
    page = client.get("/projects/new").get_data(as_text=True)
    assert f'value="{OTHER}"' in page
    assert "lay-ntit-core" not in page
    assert client.send("/projects/new", LEAD | {"park": "lay-ntit-core"}).status_code == 422
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Park).where(Park.code == OTHER)).one().retired_at = clock.now()
    assert f'value="{OTHER}"' not in client.get("/projects/new").get_data(as_text=True)
    refused = client.send("/projects/new", LEAD | {"park": OTHER})
    assert refused.status_code == 422
    assert "请选择列表中的一项" in refused.get_data(as_text=True)
    assert projects(app) == []


def test_a_known_company_is_used_not_doubled(app, officer):
    officer.send("/projects/new", LEAD)
    officer.send("/projects/new", LEAD | {"content": "二期"})
    first, second = projects(app)
    assert first.company_id == second.company_id
    with app.app_context():
        code = db.session.get(Company, first.company_id).code
    officer.send("/projects/new", LEAD | {"content": "三期", "investor": f"{code} 示例芯测科技有限公司"})
    assert {one.company_id for one in projects(app)} == {first.company_id}


def test_the_check_and_the_picker_answer_the_field(officer):
    officer.send("/projects/new", LEAD)
    found = officer.get("/companies/check?investor=示例芯测", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "示例芯测科技有限公司" in found
    assert "用这家" in found
    picked = officer.get("/companies/pick?investor=芯测", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "示例芯测科技有限公司" in picked


def test_pressing_twice_makes_one(app, officer):
    sent = LEAD | {"once": "a" * 24}
    first = officer.send("/projects/new", sent)
    second = officer.send("/projects/new", sent)
    assert first.location == second.location
    assert len(projects(app)) == 1


def test_save_and_another_keeps_the_park(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK, OTHER])
    response = client.send("/projects/new", LEAD | {"then": "again"})
    assert response.location == f"/projects/new?park={PARK}"
    page = client.get(response.location).get_data(as_text=True)
    assert "已登记" in page
    assert "checked" in page.split(f'value="{PARK}"')[0].rsplit("<input", 1)[1] + page.split(f'value="{PARK}"')[1][:40]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"investor": ""}, "请填写投资方"),
        ({"content": " 　 "}, "请写项目内容"),
        ({"source": ""}, "请选择列表中的一项"),
        ({"source": "gossip"}, "请选择列表中的一项"),
        ({"investor": "长" * 201}, "最多 200 个字"),
        ({"content": "长" * 2001}, "最多 2000 个字"),
        ({"investment": "-5亿"}, "金额不能为负数"),
        ({"investment": "很多"}, "请写成数字加单位"),
        ({"investment": "99999999亿"}, "金额过大"),
        ({"land_mu": "-1"}, "应为不小于 0 的数字"),
        ({"next": "own"}, "请写下一步做什么"),
        ({"next": "own", "next_step": "回电", "next_due": "2026-02-30"}, "日期无效"),
        ({"confidential": "yes"}, "保密项目须填写代号"),
        ({"sector_id": "999999"}, "请选择列表中的一项"),
        ({"sector_id": "x"}, "请选择列表中的一项"),
    ],
)
def test_a_refused_lead_keeps_what_was_typed(app, officer, changes, said):
    sent = LEAD | {"investment": "3500万", "name": "保留的名称"} | changes
    response = officer.send("/projects/new", sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in page
    assert "保留的名称" in page
    if "investment" in changes:
        assert changes["investment"] in page
    assert projects(app) == []
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Company.name == LEAD["investor"])) == 0


def test_rare_characters_and_emoji_come_back(app, officer):
    officer.send("/projects/new", LEAD | {"investor": "㐂𠮷科技😀有限公司", "content": "𠮷\u0000田<b>"})
    (made,) = projects(app)
    assert made.content == "𠮷田<b>"
    page = officer.get(f"/projects/{made.code}").get_data(as_text=True)
    assert "㐂𠮷科技😀有限公司" in page
    assert "<b>&" not in page
    assert "𠮷田&lt;b&gt;" in page


def test_without_a_token_nothing_is_written(app, officer):
    response = officer.post("/projects/new", data=LEAD)
    assert response.status_code == 400
    assert projects(app) == []


def test_links_bring_a_company_along(app, officer):
    officer.send("/projects/new", LEAD)
    with app.app_context():
        code = db.session.scalars(sa.select(Company.code).where(Company.name == LEAD["investor"])).one()
    assert LEAD["investor"] in officer.get(f"/projects/new?company={code}").get_data(as_text=True)
    assert officer.get("/projects/new?company=QY-999999&park=nowhere").status_code == 200
