"""The facts of one project."""

import re
from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa

from app.core.labels import Labelled
from app.core.units import money_text
from app.extensions import db
from app.projects.enums import ContractKind
from app.projects.models import Project

from .enums import AppraisalResult, SiteContractKind
from .labels import LABELS, MONEY
from .models import DeliveryFacts

_NUMBER = re.compile(r"\d+(\.\d+)?")
_KINDS: Mapping[str, type[Labelled]] = {
    "appraisal_result": AppraisalResult,
    "contract_kind": ContractKind,
    "site_contract_kind": SiteContractKind,
}


def facts_of(project: Project) -> DeliveryFacts | None:
    """The facts kept for this project; None while there are none. The project must have come through visibility."""
    return db.session.scalar(sa.select(DeliveryFacts).where(DeliveryFacts.project_id == project.id))


def worded(name: str, value: object) -> tuple[str, str] | None:
    """Label and text of a value that the trail keeps; None for a field that is none of the facts."""
    if name not in LABELS:
        return None
    if value in (None, ""):
        return LABELS[name], "—"
    if name in _KINDS:
        return LABELS[name], next((member.label for member in _KINDS[name] if member.value == value), str(value))
    if name in MONEY and _NUMBER.fullmatch(str(value)):
        return LABELS[name], money_text(Decimal(str(value)))
    return LABELS[name], str(value)
