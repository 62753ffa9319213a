"""The preview of a merge of two projects in words, field by field. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.core.labels import Labelled
from app.core.sides import Line, Side
from app.core.units import money_text, plain

from .history import LABELS
from .models import Project

_MONEY = {"investment", "fixed_investment", "output_estimate", "tax_estimate"}
# From `queries.get_visible`, which loads them with the project.
_NAMED = {"company_id": "company", "sector_id": "sector"}


def merge_lines(kept: Project, gone: Project, sides: Mapping[str, Side]) -> list[Line]:
    """Each field that either fills in. Both projects come from `queries.get_visible`."""
    lines = [
        Line(
            name=name,
            label=LABELS[name],
            kept=_words(kept, name),
            gone=_words(gone, name),
            side=side,
            choosable=getattr(kept, name) != getattr(gone, name),
        )
        for name, side in sides.items()
    ]
    return [line for line in lines if line.kept or line.gone]


def _words(project: Project, name: str) -> str:
    value: Any = getattr(project, name)
    if value is None or value == "":
        return ""
    if name in _NAMED:
        return str(getattr(project, _NAMED[name]).name)
    if name == "next_step" and project.next_due is not None:
        return f"{value}（{project.next_due:%Y-%m-%d} 前）"
    if isinstance(value, Labelled):
        return str(value.label)
    if isinstance(value, Decimal):
        return money_text(value) if name in _MONEY else plain(value)
    return str(value)
