"""批示: who may write, carry out and close; what is told to whom; confidential ones; races."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.errors import NotAllowed, RuleBroken
from app.core.transaction import transaction
from app.extensions import db
from app.follow_up import actions, queries
from app.follow_up.enums import Addressee, InstructionStatus
from app.follow_up.models import Comment, Instruction, InstructionStep
from app.notices.models import Notice
from app.projects.queries import find
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, park

OTHER_PARK = "lay-ntit-base-4"


def text_of(response):
    return response.get_data(as_text=True)


def cast_of():
    return {
        "owner": person(Role.OFFICER, parks=[PARK]),
        "colleague": person(Role.OFFICER, parks=[PARK]),
        "manager": person(Role.PARK_MANAGER, parks=[PARK]),
        "other": person(Role.PARK_MANAGER, parks=[OTHER_PARK]),
        "reviewer": person(Role.REVIEWER, cities=["NT"]),
        "leader": person(Role.LEADER, cities=["NT"], name="陆建业"),
        "far": person(Role.LEADER, cities=["GZ"]),
    }


def written(people, about, addressee=Addressee.PARK, **facts):
    usual = {"text": "请一周内落实用地", "due_on": clock.today() + timedelta(days=7)}
    return actions.instruct(about, addressee=addressee, by=people["leader"], **(usual | facts))


def loaded(made, to):
    return queries.get_visible(made.id, to=to)


def told():
    return {row.user_id for row in db.session.scalars(sa.select(Notice).where(Notice.kind == "instruction"))}


def test_an_instruction_goes_its_way_and_everybody_concerned_is_told(context):
    people = cast_of()
    project = make_project(by=people["owner"], name="光刻胶中试线")
    made = written(people, project)
    assert told() == {people["owner"].id, people["manager"].id}
    one = loaded(made, people["owner"])
    actions.report(one, text="已选定地块", done_on=clock.today(), by=people["owner"])
    assert one.status is InstructionStatus.REPORTED
    assert people["leader"].id in told()
    actions.send_back(one, text="请附地块图", by=people["leader"])
    assert one.status is InstructionStatus.OPEN
    actions.report(one, text="已附", done_on=clock.today(), by=people["manager"])
    actions.close(one, text="", by=people["reviewer"])
    assert one.status is InstructionStatus.CLOSED
    assert one.closed_at is not None
    kinds = [step.kind.value for step in db.session.scalars(sa.select(InstructionStep).order_by(InstructionStep.id))]
    assert kinds == ["report", "return", "report", "close"]
    for act in (
        lambda: actions.report(one, text="再报", done_on=clock.today(), by=people["owner"]),
        lambda: actions.close(one, text="", by=people["leader"]),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_only_the_unit_addressed_reports_and_nobody_closes_his_own_report(context):
    people = cast_of()
    to_park, to_bureau = written(people, park()), written(people, park(), Addressee.BUREAU)
    for who in ("reviewer", "leader", "other"):
        with pytest.raises(NotAllowed):
            actions.report(loaded(to_park, people["leader"]), text="好", done_on=clock.today(), by=people[who])
    with pytest.raises(NotAllowed):
        actions.report(loaded(to_bureau, people["leader"]), text="好", done_on=clock.today(), by=people["manager"])
    one = loaded(to_bureau, people["reviewer"])
    actions.report(one, text="已协调", done_on=clock.today(), by=people["reviewer"])
    with pytest.raises(NotAllowed):
        actions.close(one, text="", by=people["reviewer"])
    for who in ("manager", "far", "other"):
        with pytest.raises(NotAllowed):
            actions.close(one, text="", by=people[who])
    actions.close(one, text="好", by=people["leader"])


def test_only_a_leader_of_the_city_writes_and_says_something_for_a_day_to_come(context):
    people = cast_of()
    for who in ("owner", "manager", "reviewer", "far"):
        with pytest.raises(NotAllowed):
            actions.instruct(park(), text="办", addressee=Addressee.PARK, due_on=clock.today(), by=people[who])
    for facts in ({"text": "  "}, {"text": "长" * 2001}, {"due_on": clock.today() - timedelta(days=1)}):
        with pytest.raises(RuleBroken):
            written(people, park(), **facts)
    one = loaded(written(people, park()), people["manager"])
    with pytest.raises(RuleBroken):
        actions.report(one, text="好", done_on=clock.today() + timedelta(days=1), by=people["manager"])
    with pytest.raises(RuleBroken):
        actions.send_back(one, text="还没有反馈", by=people["leader"])


def test_of_a_confidential_project_the_text_is_for_who_may_know_it(app, as_role):
    leader = as_role(Role.LEADER, cities=["NT"])
    with app.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        project = make_project(by=owner, confidential=True, code_name="青松", name="绝密项目")
        made = actions.instruct(
            project, text="机密批示", addressee=Addressee.PARK, due_on=clock.today(), by=leader.actor
        )
        actions.comment(project, "机密评论", by=owner)
        number, code = made.id, project.code
        assert all("绝密" not in row.title for row in db.session.scalars(sa.select(Notice)))
    addresses = (f"/instructions/{number}", "/instructions/", f"/projects/{code}", f"/projects/{code}/comments", "/")
    reads = (as_role(Role.PARK_MANAGER, parks=[PARK]), as_role(Role.REVIEWER, cities=["NT"]))
    for client in (as_role(Role.OFFICER, parks=[PARK]), as_role(Role.LEADER, cities=["NT"])):
        for address in addresses:
            page = text_of(client.get(address))
            assert not {word for word in ("机密批示", "机密评论", "绝密项目") if word in page}, address
    for client in reads:
        assert "机密批示" in text_of(client.get(f"/instructions/{number}"))
        assert "机密评论" in text_of(client.get(f"/projects/{code}"))
    assert "机密批示" in text_of(leader.get(f"/instructions/{number}"))
    assert "机密评论" not in text_of(leader.get(f"/projects/{code}/comments"))


def test_another_park_and_another_city_see_nothing(app, as_role):
    leader = as_role(Role.LEADER, cities=["NT"])
    with app.app_context(), transaction():
        project = make_project(by=person(Role.OFFICER, parks=[PARK]))
        made = actions.instruct(
            project, text="本园的事", addressee=Addressee.PARK, due_on=clock.today(), by=leader.actor
        )
        number, code = made.id, project.code
    for client in (
        as_role(Role.PARK_MANAGER, parks=[OTHER_PARK]),
        as_role(Role.LEADER, cities=["GZ"]),
        as_role(Role.DEPARTMENT_REVIEWER, cities=["NT"]),
    ):
        assert client.get(f"/instructions/{number}").status_code == 404
        assert "本园的事" not in text_of(client.get("/instructions/"))
        assert client.send(f"/instructions/{number}/report", {"text": "x", "done_on": "2026-01-01"}).status_code == 404
        assert client.send(f"/instructions/{number}/close", {"text": ""}).status_code == 404
        assert client.get(f"/projects/{code}/comments").status_code == 404
        assert client.send(f"/projects/{code}/comments", {"text": "x"}).status_code == 404
    assert as_role(Role.ADMIN).get("/instructions/").status_code == 403


def test_the_pages_lead_through_it(app, as_role):
    leader, manager = as_role(Role.LEADER, cities=["NT"], name="陆建业"), as_role(Role.PARK_MANAGER, parks=[PARK])
    with app.app_context(), transaction():
        code = make_project(by=person(Role.OFFICER, parks=[PARK]), name="光刻胶中试线").code
    page = text_of(leader.get(f"/projects/{code}"))
    assert f"/projects/{code}/instructions/new" in page
    assert f"/projects/{code}/instructions/new" not in text_of(manager.get(f"/projects/{code}"))
    url = f"/projects/{code}/instructions/new"
    assert leader.get(url).status_code == 200
    assert manager.get(url).status_code == 403
    refused = leader.send(url, {"text": "", "addressee": "park", "due_on": "2020-01-01"})
    assert refused.status_code == 422
    due = (clock.today() + timedelta(days=3)).isoformat()
    done = leader.send(url, {"text": "请抓紧落实", "addressee": "park", "due_on": due})
    assert done.status_code == 302
    there = done.location
    assert "光刻胶中试线" in text_of(manager.get("/"))
    assert "办理批示：光刻胶中试线" in text_of(manager.get("/"))
    assert "反馈办理情况" in text_of(manager.get(there))
    assert manager.send(f"{there}/report", {"text": "", "done_on": due}).status_code == 422
    today = clock.today().isoformat()
    assert manager.send(f"{there}/report", {"text": "已落实", "done_on": today}).status_code == 302
    assert "批示待办结" in text_of(leader.get("/"))
    assert leader.send(f"{there}/back", {"text": ""}).status_code == 422
    assert leader.send(f"{there}/close", {"text": ""}).status_code == 302
    assert "光刻胶中试线" in text_of(leader.get("/instructions/?show=closed"))
    assert leader.get("/instructions/?show=nothing").status_code == 400
    assert leader.get(f"/parks/{PARK}/instructions/new").status_code == 200


def test_leaders_change_nothing_else(app, as_role):
    leader = as_role(Role.LEADER, cities=["NT"])
    with app.app_context(), transaction():
        code = make_project(by=person(Role.OFFICER, parks=[PARK])).code
    for address in (f"/projects/{code}/edit", f"/projects/{code}/activities/new", f"/weekly/{PARK}/2026-W40/begin"):
        assert leader.send(address, {}).status_code == 403


def test_comments_are_written_once_told_and_taken_back(app, as_role):
    leader = as_role(Role.LEADER, cities=["NT"], name="陆建业")
    with app.app_context(), transaction():
        owner = person(Role.OFFICER, parks=[PARK])
        person(Role.PARK_MANAGER, parks=[PARK], name="顾志远")
        project = make_project(by=owner, name="光刻胶中试线")
        code, owner_id = project.code, owner.id
    url = f"/projects/{code}/comments"
    assert leader.send(url, {"text": " "}).status_code == 422
    mark = {"once": "m" * 24, "text": "<i>很好</i>，@顾志远 抓紧"}
    assert leader.send(url, mark).status_code == 302
    assert leader.send(url, mark).status_code == 302
    page = text_of(leader.get(f"/projects/{code}"))
    assert "&lt;i&gt;很好&lt;/i&gt;" in page
    with app.app_context():
        made = db.session.scalars(sa.select(Comment)).one()
        kinds = {row.user_id: row.kind.value for row in db.session.scalars(sa.select(Notice))}
        assert kinds.pop(owner_id) == "comment"
        assert list(kinds.values()) == ["mention"]
        number = made.id
    colleague = as_role(Role.OFFICER, parks=[PARK])
    colleague.send(f"{url}/{number}/withdraw")
    assert "很好" in text_of(colleague.get(f"/projects/{code}"))
    leader.send(f"{url}/{number}/withdraw")
    assert "很好" not in text_of(colleague.get(f"/projects/{code}"))
    with app.app_context():
        assert db.session.scalars(sa.select(Comment.text)).one() == "<i>很好</i>，@顾志远 抓紧"
    auditor = as_role(Role.AUDITOR)
    assert auditor.send(url, {"text": "x"}).status_code == 403


def test_the_card_and_the_list_cost_the_same_for_one_and_for_many(app, as_role, count_queries):
    leader = as_role(Role.LEADER, cities=["NT"])
    with app.app_context(), transaction():
        code = make_project(by=person(Role.OFFICER, parks=[PARK])).code
    costs = []
    for number in (1, 6):
        with app.app_context(), transaction():
            project = find(code, to=leader.actor)
            for _ in range(number):
                actions.comment(project, "好", by=leader.actor)
                actions.instruct(project, text="办", addressee=Addressee.PARK, due_on=clock.today(), by=leader.actor)
        sent = []
        for address in (f"/projects/{code}", "/instructions/"):
            with count_queries() as statements:
                leader.get(address)
            sent.append(len(statements))
        costs.append(sent)
    assert costs[0] == costs[1]


def test_late_ones_are_marked_and_counted(app, as_role):
    leader = as_role(Role.LEADER, cities=["NT"])
    with app.app_context(), transaction():
        made = actions.instruct(
            park(), text="早该办的", addressee=Addressee.PARK, due_on=clock.today(), by=leader.actor
        )
        db.session.flush()
        db.session.execute(
            sa.update(Instruction).where(Instruction.id == made.id).values(due_on=clock.today() - timedelta(days=2))
        )
    page = text_of(leader.get("/instructions/?show=late"))
    assert "早该办的" in page
    assert "1 件逾期" in page


def test_a_todo_names_a_confidential_project_as_the_list_does(context):
    people = cast_of()
    project = make_project(by=people["owner"], name="光刻胶中试线", confidential=True, code_name="海燕")
    written(people, project, due_on=clock.today() + timedelta(days=1))

    def named_to(who):
        (row,) = queries.page_of(people[who], show="open", today=clock.today(), cursor=None).items
        (todo,) = (one for one in queries.todos(people[who], clock.today(), 10) if one.title.startswith("办理批示"))
        assert todo.title == f"办理批示：{row.about}"
        return row.about

    assert (named_to("owner"), named_to("colleague")) == ("光刻胶中试线", "海燕")
    project.code_name = None  # of long ago, or brought in from elsewhere: the forms ask for one
    db.session.flush()
    assert (named_to("owner"), named_to("colleague")) == ("光刻胶中试线", project.code)
