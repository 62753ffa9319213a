"""Figures of parks and people, each defined once and used by screen and print alike.

- in stock: projects 推进中 by the stage in which they count; on hold, lost and removed ones are not in stock. From 签约
  on a stage counts once the bureau has recognised it: until then the project counts in the last stage that does.
- signed in a year: recognised formal contracts by the day of recognition, with the amount as recognised; framework
  agreements apart. Landed likewise, whichever of the two stands before it. A project counts once in each; not at all
  while it is `not_counted`.
- red, yellow: lights of projects in stock on the day, each the worst of staleness, agreed start and progress.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company
from app.core.db import Scaled
from app.core.prepared import fixed
from app.core.reading import among, numbers, plain_rows
from app.core.together import Part, Shape, together
from app.extensions import db
from app.projects.enums import ActivityKind, Stage, Status
from app.projects.models import Activity, Project, Tally, YearTally

from .lists import ProjectRow, rows_of
from .visibility import matching, seen_by

_STAGES = {stage.value: stage for stage in Stage}
_NONE = dict.fromkeys(Stage, 0)
_NOTHING = dict.fromkeys(Stage, Decimal(0))
_MONEY = cast("Scaled", Tally.__table__.c.investment.type)


@dataclass(frozen=True, kw_only=True)
class ParkFigures:
    """What a park's node, page and brief say in numbers."""

    by_stage: dict[Stage, int] = field(default_factory=lambda: dict(_NONE))
    investment_by_stage: dict[Stage, Decimal] = field(default_factory=lambda: dict(_NOTHING))
    signed: int = 0
    signed_investment: Decimal = Decimal(0)
    framework: int = 0
    framework_investment: Decimal = Decimal(0)
    landed: int = 0
    landed_investment: Decimal = Decimal(0)
    red: int = 0
    yellow: int = 0

    @property
    def active(self) -> int:
        """Projects in stock."""
        return sum(self.by_stage.values())

    @property
    def investment(self) -> Decimal:
        """Their investment, 万元."""
        return sum(self.investment_by_stage.values(), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class RecentActivity:
    """An activity as a park's page lists it."""

    project_code: str
    title: str
    kind: ActivityKind
    happened_on: date
    result: str
    who: str | None


def park_figures(park_ids: Iterable[int], *, year: int, today: date) -> dict[int, ParkFigures]:
    """Figures of these parks in one query. They are published aggregates: open to all who see the park."""
    wanted = sorted(set(park_ids))
    held: dict[int, dict[str, Any]] = {
        number: {"by_stage": dict(_NONE), "investment_by_stage": dict(_NOTHING)} for number in wanted
    }
    # Unpacked, and amounts made only where there are any: some hundred rows, with every opening of the first page.
    for what, number, key, count, amount, framework, framed, landed, built, red in plain_rows(
        _FIGURES, {"parks": wanted, "year": year, "today": today}
    ):
        park = held[number]
        if what == "stage":
            stage = _STAGES[key]
            park["by_stage"][stage] = count
            park["investment_by_stage"][stage] = _MONEY.amount(amount)
        elif what == "year":
            park |= {
                "signed": count,
                "signed_investment": _MONEY.amount(amount),
                "framework": framework,
                "framework_investment": _MONEY.amount(framed),
                "landed": landed,
                "landed_investment": _MONEY.amount(built),
            }
        else:
            park |= {"red": red, "yellow": count - red}
    return {number: ParkFigures(**facts) for number, facts in held.items()}


def _bare(amount: Any) -> "sa.ColumnElement[int]":
    """In the smallest unit, as it is kept. PostgreSQL's sums are NUMERIC, and slow to read."""
    return sa.cast(sa.type_coerce(amount, sa.BigInteger), sa.BigInteger)


def _figures_of_parks() -> "Part | sa.CompoundSelect[*tuple[Any, ...]]":
    """By stage from one counter, of the year from the other, lights from the index that holds all they are read from."""
    today = sa.bindparam("today", type_=sa.Date)
    shape = Shape(
        (
            ("park_id", sa.Integer),
            ("stage", sa.String),
            ("number", sa.BigInteger),
            ("investment", sa.BigInteger),
            ("framework", sa.Integer),
            ("framework_investment", sa.BigInteger),
            ("landed", sa.Integer),
            ("landed_investment", sa.BigInteger),
            ("red", sa.BigInteger),
        )
    )
    by_stage = (
        shape.part(
            "stage",
            park_id=Tally.park_id,
            stage=sa.cast(Tally.counted_stage, sa.String),
            number=sa.cast(sa.func.sum(Tally.count), sa.BigInteger),
            investment=_bare(sa.func.sum(Tally.investment)),
        )
        .where(among(Tally.park_id, numbers("parks")), Tally.status == Status.ACTIVE)
        .group_by(Tally.park_id, Tally.counted_stage)
    )
    of_year = shape.part(
        "year",
        park_id=YearTally.park_id,
        number=YearTally.signed,
        investment=_bare(YearTally.signed_investment),
        framework=YearTally.framework,
        framework_investment=_bare(YearTally.framework_investment),
        landed=YearTally.landed,
        landed_investment=_bare(YearTally.landed_investment),
    ).where(among(YearTally.park_id, numbers("parks")), YearTally.year == sa.bindparam("year"))
    lights = (
        shape.part(
            "lights",
            park_id=Project.park_id,
            number=sa.func.count(),
            red=sa.func.count().filter(Project.alarm_on <= today),
        )
        .where(
            among(Project.park_id, numbers("parks")),
            Project.status == fixed(Status.ACTIVE),
            Project.deleted_at.is_(None),
            Project.stale_on <= today,
        )
        .group_by(Project.park_id)
    )
    return together([by_stage, of_year, lights])


_FIGURES = _figures_of_parks()  # the same for everybody: built once


def newest_at(park_id: int, *, to: Actor, today: date, limit: int = 10) -> list[ProjectRow]:
    """The projects of a park that were touched last, as far as the reader sees them."""
    ids = db.session.scalars(
        sa.select(Project.id)
        .where(seen_by(to), Project.park_id == park_id)
        .order_by(Project.updated_at.desc(), Project.id.desc())
        .limit(limit)
    )
    return rows_of(list(ids), to=to, today=today)


def projects_of(company: Company, *, to: Actor, today: date, limit: int = 50) -> list[ProjectRow]:
    """The company's projects that the reader sees; not those whose investor he may not know."""
    ids = db.session.scalars(
        sa.select(Project.id)
        .where(seen_by(to), Project.company_id == company.id)
        .order_by(Project.id.desc())
        .limit(limit)
    )
    return [row for row in rows_of(list(ids), to=to, today=today) if row.investor is not None]


def newest_found(text: str, *, to: Actor, today: date, limit: int) -> list[ProjectRow]:
    """The newest projects that a text finds. The index hands over so many and no more, however many there are."""
    matches = matching(text, to, newest=limit)
    if matches is None:
        return []
    found = matches.subquery()
    number = next(iter(found.c))
    ids = db.session.scalars(
        sa.select(Project.id).where(seen_by(to), Project.id.in_(sa.select(number))).order_by(Project.id.desc())
    )
    return rows_of(list(ids), to=to, today=today)


def latest_activities(park_ids: Sequence[int], *, to: Actor, limit: int = 8) -> list[RecentActivity]:
    """What happened last at these parks, as far as the reader sees it; nothing of confidential projects."""
    # The latest activities are among those of the projects with the latest activity: so many projects are enough.
    newest = (
        sa.select(Project.id)
        .where(
            seen_by(to),
            Project.park_id.in_(park_ids),
            Project.confidential.is_(False),
            Project.last_activity_on.is_not(None),
        )
        .order_by(Project.last_activity_on.desc(), Project.id.desc())
        .limit(limit)
        .subquery()
    )
    statement = (
        sa.select(Project.code, Project.name, Activity.kind, Activity.happened_on, Activity.result, User.name)
        .join(Project, Project.id == Activity.project_id)
        .outerjoin(User, User.id == Activity.by_id)
        .where(Project.id.in_(sa.select(newest.c.id)))
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    return [
        RecentActivity(project_code=code, title=name, kind=kind, happened_on=on, result=result, who=who)
        for code, name, kind, on, result, who in db.session.execute(statement)
    ]
