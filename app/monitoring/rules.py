"""Time in stage from the move log, and the figures over it. Pure.

- A stay begins with the move into a stage and ends with the next move that holds, forward or back; undone moves do not
  count. Its length is the days between the two event dates; a stay of one day's length may be 0.
- Median: the middle one, of an even number the mean of the middle two. p90: the smallest length that at least nine in
  ten do not exceed (nearest rank).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from app.projects.enums import Stage, Status
from app.projects.standing import UNDONE

ENDED = frozenset({Status.LOST, Status.REMOVED})


class Logged(Protocol):
    """What a stay needs of a row of the move log."""

    @property
    def to_stage(self) -> Stage:
        """Where it went."""

    @property
    def event_on(self) -> date:
        """When it happened."""

    @property
    def reason(self) -> str:
        """Says whether it takes back the one before."""


@dataclass(frozen=True)
class Stay:
    """One stay in a stage; without `left_on` it lasts."""

    stage: Stage
    entered_on: date
    left_on: date | None

    @property
    def days(self) -> int | None:
        """Its length; None while it lasts."""
        return None if self.left_on is None else max(0, (self.left_on - self.entered_on).days)


def stays(log: Sequence[Logged], *, ended: bool = False) -> list[Stay]:
    """All stays of a project, the oldest first. `ended`: it is lost or removed, so that its last stay lasts no more.

    When it ended does not stand in the move log; that last stay is left out.
    """
    held: list[Logged] = []
    for row in log:
        if row.reason != UNDONE:
            held.append(row)
        elif held:
            held.pop()
    found = [Stay(one.to_stage, one.event_on, after.event_on) for one, after in pairwise(held)]
    if held and not ended:
        found.append(Stay(held[-1].to_stage, held[-1].event_on, None))
    return found


def median(ordered: Sequence[int]) -> Decimal | None:
    """Of lengths in rising order; None of nothing."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[middle])
    return Decimal(ordered[middle - 1] + ordered[middle]) / 2


def p90(ordered: Sequence[int]) -> int | None:
    """Of lengths in rising order; None of nothing."""
    return ordered[-(-len(ordered) * 9 // 10) - 1] if ordered else None


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def rests(*, red_since: date, closed_on: date, promised_on: date | None, today: date) -> bool:
    """Whether a light that is still red was dealt with by a notice the bureau has closed, so that none is drafted anew.

    It rests while it is the same red as then, and until the day that the park has promised is over.
    """
    if red_since > closed_on:
        return False
    return promised_on is None or promised_on < closed_on or today <= promised_on
