"""Changing many projects at once: counted first, each by its own policy, once, and all of it can be taken back."""

import inspect
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.enums import Role
from app.core import clock
from app.core.audit import AuditEntry, broken_links
from app.core.jobs import queue
from app.core.transaction import roll_back, transaction
from app.extensions import db
from app.projects import actions as projects
from app.projects.enums import HoldReason, LostReason, RemovalReason, SiteMode, Source, Stage, Status
from app.projects.models import Project, Tally
from app.worklists import actions, jobs
from app.worklists.enums import BatchState, BulkKind, RowState
from app.worklists.forms import FORMS
from app.worklists.models import Batch, BatchRow
from app.worklists.rules import AT_ONCE
from tests.factories.accounts import person
from tests.factories.populations import SECRET, populate
from tests.factories.projects import PARK, make_project


@pytest.fixture
def officer(app, as_role):
    client = as_role(Role.OFFICER, parks=[PARK])
    with app.app_context(), transaction():
        populate(client.actor)
    return client


def text_of(response):
    return response.get_data(as_text=True)


def seen(page):
    return re.search(r'name="seen"[^>]*value="(\d*)"', page)[1]


def once(page):
    return re.search(r'name="once"[^>]*value="([^"]*)"', page)[1]


def by_name(app, *names):
    with app.app_context():
        return {name: db.session.scalars(sa.select(Project).where(Project.name == name)).one() for name in names}


def send(client, query, **values):
    page = text_of(client.get(f"/projects/bulk/change?{query}"))
    return client.send(f"/projects/bulk/change?{query}", {"seen": seen(page), "once": once(page), **values})


def test_the_list_offers_it_to_who_may_edit(officer, as_role):
    page = text_of(officer.get("/projects/?light=green"))
    assert "选择全部" in page
    assert 'name="pick"' in page
    assert '<input type="hidden" name="light" value="green">' in page
    assert "data-bulk" not in text_of(as_role(Role.LEADER, cities=["NT"]).get("/projects/"))
    for role in (Role.LEADER, Role.REVIEWER):
        assert as_role(role, cities=["NT"]).get("/projects/bulk/change?all=1").status_code == 403


def test_it_first_says_how_many_and_which_not_and_why(app, officer):
    page = text_of(officer.get("/projects/bulk/change?do=owner&all=1"))
    assert "本筛选全部结果" in page
    # Eight active ones in sight: five own or nobody's, two of a colleague, one confidential.
    for words in ('<b class="num">8</b> 项', '<b class="num">5</b> 项', "保密项目", "负责人是别人", "修改 5 项"):
        assert words in page
    assert SECRET not in page
    assert "邻园项目" not in page
    made = by_name(app, "光刻胶中试线", "签约一")
    codes = "&".join(f"pick={one.code}" for one in made.values())
    page = text_of(officer.get(f"/projects/bulk/change?do=hold&{codes}"))
    assert '勾选 <b class="num">2</b> 项，可以修改 <b class="num">1</b> 项' in page


def test_every_kind_changes_through_its_action_and_all_comes_back(app, officer, as_role):
    colleague = as_role(Role.OFFICER, parks=[PARK]).actor
    day = clock.today() + timedelta(days=20)
    wishes = {
        BulkKind.OWNER: ({"owner": str(colleague.id)}, lambda p: p.owner_id == colleague.id),
        BulkKind.NEXT_STEP: ({"next_step": "回访", "next_due": str(day)}, lambda p: p.next_due == day),
        BulkKind.SOURCE: ({"source": "online"}, lambda p: p.source is Source.ONLINE),
        BulkKind.SITE: ({"site_mode": "light"}, lambda p: p.site_mode is SiteMode.LIGHT),
        BulkKind.HOLD: (
            {"review_on": str(day), "hold_reason": "funding", "reason": "等二期款"},
            lambda p: (
                (p.status, p.review_on, p.hold_reason, p.status_reason)
                == (Status.ON_HOLD, day, HoldReason.FUNDING, "等二期款")
            ),
        ),
        BulkKind.LOSE: (
            {"lost_reason": "competitor", "competing_city": "苏州", "reason": ""},
            lambda p: (p.status, p.lost_reason, p.competing_city) == (Status.LOST, LostReason.COMPETITOR, "苏州"),
        ),
        BulkKind.REMOVE: (
            {"removal_reason": "duplicate"},
            lambda p: (
                (p.status, p.removal_reason, p.status_reason) == (Status.REMOVED, RemovalReason.DUPLICATE, "重复登记")
            ),
        ),
    }
    names = ("光纤预制棒扩产", "光刻胶中试线")
    fields = ("owner_id", "next_step", "next_due", "source", "site_mode", "status", "status_reason", "review_on")
    fields += ("hold_reason", "removal_reason", "lost_reason", "competing_city")
    before = {n: [getattr(p, f) for f in fields] for n, p in by_name(app, *names).items()}
    codes = "&".join(f"pick={one.code}" for one in by_name(app, *names).values())
    for kind, (values, holds) in wishes.items():
        answer = send(officer, f"do={kind.value}&{codes}&sort=due", **values)
        assert answer.status_code == 302, (kind, text_of(answer))
        assert answer.location == "/projects/?sort=due", "back to the list as it was"
        page = text_of(officer.get(answer.location))
        undo = re.search(r'action="(/projects/bulk/\d+/undo)"', page)[1]
        assert "已修改 2 个项目" in page
        assert all(holds(project) for project in by_name(app, *names).values()), kind
        answer = officer.send(undo)
        assert answer.location == "/projects/?sort=due", kind
        after = {n: [getattr(p, f) for f in fields] for n, p in by_name(app, *names).items()}
        assert after == before, kind
    with app.app_context():
        done = set(db.session.scalars(sa.select(AuditEntry.action)))
        assert {"bulk.ordered", "bulk.undone", "project.given", "project.lost", "project.bulk_undone"} <= done
        assert list(broken_links()) == []
        counted = dict(
            db.session.execute(sa.select(Tally.status, sa.func.sum(Tally.count)).group_by(Tally.status)).all()
        )
        rows = dict(db.session.execute(sa.select(Project.status, sa.func.count()).group_by(Project.status)).all())
        assert counted == rows, "the counters follow"


def test_reactivating_and_sectors(app, officer):
    lost = by_name(app, "会流失的")["会流失的"]
    page = text_of(officer.get("/projects/bulk/change?do=reactivate&status=lost&all=1"))
    assert "修改 1 项" in page
    send(officer, "do=reactivate&status=lost&all=1", reason="企业回来了")
    assert by_name(app, "会流失的")["会流失的"].status is Status.ACTIVE
    page = text_of(officer.get(f"/projects/bulk/change?do=sector&pick={lost.code}"))
    number, label = re.search(r'<option value="(\d+)">([^<]+)', page).groups()
    answer = send(officer, f"do=sector&pick={lost.code}", sector_id=number)
    assert answer.status_code == 302
    assert by_name(app, "会流失的")["会流失的"].sector_id == int(number)
    assert label in text_of(officer.get("/projects/bulk/"))


def test_pressed_twice_it_is_done_once(app, officer):
    query = "do=source&all=1"
    page = text_of(officer.get(f"/projects/bulk/change?{query}"))
    sent = {"seen": seen(page), "once": once(page), "source": "fair"}
    first = officer.send(f"/projects/bulk/change?{query}", sent)
    again = officer.send(f"/projects/bulk/change?{query}", sent)
    assert again.status_code == 302
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Batch)) == 1
    number = re.search(r"/projects/bulk/(\d+)", first.location)[1]
    result = text_of(officer.get(first.location))
    for _ in range(2):
        officer.send(f"/projects/bulk/{number}/undo")
    with app.app_context():
        batch = db.session.get(Batch, int(number))
        assert (batch.state, batch.undone) == (BatchState.UNDONE, batch.changed)
    assert "本来如此" in result, "one came from a fair before"


def test_a_result_that_grew_meanwhile_is_shown_before_anything_is_changed(app, officer):
    query = "do=source&all=1&stage=lead"
    page = text_of(officer.get(f"/projects/bulk/change?{query}"))
    with app.app_context(), transaction():
        make_project(by=officer.actor, name="刚登的")
    sent = {"seen": seen(page), "once": once(page), "source": "fair"}
    answer = officer.send(f"/projects/bulk/change?{query}", sent)
    assert answer.status_code == 409
    assert "结果有变化" in text_of(answer)
    assert by_name(app, "刚登的")["刚登的"].source is Source.VISIT
    answer = officer.send(
        f"/projects/bulk/change?{query}", {**sent, "seen": seen(text_of(answer)), "once": once(text_of(answer))}
    )
    assert answer.status_code == 302
    assert by_name(app, "刚登的")["刚登的"].source is Source.FAIR


def test_projects_of_parks_the_new_owner_does_not_serve_are_counted_out_first(app, officer, as_role):
    bureau = as_role(Role.BUREAU_MANAGER, cities=["NT"])
    colleague = as_role(Role.OFFICER, parks=[PARK]).actor
    query = "do=owner&all=1&stage=lead"
    page = text_of(bureau.get(f"/projects/bulk/change?{query}"))
    assert "修改 5 项" in page
    sent = {"seen": seen(page), "once": once(page), "owner": str(colleague.id)}
    answer = bureau.send(f"/projects/bulk/change?{query}", sent)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "新的负责人不在项目所在园区的招商团队" in page
    assert "修改 4 项" in page
    assert bureau.send(f"/projects/bulk/change?{query}", {**sent, "seen": "4", "once": once(page)}).status_code == 302
    assert by_name(app, "光刻胶中试线")["光刻胶中试线"].owner_id == colleague.id
    assert by_name(app, "邻园项目")["邻园项目"].owner_id != colleague.id


def test_undo_leaves_what_was_changed_since_and_says_which(app, officer):
    send(officer, "do=next_step&stage=lead&all=1", next_step="回访", next_due=str(clock.today()))
    with app.app_context(), transaction():
        number = db.session.scalar(sa.select(sa.func.max(Batch.id)))
        mine = db.session.scalars(sa.select(Project).where(Project.name == "光刻胶中试线")).one()
        projects.edit(mine, by=accounts.actor_of(officer.actor.id), next_step="改约下周")
        other = db.session.scalars(sa.select(Project).where(Project.name == "光纤预制棒扩产")).one()
        projects.edit(other, by=accounts.actor_of(officer.actor.id), source=Source.FAIR)
        gone = db.session.scalars(sa.select(Project).where(Project.name == "未定投资的线索")).one()
        projects.throw_away(gone, by=accounts.actor_of(officer.actor.id))
    answer = officer.send(f"/projects/bulk/{number}/undo")
    page = text_of(officer.get(answer.location))
    assert "下一步之后又被改过" in page
    assert "光刻胶中试线" in page
    assert "回收站" in page
    made = by_name(app, "光刻胶中试线", "光纤预制棒扩产")
    assert made["光刻胶中试线"].next_step == "改约下周"
    assert made["光纤预制棒扩产"].next_step is None, "another field was changed since: both are kept"
    assert made["光纤预制棒扩产"].source is Source.FAIR


@pytest.fixture
def waiting_queue(app):
    """The queue as it is beside a worker that has not come to it yet; in other tests work is done at once."""
    with app.app_context():
        held = queue()
    held.immediate = False
    yield held
    held.flush()
    held.immediate = True


def test_thousands_go_to_the_background_and_survive_a_kill(app, officer, waiting_queue):
    with app.app_context(), transaction():
        for number in range(AT_ONCE + 3):
            make_project(by=officer.actor, name=f"批量{number}", source=Source.FAIR)
    answer = send(officer, "do=source&source=fair&all=1", source="online")
    (task,) = waiting_queue.pending()
    batch_id = task.args[1]["batch_id"]
    page = text_of(officer.get(answer.location))
    assert "可以离开本页" in page
    assert "hx-get" in page
    assert "等待处理" in text_of(officer.get("/projects/bulk/")), "left and found again"
    assert "<html" not in text_of(officer.get(answer.location, headers={"HX-Request": "true"}))
    refused = officer.send(f"/projects/bulk/{batch_id}/undo")
    assert "还在修改中" in text_of(officer.get(refused.location))
    with app.app_context():
        by = accounts.actor_of(officer.actor.id)
        actions.run(db.session.get_one(Batch, batch_id), by=by, most=5)
        roll_back()  # killed in the middle of a transaction
        with transaction():
            actions.run(db.session.get_one(Batch, batch_id), by=by, most=7)
    with app.app_context():
        states = dict(
            db.session.execute(
                sa.select(BatchRow.state, sa.func.count()).where(BatchRow.batch_id == batch_id).group_by(BatchRow.state)
            ).all()
        )
        assert states == {RowState.CHANGED: 7, RowState.WAITING: AT_ONCE + 4 - 7}
        assert db.session.get_one(Batch, batch_id).changed == 7
        waiting_queue.immediate = True
        jobs.take_up_again()
    with app.app_context():
        batch = db.session.get_one(Batch, batch_id)
        assert (batch.state, batch.changed, batch.refused) == (BatchState.DONE, AT_ONCE + 4, 0)
        entries = db.session.scalar(
            sa.select(sa.func.count()).where(AuditEntry.action == "project.edited", AuditEntry.actor_id == batch.by_id)
        )
        assert entries >= AT_ONCE + 4
        jobs.work_off(batch_id)
        db.session.refresh(batch)
        assert batch.changed == AT_ONCE + 4, "a job that runs twice changes nothing twice"


def test_somebody_who_lost_the_right_meanwhile_changes_nothing(app, officer, monkeypatch, waiting_queue):
    monkeypatch.setattr("app.worklists.views.bulk.AT_ONCE", 0)  # so that few projects go to the background too
    send(officer, "do=source&all=1&stage=lead", source="online")
    with app.app_context(), transaction():
        batch_id = db.session.scalar(sa.select(sa.func.max(Batch.id)))
        colleague = person(Role.OFFICER, parks=[PARK])
        for project in db.session.scalars(sa.select(Project).where(Project.stage == Stage.LEAD)):
            project.owner_id = colleague.id
    with app.app_context():
        jobs.work_off(batch_id)
        batch = db.session.get_one(Batch, batch_id)
        assert (batch.changed, batch.refused) == (0, batch.total)
    assert "负责人是别人" in text_of(officer.get(f"/projects/bulk/{batch_id}"))


def test_a_batch_is_nobody_elses(app, officer, as_role):
    send(officer, "do=source&all=1&stage=lead", source="online")
    with app.app_context():
        number = db.session.scalar(sa.select(sa.func.max(Batch.id)))
    for other in (as_role(Role.OFFICER, parks=[PARK]), as_role(Role.BUREAU_MANAGER, cities=["NT"])):
        assert other.get(f"/projects/bulk/{number}").status_code == 404
        assert other.send(f"/projects/bulk/{number}/undo").status_code == 404
        assert "改来源" not in text_of(other.get("/projects/bulk/"))


def test_picks_of_another_park_touch_nothing(app, officer, as_role):
    other = by_name(app, "邻园项目")["邻园项目"]
    page = text_of(officer.get(f"/projects/bulk/change?do=source&pick={other.code}"))
    assert "没有选中项目" in page
    assert "邻园项目" not in page
    answer = officer.send(f"/projects/bulk/change?do=source&pick={other.code}", {"seen": "0", "source": "online"})
    assert answer.status_code == 422
    assert by_name(app, "邻园项目")["邻园项目"].source is Source.VISIT


@pytest.mark.parametrize(
    ("query", "sent", "words"),
    [
        ("do=owner&all=1", {"owner": ""}, "请选择负责人"),
        ("do=owner&all=1", {"owner": "999999"}, "请选择列表中的一项"),
        ("do=next_step&all=1", {"next_step": "x", "next_due": "明天"}, "日期无效"),
        ("do=hold&all=1", {"review_on": "2020-01-01", "hold_reason": "land"}, "须晚于今天"),
        ("do=hold&all=1", {"review_on": "2099-01-01", "reason": "等"}, 'id="hold_reason-error"'),
        ("do=hold&all=1", {"review_on": "2099-01-01", "hold_reason": "other", "reason": " "}, "请写明原因"),
        ("do=lose&all=1", {"lost_reason": "competitor"}, "请写明城市"),
        ("do=lose&all=1", {}, "请选择"),
        ("do=remove&all=1", {"reason": "重复登记"}, 'id="removal_reason-error"'),
        ("do=remove&all=1", {"removal_reason": "other", "reason": " "}, "请写明原因"),
        ("do=source&all=1", {"source": "x"}, "请选择列表中的一项"),
    ],
)
def test_bad_input_is_refused_and_kept(officer, query, sent, words):
    answer = send(officer, query, **sent)
    assert answer.status_code == 422
    assert words in text_of(answer)


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("hold", {"hold_reason": "terms", "review_on": "2020-01-01", "reason": "等批复"}, ("terms", "2020-01-01")),
        ("hold", {"review_on": "2099-01-01", "reason": "等批复"}, ("2099-01-01",)),
        ("remove", {"removal_reason": "unfit", "reason": "等批复" * 99}, ("unfit",)),
    ],
)
def test_a_mistake_in_a_status_costs_nothing_that_was_typed(app, officer, kind, sent, kept):
    answer = send(officer, f"do={kind}&all=1", **sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'value="{sent["reason"]}"' in page
    for value in kept:
        control = re.search(rf'<input[^>]*value="{value}"[^>]*>', page)[0]
        assert "checked" in control or 'type="radio"' not in control
    with app.app_context():
        assert not list(db.session.scalars(sa.select(Batch)))


def test_a_coded_reason_stands_in_the_record_of_changes(app, officer):
    made = by_name(app, "光刻胶中试线")["光刻胶中试线"]
    send(officer, f"do=remove&pick={made.code}", removal_reason="unreal", reason="一年没有消息")
    assert "没有实质推进（一年没有消息）" in text_of(officer.get("/projects/bulk/"))


def test_no_action_sets_a_reason_that_nobody_gave():
    for do, name in ((projects.hold, "hold_reason"), (projects.remove, "removal_reason")):
        assert inspect.signature(do).parameters[name].default is inspect.Parameter.empty


def test_bad_addresses_get_a_sentence(officer):
    many = "&".join(f"pick=NT-2026-{number:05d}" for number in range(300))
    for query in ("do=explode", "all=1&light=blue", many):
        assert officer.get(f"/projects/bulk/change?{query}").status_code == 400, query
    assert officer.get("/projects/bulk/99999").status_code == 404
    assert set(FORMS) == set(BulkKind)


def test_it_costs_the_same_for_one_project_and_for_many(app, officer, count_queries):
    costs = []
    for many in (False, True):
        if many:
            with app.app_context(), transaction():
                for _ in range(6):
                    make_project(by=officer.actor, at=PARK)
        with count_queries() as sent:
            officer.get("/projects/bulk/change?do=owner&all=1")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 10
