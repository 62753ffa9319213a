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
from app.projects.enums import Recognition
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, park

TUESDAY = datetime(2026, 12, 29, 9, 0, tzinfo=SHANGHAI)


def told(**where):
    rows = db.session.scalars(sa.select(Notice).filter_by(**where).order_by(Notice.id))
    return [(row.key.split(":")[0], row.title) for row in rows]


def quiet(project):
    """Nothing about it is due."""
    project.next_step = project.next_due = project.stale_on = project.alarm_on = project.recognition = None


def world(owner):
    today = clock.today()
    made = {}
    for name in ("今天", "昨天", "明天", "近限", "远限", "红灯", "退回", "保密", "无主", "回收站"):
        project = make_project(by=owner, name=name, confidential=name == "保密", code_name="青松")
        quiet(project)
        made[name] = project
    made["今天"].next_due, made["昨天"].next_due, made["明天"].next_due = (
        today, today - timedelta(days=1), today + timedelta(days=1),
    )  # fmt: skip
    made["今天"].next_step = "回电"
    made["近限"].stale_on, made["远限"].stale_on = today + timedelta(days=3), today + timedelta(days=4)
    made["红灯"].alarm_on = today
    made["退回"].recognition = Recognition.RETURNED
    for name in ("保密", "无主", "回收站"):
        made[name].next_due = today
    made["无主"].owner_id = None
    made["回收站"].deleted_at = clock.now()
    db.session.flush()
    return made


def test_what_is_due_is_told_once(context):
    owner = person(Role.OFFICER, parks=[PARK])
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


def test_many_go_chunk_by_chunk_and_closed_accounts_are_left_out(context, monkeypatch):
    monkeypatch.setattr(dues, "CHUNK", 2)
    owner, gone = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
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
