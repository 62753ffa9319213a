"""The day is the day in Shanghai; times and sizes as a page words them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.core import clock, formats

MIDNIGHT = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)  # 0:00 on 20 November in Shanghai


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (MIDNIGHT - timedelta(microseconds=1), date(2026, 11, 19)),
        (MIDNIGHT, date(2026, 11, 20)),
        (MIDNIGHT + timedelta(hours=23, minutes=59), date(2026, 11, 20)),
        (MIDNIGHT + timedelta(hours=24), date(2026, 11, 21)),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(moment: datetime, day: date) -> None:
    with clock.held_at(moment):
        assert clock.today() == day
        assert clock.now() == moment


def test_a_held_clock_is_let_go_again() -> None:
    with clock.held_at(MIDNIGHT), clock.held_at(MIDNIGHT + timedelta(days=1)):
        assert clock.today() == date(2026, 11, 21)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("days", "words"), [(0, "今天"), (1, "昨天"), (-1, "明天"), (5, "5 天前"), (-3, "3 天后"), (400, "2025-10-16")]
)
def test_days_near_are_said_in_words(days: int, words: str) -> None:
    with clock.held_at(MIDNIGHT):
        assert formats.ago_words(clock.today() - timedelta(days=days)) == words


def test_a_moment_late_in_the_evening_counts_as_its_day_in_shanghai() -> None:
    with clock.held_at(MIDNIGHT):
        assert formats.ago_words(MIDNIGHT - timedelta(minutes=1)) == "昨天"
        assert formats.datetime_cn(MIDNIGHT) == "2026-11-20 00:00"
        assert 'title="2026-11-20 00:00"' in formats.ago(MIDNIGHT)


def test_dates_of_this_year_lose_the_year() -> None:
    with clock.held_at(MIDNIGHT):
        assert formats.date_short(date(2026, 3, 1)) == "03-01"
        assert formats.date_short(date(2025, 12, 31)) == "2025-12-31"
        assert formats.weekday(date(2026, 11, 20)) == "周五"


def test_what_is_missing_is_a_dash() -> None:
    nothing = (formats.number, formats.fixed, formats.date_cn, formats.date_short, formats.datetime_cn, formats.ago)
    assert {str(word(None)) for word in nothing} == {"—"}
    assert formats.masked_phone("") == formats.masked_email(None) == "—"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812341234", "138****1234"), ("0513-85214321", "051****4321"), ("85214", "***14"), ("12", "12")],
)
def test_a_phone_is_recognised_but_not_called(phone: str, shown: str) -> None:
    assert formats.masked_phone(phone) == shown


def test_numbers_and_sizes() -> None:
    assert formats.masked_email("zhang@example.com") == "z***@example.com"
    assert formats.number(Decimal("1234567.500")) == "1,234,567.5"
    assert formats.fixed(Decimal("1234.5")) == "1,234.50"
    assert [formats.file_size(size) for size in (1, 2048, 5_000_000)] == ["1 KB", "2 KB", "4.8 MB"]


def test_a_held_clock_tells_utc_like_the_running_one() -> None:
    with clock.held_at(datetime(2026, 3, 1, 8, 30, tzinfo=clock.SHANGHAI)):
        assert clock.now().isoformat() == "2026-03-01T00:30:00+00:00"
