"""Projects for tests, made by the real actions: what stands in the tables is what the product writes."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.core import clock
from app.delivery import actions as delivery
from app.delivery.enums import AppraisalResult, Part, PermitKind, SiteContractKind
from app.delivery.models import DeliveryFile
from app.extensions import db
from app.parks.models import Park
from app.pipeline import actions as pipeline
from app.plans.models import Sector
from app.projects import actions, standing
from app.projects.actions.upkeep import log_of, refresh, restate
from app.projects.enums import ActivityKind, ContractKind, EvidenceKind, Recognition, SiteMode, Source, Stage
from app.projects.models import Project

from .accounts import person

PARK = "lay-ntit-zone-2"
_numbers = count(1)

# What opens the gates before each stage, as fields of the project and as delivered facts.
PROJECT_FACTS: dict[str, Any] = {
    "investment": Decimal(36_000),
    "fixed_investment": Decimal(24_500),
    "land_mu": Decimal(28),
    "output_estimate": Decimal(52_000),
    "tax_estimate": Decimal(874),
    "jobs_estimate": 160,
    "requirements": "用电 2500 kVA，层高 8 米",
}


def contract_facts(today: date) -> dict[str, Any]:
    """A formal contract that opens the gate to 签约."""
    return {
        "kind": ContractKind.FORMAL,
        "number": "招商合〔2026〕9 号",
        "signed_on": today,
        "investment": Decimal(36_000),
        "fixed_investment": Decimal(24_500),
        "agreed_start_on": today + timedelta(days=100),
        "agreed_production_on": today + timedelta(days=500),
        "agreed_output": Decimal(52_000),
        "agreed_tax": Decimal(874),
        "agreed_jobs": 160,
        "legal_review_number": "法审〔2026〕12 号",
        "competition_review_number": "公竞审〔2026〕8 号",
    }


def delivered_facts(today: date) -> dict[str, Any]:
    """What a project has once, complete for every gate."""
    return {
        "appraisal_result": AppraisalResult.PASSED,
        "appraised_on": today - timedelta(days=1),
        "project_company_name": "示例检测（南通）有限公司",
        "licensed_on": today,
        "accepted_on": today,
        "first_invoice_on": today,
        "year_output": Decimal(50_000),
        "year_tax": Decimal(800),
    }


def deliver(project: Project, *, by: Actor) -> None:
    """Everything the gates from 签约 on ask for, on any kind of site."""
    today = clock.today()
    delivery.set_facts(project, by=by, **delivered_facts(today))
    delivery.add_row(project, Part.CONTRACTS, by=by, **contract_facts(today))
    delivery.add_row(
        project,
        Part.SITES,
        by=by,
        kind=SiteContractKind.LAND,
        number="NT-D-2026-01",
        signed_on=today,
        land_mu=Decimal(28),
    )
    for kind in (PermitKind.FILING, PermitKind.CONSTRUCTION, PermitKind.FIT_OUT):
        delivery.add_row(project, Part.PERMITS, by=by, kind=kind, number=f"{kind.label} 2026-001", issued_on=today)
    db.session.add(
        DeliveryFile(
            project_id=project.id,
            kind=EvidenceKind.PHOTO,
            file_name="现场.png",
            sha256="0" * 64,
            size=1,
            media_type="image/png",
        )
    )
    db.session.flush()


def park(code: str = PARK) -> Park:
    """A park of the plans that every test has loaded."""
    return db.session.scalars(sa.select(Park).where(Park.code == code)).one()


def make_project(
    *,
    by: Actor | None = None,
    at: str = PARK,
    stage: Stage = Stage.LEAD,
    site_mode: SiteMode = SiteMode.LAND,
    investor: str | None = None,
    content: str = "车规芯片测试服务，租厂房约 3000 ㎡",
    source: Source = Source.VISIT,
    confidential: bool = False,
    code_name: str | None = None,
    name: str | None = None,
    is_demo: bool = False,
    next_step: str | None = None,
    next_due: date | None = None,
    **facts: Any,
) -> Project:
    """A project at any stage, registered by its owner (an officer of the park unless said) and moved step by step.

    Further `facts` are fields that `actions.edit` can set.
    """
    owner = by or person(Role.OFFICER, parks=[at])
    project = actions.register(
        actions.Draft(
            investor=actions.NewInvestor(name=investor or f"示例企业{next(_numbers)}有限公司"),
            park=park(at),
            source=source,
            content=content,
            name=name,
            confidential=confidential,
            code_name=code_name or ("代号一" if confidential else None),
            is_demo=is_demo,
            next_step=next_step,
            next_due=next_due,
        ),
        by=owner,
    )
    move_to(project, stage, by=owner, site_mode=site_mode)
    if facts:
        actions.edit(project, by=owner, **facts)
    db.session.flush()
    return project


def move_to(project: Project, stage: Stage, *, by: Actor, site_mode: SiteMode = SiteMode.LAND) -> None:
    """Open every gate on the way and go through it; the stages behind it are recognised, the one reached is not."""
    for ahead in stages_after(project.stage, stage):
        open_gate(project, ahead, by=by, site_mode=site_mode)
        if project.recognition not in {None, Recognition.RECOGNISED}:
            recognise(project)
        pipeline.move(project, ahead, by=by)


def recognise(project: Project, *, on: date | None = None, kind: ContractKind = ContractKind.FORMAL) -> None:
    """Write the recognition of the stage it stands in straight into the move log."""
    entry = standing.entries(log_of(project))[project.stage]
    entry.recognition = Recognition.RECOGNISED
    entry.submitted_at = clock.now()
    entry.recognised_on = on or clock.today()
    if project.stage is Stage.SIGNED:
        entry.contract_kind, entry.amount = kind, project.investment
    restate(project)
    refresh(project)


def open_gate(project: Project, stage: Stage, *, by: Actor, site_mode: SiteMode = SiteMode.LAND) -> None:
    """Fill in whatever the gate into this stage asks for, and a bit more."""
    if stage is Stage.NEGOTIATING:
        today = clock.today()
        sector = db.session.scalars(sa.select(Sector).order_by(Sector.id).limit(1)).one()
        actions.record_activity(project, kind=ActivityKind.VISIT, happened_on=today, result="面谈，认可选址", by=by)
        actions.edit(project, by=by, sector_id=sector.id, site_mode=site_mode, **PROJECT_FACTS)
    elif stage is Stage.SIGNED:
        deliver(project, by=by)


def stages_after(start: Stage, end: Stage) -> Iterable[Stage]:
    """The stages to walk through, `end` among them."""
    return [stage for stage in Stage if start.number < stage.number <= end.number]
