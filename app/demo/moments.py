"""Hours of the day for things of which only the day is known, so that rows carry believable times."""

from datetime import date, datetime, time, timedelta

from app.core.clock import SHANGHAI

from .dice import Dice


def at_work(day: date, dice: Dice, *, latest: datetime) -> datetime:
    """Some minute of that day's working hours, never later than now."""
    moment = datetime.combine(day, time(8, 30), SHANGHAI) + timedelta(
        minutes=dice.between(0, 560), seconds=dice.between(0, 59)
    )
    return min(moment, latest)
