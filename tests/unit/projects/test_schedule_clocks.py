"""The clocks of agreed start and of progress: days, words, and the light that is the worst of all three."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.enums import Clock, Light, Stage, Status
from app.projects.rules import (
    Clockwork,
    Limits,
    due_days,
    first_day_at,
    light,
    light_of,
    light_reason,
    plan_points,
    planned_at,
    readings,
)
from app.projects.rules.schedule import plan_of, progress, start, start_words

LIMITS = Limits()
LANDED = Clockwork(
    stage=Stage.LANDED,
    status=Status.ACTIVE,
    stage_since=date(2026, 1, 5),
    last_activity_on=None,
    review_on=None,
    investment=None,
    site_mode=None,
    agreed_start_on=date(2026, 5, 12),
    agreed_production_on=date(2027, 5, 12),
)
BUILDING = replace(LANDED, stage=Stage.CONSTRUCTION, stage_since=date(2026, 5, 12))


@pytest.mark.parametrize(
    ("agreed", "yellow", "red"),
    [
        (date(2026, 5, 12), date(2026, 6, 1), date(2026, 9, 1)),
        (date(2026, 5, 31), date(2026, 6, 1), date(2026, 9, 1)),
        (date(2026, 12, 1), date(2027, 1, 1), date(2027, 4, 1)),  # over the year's end
        (date(2028, 2, 29), date(2028, 3, 1), date(2028, 6, 1)),
        (date(2026, 11, 30), date(2026, 12, 1), date(2027, 3, 1)),
    ],
)
def test_the_agreed_month_of_start_counts_as_a_whole(agreed, yellow, red):
    due = start(replace(LANDED, agreed_start_on=agreed), LIMITS)
    assert (due.stale_on, due.alarm_on) == (yellow, red)


@pytest.mark.parametrize(
    "changes",
    [
        {"agreed_start_on": None},
        {"stage": Stage.APPRAISAL},
        {"stage": Stage.CONSTRUCTION},
        {"status": Status.ON_HOLD},
        {"status": Status.LOST},
    ],
)
def test_no_start_is_awaited(changes):
    assert start(replace(LANDED, **changes), LIMITS) is None


def test_the_words_of_the_start():
    due = start(LANDED, LIMITS)
    assert start_words(due, date(2026, 5, 31)) == "约定 2026 年 5 月开工，还有 1 天到月底"
    assert start_words(due, date(2026, 6, 1)) == "约定 2026 年 5 月开工，已逾期 1 天"


def test_an_even_plan_turns_yellow_at_ten_points_and_red_beyond_thirty():
    due = progress(replace(BUILDING, progress=0), LIMITS)
    plan = plan_of(BUILDING)
    assert planned_at(plan, due.stale_on) >= 10 > planned_at(plan, due.stale_on - timedelta(days=1))
    # 365 days: 30 % is reached on day 109.5, so the first day beyond it is the 110th.
    assert due.alarm_on == date(2026, 5, 12) + timedelta(days=110)


def test_a_plan_that_was_entered_replaces_the_even_one():
    entered = plan_points([("2026-12-31", 20), ("2027-12-31", 100)])
    project = replace(BUILDING, planned=entered, progress=15, progress_on=date(2026, 12, 31))
    assert planned_at(plan_of(project), date(2026, 12, 31)) == 20
    assert planned_at(plan_of(project), date(2027, 6, 30)) == 59
    due = progress(project, LIMITS)
    assert due.stale_on == date(2027, 1, 23)  # 25 % of the plan: 5 of 80 points in 22.8 of 365 days
    assert "计划 59%，落后 44 个百分点" in light_reason(project, LIMITS, date(2027, 6, 30))


def test_who_is_near_the_end_is_never_red():
    assert progress(replace(BUILDING, progress=75), LIMITS).alarm_on is None
    assert progress(replace(BUILDING, progress=95), LIMITS).stale_on is None


def test_without_a_report_the_project_counts_as_not_begun():
    assert "尚未填报形象进度，计划 100%" in light_reason(BUILDING, LIMITS, date(2027, 6, 1))


def test_without_agreed_production_nothing_is_planned():
    assert progress(replace(BUILDING, agreed_production_on=None), LIMITS) is None


def test_an_agreed_production_before_the_start_is_due_at_once():
    project = replace(BUILDING, agreed_start_on=date(2027, 1, 1), agreed_production_on=date(2026, 12, 1), progress=50)
    due = progress(project, LIMITS)
    assert due.stale_on == due.alarm_on == date(2026, 12, 1)


def test_a_red_limit_below_the_yellow_one_turns_both_at_once():
    due = progress(BUILDING, Limits(progress_yellow_points=40, progress_red_points=20))
    assert due.stale_on == due.alarm_on


def test_all_clocks_that_are_lit_are_named_the_worst_first():
    today = date(2026, 9, 2)
    clocks = readings(LANDED, LIMITS)
    assert {one.clock for one in clocks} == {Clock.STALENESS, Clock.START}
    said = light_reason(LANDED, LIMITS, today)
    assert "已逾期 94 天" in said
    assert "；" in said


PERCENT = st.integers(min_value=0, max_value=100)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2029, 12, 31))


@st.composite
def plans(draw):
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    percents = sorted(draw(st.lists(PERCENT, min_size=len(days), max_size=len(days))))
    return tuple(zip(days, percents, strict=True))


def exactly_planned(points, day):
    """Not rounded, day by day: the plan as a plain definition."""
    reached = 0
    for (since, before), (on, percent) in zip((points[0], *points), points, strict=False):
        if day >= on:
            reached = percent
        elif day >= since:
            return before + (percent - before) * (day - since).days / (on - since).days
    return reached


@given(plans(), st.integers(min_value=1, max_value=120), st.booleans())
def test_the_day_of_a_crossing_is_the_first_day_on_which_it_holds(points, wanted, beyond):
    def holds(day):
        planned = exactly_planned(points, day)
        return planned > wanted + 1e-9 if beyond else planned >= wanted - 1e-9

    found = first_day_at(points, wanted, beyond=beyond)
    if found is None:
        assert not holds(points[-1][0] + timedelta(days=1))
    else:
        assert holds(found)
        assert not holds(found - timedelta(days=1))


@given(
    stage=st.sampled_from(list(Stage)),
    status=st.sampled_from(list(Status)),
    since=DAYS,
    agreed=st.none() | DAYS,
    production=st.none() | DAYS,
    percent=st.none() | PERCENT,
    today=DAYS,
)
def test_the_stored_days_give_the_worst_light_of_the_day(*, stage, status, since, agreed, production, percent, today):
    project = replace(
        LANDED,
        stage=stage,
        status=status,
        stage_since=since,
        agreed_start_on=agreed,
        agreed_production_on=production,
        progress=percent,
        review_on=since,
    )
    stale_on, alarm_on = due_days(project, LIMITS)
    shown = [light_of(one, today) for one in readings(project, LIMITS)] or [Light.GREEN]
    worst = next(one for one in (Light.RED, Light.YELLOW, Light.GREEN) if one in shown)
    assert light(stale_on=stale_on, alarm_on=alarm_on, today=today) is worst
    if worst is not Light.GREEN:
        assert light_reason(project, LIMITS, today)
