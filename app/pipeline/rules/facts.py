"""What the gates look at: one project with everything that was written down about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from app.delivery.enums import AppraisalResult, PermitKind, SiteContractKind
from app.projects.enums import ContractKind, SiteMode, Source, Stage


class ProjectFacts(Protocol):
    """What the gates ask of the project itself."""

    company_id: int
    source: Source
    content: str
    owner_id: int | None
    sector_id: int | None
    investment: Decimal | None
    site_mode: SiteMode | None
    land_mu: Decimal | None
    floor_sqm: Decimal | None
    output_estimate: Decimal | None
    tax_estimate: Decimal | None
    jobs_estimate: int | None
    requirements: str


class Delivered(Protocol):
    """What a project has once, after the appraisal."""

    appraisal_result: AppraisalResult | None
    project_company_name: str | None
    licensed_on: date | None
    accepted_on: date | None
    equipment_installed_on: date | None
    first_invoice_on: date | None
    year_output: Decimal | None
    year_tax: Decimal | None


class Agreement(Protocol):
    """The contract that governs: the newest formal one, else the newest framework agreement."""

    kind: ContractKind
    signed_on: date | None
    investment: Decimal | None
    agreed_start_on: date | None
    agreed_production_on: date | None
    agreed_output: Decimal | None
    agreed_tax: Decimal | None
    legal_review_number: str | None
    competition_review_number: str | None


class Site(Protocol):
    """The contract for land or building."""

    kind: SiteContractKind
    number: str | None


@dataclass(frozen=True, kw_only=True)
class GateRules:
    """What the bureau has set: the share of full capacity, and what it does not ask of some kinds of site."""

    full_capacity_percent: int = 80
    waived: frozenset[tuple[Stage, str, SiteMode]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One project with everything the gates look at."""

    project: ProjectFacts
    delivered: Delivered | None = None
    contract: Agreement | None = None
    site: Site | None = None
    permits: Mapping[PermitKind, str] = field(default_factory=dict)  # those with a number
    photos: int = 0
    met_in_person: bool = False
    recognised: bool = True  # whether the stage it stands in is recognised, or needs no recognition
    rules: GateRules = GateRules()
