"""Which nights were worked."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.core import clock
from app.extensions import db
from app.monitoring.models import NightlyRun

HOUR = 2  # in Shanghai


def last_night(now: datetime) -> date:
    """The day whose night's work should be done by now: today from two o'clock on, before that yesterday."""
    local = clock.local(now)
    return local.date() if local.time() >= time(HOUR) else local.date() - timedelta(days=1)


def is_done(day: date) -> bool:
    """Whether the work of that night, or of a later one, came to its end."""
    return bool(
        db.session.scalar(sa.select(sa.exists().where(NightlyRun.day >= day, NightlyRun.finished_at.is_not(None))))
    )


def computed_on() -> date | None:
    """The day of the last finished night: the as-of date of kept figures."""
    return db.session.scalar(sa.select(sa.func.max(NightlyRun.day)).where(NightlyRun.finished_at.is_not(None)))
