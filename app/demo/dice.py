"""Chance that falls the same way on every machine: numbers from a seed, cheap enough for a million rows."""

from collections.abc import Sequence
from math import cos, exp, log, pi, sqrt
from typing import TypeVar

Item = TypeVar("Item")
_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


class Dice:
    """A row of numbers that depends on the seed and on what is rolled for, not on what was rolled before (splitmix64).

    `Dice(seed, "project", 17)` is always the same, so a part of the data can be made again without the rest.
    """

    __slots__ = ("_state",)

    def __init__(self, seed: int, topic: str, number: int = 0) -> None:
        state = seed & _MASK
        for sign in topic:
            state = _mixed(state ^ ord(sign))
        self._state = _mixed(state ^ _mixed(number & _MASK))

    def number(self) -> int:
        """Any of 2**64 numbers."""
        self._state = (self._state + _STEP) & _MASK
        return _mixed(self._state)

    def share(self) -> float:
        """Between 0 and 1, 1 excluded."""
        return (self.number() >> 11) / (1 << 53)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends possible."""
        return least + self.number() % (most - least + 1)

    def chance(self, share: float) -> bool:
        """True that often."""
        return self.share() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return items[self.number() % len(items)]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One of them, by weight."""
        mark = self.share() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def lognormal(self, median: float, spread: float) -> float:
        """Around a median, with a long tail upwards."""
        bell = sqrt(-2 * log(1 - self.share())) * cos(2 * pi * self.share())
        return median * exp(spread * bell)


def _mixed(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)
