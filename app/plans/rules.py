"""What the figures of a plan mean. Pure: no session, no request, no clock."""

from decimal import Decimal

from .enums import Comparator


def attained(
    comparator: Comparator, actual: Decimal | None, value: Decimal | None, value_min: Decimal | None = None
) -> bool | None:
    """Whether `actual` fulfils the published figure; None when that cannot be said by numbers.

    A bare figure, 达到 and 约 are read as “at least the value”, a range as “at least its lower end”: a plan
    sets floors, and nobody misses a target by doing more. No tolerance is invented for 约.
    """
    goal = value_min if comparator is Comparator.BETWEEN else value
    if actual is None or goal is None or comparator is Comparator.QUALITATIVE:
        return None
    return actual > goal if comparator is Comparator.MORE_THAN else actual >= goal


def figure_fault(
    comparator: Comparator, value: Decimal | None, value_min: Decimal | None, value_max: Decimal | None
) -> str | None:
    """What is wrong with a comparator and its numbers, as a Chinese clause; None when they fit."""
    if comparator is Comparator.QUALITATIVE:
        if (value, value_min, value_max) != (None, None, None):
            return "定性目标（qualitative）不应填 value、value_min、value_max"
        return None
    if comparator is Comparator.BETWEEN:
        if value is not None or value_min is None or value_max is None:
            return "区间（between）应填 value_min 和 value_max，不填 value"
        return "value_min 不应大于 value_max" if value_min > value_max else None
    if value is None or value_min is not None or value_max is not None:
        return f"comparator 为“{comparator.value}”时应填 value，不填 value_min、value_max"
    return None
