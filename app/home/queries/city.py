"""The figures of a jurisdiction for bureau and leaders: each park's, its targets of the year, the newest moves."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City, User
from app.accounts.sight import given, kept
from app.core.prepared import PREPARED, fixed
from app.core.reading import plain_rows
from app.parks.enums import ParkMetric
from app.parks.models import Park, ParkTarget
from app.parks.queries import sees
from app.projects.enums import Stage
from app.projects.models import Move, Project
from app.projects.policy import title_for
from app.projects.queries import ParkFigures, park_figures, seen_by
from app.projects.queries.titles import OF_TITLE


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
    """Every park within the jurisdiction, in two queries whatever their number."""
    parks: dict[int, Any] = {}
    targets: dict[int, dict[ParkMetric, int]] = {}
    for row in plain_rows(_parks_of(actor), {"year": today.year, **given(actor)}):
        parks[row.id] = row
        if row.metric is not None:
            targets.setdefault(row.id, {})[row.metric] = row.value
    figures = park_figures(parks, year=today.year, today=today)
    return CityFigures(
        parks=[
            ParkLine(
                code=park.code,
                name=park.short_name,
                city=park.city,
                figures=figures[number],
                targets=targets.get(number, {}),
            )
            for number, park in parks.items()
        ]
    )


@kept
def _parks_of(actor: Actor) -> "sa.Select[*tuple[Any, ...]]":
    """The parks in use that this person sees, once for each target of the year and at least once."""
    of_year = sa.and_(ParkTarget.park_id == Park.id, ParkTarget.year == sa.bindparam("year"))
    return (
        sa.select(Park.id, Park.code, Park.short_name, City.name.label("city"), ParkTarget.metric, ParkTarget.value)
        .join(City, City.id == Park.city_id)
        .outerjoin(ParkTarget, of_year)
        .where(sees(actor), Park.retired_at.is_(None))
        .order_by(Park.city_id, Park.id)
        .execution_options(**PREPARED)
    )


def newest_moves(actor: Actor, *, limit: int = 8) -> list[NewMove]:
    """What moved last within sight; who may not know an investor reads the code name."""
    return [
        NewMove(
            code=row.code,
            title=title_for(actor, row),
            park=row.short_name,
            from_stage=row.from_stage,
            to_stage=row.to_stage,
            event_on=row.event_on,
            who=row.who,
            back=row.to_stage.number < row.from_stage.number,
        )
        for row in plain_rows(_newest_moves(actor, limit), given(actor))
    ]


@kept
def _newest_moves(actor: Actor, limit: int) -> "sa.Select[*tuple[Any, ...]]":
    # The numbers first, from the newest move on: joined at once, an engine may read every move before it sorts them.
    seen = sa.exists().where(Project.id == Move.project_id, seen_by(actor))
    newest = (
        sa.select(Move.id)
        .where(Move.from_stage.is_not(None), seen)
        .order_by(Move.id.desc())
        .limit(fixed(limit))
        .subquery()
    )
    return (
        sa.select(
            *OF_TITLE,
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
        .execution_options(**PREPARED)
    )
