"""Notes of activities: mentions reach only who may read them; one's own note can be mended a while, and nothing is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.errors import NotAllowed, Stale
from app.core.transaction import transaction
from app.extensions import db
from app.notices.models import Notice
from app.projects import actions, queries
from app.projects.enums import ActivityKind
from app.projects.models import Activity, ActivityRevision, Project
from app.projects.policy import knows_investor
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project

OTHER_PARK = "lay-ntit-base-4"


def text_of(response):
    return response.get_data(as_text=True)


def note(project, by, result="谈了选址", **facts):
    return actions.record_activity(
        project, kind=ActivityKind.CALL, happened_on=clock.today(), result=result, by=by, **facts
    )


def everybody(owner):
    people = [
        owner,
        person(Role.OFFICER, parks=[PARK], name="同园专员"),
        person(Role.PARK_MANAGER, parks=[PARK], name="园区主管"),
        person(Role.OFFICER, parks=[OTHER_PARK], name="邻园专员"),
        person(Role.REVIEWER, cities=["NT"], name="本市审核"),
        person(Role.BUREAU_MANAGER, cities=["NT"], name="本市局长"),
        person(Role.BUREAU_MANAGER, cities=["GZ"], name="外市局长"),
        person(Role.LEADER, cities=["NT"], name="本市领导"),
        person(Role.DEPARTMENT_REVIEWER, cities=["NT"], name="会签部门"),
        person(Role.AUDITOR, name="审计员甲"),
    ]
    gone = person(Role.OFFICER, parks=[PARK], name="已停用的")
    db.session.get_one(User, gone.id).disabled_at = clock.now()
    return people


@pytest.mark.parametrize("confidential", [False, True])
def test_who_can_be_mentioned_is_who_sees_the_project_and_its_texts(context, confidential):
    owner = person(Role.OFFICER, parks=[PARK], name="项目负责人")
    people = everybody(owner)
    project = make_project(by=owner, confidential=confidential)
    sees = {
        one.id
        for one in people
        if db.session.scalar(sa.select(Project.id).where(queries.seen_by(one), Project.id == project.id))
        and knows_investor(one, project)
    }
    assert {one.id for one in queries.readers_of(project)} == sees


def test_who_is_mentioned_is_told_once_and_nobody_else(context):
    owner = person(Role.OFFICER, parks=[PARK], name="项目负责人")
    people = {one.name: one for one in everybody(owner)}
    project = make_project(by=owner, name="光刻胶中试线")
    made = note(project, owner, "请@本市领导 和 @邻园专员 看，@项目负责人 自己也记着", next_step="@同园专员 回电")
    told = {row.user_id: row for row in db.session.scalars(sa.select(Notice))}
    assert set(told) == {people["本市领导"].id, people["同园专员"].id}
    assert told[people["本市领导"].id].title == "项目负责人在“光刻胶中试线”的跟进中提到您"
    actions.mend_activity(
        made, project, actions.Note(kind=made.kind, happened_on=made.happened_on, result="请@本市领导 再看"),
        seen=made.updated_at, by=owner,
    )  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


def test_of_a_confidential_project_nobody_is_told_who_may_not_read_it_and_the_title_names_no_one(context):
    owner = person(Role.OFFICER, parks=[PARK], name="项目负责人")
    people = {one.name: one for one in everybody(owner)}
    project = make_project(by=owner, name="绝密项目", confidential=True, code_name="青松")
    note(project, owner, "@本市领导 @同园专员 @园区主管 @本市审核")
    rows = list(db.session.scalars(sa.select(Notice)))
    assert {row.user_id for row in rows} == {people["园区主管"].id, people["本市审核"].id}
    assert all("绝密" not in row.title and "青松" in row.title for row in rows)


def test_a_mention_leads_on_in_the_timeline_and_typed_markup_stays_text(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        colleague = person(Role.OFFICER, parks=[PARK], name="同园专员")
        project = make_project(by=client.actor)
        note(project, client.actor, "<b>请</b>@同园专员 回电")
        code, login = project.code, colleague.login
    page = text_of(client.get(f"/projects/{code}"))
    assert f'<a class="mention" href="/projects/?owner={login}">@同园专员</a>' in page
    assert "&lt;b&gt;请&lt;/b&gt;" in page
    offered = client.get(f"/projects/{code}/people", headers={"Accept": "application/json"}).json
    assert {
        "typed": "同园专员",
        "name": "同园专员",
        "unit": "测试单位",
        "keys": ["tongyuanzhuanyuan", "tyzy", login],
    } in offered
    other = as_role(Role.OFFICER, parks=[OTHER_PARK])
    assert other.get(f"/projects/{code}/people").status_code == 404


def form(activity, **facts):
    usual = {
        "kind": "call",
        "happened_on": activity.happened_on.isoformat(),
        "people": "",
        "result": "改过的结果",
        "next_step": "",
        "next_due": "",
        "seen": activity.updated_at.isoformat(),
    }
    return usual | facts


def test_ones_own_fresh_note_is_mended_and_the_former_text_kept(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        project = make_project(by=client.actor)
        made = note(project, client.actor, "原来的结果", next_step="回电", next_due=clock.today())
        code, number, data = project.code, made.id, form(made, next_step="拜访")
    url = f"/projects/{code}/activities/{number}/edit"
    assert url in text_of(client.get(f"/projects/{code}"))
    assert "原来的结果" in text_of(client.get(url))
    assert client.send(url, data | {"result": ""}).status_code == 422
    assert client.send(url, data).status_code == 302
    page = text_of(client.get(f"/projects/{code}"))
    assert "改过的结果" in page
    assert "已修改" in page
    assert "原来的结果" not in page
    assert "原来的结果" in text_of(client.get(f"/projects/{code}/activities/revisions"))
    stale = client.send(url, data | {"result": "旧窗口里的"})
    assert stale.status_code == 422
    assert "旧窗口里的" in text_of(stale)
    with app.app_context():
        row = db.session.scalars(sa.select(Project).where(Project.code == code)).one()
        assert (row.next_step, row.next_due) == ("拜访", None)


def test_a_note_is_taken_back_and_the_project_follows(context):
    owner = person(Role.OFFICER, parks=[PARK])
    project = make_project(by=owner)
    note(project, owner, "第一次", next_step="寄资料", next_due=clock.today())
    second = note(project, owner, "第二次", next_step="拜访")
    actions.take_back_activity(second, project, by=owner)
    assert [row.result for row in db.session.scalars(sa.select(Activity))] == ["第一次"]
    assert project.next_step == "寄资料"
    kept = db.session.scalars(sa.select(ActivityRevision)).one()
    assert (kept.result, kept.removed) == ("第二次", True)
    project.next_step = "另外定的"
    first = db.session.scalars(sa.select(Activity)).one()
    actions.take_back_activity(first, project, by=owner)
    assert (project.last_activity_on, project.next_step) == (None, "另外定的")


def test_neither_another_nor_too_late_nor_twice(context):
    owner, colleague = person(Role.OFFICER, parks=[PARK]), person(Role.PARK_MANAGER, parks=[PARK])
    project = make_project(by=owner)
    made = note(project, owner)
    words = actions.Note(kind=made.kind, happened_on=made.happened_on, result="别的")
    with pytest.raises(NotAllowed):
        actions.mend_activity(made, project, words, seen=made.updated_at, by=colleague)
    with pytest.raises(Stale):
        actions.mend_activity(made, project, words, seen=made.updated_at - timedelta(seconds=1), by=owner)
    with clock.held_at(clock.now() + timedelta(hours=25)), pytest.raises(NotAllowed):
        actions.take_back_activity(made, project, by=owner)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ActivityRevision)) == 0


def test_who_may_not_read_the_texts_reads_no_revisions(app, as_role):
    with app.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        project = make_project(by=owner, confidential=True, code_name="青松")
        made = note(project, owner, "机密的一句")
        actions.take_back_activity(made, project, by=owner)
        code = project.code
    for client in (as_role(Role.LEADER, cities=["NT"]), as_role(Role.OFFICER, parks=[PARK])):
        page = text_of(client.get(f"/projects/{code}/activities/revisions"))
        assert "机密的一句" not in page
    assert "机密的一句" in text_of(as_role(Role.REVIEWER, cities=["NT"]).get(f"/projects/{code}/activities/revisions"))
