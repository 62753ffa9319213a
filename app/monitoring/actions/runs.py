"""Keeping count of the nights."""

from datetime import date

from app.core import clock
from app.extensions import db
from app.monitoring.models import NightlyRun


def begin(day: date) -> None:
    """Note that the work of a night was begun; begun again when it did not come to its end."""
    run = db.session.get(NightlyRun, day)
    if run is None:
        db.session.add(NightlyRun(day=day, started_at=clock.now()))
    else:
        run.started_at = clock.now()
    db.session.flush()


def finish(day: date, *, lights_changed: int, drafted: int) -> None:
    """Note that it came to its end, and what it came to."""
    run = db.session.get_one(NightlyRun, day)
    run.finished_at = clock.now()
    run.lights_changed, run.drafted = lights_changed, drafted
