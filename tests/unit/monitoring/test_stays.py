"""Time in stage against a naive reading of the log, and the two figures over it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median as plain_median
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.monitoring.rules import Stay, median, p90, rests, stays
from app.projects.enums import Stage
from app.projects.standing import UNDONE


class Row(NamedTuple):
    to_stage: Stage
    event_on: date
    reason: str


def test_a_step_back_closes_a_stay_and_an_undone_move_leaves_none():
    log = [
        Row(Stage.LEAD, date(2027, 12, 30), ""),
        Row(Stage.NEGOTIATING, date(2028, 2, 29), ""),
        Row(Stage.APPRAISAL, date(2028, 3, 10), ""),
        Row(Stage.NEGOTIATING, date(2028, 3, 10), UNDONE),
        Row(Stage.APPRAISAL, date(2028, 3, 20), ""),
        Row(Stage.NEGOTIATING, date(2028, 3, 31), "资料不全"),
    ]
    found = stays(log)
    assert [(one.stage, one.days) for one in found] == [
        (Stage.LEAD, 61),
        (Stage.NEGOTIATING, 20),
        (Stage.APPRAISAL, 11),
        (Stage.NEGOTIATING, None),
    ]
    assert stays(log, ended=True) == found[:-1]


def test_an_empty_log_has_no_stays():
    assert stays([]) == []


@st.composite
def logs(draw):
    day = draw(st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31)))
    rows, trail = [Row(Stage.LEAD, day, "")], [Stage.LEAD]
    for _ in range(draw(st.integers(min_value=0, max_value=12))):
        if len(trail) > 1 and rows[-1].reason != UNDONE and draw(st.booleans()):
            trail.pop()
            rows.append(Row(trail[-1], rows[-1].event_on, UNDONE))
            continue
        day = max(row.event_on for row in rows) + timedelta(days=draw(st.integers(min_value=0, max_value=90)))
        trail.append(draw(st.sampled_from([stage for stage in Stage if stage is not trail[-1]])))
        rows.append(Row(trail[-1], day, ""))
    return rows


def naive(log):
    """The log without each undone move and its undoing, struck out from the end."""
    left = list(log)
    while (place := next((number for number, row in enumerate(left) if row.reason == UNDONE), None)) is not None:
        del left[place - 1 : place + 1]
    return left


@given(logs())
def test_stays_are_what_a_naive_reading_finds(log):
    held, found = naive(log), stays(log)
    assert [one.stage for one in found] == [row.to_stage for row in held]
    assert all(one.left_on == after.entered_on for one, after in pairwise(found))
    assert sum(one.days for one in found[:-1]) == (held[-1].event_on - held[0].event_on).days
    assert found[-1] == Stay(held[-1].to_stage, held[-1].event_on, None)


@given(st.lists(st.integers(min_value=0, max_value=5000), min_size=1))
def test_median_and_p90_by_definition(lengths):
    ordered = sorted(lengths)
    assert float(median(ordered)) == plain_median(lengths)
    found = p90(ordered)
    assert sum(one <= found for one in lengths) * 10 >= len(lengths) * 9
    assert found == min(one for one in lengths if sum(other <= one for other in lengths) * 10 >= len(lengths) * 9)


@pytest.mark.parametrize(
    ("lengths", "middle", "ninetieth"),
    [([], None, None), ([7], Decimal(7), 7), ([1, 2], Decimal("1.5"), 2), (list(range(1, 11)), Decimal("5.5"), 9)],
)
def test_small_numbers(lengths, middle, ninetieth):
    assert (median(lengths), p90(lengths)) == (middle, ninetieth)


@pytest.mark.parametrize(
    ("red_since", "promised_on", "today", "quiet"),
    [
        (date(2026, 3, 1), None, date(2027, 1, 1), True),  # the same red as when it was closed
        (date(2026, 5, 2), None, date(2026, 5, 3), False),  # red anew
        (date(2026, 3, 1), date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1), False),  # the promised day is over
        (date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 1), True),  # closed after the promised day
    ],
)
def test_what_the_bureau_has_closed_rests(red_since, promised_on, today, quiet):
    closed_on = date(2026, 5, 1)
    assert rests(red_since=red_since, closed_on=closed_on, promised_on=promised_on, today=today) is quiet
