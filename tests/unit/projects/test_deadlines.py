"""Lights and limits by table, month ends and leap days among them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.enums import Light, SiteMode, Stage, Status
from app.projects.rules import (
    NO_DEADLINE,
    Clockwork,
    Limits,
    add_months,
    deadline,
    due_days,
    light,
    light_reason,
    quick_steps,
)

LIMITS = Limits()
NEW = Clockwork(
    stage=Stage.LEAD,
    status=Status.ACTIVE,
    stage_since=date(2026, 3, 2),
    last_activity_on=None,
    review_on=None,
    investment=None,
    site_mode=None,
)
YI = Decimal(10_000)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("changes", "stale_on", "alarm_on"),
    [
        # 线索: screened in 3 days, in 7 from 10 亿元 on; then a report every 14 days.
        ({}, date(2026, 3, 5), date(2026, 3, 7)),
        ({"investment": 10 * YI}, date(2026, 3, 9), date(2026, 3, 13)),
        ({"investment": 10 * YI - 1}, date(2026, 3, 5), date(2026, 3, 7)),
        ({"last_activity_on": date(2026, 3, 10)}, date(2026, 3, 24), date(2026, 3, 31)),
        ({"last_activity_on": date(2026, 3, 1)}, date(2026, 3, 5), date(2026, 3, 7)),  # before the lead: does not count
        # 在谈: 30 days without an activity; entering the stage counts as one.
        ({"stage": Stage.NEGOTIATING}, date(2026, 4, 1), date(2026, 4, 16)),
        ({"stage": Stage.NEGOTIATING, "last_activity_on": date(2026, 3, 20)}, date(2026, 4, 19), date(2026, 5, 4)),
        ({"stage": Stage.NEGOTIATING, "last_activity_on": date(2026, 2, 1)}, date(2026, 4, 1), date(2026, 4, 16)),
        # 评审: 20 days from entering, whatever is done.
        (
            {"stage": Stage.APPRAISAL, "last_activity_on": date(2026, 3, 20)},
            date(2026, 3, 22),
            date(2026, 4, 1),
        ),
        # 签约: three months, month ends and leap days.
        ({"stage": Stage.SIGNED, "stage_since": date(2026, 11, 30)}, date(2027, 2, 28), date(2027, 4, 14)),
        ({"stage": Stage.SIGNED, "stage_since": date(2027, 11, 30)}, date(2028, 2, 29), date(2028, 4, 15)),
        ({"stage": Stage.SIGNED, "stage_since": date(2026, 1, 31)}, date(2026, 4, 30), date(2026, 6, 14)),
        # 落地: 2 months in a factory, 6 on land.
        ({"stage": Stage.LANDED, "site_mode": SiteMode.LAND}, date(2026, 9, 2), date(2026, 12, 3)),
        ({"stage": Stage.LANDED, "site_mode": SiteMode.FACTORY}, date(2026, 5, 2), date(2026, 6, 2)),
        ({"stage": Stage.LANDED, "site_mode": SiteMode.LIGHT}, date(2026, 5, 2), date(2026, 6, 2)),
        # 开工: 1, 1.5, 2.5 years for more than 1, 5, 10 亿元.
        ({"stage": Stage.CONSTRUCTION, "investment": 2 * YI}, date(2027, 3, 2), date(2027, 9, 1)),
        ({"stage": Stage.CONSTRUCTION, "investment": 5 * YI}, date(2027, 3, 2), date(2027, 9, 1)),
        ({"stage": Stage.CONSTRUCTION, "investment": 6 * YI}, date(2027, 9, 2), date(2028, 6, 3)),
        ({"stage": Stage.CONSTRUCTION, "investment": 11 * YI}, date(2028, 9, 2), date(2029, 12, 4)),
        # 投产: two years; from a leap day to 28 February.
        ({"stage": Stage.PRODUCTION, "stage_since": date(2028, 2, 29)}, date(2030, 2, 28), date(2031, 2, 28)),
        # 搁置: on the day of its review.
        ({"status": Status.ON_HOLD, "review_on": date(2026, 5, 1)}, date(2026, 5, 1), date(2026, 5, 15)),
    ],
)
def test_deadlines(changes, stale_on, alarm_on):
    due = deadline(replace(NEW, **changes), LIMITS)
    assert (due.stale_on, due.alarm_on) == (stale_on, alarm_on)
    assert due.limit


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": Stage.FULL_CAPACITY},
        {"status": Status.LOST},
        {"status": Status.REMOVED},
        {"status": Status.ON_HOLD, "review_on": None},
    ],
)
def test_nothing_goes_stale_where_nothing_is_awaited(changes):
    assert deadline(replace(NEW, **changes), LIMITS) == NO_DEADLINE
    assert light_reason(replace(NEW, **changes), LIMITS, date(2030, 1, 1)) == ""


def test_a_project_in_transfer_is_still_awaited():
    assert deadline(replace(NEW, status=Status.TRANSFERRING), LIMITS).stale_on == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 3, 4), Light.GREEN),
        (date(2026, 3, 5), Light.YELLOW),
        (date(2026, 3, 6), Light.YELLOW),
        (date(2026, 3, 7), Light.RED),
    ],
)
def test_the_light_turns_on_the_very_day(today, shown):
    due = deadline(NEW, LIMITS)
    assert light(stale_on=due.stale_on, alarm_on=due.alarm_on, today=today) is shown


def test_without_dates_the_light_is_green():
    assert light(stale_on=None, alarm_on=None, today=date(2026, 3, 7)) is Light.GREEN


@pytest.mark.parametrize(
    ("changes", "today", "words"),
    [
        ({}, date(2026, 3, 2), "1 天内响应，还有 1 天"),
        ({}, date(2026, 3, 3), "1 天内响应，今天到期"),
        ({}, date(2026, 3, 5), "1 天内响应，已超 2 天；3 天内筛选，今天到期"),
        ({}, date(2026, 3, 9), "3 天内筛选，已超 4 天；1 天内响应，已超 6 天"),
        ({"last_activity_on": date(2026, 3, 2)}, date(2026, 3, 9), "14 天须跟进，还有 7 天"),
        ({"stage": Stage.NEGOTIATING}, date(2026, 4, 4), "30 天须跟进，已超 3 天"),
        ({"status": Status.ON_HOLD, "review_on": date(2026, 5, 1)}, date(2026, 5, 1), "搁置到期，须复核"),
        ({"status": Status.ON_HOLD, "review_on": date(2026, 5, 1)}, date(2026, 5, 3), "搁置到期已 2 天，须复核"),
    ],
)
def test_the_reason_in_words(changes, today, words):
    assert light_reason(replace(NEW, **changes), LIMITS, today) == words


@pytest.mark.parametrize(
    ("changes", "stale_on", "alarm_on"),
    [
        # Answered within a day of registering, whatever it is worth; red comes with its screening.
        ({}, date(2026, 3, 3), date(2026, 3, 7)),
        ({"investment": 10 * YI}, date(2026, 3, 3), date(2026, 3, 13)),
        ({"last_activity_on": date(2026, 3, 1)}, date(2026, 3, 3), date(2026, 3, 7)),  # before the lead: no answer
        ({"last_activity_on": date(2026, 3, 2)}, date(2026, 3, 16), date(2026, 3, 23)),
        ({"status": Status.TRANSFERRING}, date(2026, 3, 3), date(2026, 3, 7)),
        ({"status": Status.LOST}, None, None),
        ({"stage": Stage.NEGOTIATING}, date(2026, 4, 1), date(2026, 4, 16)),
    ],
)
def test_a_lead_is_to_be_answered_before_it_is_screened(changes, stale_on, alarm_on):
    assert due_days(replace(NEW, **changes), LIMITS) == (stale_on, alarm_on)


def test_an_answer_that_may_take_longer_than_screening_is_no_limit_of_its_own():
    assert due_days(NEW, Limits(lead_respond_days=3)) == (date(2026, 3, 5), date(2026, 3, 7))
    assert due_days(NEW, Limits(lead_respond_days=2)) == (date(2026, 3, 4), date(2026, 3, 7))


def test_limits_that_were_changed_hold():
    tight = Limits(lead_screen_days=1, alarm_percent=300)
    due = deadline(NEW, tight)
    assert (due.stale_on, due.alarm_on) == (date(2026, 3, 3), date(2026, 3, 5))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_end_where_the_month_ends(day, months, result):
    assert add_months(day, months) == result


@given(DAYS, st.integers(min_value=1, max_value=60), st.integers(min_value=101, max_value=400))
def test_red_never_comes_before_yellow(day, limit, percent):
    limits = Limits(negotiating_days=limit, landing_months=limit, alarm_percent=percent)
    for stage in (Stage.NEGOTIATING, Stage.SIGNED):
        due = deadline(replace(NEW, stage=stage, stage_since=day), limits)
        assert day < due.stale_on < due.alarm_on


@given(DAYS)
def test_the_quick_steps_lie_ahead(today):
    call, reception, visit = quick_steps(today)
    assert call.due == today + timedelta(days=1)
    assert reception.due == today + timedelta(days=3)
    assert visit.due.isoweekday() == 5
    assert 4 < (visit.due - today).days < 12
    assert visit.due.isocalendar().week != today.isocalendar().week
