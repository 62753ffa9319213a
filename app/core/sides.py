"""Which of two records a field of a merged one is taken from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONG = 40  # characters; from here on the longer text is taken for the fuller one, below it the newer one for the truer


class Side(StrEnum):
    """The record that is kept, or the one that goes into it."""

    KEPT = "kept"
    GONE = "gone"


def usual_side(kept: Any, gone: Any, *, gone_is_newer: bool) -> Side:
    """The side that is proposed: what is filled in before what is not, the fuller text, otherwise the newer record's."""
    if is_empty(gone) or gone == kept:
        return Side.KEPT
    if is_empty(kept):
        return Side.GONE
    if isinstance(kept, str) and isinstance(gone, str) and max(len(kept), len(gone)) >= LONG:
        return Side.GONE if len(gone) > len(kept) else Side.KEPT
    return Side.GONE if gone_is_newer else Side.KEPT


def is_empty(value: Any) -> bool:
    """Nothing filled in; a nought is something."""
    return value is None or value in ("", [])


@dataclass(frozen=True)
class Line:
    """A field of the preview in words: what both hold, and which side is taken. Nothing to choose where they agree."""

    name: str
    label: str
    kept: str
    gone: str
    side: Side
    choosable: bool


def read_sides(sent: Mapping[str, str], usual: Mapping[str, Side]) -> dict[str, Side]:
    """The sides as a form sent them (`side-<field>`); what it does not say, or says wrongly, is the usual one."""
    members = {side.value: side for side in Side}
    return {name: members.get(sent.get(f"side-{name}", ""), side) for name, side in usual.items()}
