"""What one person looks after: what of it is due, and its figures. Asked with every opening of the first page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import given, kept, me
from app.companies.models import Company
from app.core.prepared import PREPARED, fixed
from app.core.reading import plain_rows
from app.core.together import Part, first
from app.projects.enums import Light, Stage, Status
from app.projects.models import Project
from app.projects.rules import Clockwork, clockwork_of, light, plan_points

from .visibility import seen_by


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A project of one's own that wants something. By its name: whoever looks after it knows the investor."""

    code: str
    title: str
    investor: str
    next_step: str | None
    next_due: date | None
    stale_on: date | None
    light: Light
    clockwork: Clockwork

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.clockwork.stage


@dataclass(frozen=True, kw_only=True)
class OwnerFigures:
    """What one person looks after."""

    by_stage: dict[Stage, int]
    investment: Decimal
    red: int
    yellow: int

    @property
    def active(self) -> int:
        """Projects in stock."""
        return sum(self.by_stage.values())


def dues(actor: Actor, *, today: date, until: date, limit: int = 60) -> list[DueRow]:
    """A person's own projects that want something until a day: a next step due, or a limit reached.

    Of one on hold its review; the steps that were planned before rest with it.
    """
    return [
        DueRow(
            code=row.code,
            title=row.name,
            investor=row.investor,
            next_step=row.next_step,
            next_due=None if row.status is Status.ON_HOLD else row.next_due,
            stale_on=row.stale_on,
            light=light(stale_on=row.stale_on, alarm_on=row.alarm_on, today=today),
            clockwork=clockwork_of(row, plan_points(row.planned_progress)),
        )
        for row in plain_rows(_dues_of(actor, limit), {"until": until, **given(actor)})
    ]


@kept
def _dues_of(actor: Actor, limit: int) -> "sa.Select[*tuple[Any, ...]]":
    """The numbers first, in the order of the index that holds all they are chosen by; then so many rows.

    A part for each state: over several at once the index has no order, and all that a busy person has would be sorted.
    """
    until = sa.bindparam("until", type_=sa.Date)
    step_or_limit = sa.or_(Project.next_due_key <= until, Project.stale_on <= until)
    parts = (
        _part(actor, limit, Status.ACTIVE, step_or_limit, Project.next_due_key),
        _part(actor, limit, Status.TRANSFERRING, step_or_limit, Project.next_due_key),
        _part(actor, limit, Status.ON_HOLD, Project.stale_on <= until, Project.stale_on),
    )
    found = sa.union_all(*parts).subquery()
    due = sa.select(found.c.id, found.c.day).order_by(found.c.day, found.c.id).limit(limit).subquery()
    return (
        sa.select(
            Project.code,
            Project.name,
            Project.next_step,
            Project.next_due,
            Project.stale_on,
            Project.alarm_on,
            Project.stage,
            Project.status,
            Project.stage_since,
            Project.last_activity_on,
            Project.review_on,
            Project.investment,
            Project.site_mode,
            Project.agreed_start_on,
            Project.agreed_production_on,
            Project.progress,
            Project.progress_on,
            Project.planned_progress,
            Company.name.label("investor"),
        )
        .join(due, due.c.id == Project.id)
        .join(Company, Company.id == Project.company_id)
        .order_by(due.c.day, Project.id)
        .execution_options(**PREPARED)
    )


def _part(actor: Actor, limit: int, status: Status, wanted: "sa.ColumnElement[bool]", day: Any) -> Part:
    return first(
        sa.select(Project.id, day.label("day"))
        .where(seen_by(actor), Project.owner_id == me(actor), Project.status == fixed(status), wanted)
        .order_by(day, Project.id),
        limit,
    )


def figures_by_owner(actor: Actor, *, today: date) -> OwnerFigures:
    """What this person looks after, by the stage in which it counts."""
    ((investment, red, stale, *numbers),) = plain_rows(_figures_of(actor), {"today": today, **given(actor)})
    by_stage = dict(zip(Stage, numbers, strict=True))
    return OwnerFigures(by_stage=by_stage, investment=investment or Decimal(0), red=red, yellow=stale - red)


@kept
def _figures_of(actor: Actor) -> "sa.Select[*tuple[Any, ...]]":
    """One row. A column for each stage, not a group: the index is not in their order, and groups would be sorted."""
    today = sa.bindparam("today", type_=sa.Date)
    return (
        sa.select(
            sa.func.sum(Project.investment).label("investment"),
            sa.func.count().filter(Project.alarm_on <= today).label("red"),
            sa.func.count().filter(Project.stale_on <= today).label("stale"),
            *(sa.func.count().filter(Project.counted_stage == fixed(stage)) for stage in Stage),
        )
        .where(seen_by(actor), Project.owner_id == me(actor), Project.status == Status.ACTIVE)
        .execution_options(**PREPARED)
    )
