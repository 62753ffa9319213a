"""The move log decides where a project stands and what counts: by table and for any history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.enums import ContractKind, NotCounted, Recognition, Stage
from app.projects.standing import UNDONE, effective, entries, recognised_up_to, standing

DAY = date(2026, 1, 5)


@dataclass
class Row:
    to_stage: Stage
    event_on: date
    reason: str = ""
    recognition: Recognition | None = None
    recognised_on: date | None = None
    contract_kind: ContractKind | None = None
    amount: Decimal | None = None
    framework_on: date | None = None
    framework_amount: Decimal | None = None


def recognised(stage: Stage, day: int, kind: ContractKind | None = None, amount: int | None = None) -> Row:
    on = DAY + timedelta(days=day)
    return Row(
        stage,
        on,
        recognition=Recognition.RECOGNISED,
        recognised_on=on + timedelta(days=3),
        contract_kind=kind,
        amount=None if amount is None else Decimal(amount),
    )


def walked(*stages: Stage) -> list[Row]:
    return [Row(stage, DAY + timedelta(days=number)) for number, stage in enumerate(stages)]


BEFORE = walked(Stage.LEAD, Stage.NEGOTIATING, Stage.APPRAISAL)


@pytest.mark.parametrize("state", [state for state in Recognition if state is not Recognition.RECOGNISED])
def test_an_unrecognised_stage_counts_nowhere(state):
    found = standing([*BEFORE, Row(Stage.SIGNED, DAY, recognition=state)])
    assert (found.stage, found.counted_stage, found.recognition) == (Stage.SIGNED, Stage.APPRAISAL, state)
    assert (found.signed_on, found.framework_on, found.landed_on) == (None, None, None)


def test_signed_counts_by_the_day_of_recognition_with_the_amount_recognised():
    found = standing([*BEFORE, recognised(Stage.SIGNED, 9, ContractKind.FORMAL, 36_000)])
    assert (found.signed_on, found.signed_amount) == (DAY + timedelta(days=12), Decimal(36_000))
    assert found.framework_on is None


def test_a_framework_agreement_is_a_line_of_its_own_also_after_the_formal_contract():
    found = standing([*BEFORE, recognised(Stage.SIGNED, 9, ContractKind.FRAMEWORK, 50_000)])
    assert (found.signed_on, found.framework_on, found.framework_amount) == (
        None,
        DAY + timedelta(days=12),
        Decimal(50_000),
    )
    formal = recognised(Stage.SIGNED, 9, ContractKind.FORMAL, 36_000)
    formal.framework_on, formal.framework_amount = DAY, Decimal(50_000)
    found = standing([*BEFORE, formal])
    assert (found.signed_amount, found.framework_on, found.framework_amount) == (Decimal(36_000), DAY, Decimal(50_000))


def test_what_lies_beyond_a_revoked_stage_does_not_count():
    signed = recognised(Stage.SIGNED, 9, ContractKind.FORMAL, 1)
    log = [*BEFORE, signed, recognised(Stage.LANDED, 20)]
    assert standing(log).landed_on == DAY + timedelta(days=23)
    signed.recognition = Recognition.REVOKED
    found = standing(log)
    assert (found.stage, found.counted_stage, found.signed_on, found.landed_on) == (
        Stage.LANDED,
        Stage.APPRAISAL,
        None,
        None,
    )


@pytest.mark.parametrize("reason", NotCounted)
def test_what_is_left_out_is_followed_but_not_counted(reason):
    found = standing([*BEFORE, recognised(Stage.SIGNED, 9, ContractKind.FORMAL, 1)], reason)
    assert (found.stage, found.counted_stage, found.signed_on) == (Stage.SIGNED, Stage.APPRAISAL, None)


def test_a_step_back_keeps_the_earlier_entry_and_its_recognition():
    log = [
        *BEFORE,
        recognised(Stage.SIGNED, 9, ContractKind.FORMAL, 1),
        Row(Stage.LANDED, DAY + timedelta(days=30), recognition=Recognition.NOT_SUBMITTED),
        Row(Stage.SIGNED, DAY + timedelta(days=40), "土地退回", recognition=Recognition.NOT_SUBMITTED),
    ]
    found = standing(log)
    assert (found.stage_since, found.recognition) == (DAY + timedelta(days=40), Recognition.RECOGNISED)
    assert found.signed_on == DAY + timedelta(days=12)


@st.composite
def histories(draw: st.DrawFn) -> Sequence[Row]:
    """Any log that the product can write: forward one step, back any number, the last move taken back."""
    log = [Row(Stage.LEAD, DAY)]
    day = DAY
    for _ in range(draw(st.integers(0, 24))):
        held = effective(log)
        at = held[-1].to_stage
        day += timedelta(days=draw(st.integers(0, 9)))
        step = draw(st.sampled_from(("on", "back", "undo", "recognise", "revoke")))
        entry = entries(log)[at]
        if step == "on" and at.next is not None:
            log.append(Row(at.next, day, recognition=Recognition.NOT_SUBMITTED if at.next.needs_recognition else None))
        elif step == "back" and at.previous is not None:
            to = draw(st.sampled_from([stage for stage in Stage if stage.number < at.number]))
            log.append(Row(to, day, "退回"))
        elif step == "undo" and len(held) > 1 and log[-1].reason != UNDONE:
            log.append(Row(held[-2].to_stage, held[-1].event_on, UNDONE))
        elif step == "recognise" and at.needs_recognition:
            entry.recognition, entry.recognised_on = Recognition.RECOGNISED, day
            entry.contract_kind, entry.amount = draw(st.sampled_from(ContractKind)), Decimal(7)
        elif step == "revoke" and at.needs_recognition:
            entry.recognition = Recognition.REVOKED
    return log


@given(histories())
def test_for_any_history(log):
    found = standing(log)
    held, chain = effective(log), entries(log)
    assert found.stage is held[-1].to_stage, "the stage is always the last move that holds"
    assert found.stage is log[-1].to_stage, "and what the last row of the log says"
    assert list(chain) == [stage for stage in Stage if stage.number <= found.stage.number], "one entry a stage"
    assert found.counted_stage.number <= found.stage.number
    counted = recognised_up_to(chain)
    assert (found.counted_stage in counted) is bool(counted)
    signed_lines = [day for day in (found.signed_on, found.framework_on) if day is not None]
    assert len(signed_lines) <= 1, "a signing counts in one line, never in both, unless a formal contract followed"
    assert bool(signed_lines) is (Stage.SIGNED in counted)
    assert (found.landed_on is not None) is (Stage.LANDED in counted)
    assert found.recognition is chain[found.stage].recognition
