"""When a notice goes by mail: at once, once a day, never; quiet hours, also over midnight and the end of a year."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.clock import SHANGHAI
from app.core.errors import RuleBroken
from app.notices.enums import USUAL, MailMode, NoticeKind
from app.notices.rules import NO_WISH, Wish, check_quiet, mail_due, retry_at
from app.notices.view_model import ICONS, bell


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def wish(mode=MailMode.INSTANT, **facts):
    return Wish(**{"email": "a@example.com", "modes": {kind.value: mode.value for kind in NoticeKind}, **facts})


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_a_usual_way_and_an_icon(kind):
    assert kind in USUAL
    assert kind in ICONS
    assert Wish(email="a@example.com").mode(kind) is USUAL[kind]


def test_without_an_address_or_by_choice_nothing_is_mailed():
    now = at("2026-11-20T10:00")
    assert mail_due(NO_WISH, NoticeKind.INSTRUCTION, now) is None
    assert mail_due(wish(MailMode.NEVER), NoticeKind.INSTRUCTION, now) is None
    assert mail_due(wish(), NoticeKind.INSTRUCTION, now) == now


@pytest.mark.parametrize(
    ("now", "hour", "due"),
    [
        ("2026-11-20T07:59", 8, "2026-11-20T08:00"),
        ("2026-11-20T08:00", 8, "2026-11-20T08:00"),
        ("2026-11-20T08:01", 8, "2026-11-21T08:00"),
        ("2026-12-31T23:59:59", 8, "2027-01-01T08:00"),
        ("2027-01-01T00:00", 8, "2027-01-01T08:00"),
    ],
)
def test_a_daily_mail_waits_for_its_hour_in_shanghai(now, hour, due):
    found = mail_due(wish(MailMode.DAILY, digest_hour=hour), NoticeKind.DUE, at(now).astimezone(UTC))
    assert found == at(due)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "hours", "due"),
    [
        ("2026-11-20T21:59", (22, 7), "2026-11-20T21:59"),
        ("2026-11-20T22:00", (22, 7), "2026-11-21T07:00"),
        ("2026-11-21T00:00", (22, 7), "2026-11-21T07:00"),
        ("2026-11-21T06:59", (22, 7), "2026-11-21T07:00"),
        ("2026-11-21T07:00", (22, 7), "2026-11-21T07:00"),
        ("2026-12-31T23:30", (22, 7), "2027-01-01T07:00"),
        ("2026-11-20T12:30", (12, 14), "2026-11-20T14:00"),
        ("2026-11-20T14:00", (12, 14), "2026-11-20T14:00"),
    ],
)
def test_quiet_hours_hold_a_mail_until_their_end(now, hours, due):
    quiet = wish(quiet_from=hours[0], quiet_until=hours[1])
    assert mail_due(quiet, NoticeKind.INSTRUCTION, at(now)) == at(due)


def test_quiet_hours_have_two_different_ends():
    check_quiet(None, None)
    check_quiet(22, 7)
    for ends in ((22, None), (None, 7), (7, 7)):
        with pytest.raises(RuleBroken):
            check_quiet(*ends)


def test_an_address_that_refuses_is_tried_less_and_less_often():
    now = at("2026-11-20T10:00")
    waits = [retry_at(now, number) - now for number in range(1, 12)]
    assert waits[0] == timedelta(minutes=5)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_the_bell_counts_up_to_a_limit():
    assert [bell(number, 100) for number in (0, 1, 99, 100)] == ["", "1", "99", "99+"]
