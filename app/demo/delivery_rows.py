"""The delivery facts of an invented project: everything that the gates it has passed asked for."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.delivery.enums import AppraisalResult, SiteContractKind
from app.projects.enums import ContractKind, SiteMode, Stage
from app.projects.rules import add_months

from .dice import Dice
from .names import MARK
from .outline import Outline
from .story import Story

if TYPE_CHECKING:
    from .project_rows import Scene

Row = dict[str, Any]
_EMPTY: Row = dict.fromkeys(
    (
        *("appraisal_result", "appraised_on", "contract_kind", "contract_on", "contract_investment"),
        *("agreed_start_on", "agreed_production_on", "agreed_output", "agreed_tax", "agreed_jobs"),
        *("legal_review_number", "competition_review_number", "project_company_name", "project_company_uscc"),
        *("site_contract_kind", "site_contract_number", "site_contract_on", "filing_number"),
        *("construction_permit_number", "fit_out_contract_number", "started_on", "accepted_on"),
        *("equipment_installed_on", "first_invoice_on", "year_output", "year_tax"),
    )
)


def facts_row(outline: Outline, seen: "Scene", story: Story, *, project_id: int, updated_at: datetime) -> Row | None:
    """The row, or None while nothing has to be written down yet."""
    reached = max(step.stage.number for step in story.steps)
    if reached < Stage.SIGNED.number:
        return None
    dice = Dice(outline.seed, "facts", seen.number)
    row = {**_EMPTY, "project_id": project_id, "created_at": updated_at, "updated_at": updated_at, "version": 1}
    signed = _day(story, Stage.SIGNED)
    row |= _signed(seen, dice, signed, number=seen.number)
    if reached >= Stage.LANDED.number:
        row |= _landed(seen, dice, _day(story, Stage.LANDED))
    if reached >= Stage.CONSTRUCTION.number:
        row |= _started(seen, dice, _day(story, Stage.CONSTRUCTION))
    if reached >= Stage.PRODUCTION.number:
        row |= _producing(seen, dice, _day(story, Stage.PRODUCTION))
    if reached >= Stage.FULL_CAPACITY.number:
        row |= {
            "year_output": (row["agreed_output"] * dice.between(82, 118) / 100).quantize(Decimal(1)),
            "year_tax": (row["agreed_tax"] * dice.between(81, 112) / 100).quantize(Decimal(1)) + 1,
        }
    return row


def _signed(seen: "Scene", dice: Dice, day: date, *, number: int) -> Row:
    start = add_months(day, 8 if seen.site is SiteMode.LAND else 3)
    production = add_months(start, dice.between(12, 24) if seen.site is SiteMode.LAND else dice.between(4, 10))
    results = (AppraisalResult.PREFERRED, AppraisalResult.PASSED, AppraisalResult.CONDITIONAL)
    return {
        "appraisal_result": dice.weighted(results, (25, 55, 20)),
        "appraised_on": day - timedelta(days=dice.between(2, 6)),
        "contract_kind": dice.weighted((ContractKind.FORMAL, ContractKind.FRAMEWORK), (88, 12)),
        "contract_on": day,
        "contract_investment": seen.size.investment,
        "agreed_start_on": start,
        "agreed_production_on": production,
        "agreed_output": seen.size.output,
        "agreed_tax": seen.size.tax,
        "agreed_jobs": seen.size.jobs,
        "legal_review_number": f"合审〔{day.year}〕{number % 900 + 1}号",
        "competition_review_number": f"公竞审〔{day.year}〕{number % 800 + 1}号",
    }


def _landed(seen: "Scene", dice: Dice, day: date) -> Row:
    kind = {
        SiteMode.LAND: SiteContractKind.LAND,
        SiteMode.FACTORY: dice.weighted((SiteContractKind.LEASE, SiteContractKind.PURCHASE), (8, 2)),
        SiteMode.LIGHT: SiteContractKind.LEASE,
    }[seen.site]
    mark = {SiteContractKind.LAND: "土出", SiteContractKind.LEASE: "租", SiteContractKind.PURCHASE: "购"}[kind]
    town = seen.place.city_name
    return {
        "project_company_name": f"{town}{seen.firm.brand}{dice.pick(('科技', '智能制造', '实业', '电子'))}{MARK}有限公司",
        "site_contract_kind": kind,
        "site_contract_number": f"{mark}字〔{day.year}〕第{dice.between(1, 380):03d}号",
        "site_contract_on": day,
    }


def _started(seen: "Scene", dice: Dice, day: date) -> Row:
    building = seen.site is SiteMode.LAND
    filing = f"{seen.place.city_code}备〔{day.year}〕{dice.between(1, 999)}号"
    return {
        "filing_number": filing if building or dice.chance(0.7) else None,
        "construction_permit_number": f"施许〔{day.year}〕{dice.between(1, 999):03d}号" if building else None,
        "fit_out_contract_number": None if building else f"装合〔{day.year}〕{dice.between(1, 999):03d}号",
        "started_on": day,
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
