"""A park's weekly report: drafted from the week, edited by several, frozen, corrected by a further edition."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock
from app.core.clock import SHANGHAI
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken, Stale
from app.core.paper import Heading, Listing
from app.core.transaction import transaction
from app.extensions import db
from app.follow_up import actions, queries, view_model
from app.follow_up.actions import weekly
from app.follow_up.models import WeeklyReport
from app.follow_up.queries.material import material
from app.follow_up.rules import week_of
from app.pipeline import actions as pipeline
from app.projects.enums import Stage
from tests.factories.accounts import person
from tests.factories.projects import PARK, make_project, open_gate, park, recognise

OTHER_PARK = "lay-ntit-base-4"
NEW_YEAR = datetime(2027, 1, 1, 9, 0, tzinfo=SHANGHAI)  # a Friday in week 53 of 2026


def text_of(response):
    return response.get_data(as_text=True)


def titles(lines):
    return [one.title for one in lines]


def test_the_week_over_new_year_holds_what_happened_in_it_and_nothing_else(context):
    week = week_of(NEW_YEAR.date())
    owner = person(Role.OFFICER, parks=[PARK])
    with clock.held_at(datetime(2026, 12, 27, 23, 59, 59, tzinfo=SHANGHAI)):
        make_project(by=owner, name="周日登记")
    with clock.held_at(datetime(2026, 12, 28, 0, 0, tzinfo=SHANGHAI)):
        moved = make_project(by=owner, name="周一登记", investment=Decimal(5_000))
    with clock.held_at(datetime(2027, 1, 3, 23, 59, 59, tzinfo=SHANGHAI)):
        make_project(by=owner, name="次年周日登记")
        open_gate(moved, Stage.NEGOTIATING, by=owner)
        pipeline.move(moved, Stage.NEGOTIATING, by=owner)
        open_gate(moved, Stage.APPRAISAL, by=owner)
        pipeline.move(moved, Stage.APPRAISAL, by=owner)
        pipeline.undo(moved, by=owner)
    with clock.held_at(datetime(2027, 1, 4, 0, 0, tzinfo=SHANGHAI)):
        make_project(by=owner, name="下周登记")
        found = material(park().id, week, today=clock.today())
    assert titles(found.fresh) == ["周一登记", "次年周日登记"]
    assert [(one.title, one.to_stage) for one in found.moves] == [("周一登记", Stage.NEGOTIATING)]
    assert material(park(OTHER_PARK).id, week, today=week.end).counts["fresh"] == 0


def test_recognitions_problems_and_plans_are_in_it_and_confidential_ones_by_code_name(context):
    owner = person(Role.OFFICER, parks=[PARK])
    today = clock.today()
    week = week_of(today)
    signed = make_project(by=owner, stage=Stage.SIGNED, name="签约的")
    recognise(signed, on=today)
    secret = make_project(
        by=owner, name="绝密项目", investor="隐名公司", confidential=True, code_name="青松", problems="绝密的问题",
        next_step="绝密的一步", next_due=week.next.start,
    )  # fmt: skip
    red = make_project(by=owner, name="红灯的", next_step="拜访", next_due=week.next.end)
    red.stale_on = red.alarm_on = today - timedelta(days=1)
    db.session.flush()
    found = material(park().id, week, today=today)
    assert ("签约的", True) in [(one.title, one.recognised) for one in found.moves]
    assert titles(found.problems)[0] == "红灯的"
    assert titles(found.plans) == ["青松", "红灯的"]
    words = str(view_model.drafted(found))
    assert secret.code_name in words
    assert not {word for word in ("绝密", "隐名") if word in words}


def begun(by, week=None):
    actions.begin(park(), week or week_of(clock.today()), by=by)
    return queries.get_report(PARK, week or week_of(clock.today()), edition=None, to=by)


def test_a_submitted_report_never_changes_and_is_corrected_by_a_new_edition(context):
    officer = person(Role.OFFICER, parks=[PARK])
    report = begun(officer)
    actions.edit(report, by=officer, summary="第一版")
    actions.submit(report, by=officer)
    assert actions.is_intact(report)
    assert report.snapshot["summary"] == "第一版"
    for act in (
        lambda: actions.edit(report, by=officer, summary="改了"),
        lambda: actions.submit(report, by=officer),
        lambda: actions.redraft(report, by=officer),
    ):
        with pytest.raises(RuleBroken):
            act()
    second = actions.correct(report, why="漏报一项", by=officer)
    with pytest.raises(RuleBroken):
        actions.correct(report, why="又一次", by=officer)
    assert (second.edition, second.summary) == (2, "第一版")
    second = queries.get_report(PARK, week_of(clock.today()), edition=2, to=officer)
    actions.edit(second, by=officer, summary="第二版")
    actions.submit(second, by=officer)
    latest = queries.get_report(PARK, week_of(clock.today()), edition=None, to=officer)
    assert (latest.edition, latest.summary) == (2, "第二版")
    first = queries.get_report(PARK, week_of(clock.today()), edition=1, to=officer)
    assert first.summary == "第一版"
    assert actions.is_intact(first)
    report.summary = "偷偷改"
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.expire(report)


def test_a_tampered_report_is_told(context):
    officer = person(Role.OFFICER, parks=[PARK])
    report = begun(officer)
    actions.edit(report, by=officer, summary="原来的")
    actions.submit(report, by=officer)
    db.session.execute(sa.update(WeeklyReport).values(summary="数据库里改的"))
    db.session.refresh(report)
    assert not actions.is_intact(report)


def test_two_who_begin_the_same_week_get_one_report(context, monkeypatch):
    one, two = person(Role.OFFICER, parks=[PARK]), person(Role.OFFICER, parks=[PARK])
    begun(one)
    monkeypatch.setattr(weekly, "editions", lambda *_: [])
    with pytest.raises(AlreadyExists):
        actions.begin(park(), week_of(clock.today()), by=two)


def test_a_draft_that_changed_meanwhile_is_not_overwritten(context):
    officer = person(Role.OFFICER, parks=[PARK])
    report = begun(officer)
    elsewhere = sa.update(WeeklyReport).values(version=WeeklyReport.version + 1)
    db.session.execute(elsewhere, execution_options={"synchronize_session": False})
    with pytest.raises(Stale):
        actions.edit(report, by=officer, summary="盲写")


def test_only_the_parks_own_team_writes(context):
    week = week_of(clock.today())
    for who in (
        person(Role.OFFICER, parks=[OTHER_PARK]),
        person(Role.REVIEWER, cities=["NT"]),
        person(Role.LEADER, cities=["NT"]),
    ):
        with pytest.raises(NotAllowed):
            actions.begin(park(), week, by=who)
    with pytest.raises(RuleBroken):
        actions.begin(park(), week.next, by=person(Role.OFFICER, parks=[PARK]))


def fields(page):
    """The form as a browser would send it back."""
    hidden = dict(re.findall(r'<input id="(version|opened)" name="\w+" type="hidden" value="([^"]*)"', page))
    texts = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: text.replace("&#34;", '"').replace("&amp;", "&") for name, text in [*hidden.items(), *texts]}


def test_it_is_drafted_edited_by_two_and_submitted_on_the_page(app, as_role):
    one, two = as_role(Role.OFFICER, parks=[PARK]), as_role(Role.PARK_MANAGER, parks=[PARK])
    week = week_of(clock.today()).previous
    url = f"/weekly/{PARK}/{week.code}"
    assert "起草周报" in text_of(one.get(url))
    assert one.send(f"{url}/begin").status_code == 302
    assert one.get(url).location == f"{url}/edit"
    mine, theirs = (fields(text_of(client.get(f"{url}/edit"))) for client in (one, two))
    json = {"headers": {"Accept": "application/json"}}
    saved = one.send(f"{url}/edit", mine | {"summary": "甲写的小结"}, **json)
    assert saved.status_code == 200
    assert set(saved.json["fields"]) == {"version", "opened"}
    # Another field joins, the same field collides.
    assert two.send(f"{url}/edit", theirs | {"plans": "乙写的计划"}, **json).status_code == 200
    clash = two.send(f"{url}/edit", theirs | {"summary": "乙写的小结"}, **json)
    assert clash.status_code == 409
    assert "本周小结" in clash.json["message"]
    page = two.send(f"{url}/edit", theirs | {"summary": "乙写的小结"})
    assert page.status_code == 409
    assert "甲写的小结" in text_of(page)
    assert "乙写的小结" in text_of(page)
    going_on = mine | saved.json["fields"] | {"summary": "甲写的小结", "fresh": "1. 甲加的一行"}
    assert one.send(f"{url}/edit", going_on | {"do": "submit"}).location == url
    page = text_of(one.get(url))
    for words in ("甲写的小结", "甲加的一行", "乙写的计划", "与提交时一致", "写更正稿"):
        assert words in page
    late = two.send(f"{url}/edit", theirs | {"plans": "太晚了"}, **json)
    assert late.status_code == 409
    assert one.send(f"{url}/correct", {"why": ""}).location == url
    assert one.send(f"{url}/correct", {"why": "漏了一项"}).location == f"{url}/edit"
    assert "更正说明：漏了一项" in text_of(one.get(f"{url}/edit"))
    assert one.send(f"{url}/redraft").status_code == 302


def test_bureau_and_leader_see_who_handed_in_and_read_no_draft(app, as_role):
    officer = as_role(Role.OFFICER, parks=[PARK])
    week = week_of(clock.today()).previous
    url = f"/weekly/{PARK}/{week.code}"
    officer.send(f"{url}/begin")
    readers = [as_role(Role.REVIEWER, cities=["NT"]), as_role(Role.LEADER, cities=["NT"])]
    for client in readers:
        assert client.get(url).status_code == 404
    page = fields(text_of(officer.get(f"{url}/edit")))
    officer.send(f"{url}/edit", page | {"summary": "可以看了", "do": "submit"})
    for client in readers:
        assert "可以看了" in text_of(client.get(url))
        assert "写更正稿" not in text_of(client.get(url))
        overview = text_of(client.get(f"/weekly/?week={week.code}"))
        assert url in overview
    assert "可以看了" not in text_of(readers[0].get("/weekly/"))
    for client in (as_role(Role.OFFICER, parks=[OTHER_PARK]), as_role(Role.REVIEWER, cities=["GZ"])):
        assert client.get(url).status_code == 404
    assert text_of(officer.get("/weekly/")).count(url) == 1
    assert readers[0].get("/weekly/?week=2026-W99").status_code == 400


def test_missing_late_and_in_time_are_told_apart(context):
    officer, bureau = person(Role.OFFICER, parks=[PARK]), person(Role.REVIEWER, cities=["NT"])
    week = week_of(NEW_YEAR.date())
    due = datetime(2027, 1, 4, 10, 0, tzinfo=SHANGHAI)

    def standing(now):
        rows = queries.of_week(bureau, week, due=due, now=now)
        return next(one.standing for one in rows if one.park_code == PARK)

    assert standing(due) == "open"
    assert standing(due + timedelta(seconds=1)) == "missing"
    with clock.held_at(NEW_YEAR):
        report = begun(officer, week)
    assert standing(due) == "draft"
    with clock.held_at(due + timedelta(hours=1)):
        actions.submit(report, by=officer)
    assert standing(due + timedelta(days=1)) == "submitted_late"


def test_the_paper_says_what_the_report_says(context):
    officer = person(Role.OFFICER, parks=[PARK])
    report = begun(officer)
    actions.edit(report, by=officer, summary="小结一句", fresh="1. 甲项目。\n2. 乙项目。", progress="")
    actions.submit(report, by=officer)
    paper = view_model.weekly_paper(report)
    assert paper.kind == "园区周报"
    assert paper.signed_on == clock.today()
    assert [block.text for block in paper.blocks if isinstance(block, Heading)] == [
        "本周新增", "推进情况", "存在问题", "下周计划",
    ]  # fmt: skip
    assert next(block for block in paper.blocks if isinstance(block, Listing)).items == ("甲项目。", "乙项目。")
    assert report.sha256[:16] in paper.footnotes[-1]


def test_lists_cost_the_same_for_one_and_for_many(app, as_role, count_queries):
    bureau = as_role(Role.REVIEWER, cities=["NT"])
    costs = []
    for codes in ((PARK,), (OTHER_PARK, "lay-ntit-base-6", "lay-ntit-zone-1")):
        with app.app_context(), transaction():
            for code in codes:
                officer = person(Role.OFFICER, parks=[code])
                actions.begin(park(code), week_of(clock.today()).previous, by=officer)
        with count_queries() as sent:
            bureau.get("/weekly/")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8
