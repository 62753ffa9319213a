"""Hours of the day for things of which only the day is known, so that rows carry believable times."""

from datetime import date, datetime, time, timedelta

from app.core.clock import SHANGHAI

from .dice import Dice

END_OF_WORK = time(17, 30)


def end_of(day: date) -> datetime:
    """When that day's work is over: the moment the invented data stand at."""
    return datetime.combine(day, END_OF_WORK, SHANGHAI)


def latest_day(now: datetime) -> date:
    """The newest day whose work is over: of what is invented, nothing lies in the future."""
    local = now.astimezone(SHANGHAI)
    return local.date() if local >= end_of(local.date()) else local.date() - timedelta(days=1)


def at_work(day: date, dice: Dice, *, latest: datetime) -> datetime:
    """Some minute of that day's working hours, never later than now."""
    moment = datetime.combine(day, time(8, 30), SHANGHAI) + timedelta(
        minutes=dice.between(0, 560), seconds=dice.between(0, 59)
    )
    return min(moment, latest)
