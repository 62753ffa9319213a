"""Where a project stands and what of it counts, read from its move log alone. Pure.

The stage is always that of the last move that was not taken back. From 签约 on a stage counts from the bureau's
recognition, by its day; until then nowhere (domain.md sections 5 and 8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from .enums import ContractKind, NotCounted, Recognition, Stage

UNDONE = "撤销移动"  # the reason of the move that takes the one before it back


class Step(Protocol):
    """A row of the move log."""

    to_stage: Stage
    event_on: date
    reason: str
    recognition: Recognition | None
    recognised_on: date | None
    contract_kind: ContractKind | None
    amount: Decimal | None
    framework_on: date | None
    framework_amount: Decimal | None


class Reasoned(Protocol):
    """A row of the move log as far as taking back is concerned."""

    @property
    def reason(self) -> str:
        """`UNDONE` when it takes back the one before."""


AnyStep = TypeVar("AnyStep", bound=Step)
AnyRow = TypeVar("AnyRow", bound=Reasoned)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a project's row keeps of its log."""

    stage: Stage
    stage_since: date
    counted_stage: Stage
    recognition: Recognition | None
    signed_on: date | None = None
    signed_amount: Decimal | None = None
    framework_on: date | None = None
    framework_amount: Decimal | None = None
    landed_on: date | None = None


def effective(log: Iterable[AnyRow]) -> list[AnyRow]:
    """The moves that hold: one that was taken back counts no more than its taking back."""
    held: list[AnyRow] = []
    for row in log:
        if row.reason == UNDONE:
            held.pop()
        else:
            held.append(row)
    return held


def entries(log: Iterable[AnyStep]) -> dict[Stage, AnyStep]:
    """The move by which each stage up to the present one was entered; a step back drops the stages beyond it."""
    chain: dict[Stage, AnyStep] = {}
    for row in effective(log):
        chain = {stage: entry for stage, entry in chain.items() if stage.number <= row.to_stage.number}
        chain.setdefault(row.to_stage, row)
    return chain


def standing(log: Sequence[Step], not_counted: NotCounted | None = None) -> Standing:
    """Where the project stands and what counts. The log has at least one row."""
    last = effective(log)[-1]
    chain = entries(log)
    counted = recognised_up_to(chain)
    if not_counted is not None:
        counted = {}
    before = min(last.to_stage, Stage.APPRAISAL, key=lambda stage: stage.number)
    signed, landed = counted.get(Stage.SIGNED), counted.get(Stage.LANDED)
    formal = signed if signed and signed.contract_kind is not ContractKind.FRAMEWORK else None
    framework_on, framework_amount = _framework(chain.get(Stage.SIGNED), signed)
    return Standing(
        stage=last.to_stage,
        stage_since=last.event_on,
        counted_stage=max(counted, key=lambda stage: stage.number) if counted else before,
        recognition=chain[last.to_stage].recognition,
        signed_on=formal.recognised_on if formal else None,
        signed_amount=formal.amount if formal else None,
        framework_on=framework_on if not_counted is None else None,
        framework_amount=framework_amount if not_counted is None else None,
        landed_on=landed.recognised_on if landed else None,
    )


def recognised_up_to(chain: dict[Stage, AnyStep]) -> dict[Stage, AnyStep]:
    """The recognised stages without a gap from 签约 on: what comes after an unrecognised one does not count."""
    found: dict[Stage, AnyStep] = {}
    for stage in Stage:
        if not stage.needs_recognition:
            continue
        entry = chain.get(stage)
        if entry is None or entry.recognition is not Recognition.RECOGNISED:
            break
        found[stage] = entry
    return found


def _framework(entry: Step | None, counted: Step | None) -> tuple[date | None, Decimal | None]:
    """The framework agreement that counts: the recognised one, or the one before the formal contract."""
    if counted is not None and counted.contract_kind is ContractKind.FRAMEWORK:
        return counted.recognised_on, counted.amount
    return (entry.framework_on, entry.framework_amount) if entry else (None, None)
