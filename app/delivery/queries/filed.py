"""What gates, clocks and recognition need to know of many projects at once: in one statement, whatever there is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Bundle

from app.delivery.enums import PermitKind
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.extensions import db
from app.projects.enums import ContractKind, EvidenceKind
from app.projects.models import Project

_BETWEEN, _AFTER = "=", "\n"
AgreedDays = tuple[date | None, date | None]  # start, production


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The contract that governs, the site, the permits by kind with their numbers, and what a project has once."""

    facts: DeliveryFacts | None = None
    contract: Contract | None = None
    site: SiteContract | None = None
    permits: Mapping[PermitKind, str] = field(default_factory=dict)
    photos: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written down yet."""
        return not (self.facts or self.contract or self.site or self.permits or self.photos)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What recognition of a signing counts: 万元 and the day as the contract says them."""

    kind: ContractKind
    amount: Decimal | None
    signed_on: date | None
    number: str | None
    contract_id: int


def _governing_first() -> tuple[Any, ...]:
    """Signed ones first, among them the newest formal contract, else the newest framework agreement."""
    return (
        sa.case((Contract.signed_on.is_(None), 1), else_=0),
        sa.case((Contract.kind == ContractKind.FORMAL, 0), else_=1),
        Contract.signed_on.desc(),
        Contract.id.desc(),
    )


def _governing_id() -> "sa.ScalarSelect[int]":
    statement = sa.select(Contract.id).where(Contract.project_id == Project.id, Contract.deleted_at.is_(None))
    return statement.order_by(*_governing_first()).limit(1).correlate(Project).scalar_subquery()


def _site_id() -> "sa.ScalarSelect[int]":
    """The newest with a number."""
    statement = sa.select(SiteContract.id).where(
        SiteContract.project_id == Project.id, SiteContract.deleted_at.is_(None)
    )
    order = (
        sa.case((SiteContract.number.is_(None), 1), else_=0),
        sa.case((SiteContract.signed_on.is_(None), 1), else_=0),
        SiteContract.signed_on.desc(),
        SiteContract.id.desc(),
    )
    return statement.order_by(*order).limit(1).correlate(Project).scalar_subquery()


_numbered = sa.type_coerce(Permit.kind, sa.String) + _BETWEEN + Permit.number
_permits = (
    sa.select(sa.func.aggregate_strings(_numbered, _AFTER))
    .where(Permit.project_id == Project.id, Permit.deleted_at.is_(None), Permit.number.is_not(None))
    .correlate(Project)
    .scalar_subquery()
)
_photos = (
    sa.select(sa.func.count())
    .select_from(DeliveryFile)
    .where(
        DeliveryFile.project_id == Project.id,
        DeliveryFile.deleted_at.is_(None),
        DeliveryFile.kind == EvidenceKind.PHOTO,
    )
    .correlate(Project)
    .scalar_subquery()
)
# Add these to a statement over Project, join it with `joined`, and give each row to `read`.
COLUMNS = (DeliveryFacts, Contract, SiteContract, _permits.label("permits"), _photos.label("photos"))
_ASKED_FACTS = (
    *(DeliveryFacts.id, DeliveryFacts.appraisal_result, DeliveryFacts.project_company_name),
    *(DeliveryFacts.licensed_on, DeliveryFacts.accepted_on, DeliveryFacts.equipment_installed_on),
    *(DeliveryFacts.first_invoice_on, DeliveryFacts.year_output, DeliveryFacts.year_tax),
)
_ASKED_CONTRACT = (
    *(Contract.id, Contract.kind, Contract.signed_on, Contract.investment),
    *(Contract.agreed_start_on, Contract.agreed_production_on, Contract.agreed_output, Contract.agreed_tax),
    *(Contract.legal_review_number, Contract.competition_review_number),
)
_ASKED_SITE = (SiteContract.id, SiteContract.kind, SiteContract.number)
# The same for many projects at once: only what gates look at, and no records that somebody could change.
LEAN_COLUMNS: tuple[Any, ...] = (
    Bundle("DeliveryFacts", *_ASKED_FACTS),
    Bundle("Contract", *_ASKED_CONTRACT),
    Bundle("SiteContract", *_ASKED_SITE),
    _permits.label("permits"),
    _photos.label("photos"),
)
# And what `delivery/_summary.html` shows besides.
SHOWN_COLUMNS: tuple[Any, ...] = (
    Bundle("DeliveryFacts", *_ASKED_FACTS, DeliveryFacts.appraised_on, DeliveryFacts.started_on),
    Bundle("Contract", *_ASKED_CONTRACT, Contract.number, Contract.agreed_jobs),
    Bundle("SiteContract", *_ASKED_SITE, SiteContract.land_mu, SiteContract.floor_sqm),
    _permits.label("permits"),
    _photos.label("photos"),
)


def joined(statement: "sa.Select[Any]") -> "sa.Select[Any]":
    """A statement over Project together with what is written down about each."""
    return (
        statement.outerjoin(DeliveryFacts, DeliveryFacts.project_id == Project.id)
        .outerjoin(Contract, Contract.id == _governing_id())
        .outerjoin(SiteContract, SiteContract.id == _site_id())
    )


def read(row: Any) -> Filed:
    """The columns of one row."""
    pairs = [pair.partition(_BETWEEN) for pair in (row.permits or "").split(_AFTER) if pair]

    def there(record: Any) -> Any:
        return record if record is not None and record.id is not None else None

    return Filed(
        facts=there(row.DeliveryFacts),
        contract=there(row.Contract),
        site=there(row.SiteContract),
        permits={PermitKind(kind): number for kind, _, number in pairs},
        photos=row.photos,
    )


def filed(project_ids: Collection[int]) -> dict[int, Filed]:
    """Of all these projects, in one statement."""
    if not project_ids:
        return {}
    statement = joined(sa.select(Project.id.label("project_id"), *COLUMNS).select_from(Project))
    return {row.project_id: read(row) for row in db.session.execute(statement.where(Project.id.in_(project_ids)))}


def contract_for_recognition(project: Project) -> Agreed | None:
    """The contract that governs, as recognition counts it; None while there is none."""
    contract = db.session.scalar(
        sa.select(Contract)
        .where(Contract.project_id == project.id, Contract.deleted_at.is_(None))
        .order_by(*_governing_first())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if contract is None:
        return None
    return Agreed(
        kind=contract.kind,
        amount=contract.investment,
        signed_on=contract.signed_on,
        number=contract.number,
        contract_id=contract.id,
    )


def agreed_days(project_ids: Collection[int]) -> dict[int, AgreedDays]:
    """Agreed start and production of these projects, by the contract that governs; those without one are left out."""
    return _agreed(Project.id.in_(project_ids)) if project_ids else {}


def agreed_days_between(first: int, last: int) -> dict[int, AgreedDays]:
    """The same of all projects numbered between these, both included: for the nightly run."""
    return _agreed(Project.id.between(first, last))


def _agreed(which: "sa.ColumnElement[bool]") -> dict[int, AgreedDays]:
    statement = (
        sa.select(Contract.project_id, Contract.agreed_start_on, Contract.agreed_production_on)
        .select_from(Project)
        .join(Contract, Contract.id == _governing_id())
        .where(which)
    )
    return {number: (start, production) for number, start, production in db.session.execute(statement)}
