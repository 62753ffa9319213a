"""How far the bureau is with the stages of an invented project. Pure: rows of the move log go in and come out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from app.core.clock import SHANGHAI
from app.projects.enums import ContractKind, Recognition, Stage
from app.projects.standing import Standing, standing

from .dice import Dice
from .moments import at_work

Row = dict[str, Any]
NONE: Row = {
    "recognition": None,
    "submitted_at": None,
    "recognised_on": None,
    "contract_kind": None,
    "amount": None,
    "framework_on": None,
    "framework_amount": None,
}
# How the last step stands once it is old enough to have been decided.
_LAST = (Recognition.RECOGNISED, Recognition.SUBMITTED, Recognition.RETURNED)
_WEIGHTS = (78, 13, 9)
_FRESH_DAYS = 4
_WAITED = (0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 13)  # days since a submission that waits


def contract_kind(seed: int, number: int) -> ContractKind:
    """Formal or framework: the same in the contract and in its recognition."""
    return Dice(seed, "contract", number).weighted((ContractKind.FORMAL, ContractKind.FRAMEWORK), (88, 12))


def recognise(moves: Sequence[Row], *, seed: int, number: int, amount: Decimal, now: datetime) -> None:
    """Give each move from 签约 on its three dates. A stage that was left had been recognised before."""
    dice = Dice(seed, "recognition", number)
    for place, row in enumerate(moves):
        row.update(NONE)
        stage: Stage = row["to_stage"]
        if not stage.needs_recognition:
            continue
        left_on = moves[place + 1]["event_on"] if place + 1 < len(moves) else None
        state = Recognition.RECOGNISED if left_on else dice.weighted(_LAST, _WEIGHTS)
        today = now.astimezone(SHANGHAI).date()
        if left_on is None and (today - row["event_on"]).days <= _FRESH_DAYS:
            state = Recognition.NOT_SUBMITTED if dice.chance(0.5) else Recognition.SUBMITTED
        row["recognition"] = state
        if state is Recognition.NOT_SUBMITTED:
            continue
        latest = now - timedelta(hours=1)
        day = row["event_on"] + timedelta(days=dice.between(0, 3))
        if state is Recognition.SUBMITTED:  # parks often hand in late; the bureau leaves little lying for long
            day = max(day, today - timedelta(days=dice.pick(_WAITED)))
        submitted = at_work(day, dice, latest=latest)
        row["submitted_at"] = max(row["moved_at"], submitted)
        if state is Recognition.RECOGNISED:
            decided = row["submitted_at"].astimezone(SHANGHAI).date() + timedelta(days=dice.between(1, 6))
            row["recognised_on"] = min(decided, left_on or today, today)
            if stage is Stage.SIGNED:
                row.update(contract_kind=contract_kind(seed, number), amount=amount)


def standing_of(moves: Sequence[Row]) -> Row:
    """What the project's own row keeps of its moves."""
    found: Standing = standing([SimpleNamespace(**row) for row in moves])
    return asdict(found)
