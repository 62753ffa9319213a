"""Rules of first reports without a database: completeness, levels, working days, shares."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.first_reports import rules, workdays
from app.first_reports.enums import ClaimState, MatchLevel, Release, ReportLevel
from app.projects.enums import Stage, Status

TODAY = date(2026, 3, 2)


@dataclass
class Registered:
    company_id: int = 1
    park_id: int = 1
    content: str = "车规芯片测试"
    investment: Decimal | None = Decimal(100)
    sector_id: int | None = 3
    owner_id: int | None = 4
    stage: Stage = Stage.LEAD
    status: Status = Status.ACTIVE


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, []),
        ({"investment": None}, ["investment"]),
        ({"sector_id": None, "content": "  "}, ["content", "sector_id"]),
        ({"owner_id": None}, ["owner_id"]),
    ],
)
def test_what_a_complete_registration_asks_for(facts, missing):
    assert [field for field, _ in rules.missing_in(Registered(**facts), has_contact=False)] == missing


def test_a_contact_stands_in_for_an_owner():
    assert rules.missing_in(Registered(owner_id=None), has_contact=True) == []


def test_marks():
    one = rules.marks_of(company_id=1, uscc="91X", names=["甲", "", "乙"])
    assert one == {"c:1", "u:91X", "n:甲", "n:乙"}
    assert rules.level_by_marks(["n:甲", "u:91X"]) is MatchLevel.USCC
    assert rules.level_by_marks(["n:甲"]) is MatchLevel.NAME
    assert rules.level_by_marks(["c:1"]) is MatchLevel.USCC


@pytest.mark.parametrize(
    ("amount", "level"),
    [
        (None, ReportLevel.PARK),
        (Decimal("9999.99"), ReportLevel.PARK),
        (Decimal(10_000), ReportLevel.CITY),
        (Decimal(100_000), ReportLevel.PROVINCE),
    ],
)
def test_levels_by_amount(amount, level):
    assert rules.report_level(amount, rules.Clocks()) is level


@pytest.mark.parametrize(
    ("days", "stage", "state"),
    [
        (29, Stage.LEAD, ClaimState.PROTECTED),
        (30, Stage.APPRAISAL, ClaimState.WARNED),
        (400, Stage.SIGNED, ClaimState.KEPT),
    ],
)
def test_how_a_held_one_stands(days, stage, state):
    found = rules.holding_state(stage=stage, idle_from=TODAY - timedelta(days=days), today=TODAY, clocks=rules.Clocks())
    assert found is state


def test_renewal_is_once_and_in_time():
    usual = {"state": ClaimState.PROTECTED, "renewed_on": None, "protected_until": TODAY, "today": TODAY}
    rules.check_renewal(**usual)
    for wrong in (
        {"state": ClaimState.KEPT},
        {"renewed_on": TODAY},
        {"protected_until": TODAY - timedelta(days=1)},
        {"protected_until": None},
    ):
        with pytest.raises(RuleBroken):
            rules.check_renewal(**{**usual, **wrong})


def test_why_a_project_is_in_no_queue():
    assert rules.reason_gone(Status.ACTIVE, binned=False) is None
    assert rules.reason_gone(Status.ON_HOLD, binned=False) is None
    assert rules.reason_gone(Status.TRANSFERRING, binned=False) is None
    assert rules.reason_gone(Status.LOST, binned=False) is Release.LOST
    assert rules.reason_gone(Status.ACTIVE, binned=True) is Release.BINNED


def test_similar_texts():
    assert rules.similar_text("年产500万件车规级功率模块封装项目", "年产600万件车规级功率模块封装线")
    assert not rules.similar_text("年产500万件车规级功率模块封装项目", "海上风电运维码头")
    assert not rules.similar_text("芯片", "芯片")


@pytest.mark.parametrize(
    ("start", "days", "end", "certain"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9), True),  # a plain week
        (date(2026, 9, 30), 1, date(2026, 10, 8), True),  # National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10), True),  # a Saturday that is worked in return
        (date(2027, 3, 1), 5, date(2027, 3, 8), False),  # not published yet: weekdays
    ],
)
def test_working_days(start, days, end, certain):
    found = workdays.after(start, days)
    assert (found.on, found.certain) == (end, certain)
    assert bool(found.remark) is not certain


handovers = st.lists(
    st.builds(
        lambda giver, taker, percent, years: (giver, taker, percent, TODAY + timedelta(days=365 * years)),
        st.integers(1, 4),
        st.integers(5, 8),
        st.integers(0, 100),
        st.integers(0, 6),
    ),
    max_size=4,
)


@given(handovers, st.integers(-2000, 3000))
def test_a_project_counts_one_whatever_was_transferred(steps, days):
    chain, here = [], 1
    for _giver, taker, percent, until in steps:
        if taker != here:
            chain.append(rules.Handover(here, taker, percent, until))
            here = taker
    held = rules.weights(here, chain, TODAY + timedelta(days=days))
    assert sum(held.values()) == 1
    assert all(part > 0 for part in held.values())


def test_half_and_half_until_the_years_are_over():
    chain = [rules.Handover(1, 2, 50, TODAY)]
    assert rules.weights(2, chain, TODAY) == {1: Fraction(1, 2), 2: Fraction(1, 2)}
    assert rules.weights(2, chain, TODAY + timedelta(days=1)) == {2: Fraction(1)}
    assert rules.weights(7, [], TODAY) == {7: Fraction(1)}
