"""Figures of one park in more detail, for its page and its brief: by sector, month by month. Published aggregates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.extensions import db
from app.plans.models import Sector
from app.projects.enums import Stage, Status
from app.projects.models import Project

_FROM_SIGNED = [stage for stage in Stage if stage.number >= Stage.SIGNED.number]
_FROM_LANDED = [stage for stage in Stage if stage.number >= Stage.LANDED.number]


@dataclass(frozen=True, kw_only=True)
class SectorFigures:
    """Projects in stock of one sector at a park; `name` is None for those without a sector."""

    name: str | None
    count: int
    investment: Decimal
    signed: int
    landed: int


@dataclass(frozen=True, kw_only=True)
class YearMonths:
    """Signed and landed of a year, cumulated month by month up to the month of the day."""

    signed: tuple[int, ...]
    landed: tuple[int, ...]


def figures_by_sector(park_id: int) -> list[SectorFigures]:
    """Projects in stock by sector, the largest number first."""
    number = sa.func.count()
    rows = db.session.execute(
        sa.select(
            Sector.name,
            number,
            sa.func.sum(Project.investment),
            sa.func.sum(sa.case((Project.counted_stage.in_(_FROM_SIGNED), 1), else_=0)),
            sa.func.sum(sa.case((Project.counted_stage.in_(_FROM_LANDED), 1), else_=0)),
        )
        .select_from(Project)
        .outerjoin(Sector, Sector.id == Project.sector_id)
        .where(Project.park_id == park_id, Project.status == Status.ACTIVE, Project.deleted_at.is_(None))
        .group_by(Sector.id, Sector.name)
        .order_by(number.desc(), Sector.id)
    )
    return [
        SectorFigures(
            name=name, count=count, investment=investment or Decimal(0), signed=int(signed), landed=int(landed)
        )
        for name, count, investment, signed, landed in rows
    ]


def months_of_year(park_id: int, *, today: date) -> YearMonths:
    """How many were recognised as signed and landed this year until the end of each month so far."""
    start = date(today.year, 1, 1)
    days = {
        column: list(
            db.session.scalars(
                sa.select(column).where(
                    Project.park_id == park_id, Project.deleted_at.is_(None), column >= start, column <= today
                )
            )
        )
        for column in (Project.signed_on, Project.landed_on)
    }

    def cumulated(found: list[date | None]) -> tuple[int, ...]:
        return tuple(sum(1 for day in found if day and day.month <= month) for month in range(1, today.month + 1))

    return YearMonths(signed=cumulated(days[Project.signed_on]), landed=cumulated(days[Project.landed_on]))


def holds_demo_data(park_ids: list[int]) -> bool:
    """Whether any project of these parks is a demonstration one, so that figures must say so."""
    return bool(
        db.session.scalar(sa.select(sa.exists().where(Project.park_id.in_(park_ids), Project.is_demo.is_(True))))
    )
