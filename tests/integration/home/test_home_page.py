"""The first page of every role: one's work, a city's figures, or where to go; nothing of others."""

import re
from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.home import queries
from app.parks.enums import ParkMetric
from app.parks.models import ParkTarget
from app.pipeline import actions as pipeline
from app.projects import actions as projects
from app.projects.enums import HoldReason, Stage, Status
from app.projects.queries import dues
from tests.factories.accounts import person
from tests.factories.populations import SECRET, SECRET_INVESTOR, populate
from tests.factories.projects import PARK, make_project, open_gate, park

# All that waits, from four packages, beside one's projects; one more where a team or a city stands beside them.
MOST_QUERIES = {Role.OFFICER: 12, Role.PARK_MANAGER: 13, Role.REVIEWER: 13}
MOST_BYTES = 100_000


def text_of(response):
    return response.get_data(as_text=True)


@pytest.mark.parametrize("role", Role)
def test_every_role_opens_its_first_page(as_role, role):
    with_park = [PARK] if role in {Role.OFFICER, Role.PARK_MANAGER} else None
    client = as_role(role, parks=with_park)
    answer = client.get("/")
    titles = {
        Role.OFFICER: "今日待办",
        Role.PARK_MANAGER: "今日待办",
        Role.REVIEWER: "今日概况",
        Role.BUREAU_MANAGER: "今日概况",
        Role.LEADER: "今日概况",
    }
    assert answer.status_code == 200
    assert f"<h1>{titles.get(role, '首页')}</h1>" in text_of(answer)
    assert client.head("/").status_code == 200


def test_an_officer_sees_what_is_due_and_nothing_of_colleagues(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    today = clock.today()
    with app.app_context(), transaction():
        late, near, far = (
            make_project(by=client.actor, name=name, next_step=f"{name}要做的", next_due=today + timedelta(days=days))
            for name, days in (("早该办", 0), ("快到了", 3), ("还早着", 30))
        )
        late.next_due = today - timedelta(days=2)
        far.stale_on = far.alarm_on = today + timedelta(days=60)
        near.stale_on = near.alarm_on = None
        colleague = person(Role.OFFICER, parks=[PARK])
        make_project(by=colleague, name="同事的", next_step="同事的事", next_due=today)
        make_project(by=client.actor, name="已到限").stale_on = today - timedelta(days=1)
    page = text_of(client.get("/"))
    late = page.split('<h2 class="group">逾期')[1].split("<h2")[0]
    assert "早该办要做的" in late
    assert "已到限" in late
    assert "快到了要做的" not in late
    for words in (
        "早该办要做的：早该办",
        "逾期 2 天",
        "快到了要做的：快到了",
        "已到限：1 天内响应",
        "在库 <b",
        "记跟进",
    ):
        assert words in page
    for words in ("还早着要做的", "同事的"):
        assert words not in page


def test_what_is_on_hold_comes_back_for_its_review_and_what_is_being_transferred_stays(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    today = clock.today()
    with app.app_context(), transaction():
        for name, days in (("该复核", 0), ("快复核", 3), ("还歇着", 30)):
            project = make_project(by=client.actor, name=name, next_step=f"{name}前的事", next_due=today)
            projects.hold(project, hold_reason=HoldReason.MARKET, review_on=today + timedelta(days=40), by=client.actor)
            project.review_on = project.stale_on = today + timedelta(days=days)
        given = make_project(by=client.actor, name="在流转", next_step="交接", next_due=today)
        given.status = Status.TRANSFERRING
        make_project(by=client.actor, name="已丢失", next_step="丢了", next_due=today).status = Status.LOST
    page = text_of(client.get("/"))
    for words in ("该复核：搁置到期，须复核", "快复核：搁置到期须复核，还有 3 天", "交接：在流转"):
        assert words in page
    for words in ("该复核前的事：", "还歇着：", "还歇着前的事", "丢了："):
        assert words not in page


def test_of_many_the_soonest_are_taken_whatever_their_state(context):
    owner = person(Role.OFFICER, parks=[PARK])
    today = clock.today()
    for days, status in enumerate((Status.ON_HOLD, Status.ACTIVE, Status.TRANSFERRING, Status.ACTIVE, Status.ON_HOLD)):
        project = make_project(by=owner, next_due=today + timedelta(days=days))
        project.status = status
        # A step that was planned before the hold must not lead.
        project.next_due = today - timedelta(days=9) if status is Status.ON_HOLD else project.next_due
        project.stale_on = project.review_on = today + timedelta(days=days) if status is Status.ON_HOLD else None
    db.session.flush()
    rows = dues(owner, today=today, until=today + timedelta(days=6), limit=4)
    found = [((row.next_due or row.stale_on) - today).days for row in rows]
    assert found == [0, 1, 2, 3]


def test_a_manager_sees_the_whole_park_in_figures(app, as_role):
    client = as_role(Role.PARK_MANAGER, parks=[PARK])
    with app.app_context(), transaction():
        populate(person(Role.OFFICER, parks=[PARK]))
    page = text_of(client.get("/"))
    figures = dict(re.findall(r'<li><a href="[^"]+">([^<]+)</a><b class="num">(\d+)</b>', page))
    assert figures == {"逾期的下一步": "1", "未分配负责人": "1", "红黄灯": "2"}
    assert '在库 <b class="num">0</b> 项' in page


def test_the_month_counts_own_activities_and_steps_forward(context):
    actor, colleague = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    project = make_project(by=actor, stage=Stage.NEGOTIATING)
    make_project(by=actor)
    make_project(by=colleague, stage=Stage.NEGOTIATING)
    open_gate(project, Stage.APPRAISAL, by=actor)
    pipeline.move(project, Stage.APPRAISAL, by=actor)
    pipeline.undo(project, by=actor)
    work = queries.month_work(actor, today=clock.today())
    assert work.activities == 1
    assert work.entered == {Stage.LEAD: 2, Stage.NEGOTIATING: 1}
    pipeline.move(project, Stage.LEAD, by=actor, reason="重新了解")
    assert queries.month_work(actor, today=clock.today()).entered == {Stage.LEAD: 2, Stage.NEGOTIATING: 1}


def test_bureau_and_leader_see_their_cities_figures_with_links(app, as_role):
    year = clock.today().year
    with app.app_context(), transaction():
        populate(person(Role.OFFICER, parks=[PARK]))
        db.session.add(ParkTarget(park_id=park().id, year=year, metric=ParkMetric.SIGNED, value=12))
    for role in (Role.REVIEWER, Role.BUREAU_MANAGER, Role.LEADER):
        page = text_of(as_role(role, cities=["NT"]).get("/"))
        kpis = re.findall(
            r'<span>([^<]+)</span><span class="hint">([^<]*)</span></div><div class="value">([\d.]+)', page
        )
        assert ("在库项目", "", "9") in kpis
        assert ("本年签约（已认定）", "目标 12", "1") in kpis
        assert f"/projects/?status=all&amp;signed={year}" in page or f"/projects/?signed={year}&amp;status=all" in page
        assert "智创谷签约" in page
        assert "外市项目" not in page
        assert SECRET not in page  # it never moved on


def test_new_moves_of_confidential_projects_show_the_code_name(app, as_role):
    with app.app_context(), transaction():
        manager = person(Role.PARK_MANAGER, parks=[PARK])
        made = populate(person(Role.OFFICER, parks=[PARK]))
        secret = next(project for project in made if project.name == SECRET)
        open_gate(secret, Stage.NEGOTIATING, by=manager)
        pipeline.move(secret, Stage.NEGOTIATING, by=manager)
    leader = text_of(as_role(Role.LEADER, cities=["NT"]).get("/"))
    assert "青松" in leader
    assert not {word for word in (SECRET, SECRET_INVESTOR) if word in leader}
    assert SECRET in text_of(as_role(Role.REVIEWER, cities=["NT"]).get("/"))
    other = text_of(as_role(Role.LEADER, cities=["GZ"]).get("/"))
    assert "青松" not in other


def test_other_roles_see_no_project_content(app, as_role):
    with app.app_context(), transaction():
        populate(person(Role.OFFICER, parks=[PARK]))
    readers = [as_role(role) for role in (Role.DEPARTMENT_REVIEWER, Role.AUDITOR, Role.ADMIN)]
    readers.append(as_role(Role.OFFICER, parks=["lay-ntit-base-6"]))
    for client in readers:
        page = text_of(client.get("/"))
        for word in ("光刻", "光纤", SECRET, "青松", "邻园项目"):
            assert word not in page
    assert "/admin/users" in text_of(readers[2].get("/"))
    assert "/admin/audit" in text_of(readers[1].get("/"))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PARK_MANAGER, Role.REVIEWER])
def test_the_first_page_costs_the_same_for_one_project_and_for_many(app, as_role, count_queries, role):
    with_park = [PARK] if role is not Role.REVIEWER else None
    client = as_role(role, parks=with_park, **({} if with_park else {"cities": ["NT"]}))
    costs = []
    for number in (1, 5):
        with app.app_context(), transaction():
            owner = client.actor if with_park else person(Role.OFFICER, parks=[PARK])
            for _ in range(number):
                made = make_project(by=owner, stage=Stage.NEGOTIATING)
                made.next_step, made.next_due = "回电", clock.today()
        with count_queries() as sent:
            page = client.get("/")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= MOST_QUERIES[role]
    assert len(page.data) < MOST_BYTES
