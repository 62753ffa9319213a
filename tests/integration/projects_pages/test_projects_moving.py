"""Moving: by form, from the board, back, undone; the log, the counters and what happens when two do it at once."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db
from app.pipeline import actions as pipeline
from app.projects import actions, standing
from app.projects.actions import upkeep
from app.projects.enums import (
    ContractKind,
    HoldReason,
    LostReason,
    NotCounted,
    Recognition,
    RemovalReason,
    SiteMode,
    Stage,
    Status,
)
from app.projects.models import Move, Project, Tally, YearTally
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, move_to, open_gate, park, recognise

FORMAL, FRAMEWORK = ContractKind.FORMAL, ContractKind.FRAMEWORK
JSON = {"Accept": "application/json"}


def reread(app, code):
    with app.app_context():
        return db.session.scalars(sa.select(Project).where(Project.code == code)).one()


def log_of(app, code):
    with app.app_context():
        rows = db.session.scalars(
            sa.select(Move).join(Project, Project.id == Move.project_id).where(Project.code == code)
        )
        return [(row.from_stage, row.to_stage) for row in sorted(rows, key=lambda row: row.id)]


def recounted():
    """The counters as they would be counted from nothing."""
    stock: Counter[tuple[object, ...]] = Counter()
    sums: dict[tuple[object, ...], Decimal] = {}
    years: dict[tuple[int, int], list[object]] = {}
    for project in db.session.scalars(sa.select(Project).where(Project.deleted_at.is_(None))):
        key = (project.park_id, project.stage, project.counted_stage, project.status)
        stock[key] += 1
        sums[key] = sums.get(key, Decimal(0)) + (project.investment or 0)
        for place, day, amount in (
            (0, project.signed_on, project.signed_amount),
            (2, project.framework_on, project.framework_amount),
            (4, project.landed_on, project.signed_amount if project.signed_on else project.framework_amount),
        ):
            if day is not None:
                row = years.setdefault((project.park_id, day.year), [0, Decimal(0)] * 3)
                row[place] += 1
                row[place + 1] += amount or 0
    return {key: (count, sums[key]) for key, count in stock.items()}, {key: tuple(row) for key, row in years.items()}


def kept():
    db.session.flush()
    tallies = db.session.execute(
        sa.select(Tally.park_id, Tally.stage, Tally.counted_stage, Tally.status, Tally.count, Tally.investment)
    )
    years = db.session.execute(
        sa.select(
            YearTally.park_id,
            YearTally.year,
            YearTally.signed,
            YearTally.signed_investment,
            YearTally.framework,
            YearTally.framework_investment,
            YearTally.landed,
            YearTally.landed_investment,
        )
    )
    return (
        {tuple(row[:4]): (row[4], row[5]) for row in tallies},
        {(row[0], row[1]): tuple(row[2:]) for row in years},
    )


@pytest.mark.parametrize("mode", SiteMode)
def test_log_and_counters_hold_after_every_action(context, mode):
    owner = person(Role.PARK_MANAGER, parks=[PARK, "lay-ntit-zone-1"])
    one = make_project(by=owner, site_mode=mode)
    other = make_project(by=owner, at="lay-ntit-zone-1", stage=Stage.NEGOTIATING)
    assert kept() == recounted()

    def steps():
        for stage in list(Stage)[1:]:
            yield lambda stage=stage: open_gate(one, stage, by=owner, site_mode=mode)
            yield lambda stage=stage: pipeline.move(one, stage, by=owner)
            if stage.needs_recognition:
                yield lambda: recognise(one, kind=FRAMEWORK if mode is SiteMode.LIGHT else FORMAL)
        yield lambda: move_to(other, Stage.APPRAISAL, by=owner)
        yield lambda: pipeline.undo(other, by=owner)
        yield lambda: pipeline.move(other, Stage.LEAD, by=owner, reason="企业改方案")
        yield lambda: pipeline.undo(other, by=owner)
        yield lambda: actions.edit(one, by=owner, investment=Decimal("41000.5"))
        yield lambda: actions.edit(one, by=owner, fixed_investment=None, investment=None)
        yield lambda: actions.hold(
            one, review_on=clock.today() + timedelta(days=9), hold_reason=HoldReason.APPROVAL, reason="等批文", by=owner
        )
        yield lambda: actions.lose(one, lost_reason=LostReason.COST, competing_city=None, reason="", by=owner)
        yield lambda: actions.reactivate(one, reason="重启", by=owner)
        yield lambda: actions.remove(other, removal_reason=RemovalReason.DUPLICATE, by=owner)
        yield lambda: actions.throw_away(other, by=owner)
        yield lambda: actions.restore(other, by=owner)
        yield lambda: actions.give_to(one, None, by=owner, serves=False)
        yield lambda: pipeline.place(one, between=(1.0, 2.0), by=owner)

    for step in steps():
        step()
        assert kept() == recounted()
        for project in (one, other):
            last = db.session.scalars(
                sa.select(Move).where(Move.project_id == project.id).order_by(Move.id.desc()).limit(1)
            ).one()
            assert last.to_stage is project.stage
    rows = db.session.scalars(sa.select(Move).where(Move.project_id == one.id).order_by(Move.id)).all()
    assert [after.from_stage for after in rows[1:]] == [before.to_stage for before in rows[:-1]]
    signed = (None, clock.today()) if mode is SiteMode.LIGHT else (clock.today(), None)
    assert (one.rank, one.signed_on, one.framework_on, one.landed_on) == (1.5, *signed, clock.today())
    assert one.counted_stage is Stage.FULL_CAPACITY


def test_undo_gives_back_the_day_of_entering(context):
    owner = person(Role.OFFICER, parks=[PARK])
    now = clock.now()
    with clock.held_at(now - timedelta(days=20)):
        project = make_project(by=owner)
    with clock.held_at(now - timedelta(days=10)):
        move_to(project, Stage.NEGOTIATING, by=owner)
    pipeline.move(project, Stage.APPRAISAL, by=owner)
    pipeline.undo(project, by=owner)
    assert (project.stage, project.stage_since) == (Stage.NEGOTIATING, clock.today() - timedelta(days=10))
    pipeline.move(project, Stage.LEAD, by=owner, reason="重新筛选")
    with clock.held_at(clock.now() + timedelta(minutes=16)), pytest.raises(Exception, match="不能撤销"):
        pipeline.undo(project, by=owner)
    with pytest.raises(Exception, match="不能撤销"):
        pipeline.undo(project, by=person(Role.PARK_MANAGER, parks=[PARK]))
    pipeline.undo(project, by=owner)
    with pytest.raises(Exception, match="不能撤销"):
        pipeline.undo(project, by=owner)


@pytest.fixture
def officer(as_role):
    return as_role(Role.OFFICER, parks=[PARK])


@pytest.fixture
def made(app, officer):
    """A lead and a project whose next gate is open."""
    with app.app_context(), transaction():
        lead = make_project(by=officer.actor).code
        project = make_project(by=officer.actor)
        open_gate(project, Stage.NEGOTIATING, by=officer.actor)
        return lead, project.code


def test_a_move_by_form_and_its_undo(app, officer, made):
    _, code = made
    page = officer.get(f"/projects/{code}/move").get_data(as_text=True)
    assert "可以进入“在谈”" in page
    response = officer.send(f"/projects/{code}/move", {"stage": "negotiating", "from_stage": "lead"})
    assert response.location == f"/projects/{code}"
    assert reread(app, code).stage is Stage.NEGOTIATING
    shown = officer.get(response.location).get_data(as_text=True)
    assert f"/projects/{code}/move/undo" in shown
    assert officer.send(f"/projects/{code}/move/undo").status_code == 302
    assert reread(app, code).stage is Stage.LEAD
    again = officer.send(f"/projects/{code}/move/undo", follow_redirects=True)
    assert "不能撤销" in again.get_data(as_text=True)
    assert log_of(app, code) == [
        (None, Stage.LEAD),
        (Stage.LEAD, Stage.NEGOTIATING),
        (Stage.NEGOTIATING, Stage.LEAD),
    ]


def test_a_closed_gate_names_everything_with_links(app, officer, made):
    code, _ = made
    response = officer.send(f"/projects/{code}/move", {"stage": "negotiating"})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "进入“在谈”还缺 3 项" in page
    for link in ("activities/new?kind=meeting#kind", "edit#investment", "edit#sector_id"):
        assert f"/projects/{code}/{link}" in page
    answer = officer.send(f"/projects/{code}/move", {"stage": "negotiating"}, headers=JSON)
    assert answer.status_code == 422
    assert [one["label"] for one in answer.json["missing"]] == ["至少一次面谈", "估计投资", "产业方向"]
    assert answer.json["missing"][1]["url"] == f"/projects/{code}/edit#investment"
    assert reread(app, code).stage is Stage.LEAD


def test_the_boards_answer_keeps_to_the_filter(app, officer, made):
    _, code = made
    url = f"/projects/{code}/move?park={PARK}&least=1亿"
    answer = officer.send(url, {"stage": "negotiating", "from_stage": "lead", "code": code}, headers=JSON)
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert "在谈" in answer.json["toast"]
    assert answer.json["columns"]["negotiating"] == {"count": 1, "sum": "3.60", "stale": 0}
    assert answer.json["columns"]["lead"] == {"count": 0, "sum": "0.00", "stale": 0}
    undone = officer.send(answer.json["undo_url"])
    assert undone.location.startswith("/projects/board?")
    assert reread(app, code).stage is Stage.LEAD


def test_two_windows(app, officer, made):
    _, code = made
    sent = {"stage": "negotiating", "from_stage": "lead"}
    assert officer.send(f"/projects/{code}/move", sent).status_code == 302
    again = officer.send(f"/projects/{code}/move", sent)
    assert again.status_code == 409
    assert "项目已被他人从“线索”移到“在谈”" in again.get_data(as_text=True)
    from_board = officer.send(f"/projects/{code}/move", sent, headers=JSON)
    assert from_board.status_code == 409
    assert "刷新" in from_board.json["message"]
    assert len(log_of(app, code)) == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"stage": "signed"}, "一次只能前进一步"),
        ({"stage": "lead"}, "项目已在“线索”"),
        ({"stage": ""}, "请选择"),
        ({"stage": "moon"}, "请选择列表中的一项"),
        ({}, "请选择"),
        ({"stage": "negotiating", "event_on": "2026-02-30"}, "日期无效"),
        ({"stage": "negotiating", "event_on": "2090-01-01"}, "日期不能晚于今天"),
        ({"stage": "negotiating", "event_on": "2001-01-01"}, "发生日期不能早于进入“线索”的日期"),
        ({"stage": "negotiating", "reason": "长" * 201}, "最多 200 个字"),
    ],
)
def test_impossible_moves_are_sentences(app, officer, made, sent, said):
    _, code = made
    for headers in ({}, JSON):
        response = officer.send(f"/projects/{code}/move", sent, headers=headers)
        assert response.status_code == 422
        assert said in (response.json["message"] if headers else response.get_data(as_text=True))
    assert len(log_of(app, code)) == 1


def test_back_needs_its_reason(app, officer, made):
    _, code = made
    officer.send(f"/projects/{code}/move", {"stage": "negotiating"})
    refused = officer.send(f"/projects/{code}/move", {"stage": "lead"})
    assert refused.status_code == 422
    assert "须选择原因" in refused.get_data(as_text=True)
    vague = officer.send(f"/projects/{code}/move", {"stage": "lead", "back_reason": "other", "reason": "　"})
    assert vague.status_code == 422
    assert "须写明原因" in vague.get_data(as_text=True)
    dragged = officer.send(f"/projects/{code}/move", {"stage": "lead"}, headers=JSON)
    assert dragged.status_code == 422
    assert dragged.json["missing"] == [{"label": "填写退回原因", "url": f"/projects/{code}/move?to=lead"}]
    sent = {"stage": "lead", "back_reason": "plan", "reason": "改做模组"}
    assert officer.send(f"/projects/{code}/move", sent).status_code == 302
    assert "企业调整方案：改做模组" in officer.get(f"/projects/{code}").get_data(as_text=True)


def test_the_words_of_undoing_are_no_reason(app, officer, made):
    """They would make the log forget the move before."""
    _, code = made
    officer.send(f"/projects/{code}/move", {"stage": "negotiating"})
    for sent in ({"stage": "lead", "back_reason": "plan"}, {"stage": "appraisal"}):
        refused = officer.send(f"/projects/{code}/move", {**sent, "reason": " 撤销移动 "})
        assert refused.status_code == 422
    assert reread(app, code).stage is Stage.NEGOTIATING


def test_a_card_is_put_between_two(app, officer, made):
    lead, code = made
    answer = officer.send(f"/projects/{lead}/move", {"stage": "lead", "before": "1", "after": "2"}, headers=JSON)
    assert answer.json["ok"] is True
    assert reread(app, lead).rank == 1.5
    answer = officer.send(f"/projects/{code}/move", {"stage": "negotiating", "after": "-4"}, headers=JSON)
    assert reread(app, code).rank == -5
    for bad in ({"before": "x"}, {"before": "nan"}, {"after": "inf"}, {"before": "2", "after": "1"}):
        refused = officer.send(f"/projects/{lead}/move", {"stage": "lead", **bad}, headers=JSON)
        assert refused.status_code == 422
        assert "刷新" in refused.json["message"]


def test_projects_that_rest_do_not_move(app, officer, made):
    _, code = made
    officer.send(f"/projects/{code}/hold", {"review_on": "2099-01-01", "hold_reason": "approval"})
    refused = officer.send(f"/projects/{code}/move", {"stage": "negotiating"})
    assert refused.status_code == 422
    assert "请先恢复推进" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "asked",
    [
        ("hold", {"review_on": "2001-01-01", "hold_reason": "land"}, "复核日期须晚于今天"),
        ("hold", {"review_on": "2099-01-01", "reason": "等"}, "请选择"),
        ("hold", {"review_on": "2099-01-01", "hold_reason": "other"}, "请写明原因"),
        ("hold", {"review_on": "", "reason": ""}, "请填写复核日期"),
        ("lose", {"reason": "谈崩"}, "请选择"),
        ("lose", {"lost_reason": "competitor"}, "请写明城市"),
        ("remove", {"reason": "重复"}, "请选择"),
        ("remove", {"removal_reason": "other", "reason": " "}, "请写明原因"),
        ("reactivate", {"reason": "再谈"}, "已经是“推进中”"),
    ],
)
def test_each_status_asks_for_its_own(app, officer, made, asked):
    (page, sent, said), (code, _) = asked, made
    refused = officer.send(f"/projects/{code}/{page}", sent)
    assert refused.status_code == 422
    assert said in refused.get_data(as_text=True)
    assert reread(app, code).status is Status.ACTIVE


def test_statuses_and_the_way_back(app, officer, made):
    code, _ = made
    officer.send(f"/projects/{code}/lose", {"lost_reason": "competitor", "competing_city": "苏州"})
    lost = reread(app, code)
    assert (lost.status, lost.lost_reason, lost.competing_city, lost.stale_on) == (
        Status.LOST,
        LostReason.COMPETITOR,
        "苏州",
        None,
    )
    page = officer.get(f"/projects/{code}").get_data(as_text=True)
    assert "项目流失：落户其他城市；落户苏州<" in page.replace("\n", ""), "the reason is said once"
    assert "不再推进和提醒" in page
    assert "还缺" not in page, "a lost project lacks nothing"
    stale = officer.send(f"/projects/{code}/hold", {"was": "active", "review_on": "2099-01-01", "reason": "等"})
    assert stale.status_code == 409
    assert "已被改为“流失”" in stale.get_data(as_text=True)
    resting = officer.send(f"/projects/{code}/hold", {"review_on": "2099-01-01", "hold_reason": "land"})
    assert resting.status_code == 422
    assert "请先恢复推进" in resting.get_data(as_text=True)
    officer.send(f"/projects/{code}/reactivate", {"reason": "企业回头"})
    back = reread(app, code)
    assert (back.status, back.lost_reason, back.competing_city) == (Status.ACTIVE, None, None)
    assert back.stale_on is not None


def test_the_bin_twice(app, officer, made):
    code, _ = made
    assert officer.send(f"/projects/{code}/delete").location == "/projects/"
    assert officer.send(f"/projects/{code}/delete").location == "/projects/bin"
    assert officer.send(f"/projects/{code}/restore").location == f"/projects/{code}"
    assert officer.send(f"/projects/{code}/restore").location == f"/projects/{code}"


def test_what_counts_follows_the_recognition(context):
    owner = person(Role.OFFICER, parks=[PARK])
    project = make_project(by=owner, stage=Stage.SIGNED)
    assert (project.counted_stage, project.signed_on) == (Stage.APPRAISAL, None), "entered, not yet recognised"
    recognise(project, on=clock.today() - timedelta(days=1))
    assert (project.counted_stage, project.signed_on) == (Stage.SIGNED, clock.today() - timedelta(days=1))
    move_to(project, Stage.LANDED, by=owner)
    assert (project.counted_stage, project.landed_on) == (Stage.SIGNED, None)
    with pytest.raises(Exception, match="不能退回"):
        pipeline.move(project, Stage.APPRAISAL, by=owner, reason="合同解除")
    pipeline.move(project, Stage.SIGNED, by=owner, reason="土地退回")
    assert (project.counted_stage, project.signed_on) == (Stage.SIGNED, clock.today() - timedelta(days=1))
    move_to(project, Stage.LANDED, by=owner)
    recognise(project)
    assert (project.counted_stage, project.landed_on) == (Stage.LANDED, clock.today())
    with pytest.raises(Exception, match="不能退回"):
        pipeline.undo(project, by=owner)
    tally = db.session.scalars(sa.select(YearTally).where(YearTally.park_id == park().id)).all()
    assert sum(row.signed for row in tally) == sum(row.landed for row in tally) == 1
    entries = standing.entries(upkeep.log_of(project))
    entries[Stage.SIGNED].recognition = Recognition.REVOKED
    upkeep.restate(project)
    assert (project.counted_stage, project.signed_on, project.landed_on) == (Stage.APPRAISAL, None, None)


def test_what_is_left_out_of_the_figures_counts_nowhere(context):
    project = make_project(stage=Stage.SIGNED)
    project.not_counted = NotCounted.PROPERTY
    recognise(project)
    assert (project.counted_stage, project.signed_on, project.signed_amount) == (Stage.APPRAISAL, None, None)
