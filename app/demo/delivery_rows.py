"""What an invented project has written down: everything that the gates it has passed asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.core.db import Model
from app.delivery.enums import AppraisalResult, PermitKind, SiteContractKind
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.projects.enums import ContractKind, EvidenceKind, SiteMode, Stage
from app.projects.rules import add_months

from . import recognition
from .dice import Dice
from .names import MARK
from .outline import Outline
from .photo import PHOTO
from .story import Story

if TYPE_CHECKING:
    from .project_rows import Scene

Row = dict[str, Any]
_ONCE: Row = dict.fromkeys(
    (
        *("appraisal_result", "appraised_on", "project_company_name", "project_company_uscc", "licensed_on"),
        *("registered_capital", "started_on", "accepted_on", "equipment_installed_on", "first_invoice_on"),
        *("year_output", "year_tax"),
    )
)
_AUTHORITIES = {
    PermitKind.FILING: "行政审批局",
    PermitKind.ENVIRONMENT: "生态环境局",
    PermitKind.ENERGY: "发展改革委",
    PermitKind.SAFETY: "应急管理局",
    PermitKind.PLANNING: "自然资源和规划局",
    PermitKind.CONSTRUCTION: "住房城乡建设局",
    PermitKind.FIT_OUT: None,
}


@dataclass
class Delivered:
    """The rows of one project, by table."""

    facts: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    permits: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)

    def tables(self) -> Sequence[tuple[type[Model], list[Row]]]:
        """In an order in which they can be written."""
        return (
            (DeliveryFacts, self.facts),
            (Contract, self.contracts),
            (SiteContract, self.sites),
            (Permit, self.permits),
            (DeliveryFile, self.files),
        )

    def extend(self, other: "Delivered") -> None:
        """Take in another project's rows."""
        for (_, mine), (_, theirs) in zip(self.tables(), other.tables(), strict=True):
            mine.extend(theirs)

    @property
    def agreed(self) -> Row:
        """The agreed days as the project's own row keeps them."""
        days = ("agreed_start_on", "agreed_production_on")
        return {name: self.contracts[-1][name] if self.contracts else None for name in days}


def delivered(outline: Outline, seen: "Scene", story: Story, *, project_id: int, updated_at: datetime) -> Delivered:
    """The rows; none while nothing has to be written down yet."""
    found = Delivered()
    reached = max(step.stage.number for step in story.steps)
    if reached < Stage.SIGNED.number:
        return found
    dice = Dice(outline.seed, "facts", seen.number)
    common: Row = {"project_id": project_id, "created_at": updated_at, "updated_at": updated_at, "version": 1}
    once: Row = {**_ONCE, **common}
    found.facts.append(once)
    row: Row = {**common, "deleted_at": None}
    signed = _day(story, Stage.SIGNED)
    kind = recognition.contract_kind(outline.seed, seen.number)
    once |= _appraised(dice, signed)
    contract: Row = row | _contract(seen, dice, signed, kind)
    found.contracts.append(contract)
    if reached >= Stage.LANDED.number:
        landed = _day(story, Stage.LANDED)
        once |= _company(seen, dice, landed)
        found.sites.append(row | _site(seen, dice, landed))
    if reached >= Stage.CONSTRUCTION.number:
        started = _day(story, Stage.CONSTRUCTION)
        once["started_on"] = started
        found.permits += [row | permit for permit in _permits(seen, dice, started)]
        if seen.site is not SiteMode.LAND or dice.chance(0.6):
            found.files.append(_photo(project_id, updated_at, dice, seen.owner))
    if reached >= Stage.PRODUCTION.number:
        once |= _producing(seen, dice, _day(story, Stage.PRODUCTION))
    if reached >= Stage.FULL_CAPACITY.number:
        once |= {
            "year_output": (contract["agreed_output"] * dice.between(82, 118) / 100).quantize(Decimal(1)),
            "year_tax": (contract["agreed_tax"] * dice.between(81, 112) / 100).quantize(Decimal(1)) + 1,
        }
    return found


def _appraised(dice: Dice, day: date) -> Row:
    results = (AppraisalResult.PREFERRED, AppraisalResult.PASSED, AppraisalResult.CONDITIONAL)
    return {
        "appraisal_result": dice.weighted(results, (25, 55, 20)),
        "appraised_on": day - timedelta(days=dice.between(2, 6)),
    }


def _contract(seen: "Scene", dice: Dice, day: date, kind: ContractKind) -> Row:
    start = add_months(day, 8 if seen.site is SiteMode.LAND else 3)
    production = add_months(start, dice.between(12, 24) if seen.site is SiteMode.LAND else dice.between(4, 10))
    mark = "招商合" if kind is ContractKind.FORMAL else "招商框"
    return {
        "kind": kind,
        "number": f"{mark}〔{day.year}〕{seen.number % 700 + 1}号",
        "signed_on": day,
        "investment": seen.size.investment,
        "fixed_investment": seen.size.fixed,
        "agreed_start_on": start,
        "agreed_production_on": production,
        "agreed_output": seen.size.output,
        "agreed_tax": seen.size.tax,
        "agreed_jobs": seen.size.jobs,
        "legal_review_number": f"合审〔{day.year}〕{seen.number % 900 + 1}号",
        "competition_review_number": f"公竞审〔{day.year}〕{seen.number % 800 + 1}号",
    }


def _company(seen: "Scene", dice: Dice, day: date) -> Row:
    town = seen.place.city_name
    return {
        "project_company_name": f"{town}{seen.firm.brand}{dice.pick(('科技', '智能制造', '实业', '电子'))}{MARK}有限公司",
        "licensed_on": day - timedelta(days=dice.between(3, 25)),
        "registered_capital": (seen.size.investment / 5).quantize(Decimal(100)),
    }


def _site(seen: "Scene", dice: Dice, day: date) -> Row:
    kind = {
        SiteMode.LAND: SiteContractKind.LAND,
        SiteMode.FACTORY: dice.weighted((SiteContractKind.LEASE, SiteContractKind.PURCHASE), (8, 2)),
        SiteMode.LIGHT: SiteContractKind.LEASE,
    }[seen.site]
    mark = {SiteContractKind.LAND: "土出", SiteContractKind.LEASE: "租", SiteContractKind.PURCHASE: "购"}[kind]
    on_land = seen.site is SiteMode.LAND
    return {
        "kind": kind,
        "number": f"{mark}字〔{day.year}〕第{dice.between(1, 380):03d}号",
        "signed_on": day,
        "land_mu": seen.size.land if on_land else None,
        "floor_sqm": None if on_land else Decimal(seen.size.floor),
        "place": None,
    }


def _permits(seen: "Scene", dice: Dice, day: date) -> list[Row]:
    """Land: filing, assessments, planning and building; otherwise the contract for fitting out, mostly with a filing."""
    code, year = seen.place.city_code, day.year
    numbers: dict[PermitKind, Callable[[], str]] = {
        PermitKind.FILING: lambda: f"{code}备〔{year}〕{dice.between(1, 999)}号",
        PermitKind.ENVIRONMENT: lambda: f"环审〔{year}〕{dice.between(1, 999)}号",
        PermitKind.PLANNING: lambda: f"建字第{year}{dice.between(1, 999):03d}号",
        PermitKind.CONSTRUCTION: lambda: f"施许〔{year}〕{dice.between(1, 999):03d}号",
        PermitKind.FIT_OUT: lambda: f"装合〔{year}〕{dice.between(1, 999):03d}号",
    }
    kinds: tuple[PermitKind, ...] = (PermitKind.FIT_OUT,)
    if seen.site is SiteMode.LAND:
        kinds = (PermitKind.FILING, PermitKind.ENVIRONMENT, PermitKind.PLANNING, PermitKind.CONSTRUCTION)
    elif dice.chance(0.7):
        kinds = (PermitKind.FILING, PermitKind.FIT_OUT)
    return [
        {
            "kind": kind,
            "number": numbers[kind](),
            "issued_on": day - timedelta(days=dice.between(1, 12)),
            "authority": _AUTHORITIES[kind],
        }
        for kind in kinds
    ]


def _photo(project_id: int, at: datetime, dice: Dice, owner: tuple[int, str] | None) -> Row:
    """The one picture that stands for all photos of invented sites."""
    return {
        "project_id": project_id,
        "kind": EvidenceKind.PHOTO,
        "contract_id": None,
        "site_contract_id": None,
        "permit_id": None,
        "file_name": f"现场照片{dice.between(1, 9)}.png",
        "sha256": PHOTO.sha256,
        "size": PHOTO.size,
        "media_type": PHOTO.media_type,
        "attached_at": at,
        "attached_by_id": owner[0] if owner else None,
        "deleted_at": None,
    }


def _producing(seen: "Scene", dice: Dice, day: date) -> Row:
    building = seen.site is SiteMode.LAND
    return {
        "accepted_on": day - timedelta(days=dice.between(5, 20)) if building else None,
        "equipment_installed_on": day - timedelta(days=dice.between(2, 12)),
        "first_invoice_on": day,
    }


def _day(story: Story, stage: Stage) -> date:
    return next(step.on for step in story.steps if step.stage is stage)
