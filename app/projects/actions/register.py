"""Registering a lead: thirty seconds after a visit, often on a phone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.companies import actions as companies
from app.companies import queries as company_queries
from app.companies.models import Company
from app.core import audit, clock
from app.core.changes import Changes
from app.core.counter import next_number
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission
from app.extensions import db
from app.parks.models import Park
from app.projects import tally
from app.projects.discreet import public_name
from app.projects.enums import SiteMode, Source, Stage, Status
from app.projects.models import Move, Project

from .upkeep import refresh

LATER_THAN_TODAY = "日期不能晚于今天。"


@dataclass(frozen=True, kw_only=True)
class NewInvestor:
    """A company that is not in the register yet."""

    name: str
    uscc: str | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a registration says. Only the first four are asked for; the rest may follow."""

    investor: Company | NewInvestor
    park: Park
    source: Source
    content: str
    name: str | None = None
    sector_id: int | None = None
    investment: Decimal | None = None
    fixed_investment: Decimal | None = None
    site_mode: SiteMode | None = None
    land_mu: Decimal | None = None
    floor_sqm: Decimal | None = None
    next_step: str | None = None
    next_due: date | None = None
    confidential: bool = False
    code_name: str | None = None
    is_demo: bool = False


def register(draft: Draft, *, by: Actor) -> Project:
    """Register a lead at a park of one's own; it starts in 线索 and belongs to whoever registered it.

    Raises NotAllowed for another team's or a retired park, RuleBroken for a confidential one without code name.
    """
    if Permission.PROJECT_CREATE not in by.permissions or draft.park.id not in by.park_ids:
        message = "只能在本单位负责的园区登记项目。"
        raise NotAllowed(message, field="park")
    if draft.park.retired_at is not None:
        message = f"“{draft.park.name}”已停用，不能再登记项目。"
        raise RuleBroken(message, field="park")
    if draft.confidential and not draft.code_name:
        message = "保密项目须填写代号，无权知悉的人只看到代号。"
        raise RuleBroken(message, field="code_name")
    tally.hold(draft.park.id)  # before the investor: registering one writes into the trail
    company = _investor(draft, by)
    now = clock.now()
    today = clock.today()
    project = Project(
        code=_code(draft.park, today.year),
        name=draft.name or _name(draft, company),
        code_name=draft.code_name,
        confidential=draft.confidential,
        company_id=company.id,
        park_id=draft.park.id,
        sector_id=draft.sector_id,
        stage=Stage.LEAD,
        status=Status.ACTIVE,
        owner_id=by.id,
        source=draft.source,
        content=draft.content,
        site_mode=draft.site_mode,
        investment=draft.investment,
        fixed_investment=draft.fixed_investment,
        land_mu=draft.land_mu,
        floor_sqm=draft.floor_sqm,
        next_step=draft.next_step,
        next_due=draft.next_due,
        registered_at=now,
        stage_since=today,
        rank=-now.timestamp(),
        is_demo=draft.is_demo,
    )
    db.session.add(project)
    db.session.flush()
    db.session.add(
        Move(project_id=project.id, from_stage=None, to_stage=Stage.LEAD, event_on=today, moved_at=now, by_id=by.id)
    )
    refresh(project)
    audit.record("project.registered", project, by=by, label=label_of(project), park=draft.park.code)
    return project


def discreet(project: Project, changes: Changes) -> Changes:
    """Of a confidential project the trail keeps which fields changed, not what they say."""
    return dict.fromkeys(changes, ("（保密）", "（保密）")) if project.confidential else changes


def label_of(project: Project) -> str:
    """How the trail names a project; a confidential one by its code name, for auditors are not told investors."""
    return f"{project.code} {public_name(project)}"


def _investor(draft: Draft, by: Actor) -> Company:
    """The company meant: the one picked, else the visible one of exactly this name, else a new one."""
    investor = draft.investor
    if isinstance(investor, NewInvestor):
        known = company_queries.with_name(investor.name, to=by)
        if len(known) > 1:
            message = "企业库里有不止一家同名企业，请从提示中选用其中一家。"
            raise RuleBroken(message, field="investor")
        if not known:
            return companies.register(
                name=investor.name, uscc=investor.uscc, parks=[draft.park], by=by, is_demo=draft.is_demo
            )
        investor = known[0]
    companies.keep_in_book(investor, draft.park, by=by)
    return investor


def _code(park: Park, year: int) -> str:
    """NT-2026-00123: city, year of registration, running number."""
    city = db.session.scalars(sa.select(City.code).where(City.id == park.city_id)).one()
    prefix = f"{city}-{year}"
    return f"{prefix}-{next_number(prefix):05d}"


def _name(draft: Draft, company: Company) -> str:
    """A working name until somebody gives a better one: the beginning of the content, else the investor's."""
    first: Any = draft.content.splitlines()[0] if draft.content else ""
    for mark in "，。；,;、":
        first = first.split(mark)[0]
    return (first.strip() or company.name)[:60]
