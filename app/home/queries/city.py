"""The figures of a jurisdiction for bureau and leaders: each park's, its targets of the year, the newest moves."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.extensions import db
from app.parks.enums import ParkMetric
from app.parks.models import Park, ParkTarget
from app.parks.queries import list_visible
from app.projects.enums import Stage
from app.projects.models import Move, Project
from app.projects.policy import knows_investor
from app.projects.queries import ParkFigures, park_figures, seen_by


@dataclass(frozen=True, kw_only=True)
class ParkLine:
    """One park with its figures and what is expected of it this year."""

    code: str
    name: str
    city: str
    figures: ParkFigures
    targets: dict[ParkMetric, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CityFigures:
    """All parks of the jurisdiction."""

    parks: list[ParkLine]

    @property
    def by_stage(self) -> dict[Stage, int]:
        """Projects in stock."""
        return {stage: sum(park.figures.by_stage[stage] for park in self.parks) for stage in Stage}

    @property
    def investment(self) -> Decimal:
        """Of the projects in stock, 万元."""
        return sum((park.figures.investment for park in self.parks), Decimal(0))

    def total(self, name: str) -> int:
        """One figure over all parks: signed, landed, red, yellow, active."""
        return sum(getattr(park.figures, name) for park in self.parks)

    def target(self, metric: ParkMetric) -> int:
        """What is expected of all parks together."""
        return sum(park.targets.get(metric, 0) for park in self.parks)


@dataclass(frozen=True, kw_only=True)
class NewMove:
    """A move as the reader may know it."""

    code: str
    title: str
    park: str
    from_stage: Stage
    to_stage: Stage
    event_on: date
    who: str | None
    back: bool


def city_figures(actor: Actor, *, today: date) -> CityFigures:
    """Every park within the jurisdiction, in five queries whatever their number."""
    parks = list_visible(actor)
    figures = park_figures([park.id for park in parks], year=today.year, today=today)
    targets: dict[int, dict[ParkMetric, int]] = {}
    for row in db.session.scalars(
        sa.select(ParkTarget).where(ParkTarget.park_id.in_([park.id for park in parks]), ParkTarget.year == today.year)
    ):
        targets.setdefault(row.park_id, {})[row.metric] = row.value
    return CityFigures(
        parks=[
            ParkLine(
                code=park.code,
                name=park.short_name,
                city=park.city.name,
                figures=figures[park.id],
                targets=targets.get(park.id, {}),
            )
            for park in parks
        ]
    )


def newest_moves(actor: Actor, *, limit: int = 8) -> list[NewMove]:
    """What moved last within sight; who may not know an investor reads the code name."""
    # The numbers first, from the newest move on: joined at once, an engine may read every move before it sorts them.
    seen = sa.exists().where(Project.id == Move.project_id, seen_by(actor))
    newest = (
        sa.select(Move.id).where(Move.from_stage.is_not(None), seen).order_by(Move.id.desc()).limit(limit).subquery()
    )
    statement = (
        sa.select(
            Project.code,
            Project.name,
            Project.code_name,
            Project.confidential,
            Project.owner_id,
            Project.park_id,
            Park.short_name,
            Move.from_stage,
            Move.to_stage,
            Move.event_on,
            User.name.label("who"),
        )
        .select_from(Move)
        .join(Project, Project.id == Move.project_id)
        .join(Park, Park.id == Project.park_id)
        .outerjoin(User, User.id == Move.by_id)
        .where(Move.id.in_(sa.select(newest.c.id)))
        .order_by(Move.id.desc())
    )
    return [
        NewMove(
            code=row.code,
            title=row.name if knows_investor(actor, cast("Project", row)) else row.code_name or row.code,
            park=row.short_name,
            from_stage=row.from_stage,
            to_stage=row.to_stage,
            event_on=row.event_on,
            who=row.who,
            back=row.to_stage.number < row.from_stage.number,
        )
        for row in db.session.execute(statement)
    ]
