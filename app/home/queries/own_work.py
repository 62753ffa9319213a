"""What one person did this month, and how that person's parks stand.

- activities: follow-ups the person entered, by the day they happened.
- entered: stages that projects reached by this person's hand this month, steps back and taken-back moves left out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.sight import at_seen_parks, given, kept
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.core.together import Part, Shape, together
from app.projects.enums import Stage, Status
from app.projects.models import Activity, Move, Project, Tally
from app.projects.queries import seen_by
from app.projects.standing import UNDONE


@dataclass(frozen=True, kw_only=True)
class MonthWork:
    """The month so far."""

    activities: int
    entered: dict[Stage, int]


@dataclass(frozen=True, kw_only=True)
class TeamFigures:
    """What a park's manager looks at first."""

    by_stage: dict[Stage, int]
    red: int
    yellow: int
    overdue: int
    unowned: int

    @property
    def active(self) -> int:
        """Projects in stock."""
        return sum(self.by_stage.values())


def month_work(actor: Actor, *, today: date) -> MonthWork:
    """In one query. A project that went to and fro counts once for a stage."""
    asked = {"by": actor.id, "first": today.replace(day=1), "today": today}
    ((activities, *entered),) = plain_rows(_MONTH, asked)
    return MonthWork(
        activities=activities, entered={stage: number for stage, number in zip(Stage, entered, strict=True) if number}
    )


def _this_month(by: Any, day: Any) -> "sa.ColumnElement[bool]":
    return sa.and_(by == sa.bindparam("by"), day >= sa.bindparam("first"), day <= sa.bindparam("today"))


def _month() -> "sa.Select[*tuple[Any, ...]]":
    """One row: activities, then the projects that entered each stage. Both are counted from an index alone."""
    # Whoever takes back a move writes a second row of the same day from the stage he had entered: both are left out.
    # Of nearly all projects nothing was taken back, which is quickly said; only of the others it is asked in particular.
    undone = aliased(Move)
    undoing = sa.and_(_this_month(undone.by_id, undone.event_on), undone.reason == UNDONE)
    taken_back = sa.exists().where(
        undoing, undone.project_id == Move.project_id, undone.id > Move.id, undone.from_stage == Move.to_stage
    )
    activities = sa.select(sa.func.count()).where(_this_month(Activity.by_id, Activity.happened_on)).scalar_subquery()
    # A column for each stage, not a group: a count of distinct ones in groups would sort the moves by words.
    entered = (
        sa.func.count(sa.distinct(Move.project_id)).filter(
            Move.to_stage == stage, sa.or_(Move.from_stage.is_(None), Move.from_stage == before)
        )
        for before, stage in zip((None, *Stage), Stage, strict=False)
    )
    return (
        sa.select(activities, *entered)
        .where(
            _this_month(Move.by_id, Move.event_on),
            Move.reason != UNDONE,
            sa.or_(Move.project_id.not_in(sa.select(undone.project_id).where(undoing)), ~taken_back),
        )
        .execution_options(**PREPARED)
    )


_MONTH = _month()  # the same for everybody: built once


def team_figures(actor: Actor, *, today: date) -> TeamFigures:
    """All projects in stock of the person's parks, in one query: each figure from what is quickest to read it from."""
    by_stage, counts = dict.fromkeys(Stage, 0), {}
    for row in plain_rows(_team_of(actor), {"today": today, **given(actor)}):
        if row.what == "stage":
            by_stage[Stage(row.stage)] = int(row.one)
        else:
            counts[row.what] = row
    lights, work = counts["lights"], counts["work"]
    return TeamFigures(
        by_stage=by_stage,
        red=lights.one,
        yellow=lights.other - lights.one,
        overdue=work.one,
        unowned=work.other,
    )


_TEAM = Shape((("stage", sa.String), ("one", sa.BigInteger), ("other", sa.BigInteger)))


@kept
def _team_of(actor: Actor) -> "Part | sa.CompoundSelect[*tuple[Any, ...]]":
    today = sa.bindparam("today", type_=sa.Date)
    in_stock = sa.and_(seen_by(actor), Project.status == Status.ACTIVE)
    stages = (
        _TEAM.part("stage", stage=sa.cast(Tally.counted_stage, sa.String), one=sa.func.sum(Tally.count))
        .where(at_seen_parks(Tally.park_id, actor), Tally.status == Status.ACTIVE)
        .group_by(Tally.counted_stage)
    )
    lights = _TEAM.part("lights", one=sa.func.count().filter(Project.alarm_on <= today), other=sa.func.count())
    work = _TEAM.part(
        "work",
        one=sa.func.count().filter(Project.next_due < today),
        other=sa.func.count().filter(Project.owner_id.is_(None)),
    )
    return together([stages, lights.where(in_stock, Project.stale_on <= today), work.where(in_stock)])
