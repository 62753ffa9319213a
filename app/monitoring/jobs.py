"""The night's work: lights, drafts, reminders, figures. A unit of work a chunk, each of which may be done twice.

Killed in the middle, a run has lost nothing: what was committed stands, the rest is done by the next run, which the
worker begins when it starts and finds a night unfinished.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import g

from app.core import clock
from app.core.jobs import at_start, daily, job, later
from app.core.transaction import frugal_reading, roll_back, transaction
from app.first_reports import actions as first_reports
from app.follow_up import actions as follow_up

from .actions import drafting, recalculation, runs, velocity
from .queries.runs import HOUR, is_done, last_night

log = logging.getLogger(__name__)
LIMITS = "limit."  # keys of the settings on which lights depend


@dataclass
class Night:
    """What a night came to."""

    lights_changed: int = 0
    drafted: int = 0
    stays_changed: int = 0
    reminded: int = 0


class NightFailed(Exception):
    """Some of the steps failed; the others were done."""


def work_off(day: date, now: datetime) -> Night:
    """The whole night's work for a day. Raises NightFailed at the end when a step failed, so that it is tried again."""
    night = Night()
    with transaction():
        runs.begin(day)
    with frugal_reading():
        _take_steps(day, night)
    with transaction():
        runs.finish(day, lights_changed=night.lights_changed, drafted=night.drafted)
    log.info("the night of %s: %s, begun %s", day, night, now)
    return night


def _take_steps(day: date, night: Night) -> None:
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("lights", lambda: lights(day, night)),
        ("first reports", lambda: _first_reports(day)),
        ("reminders", lambda: _remind(day, night)),
        ("stays", lambda: stays(night)),
        ("figures", lambda: figures(day)),
    )
    failed = [name for name, step in steps if not _done(name, step)]
    if failed:
        message = f"the night of {day}: {', '.join(failed)} failed"
        raise NightFailed(message)


@daily(HOUR)
def nightly() -> None:
    """At two in the morning."""
    now = clock.now()
    work_off(last_night(now), now)


@job
def recalculate_lights() -> None:
    """After a limit was changed: the due days of all unfinished projects, by the new limit."""
    with frugal_reading():
        for _ in _chunks(clock.today()):
            pass


@at_start
def catch_up() -> None:
    """Work off a night that was missed or not finished."""
    day = last_night(clock.now())
    with transaction():
        if not is_done(day):
            later(nightly)


def recalculate_when_changed(key: str) -> None:
    """Queue a recalculation once a request, however many limits it changed."""
    if key.startswith(LIMITS) and not g.get("recalculation_queued"):
        g.recalculation_queued = True
        later(recalculate_lights)


def _chunks(today: date) -> Iterator[recalculation.Chunk]:
    """Chunk after chunk, each in a unit of work of its own that the reader of this iterator may add to."""
    after = 0
    while True:
        with transaction():
            chunk = recalculation.recalculate_after(after, today)
            yield chunk
        if not chunk.read:
            return
        after = chunk.last


def lights(day: date, night: Night) -> None:
    """Due days by the limits that hold, and drafts for what is red."""
    for chunk in _chunks(day):
        night.lights_changed += chunk.changed
        night.drafted += drafting.draft(chunk, day)
    with transaction():
        drafting.note_drafted(night.drafted)


def _first_reports(day: date) -> None:
    with transaction():
        first_reports.nightly(day)


def _remind(day: date, night: Night) -> None:
    night.reminded = follow_up.remind(day)


def stays(night: Night) -> None:
    """Time in stage as the move log says it."""
    with transaction():
        tops = velocity.branches()
    after = 0
    while True:
        with transaction():
            after, differing = velocity.restate_after(after, tops)
        night.stays_changed += differing
        if not after:
            return


def figures(day: date) -> None:
    """Median, p90 and cohorts."""
    with transaction():
        velocity.compute_figures(day)
    with transaction():
        velocity.compute_cohorts(day)


def _done(name: str, step: Callable[[], None]) -> bool:
    try:
        step()
    except Exception:
        log.exception("the night's step %s failed", name)
        roll_back()
        return False
    return True
