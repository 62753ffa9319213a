"""Transfers: the list, the page, and how they share the counting."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company
from app.core import clock
from app.core.paging import Page, page_of_ids
from app.extensions import db
from app.first_reports import rules
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.models import Transfer
from app.parks.models import Park
from app.plans.models import Sector
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for
from app.projects.tally import landed_amount

from .visibility import transfers_seen_by


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a park counts in a period for scores: parts of projects add up to whole ones over the city."""

    park_id: int
    signed: Fraction
    signed_amount: Decimal  # 万元
    landed: Fraction
    landed_amount: Decimal  # 万元


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


def shares(*, city_id: int, begins: date, ends: date) -> list[Share]:
    """Signed and landed of a period for the scores of a city's parks, by the day of recognition.

    A transferred project is split between giver and taker while its years last; every project counts one in all, so
    the parks' sum is the city's figure. Amounts are those of the recognised contract, as in every published figure.
    Only for scores: the counters and lists count a project where it is.
    """
    in_city = sa.select(Park.id).where(Park.city_id == city_id)
    moved = _handovers(city_id)
    sums: dict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 4)
    for place, day, amount in (
        (0, Project.signed_on, Project.signed_amount),
        (2, Project.landed_on, landed_amount()),
    ):
        inside: list[Any] = [Project.park_id.in_(in_city), Project.deleted_at.is_(None), day.between(begins, ends)]
        for park_id, number, total in db.session.execute(
            sa.select(Project.park_id, sa.func.count(), sa.func.sum(amount))
            .where(*inside, Project.id.not_in(list(moved)))
            .group_by(Project.park_id)
        ):
            sums[park_id][place] += number
            sums[park_id][place + 1] += Fraction(total or 0)
        for number, park_id, on, worth in db.session.execute(
            sa.select(Project.id, Project.park_id, day, amount).where(*inside, Project.id.in_(list(moved)))
        ):
            for park, part in rules.weights(park_id, moved[number], on or ends).items():
                sums[park][place] += part
                sums[park][place + 1] += part * Fraction(worth or 0)
    return [
        Share(
            park_id=park_id,
            signed=signed,
            signed_amount=_decimal(signed_amount),
            landed=landed,
            landed_amount=_decimal(landed_amount),
        )
        for park_id, (signed, signed_amount, landed, landed_amount) in sorted(sums.items())
    ]


def _handovers(city_id: int) -> dict[int, list[rules.Handover]]:
    """The finished transfers of a city by project, the oldest first."""
    found: dict[int, list[rules.Handover]] = defaultdict(list)
    statement = (
        sa.select(Transfer)
        .where(Transfer.city_id == city_id, Transfer.state == TransferState.DONE)
        .order_by(Transfer.ended_at, Transfer.id)
    )
    for transfer in db.session.scalars(statement):
        found[transfer.project_id].append(
            rules.Handover(
                from_park_id=transfer.from_park_id,
                to_park_id=transfer.to_park_id,
                percent=transfer.share_percent,
                until=transfer.share_until or clock.today(),
            )
        )
    return found


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


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
