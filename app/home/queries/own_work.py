"""What one person did this month, and how that person's parks stand.

- activities: follow-ups the person entered, by the day they happened.
- entered: stages that projects reached by this person's hand this month, steps back and taken-back moves left out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.projects.enums import Stage, Status
from app.projects.models import Activity, Move, Project
from app.projects.queries import OwnerFigures, seen_by, stage_alone
from app.projects.queries.visibility import MOST_KEPT
from app.projects.standing import UNDONE


@dataclass(frozen=True, kw_only=True)
class MonthWork:
    """The month so far."""

    activities: int
    entered: dict[Stage, int]


@dataclass(frozen=True, kw_only=True)
class TeamFigures:
    """What a park's manager looks at first, and what of it is his own."""

    by_stage: dict[Stage, int]
    red: int
    yellow: int
    overdue: int
    unowned: int
    mine: OwnerFigures

    @property
    def active(self) -> int:
        """Projects in stock."""
        return sum(self.by_stage.values())


def month_work(actor: Actor, *, today: date) -> MonthWork:
    """In one query. A project that went to and fro counts once for a stage."""
    noted, reached = 0, {}
    asked = {"by": actor.id, "first": today.replace(day=1), "today": today}
    for before, after, number in plain_rows(_MONTH, asked):
        if after is None:
            noted = number
        elif before is None or Stage(before).next is Stage(after):
            reached[Stage(after)] = number
    return MonthWork(activities=noted, entered=reached)


def _this_month(by: Any, day: Any) -> "sa.ColumnElement[bool]":
    """By this person, in the month so far; of the moves the index on both holds all that is asked."""
    return sa.and_(by == sa.bindparam("by"), day >= sa.bindparam("first"), day <= sa.bindparam("today"))


def _month() -> "sa.CompoundSelect[*tuple[Any, ...]]":
    # Whoever takes back a move writes a second row of the same day from the stage he had entered: both are left out.
    taken_back = (
        sa.select(Move.project_id, Move.from_stage.label("stage"), sa.func.max(Move.id).label("last"))
        .where(_this_month(Move.by_id, Move.event_on), Move.reason == UNDONE)
        .group_by(Move.project_id, Move.from_stage)
        .subquery()
    )
    # Once for each project first, then counted: PostgreSQL sorts the words of all moves for a count of distinct ones.
    moved = (
        sa.select(
            sa.cast(Move.from_stage, sa.String).label("left"),
            sa.cast(Move.to_stage, sa.String).label("entered"),
            Move.project_id,
        )
        .outerjoin(taken_back, sa.and_(taken_back.c.project_id == Move.project_id, taken_back.c.stage == Move.to_stage))
        .where(
            _this_month(Move.by_id, Move.event_on),
            Move.reason != UNDONE,
            sa.or_(taken_back.c.last.is_(None), taken_back.c.last < Move.id),
        )
        .distinct()
        .subquery()
    )
    nothing = sa.literal(None, sa.String)
    return sa.union_all(
        sa.select(nothing.label("left"), nothing.label("entered"), sa.func.count()).where(
            _this_month(Activity.by_id, Activity.happened_on)
        ),
        sa.select(moved.c.left, moved.c.entered, sa.func.count()).group_by(moved.c.left, moved.c.entered),
    ).execution_options(**PREPARED)


_MONTH = _month()  # the same for everybody: built once


def team_figures(actor: Actor, *, today: date) -> TeamFigures:
    """All projects in stock of the person's parks, and those of his own among them, in one query."""
    by_stage, own_stage = dict.fromkeys(Stage, 0), dict.fromkeys(Stage, 0)
    sums, invested = [0] * 6, Decimal(0)
    for stage, number, of_own, money, *numbers in plain_rows(_team_of(actor), {"today": today}):
        by_stage[stage], own_stage[stage] = number, of_own
        invested += money or Decimal(0)
        sums = [total + found for total, found in zip(sums, numbers, strict=True)]
    red, yellow, overdue, unowned, own_red, own_stale = sums
    return TeamFigures(
        by_stage=by_stage,
        red=red,
        yellow=yellow - red,
        overdue=overdue,
        unowned=unowned,
        mine=OwnerFigures(by_stage=own_stage, investment=invested, red=own_red, yellow=own_stale - own_red),
    )


@lru_cache(maxsize=MOST_KEPT)
def _team_of(actor: Actor) -> "sa.Select[*tuple[Any, ...]]":
    today = sa.bindparam("today", type_=sa.Date)
    grouped, own = stage_alone(), Project.owner_id == actor.id
    alarmed, stale = Project.alarm_on <= today, Project.stale_on <= today
    return (
        sa.select(
            grouped,
            sa.func.count(),
            sa.func.count().filter(own),
            sa.func.sum(Project.investment).filter(own),
            sa.func.count().filter(alarmed),
            sa.func.count().filter(stale),
            sa.func.count().filter(Project.next_due < today),
            sa.func.count().filter(Project.owner_id.is_(None)),
            sa.func.count().filter(own, alarmed),
            sa.func.count().filter(own, stale),
        )
        .where(seen_by(actor), Project.status == Status.ACTIVE)
        .group_by(grouped)
        .execution_options(**PREPARED)
    )
