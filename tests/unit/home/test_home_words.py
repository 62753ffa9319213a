"""Today's work in words: what is due, in which group, and what a park lacks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.home.queries.city import CityFigures, ParkLine
from app.home.queries.own_work import MonthWork
from app.home.view_model import (
    LATER,
    OVERDUE,
    SOON,
    TODAY,
    UNDATED,
    biggest_gaps,
    by_lights,
    due_words,
    month_figures,
    today_list,
    until,
)
from app.notices.enums import NoticeKind
from app.notices.todos import Todo as Waiting
from app.parks.enums import ParkMetric
from app.projects.enums import Light, Stage, Status
from app.projects.queries import DueRow, ParkFigures
from app.projects.rules import Clockwork, Limits

DAY = date(2026, 11, 20)  # a Friday


def row(code="NT-1", *, since=DAY - timedelta(days=40), **facts):
    clockwork = Clockwork(
        stage=Stage.NEGOTIATING,
        status=Status.ACTIVE,
        stage_since=since,
        last_activity_on=None,
        review_on=None,
        investment=Decimal(1),
        site_mode=None,
    )
    usual = {"investor": "示例科技", "next_step": None, "next_due": None, "stale_on": None, "light": Light.GREEN}
    return DueRow(**({"code": code, "title": "测试线扩产", "clockwork": clockwork} | usual | facts))


def listed(*rows):
    return today_list(rows, today=DAY, limits=Limits(), most=60)


def only(*rows):
    found = listed(*rows)
    return found.groups[0][0], found.groups[0][1][0]


def test_a_next_step_stands_under_its_day():
    for days, group, words in ((-2, OVERDUE, "逾期 2 天"), (0, TODAY, "今天"), (4, SOON, "周二 11-24")):
        name, todo = only(row(next_step="回电", next_due=DAY + timedelta(days=days)))
        assert (name, todo.due, todo.late) == (group, words, days < 0)
        assert todo.title == "回电：测试线扩产"
        assert todo.hint == "示例科技·2 在谈"


def test_a_limit_that_is_near_says_its_reason():
    name, todo = only(row(stale_on=DAY - timedelta(days=10), light=Light.YELLOW, next_step="寄资料"))
    assert name == OVERDUE
    assert todo.title == "测试线扩产：30 天须跟进，已超 10 天"
    assert todo.hint == "示例科技·2 在谈·下一步：寄资料"


def test_a_project_stands_once_by_the_earlier_day():
    stale = row(stale_on=DAY + timedelta(days=3), next_step="回电", next_due=DAY, since=DAY - timedelta(days=27))
    name, todo = only(stale)
    assert (name, todo.title) == (TODAY, "回电：测试线扩产")
    assert "30 天须跟进，还有 3 天" in todo.hint
    assert listed(stale).number == 1


def test_a_step_without_words_is_called_the_next_one():
    _, todo = only(row(next_due=DAY))
    assert todo.title == "下一步：测试线扩产"


def test_what_waits_elsewhere_stands_in_its_group():
    def waits(title, due, kind=NoticeKind.INSTRUCTION, **facts):
        return Waiting(kind=kind, title=title, link="/x", due=due, **facts)

    found = today_list(
        [row("NT-1", next_due=DAY, next_step="回电")],
        others=[
            waits("晚的", DAY + timedelta(days=20)),
            waits("无期", None),
            waits("提到", DAY - timedelta(days=2), NoticeKind.MENTION, notice_id=7),
            waits("逾期的", DAY - timedelta(days=1)),
            waits("今天的", DAY),
        ],
        today=DAY,
        limits=Limits(),
        most=60,
    )
    groups = {name: [todo.title for todo in todos] for name, todos in found.groups}
    assert groups == {
        OVERDUE: ["逾期的"],
        UNDATED: ["提到", "无期"],
        TODAY: ["今天的", "回电：测试线扩产"],
        LATER: ["晚的"],
    }
    assert [name for name, _ in found.groups] == [OVERDUE, UNDATED, TODAY, LATER]
    assert found.overdue == 1
    mention = next(todo for _, todos in found.groups for todo in todos if todo.title == "提到")
    assert (mention.notice_id, mention.late, mention.due) == (7, False, "提到我")


def test_the_week_ahead_counts_each_day():
    rows = [row(f"NT-{n}", next_due=DAY + timedelta(days=n)) for n in (-1, 0, 0, 6)]
    found = listed(*rows)
    assert [day.number for day in found.week] == [2, 0, 0, 0, 0, 0, 1]
    assert [day.weekday for day in found.week][:3] == ["五", "六", "日"]
    assert (found.number, found.overdue, found.complete) == (4, 1, True)
    assert until(DAY) == date(2026, 11, 26)
    assert not today_list(rows, today=DAY, limits=Limits(), most=4).complete


@pytest.mark.parametrize(("days", "words"), [(0, "今天"), (-1, "逾期 1 天"), (1, "周六 11-21"), (50, "周六 01-09")])
def test_due_words(days, words):
    assert due_words(DAY + timedelta(days=days), DAY) == words


def park(code, *, targets=None, **figures):
    return ParkLine(code=code, name=code, city="南通", figures=ParkFigures(**figures), targets=targets or {})


def test_the_biggest_gap_comes_first_and_reached_targets_not_at_all():
    figures = CityFigures(
        parks=[
            park("a", signed=5, targets={ParkMetric.SIGNED: 6}),
            park("b", signed=0, landed=4, targets={ParkMetric.SIGNED: 9, ParkMetric.LANDED: 4}),
            park("c", targets={ParkMetric.LANDED: 0}),
        ]
    )
    gaps = biggest_gaps(figures)
    assert [(gap.code, gap.label, gap.missing) for gap in gaps] == [("b", "签约", 9), ("a", "签约", 1)]
    assert figures.target(ParkMetric.SIGNED) == 15
    assert figures.total("signed") == 5


def test_parks_with_red_lights_come_first():
    lit = by_lights([park("a", yellow=9), park("b"), park("c", red=1)])
    assert [one.code for one in lit] == ["c", "a"]


def test_the_month_names_only_stages_that_were_reached():
    work = MonthWork(activities=14, entered={Stage.LEAD: 3, Stage.SIGNED: 1})
    assert month_figures(work) == [("跟进", 14), ("新线索", 3), ("进入签约", 1)]
    assert month_figures(MonthWork(activities=0, entered={})) == [("跟进", 0), ("新线索", 0)]
