"""The morning's reminders: everything due is told once, however often and by however many it is run."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.clock import SHANGHAI
from app.core.transaction import transaction
from app.extensions import db
from app.follow_up import actions, jobs
from app.follow_up.enums import Addressee
from app.follow_up.queries import dues
from app.notices.models import Notice
from app.projects import actions as projects
from app.projects.enums import ContractKind, HoldReason, Recognition, Stage, Status
from app.reviews import actions as reviews
from app.reviews.enums import ReviewReason
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, park, recognise
from tests.factories.reviews import attach, reviewer, submitted

TUESDAY = datetime(2026, 12, 29, 9, 0, tzinfo=SHANGHAI)


def told(**where):
    rows = db.session.scalars(sa.select(Notice).filter_by(**where).order_by(Notice.id))
    return [(row.key.split(":")[0], row.title) for row in rows]


def quiet(project):
    """Nothing about it is due."""
    project.next_step = project.next_due = project.stale_on = project.alarm_on = None


def send_back(project, *, by):
    """The stage it stands in was handed in and returned."""
    one = submitted(project, by=by)
    return reviews.send_back(one, reason=ReviewReason.INCOMPLETE, text="缺签章页", by=reviewer())


def world(owner):
    today = clock.today()
    made = {}
    for name in ("今天", "昨天", "明天", "近限", "远限", "红灯", "退回", "保密", "无主", "回收站"):
        stage = Stage.SIGNED if name == "退回" else Stage.LEAD
        project = make_project(by=owner, name=name, stage=stage, confidential=name == "保密", code_name="青松")
        if name == "退回":
            send_back(project, by=owner)
        quiet(project)
        made[name] = project
    made["今天"].next_due, made["昨天"].next_due, made["明天"].next_due = (
        today, today - timedelta(days=1), today + timedelta(days=1),
    )  # fmt: skip
    made["今天"].next_step = "回电"
    made["近限"].stale_on, made["远限"].stale_on = today + timedelta(days=3), today + timedelta(days=4)
    made["红灯"].alarm_on = today
    for name in ("保密", "无主", "回收站"):
        made[name].next_due = today
    made["无主"].owner_id = None
    made["回收站"].deleted_at = clock.now()
    db.session.flush()
    return made


def test_what_is_due_is_told_once(context):
    owner = person(Role.OFFICER, parks=[PARK])
    person(Role.PARK_MANAGER, parks=[PARK])  # who is told of what nobody looks after
    with clock.held_at(TUESDAY):
        with transaction():
            made = world(owner)
        actions.remind(clock.today())
        mine = told(user_id=owner.id, kind="due")
        assert sorted(mine) == [
            ("alarm", "转红灯（12-29）：红灯"),
            ("limit", "临近时限（01-01）：近限"),
            ("returned", "认定已退回，待重新申报：退回"),
            ("step", "下一步到期（12-28）：昨天"),
            ("step", "下一步到期（12-29）：今天"),
            ("step", "下一步到期（12-29）：青松"),
        ]
        assert actions.remind(clock.today()) == 0
        with transaction():
            made["今天"].next_due = clock.today() + timedelta(days=2)
    with clock.held_at(TUESDAY + timedelta(days=2)):
        # Wednesday's run was missed: nothing is lost. What was put off is told for its new day.
        actions.remind(clock.today())
        new = [one for one in told(user_id=owner.id, kind="due") if one not in mine]
        assert sorted(new) == [
            ("limit", "临近时限（01-02）：远限"),
            ("step", "下一步到期（12-30）：明天"),
            ("step", "下一步到期（12-31）：今天"),
        ]
    with clock.held_at(TUESDAY + timedelta(days=6)):
        actions.remind(clock.today())
        assert sum(title.startswith("认定已退回") for _, title in told(user_id=owner.id)) == 2  # a new week, a new year


def due_of(user, kind):
    return [title for key, title in told(user_id=user.id, kind="due") if key == kind]


def test_a_project_on_hold_is_recalled_on_its_day_of_review_and_turns_red_unless_it_is_reviewed(context):
    owner = person(Role.OFFICER, parks=[PARK])
    day = TUESDAY.date() + timedelta(days=30)
    with clock.held_at(TUESDAY), transaction():
        project = make_project(by=owner, name="缓一缓", next_step="回电", next_due=TUESDAY.date() + timedelta(days=1))
        projects.hold(project, hold_reason=HoldReason.MARKET, review_on=day, by=owner)
    for days in (1, 29):  # the step that was planned rests, and nothing is told before the day
        with clock.held_at(TUESDAY + timedelta(days=days)):
            actions.remind(clock.today())
            assert told(user_id=owner.id, kind="due") == []
    for days in (30, 30, 33):
        with clock.held_at(TUESDAY + timedelta(days=days)):
            actions.remind(clock.today())
            assert told(user_id=owner.id, kind="due") == [("review", f"搁置到期，须复核（{day:%m-%d}）：缓一缓")]
    red = day + timedelta(days=14)
    with clock.held_at(TUESDAY + timedelta(days=44)):
        actions.remind(clock.today())
        assert due_of(owner, "alarm") == [f"搁置到期未复核，转红灯（{red:%m-%d}）：缓一缓"]


def test_what_is_being_transferred_is_reminded_of_as_its_clocks_run_on(context):
    owner = person(Role.OFFICER, parks=[PARK])
    with transaction():
        for name in ("该办", "将到限", "已红"):
            project = make_project(by=owner, name=name)
            quiet(project)
            project.status = Status.TRANSFERRING
            if name == "该办":
                project.next_due = clock.today()
            else:
                project.stale_on = clock.today()
            project.alarm_on = clock.today() if name == "已红" else None
    actions.remind(clock.today())
    kinds = [(kind, title[-2:]) for kind, title in told(user_id=owner.id, kind="due")]
    assert sorted(kinds) == [("alarm", "已红"), ("limit", "到限"), ("step", "该办")]


def test_what_was_revoked_and_a_returned_formal_contract_are_asked_for_as_well(context):
    owner = person(Role.OFFICER, parks=[PARK])
    with clock.held_at(TUESDAY):
        with transaction():
            revoked = make_project(by=owner, name="已撤", stage=Stage.SIGNED)
            reviews.recognise(submitted(revoked, by=owner), by=reviewer())
            reviews.revoke(revoked, Stage.SIGNED, reason=ReviewReason.CANCELLED, text="合同已解除", by=reviewer())
            framework = make_project(by=owner, name="框架", stage=Stage.SIGNED)
            recognise(framework, kind=ContractKind.FRAMEWORK)
            attach(framework, Stage.SIGNED, by=owner)
            send_back(framework, by=owner)
            assert framework.recognition is Recognition.RECOGNISED
            resting = make_project(by=owner, name="搁着", stage=Stage.SIGNED)
            send_back(resting, by=owner)
            resting.status = Status.ON_HOLD  # cannot be submitted
            for project in (revoked, framework, resting):
                quiet(project)
        actions.remind(clock.today())
        actions.remind(clock.today())
        assert sorted(due_of(owner, "returned")) == ["认定已撤销，待重新申报：已撤", "认定已退回，待重新申报：框架"]
        with transaction():
            submitted(framework, by=owner)
    with clock.held_at(TUESDAY + timedelta(days=7)):
        actions.remind(clock.today())
        assert sum("框架" in title for title in due_of(owner, "returned")) == 1


def test_of_what_nobody_looks_after_the_heads_of_the_park_are_told_once(context, monkeypatch):
    monkeypatch.setattr(dues, "CHUNK", 2)
    owner, gone = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    heads = [person(Role.PARK_MANAGER, parks=[PARK]) for _ in range(3)]
    elsewhere = person(Role.PARK_MANAGER, parks=["lay-ntit-zone-1"])
    with transaction():
        for name, by in (("无主", owner), ("保密", owner), ("离岗", gone), ("有主", owner)):
            project = make_project(by=by, name=name, confidential=name == "保密", code_name="青松")
            quiet(project)
            project.next_step, project.next_due, project.alarm_on = "约王总", clock.today(), clock.today()
            if name in {"无主", "保密"}:
                project.owner_id = None
        db.session.get_one(User, gone.id).disabled_at = clock.now()
    actions.remind(clock.today())
    assert actions.remind(clock.today()) == 0
    for head in heads:
        assert sorted(title[-2:] for title in due_of(head, "alarm")) == ["无主", "离岗", "青松"]
        assert sorted(title[-2:] for title in due_of(head, "step")) == ["无主", "离岗", "青松"]
        notices = db.session.scalars(sa.select(Notice).filter_by(user_id=head.id, kind="due"))
        assert all("王总" not in notice.text for notice in notices if "青松" in notice.title)
    assert [title[-2:] for title in due_of(owner, "alarm")] == ["有主"]
    assert told(user_id=elsewhere.id, kind="due") == told(user_id=gone.id, kind="due") == []


def test_many_go_chunk_by_chunk_and_closed_accounts_are_left_out(context, monkeypatch):
    monkeypatch.setattr(dues, "CHUNK", 2)
    owner, gone = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    person(Role.PARK_MANAGER, parks=[PARK])  # who is told of what the closed account has left
    with transaction():
        for one in (*[owner] * 5, gone):
            project = make_project(by=one)
            quiet(project)
            project.next_due = clock.today()
        db.session.get_one(User, gone.id).disabled_at = clock.now()
    actions.remind(clock.today())
    assert len(told(user_id=owner.id, kind="due")) == 5
    assert not told(user_id=gone.id, kind="due")


def test_instructions_are_told_before_their_day_and_when_they_are_late(context):
    leader, manager = person(Role.LEADER, cities=["NT"]), person(Role.PARK_MANAGER, parks=[PARK])
    with clock.held_at(TUESDAY):
        with transaction():
            actions.instruct(
                park(), text="办", addressee=Addressee.PARK, due_on=clock.today() + timedelta(days=2), by=leader
            )
        actions.remind(clock.today())
        assert len(told(user_id=manager.id, kind="instruction")) == 1
    with clock.held_at(TUESDAY + timedelta(days=1)):
        actions.remind(clock.today())
        actions.remind(clock.today())
        assert told(user_id=manager.id, kind="instruction")[1:] == [("instruction", "批示将到期（12-31）：智创谷")]
    with clock.held_at(TUESDAY + timedelta(days=3)):
        actions.remind(clock.today())
        assert told(user_id=manager.id, kind="instruction")[2:] == [("instruction", "批示逾期（12-31）：智创谷")]
        assert told(user_id=leader.id, kind="instruction") == [("instruction", "批示逾期（12-31）：智创谷")]


def test_the_weekly_report_is_asked_for_on_its_day_and_when_it_is_late(context):
    manager, officer = person(Role.PARK_MANAGER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    monday = datetime(2027, 1, 4, 7, 0, tzinfo=SHANGHAI)
    with clock.held_at(monday - timedelta(hours=10)):
        actions.remind(clock.today())
    before = told(user_id=manager.id, kind="weekly")
    with clock.held_at(monday):
        actions.remind(clock.today())
        new = [one for one in told(user_id=manager.id, kind="weekly") if one not in before]
        assert new == [("weekly", "今天提交周报：智创谷 2026 年第 53 周")]
    with clock.held_at(monday + timedelta(days=1)):
        actions.remind(clock.today())
        assert told(user_id=manager.id, kind="weekly")[-1] == ("weekly", "周报逾期未交：智创谷 2026 年第 53 周")
    assert not told(user_id=officer.id, kind="weekly")


def test_the_worker_makes_up_for_a_morning_it_missed(context):
    owner = person(Role.OFFICER, parks=[PARK])
    with transaction():
        project = make_project(by=owner, name="今天")
        quiet(project)
        project.next_due = TUESDAY.date()
    with clock.held_at(TUESDAY.replace(hour=6)):
        jobs.catch_up()
        assert not told(user_id=owner.id, kind="due")
    with clock.held_at(TUESDAY):
        jobs.catch_up()
        assert told(user_id=owner.id, kind="due") == [("step", "下一步到期（12-29）：今天")]


def test_the_command_says_how_many(app):
    answer = app.test_cli_runner().invoke(args=["follow-up", "remind"])
    assert answer.exit_code == 0
    assert "新提醒" in answer.output
