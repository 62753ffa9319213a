"""What the worker does each morning, before people come in."""

from app.core import clock
from app.core.jobs import at_start, daily, later
from app.core.transaction import transaction

from . import actions

HOUR = 7


@daily(HOUR)
def morning() -> None:
    """Tell everybody what is due."""
    actions.remind(clock.today())


@at_start
def catch_up() -> None:
    """A worker that was not there at seven makes up for it; what was told stays told."""
    if clock.local(clock.now()).hour >= HOUR:
        with transaction():
            later(morning)
