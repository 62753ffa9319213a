"""Transfers: the list and the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company
from app.core.paging import Page, page_of_ids
from app.extensions import db
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.models import Transfer
from app.plans.models import Sector
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for

from .visibility import transfers_seen_by


def transfers_page(*, to: Actor, waiting: bool, cursor: str | None) -> Page[Transfer]:
    """Transfers within sight, the newest first."""
    statement = sa.select(Transfer).where(transfers_seen_by(to))
    if waiting:
        statement = statement.where(Transfer.state == TransferState.OPEN)
    ids = page_of_ids(statement, sort=Transfer.id, number=Transfer.id, descending=True, cursor=cursor)
    found = {
        transfer.id: transfer
        for transfer in db.session.scalars(
            sa.select(Transfer)
            .options(joinedload(Transfer.project), joinedload(Transfer.from_park), joinedload(Transfer.to_park))
            .where(Transfer.id.in_(ids.items))
        )
    }
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def names_of(numbers: Sequence[int | None]) -> dict[int, str]:
    """People by number."""
    wanted = [number for number in numbers if number is not None]
    rows = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(wanted)))
    return {number: name for number, name in rows}  # noqa: C416 - dict() of a Result asks it for columns


def awaits(transfer: Transfer) -> list[TransferParty]:
    """Who has not agreed yet."""
    return [party for party in TransferParty if getattr(transfer, f"{party.value}_at") is None]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the parties may read of the project while they are asked."""

    name: str
    investor: str | None
    content: str | None
    sector: str | None
    stage: Stage
    investment: Decimal | None


def offer_of(transfer: Transfer, *, to: Actor) -> Offer:
    """A confidential project shows its code name and no texts, but to whom may know its investor."""
    project = transfer.project
    known = knows_investor(to, project)
    investor, sector = db.session.execute(
        sa.select(Company.name, Sector.name)
        .select_from(Project)
        .join(Company, Company.id == Project.company_id)
        .outerjoin(Sector, Sector.id == Project.sector_id)
        .where(Project.id == project.id)
    ).one()
    return Offer(
        name=title_for(to, project),
        investor=investor if known else None,
        content=project.content if known else None,
        sector=sector,
        stage=project.stage,
        investment=project.investment,
    )
