"""The one clock. Times are UTC inside; the day is the day in Shanghai, where the users are."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Shanghai."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a wall clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand, so that seeding and tests do not depend on when they run."""
    # In UTC like every other moment: the fingerprints of the trail are taken over the time as it is read back.
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
