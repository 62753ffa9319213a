"""Weeks: Monday to Sunday in Shanghai, also over the end of a year; when a report is due; what a draft says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.core.clock import SHANGHAI
from app.core.errors import BadAddress, RuleBroken
from app.follow_up.queries.material import Line, Material
from app.follow_up.rules import check_text, check_week, due_at, read_week, week_of
from app.follow_up.view_model import STANDINGS, drafted, lines_of
from app.projects.enums import Stage


@pytest.mark.parametrize(
    ("day", "code", "start"),
    [
        (date(2026, 11, 22), "2026-W47", date(2026, 11, 16)),
        (date(2026, 11, 23), "2026-W48", date(2026, 11, 23)),
        (date(2026, 12, 31), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 3), "2026-W53", date(2026, 12, 28)),
        (date(2027, 1, 4), "2027-W01", date(2027, 1, 4)),
        (date(2024, 12, 30), "2025-W01", date(2024, 12, 30)),
    ],
)
def test_a_week_is_known_by_its_monday_and_named_by_iso(day, code, start):
    week = week_of(day)
    assert (week.code, week.start) == (code, start)
    assert read_week(code) == week
    assert week.next.previous == week
    first, last = week.moments
    assert first == datetime.combine(start, datetime.min.time(), SHANGHAI)
    assert last - first == timedelta(days=7)
    assert first.tzinfo is UTC


@pytest.mark.parametrize(
    "code",
    ["", "2026-W54", "2027-W53", "2026-47", "2026-W4", "0000-W01", "２０２６-W01", "9999-W53", "0001-W01", "9999-W52"],
)
def test_other_texts_are_no_weeks(code):
    with pytest.raises(BadAddress):
        read_week(code)


def test_the_last_moment_of_sunday_belongs_to_the_week_before():
    late = datetime(2027, 1, 3, 23, 59, 59, tzinfo=SHANGHAI)
    first, last = week_of(late.date()).moments
    assert first <= late < last
    assert not last <= late


def test_a_report_is_due_on_monday_at_ten_unless_set_otherwise():
    week = week_of(date(2026, 12, 31))
    assert due_at(week, weekday=1, hour=10) == datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)
    assert due_at(week, weekday=3, hour=0) == datetime(2027, 1, 6, 0, tzinfo=SHANGHAI)


def test_reports_are_about_weeks_that_have_begun():
    today = date(2027, 1, 1)
    check_week(week_of(today), today)
    for week in (week_of(today).next, week_of(today - timedelta(weeks=60))):
        with pytest.raises(RuleBroken):
            check_week(week, today)


def test_a_text_must_say_something():
    assert check_text(" 好 ", field="text", what="评论") == "好"
    for text in ("  ", "长" * 2001):
        with pytest.raises(RuleBroken):
            check_text(text, field="text", what="评论")


def line(**facts):
    return Line(
        **{"code": "NT-1", "title": "光刻胶中试线", "stage": Stage.NEGOTIATING, "investor": None, "investment": None}
        | facts
    )


def test_a_draft_has_a_line_a_project_and_a_sentence_of_figures():
    found = drafted(
        Material(
            fresh=[line(investor="示例光电", investment=Decimal(12_000)), line(title="青松")],
            moves=[
                line(from_stage=Stage.LEAD, to_stage=Stage.NEGOTIATING),
                line(from_stage=Stage.APPRAISAL, to_stage=Stage.NEGOTIATING),
                line(to_stage=Stage.SIGNED, recognised=True, figure="signed"),
            ],
            problems=[line(red=True, problem="环评未批。\n用电不足"), line(red=True), line(problem="缺地")],
            plans=[line(step="拜访", due=date(2027, 1, 5))],
        )
    )
    assert found.fresh == "1. 光刻胶中试线（示例光电，估计投资 1.20 亿元）。\n2. 青松。"
    assert lines_of(found.progress) == (
        "光刻胶中试线：由线索进入在谈。",
        "光刻胶中试线：由评审退回在谈。",
        "光刻胶中试线：签约获市商务局认定。",
    )
    assert lines_of(found.problems)[0] == "光刻胶中试线（在谈）：红灯，环评未批；用电不足。"
    assert found.plans == "1. 光刻胶中试线：拜访（1月5日前）。"
    assert found.summary == (
        "本周新增项目 2 个，估计投资 1.20 亿元；阶段推进 2 项次，认定 1 项（签约 1 项）；红灯项目 2 个；下周到期事项 1 件。"
    )
    assert found.counts["fresh_investment"] == "12000"


def test_very_many_lines_are_cut_and_counted():
    found = drafted(Material(fresh=[line()] * 60, moves=[], problems=[], plans=[]))
    assert lines_of(found.fresh)[-1] == "另有 10 项。"
    assert len(lines_of(found.fresh)) == 51
    assert lines_of("1. 一\n\n二\n2026.3 竣工") == ("一", "二", "2026.3 竣工")
    assert set(STANDINGS) == {"submitted", "submitted_late", "draft", "open", "missing"}
