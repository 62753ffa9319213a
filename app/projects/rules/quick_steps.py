"""The next steps that take one tap. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class QuickStep:
    """A next step that takes one tap."""

    key: str
    label: str
    step: str
    due: date


def quick_steps(today: date) -> tuple[QuickStep, ...]:
    """The steps offered when a lead is registered. 下周 ends on its Friday."""
    friday_next_week = today + timedelta(days=7 - today.weekday() + 4)
    return (
        QuickStep("call", "明天回电", "回电", today + timedelta(days=1)),
        QuickStep("reception", "3 天内来访", "接待来访", today + timedelta(days=3)),
        QuickStep("visit", "下周拜访", "上门拜访", friday_next_week),
    )
