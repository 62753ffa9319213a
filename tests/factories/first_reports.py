"""Registrations for tests of first reports: complete ones, in two parks of one city."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.models import User
from app.extensions import db
from app.first_reports import actions as first
from app.first_reports.enums import TransferParty
from app.first_reports.models import FirstReport, Transfer
from app.parks.models import Park
from app.plans.models import Sector
from app.projects import actions
from app.projects.models import Project

from .projects import make_project

ONE, OTHER, THIRD = "lay-ntit-zone-2", "lay-ntit-zone-1", "lay-ntit-base-1"


def sector_id(place: int = 0) -> int:
    """A sector of the plans."""
    return db.session.scalars(sa.select(Sector.id).order_by(Sector.id).offset(place).limit(1)).one()


def make_reported(*, at: str = ONE, **facts: Any) -> Project:
    """A project whose registration is complete, so that it holds the first report unless somebody else does."""
    project = make_project(at=at, **facts)
    complete(project)
    return project


def complete(project: Project, **facts: Any) -> None:
    """Fill in what a complete registration asks for."""
    actions.edit(project, by=owner_of(project), **{"investment": Decimal(12_000), "sector_id": sector_id()} | facts)


def owner_of(project: Project) -> Actor:
    """Whoever looks after it."""
    return accounts.actor_by_login(db.session.scalars(sa.select(User.login).where(User.id == project.owner_id)).one())


def claim_of(project: Project) -> FirstReport:
    """Its place in the queue."""
    db.session.flush()
    return db.session.scalars(sa.select(FirstReport).where(FirstReport.project_id == project.id)).one()


def carried_out(project: Project, giver: Actor, taker: Actor, bureau: Actor, to: str = OTHER) -> Transfer:
    """A transfer with all three consents."""
    park = db.session.scalars(sa.select(Park).where(Park.code == to)).one()
    transfer = first.propose(project, park, reason="更契合", by=giver)
    first.agree(transfer, TransferParty.BUREAU, by=bureau)
    first.agree(transfer, TransferParty.TAKER, by=taker, new_owner=db.session.get_one(User, taker.id))
    db.session.flush()
    return transfer
