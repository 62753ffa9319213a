"""The light of a project: the worst of its three clocks, with the reason in words. Pure."""

from datetime import date

from app.projects.enums import Clock, Light

from . import schedule, staleness
from .clockwork import Clockwork, Limits, Reading

_WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN)


def readings(project: Clockwork, limits: Limits) -> list[Reading]:
    """All clocks that run for this project: answering a lead, staleness, start, progress."""
    due = staleness.deadline(project, limits)
    found = (
        staleness.answer(project, limits),
        due if due.stale_on is not None else None,
        schedule.start(project, limits),
        schedule.progress(project, limits),
    )
    return [one for one in found if one is not None]


def due_days(project: Clockwork, limits: Limits) -> tuple[date | None, date | None]:
    """The two days that the row keeps: from the first on the light is yellow or worse, from the second on red.

    The light is the worst of the clocks, so each day is the earliest of theirs.
    """
    clocks = readings(project, limits)
    stale = [one.stale_on for one in clocks if one.stale_on is not None]
    alarms = [one.alarm_on for one in clocks if one.alarm_on is not None]
    return min(stale, default=None), min(alarms, default=None)


def light(*, stale_on: date | None, alarm_on: date | None, today: date) -> Light:
    """The light of the day."""
    if alarm_on is not None and today >= alarm_on:
        return Light.RED
    if stale_on is not None and today >= stale_on:
        return Light.YELLOW
    return Light.GREEN


def light_of(reading: Reading, today: date) -> Light:
    """The light of one clock."""
    return light(stale_on=reading.stale_on, alarm_on=reading.alarm_on, today=today)


def words_of(project: Clockwork, reading: Reading, today: date) -> str:
    """Why one clock shows what it shows."""
    if reading.clock is Clock.START:
        return schedule.start_words(reading, today)
    if reading.clock is Clock.PROGRESS:
        return schedule.progress_words(project, today)
    return staleness.words(project, reading, today)


def light_reason(project: Clockwork, limits: Limits, today: date) -> str:
    """Why the light is what it is: every clock that is not green, the worst first; of green ones what comes next."""
    clocks = readings(project, limits)
    lit = sorted(clocks, key=lambda one: _WORST_FIRST.index(light_of(one, today)))
    warned = [one for one in lit if light_of(one, today) is not Light.GREEN]
    return "；".join(words_of(project, one, today) for one in warned or clocks[:1])
