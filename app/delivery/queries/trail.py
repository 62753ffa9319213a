"""What the trail says of contracts, sites, permits and facts, in words."""

import re
from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa

from app.core.labels import Labelled
from app.core.units import money_text, plain
from app.delivery.enums import AppraisalResult, PermitKind, SiteContractKind
from app.delivery.labels import AREAS, LABELS, MONEY
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.extensions import db
from app.projects.enums import ContractKind, EvidenceKind
from app.projects.models import Project

_NUMBER = re.compile(r"\d+(\.\d+)?")
_KINDS: Mapping[str, type[Labelled]] = {
    "appraisal_result": AppraisalResult,
    "contract_kind": ContractKind,
    "site_contract_kind": SiteContractKind,
    "permit_kind": PermitKind,
    "file_kind": EvidenceKind,
}


def subjects_of(project: Project) -> list[tuple[str, int]]:
    """Table and number of every row whose changes belong to the project's history, deleted ones too."""
    parts = [
        sa.select(sa.literal(model.__tablename__), model.id).where(model.project_id == project.id)
        for model in (DeliveryFacts, Contract, SiteContract, Permit, DeliveryFile)
    ]
    return [(table, number) for table, number in db.session.execute(sa.union_all(*parts))]


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
    if name in AREAS and _NUMBER.fullmatch(str(value)):
        return LABELS[name], plain(Decimal(str(value)))
    return LABELS[name], str(value)
