"""One project: the record, its timeline, and its neighbours within a filter."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company
from app.extensions import db
from app.parks.models import Park
from app.projects.enums import ActivityKind, Stage
from app.projects.filters import ProjectFilter
from app.projects.models import Activity, Move, Project

from .lists import SORTS
from .visibility import narrowed, visible_to


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """An activity or a move, newest first."""

    on: date
    at: datetime
    number: int
    who: str | None
    kind: ActivityKind | None = None
    people: str = ""
    result: str = ""
    next_step: str | None = None
    next_due: date | None = None
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    reason: str = ""

    @property
    def is_move(self) -> bool:
        """Whether the stage changed."""
        return self.to_stage is not None


def get_visible(code: str, *, to: Actor) -> Project:
    """The project with everything its page shows. Raises NoResultFound when there is none, or not for this person."""
    statement = (
        visible_to(to)
        .where(Project.code == code)
        .options(
            joinedload(Project.company).selectinload(Company.contacts),
            joinedload(Project.company).selectinload(Company.tags),
            joinedload(Project.park).joinedload(Park.city),
            joinedload(Project.sector),
            joinedload(Project.owner),
        )
    )
    return db.session.scalars(statement).unique().one()


def find(code: str, *, to: Actor) -> Project:
    """The bare project, for a form or an action. Raises NoResultFound."""
    return db.session.scalars(visible_to(to).where(Project.code == code)).one()


def timeline(project: Project, *, limit: int | None = None) -> list[TimelineEntry]:
    """Activities and moves together, newest first, by the day they happened and then as entered."""
    activities = (
        sa.select(Activity, User.name)
        .outerjoin(User, User.id == Activity.by_id)
        .where(Activity.project_id == project.id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    moves = (
        sa.select(Move, User.name)
        .outerjoin(User, User.id == Move.by_id)
        .where(Move.project_id == project.id)
        .order_by(Move.event_on.desc(), Move.id.desc())
        .limit(limit)
    )
    entries = [
        TimelineEntry(
            on=row.happened_on,
            at=row.created_at,
            number=row.id,
            who=who,
            kind=row.kind,
            people=row.people,
            result=row.result,
            next_step=row.next_step,
            next_due=row.next_due,
        )
        for row, who in db.session.execute(activities)
    ] + [
        TimelineEntry(
            on=row.event_on,
            at=row.moved_at,
            number=row.id,
            who=who,
            from_stage=row.from_stage,
            to_stage=row.to_stage,
            reason=row.reason,
        )
        for row, who in db.session.execute(moves)
    ]
    entries.sort(key=lambda entry: (entry.on, entry.at, entry.number), reverse=True)
    return entries[:limit]


def timeline_counts(project: Project) -> tuple[int, int]:
    """How many activities and moves there are."""
    activities, moves = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).where(Activity.project_id == project.id).scalar_subquery(),
            sa.select(sa.func.count()).where(Move.project_id == project.id).scalar_subquery(),
        )
    ).one()
    return activities, moves


def neighbours(
    project: Project, criteria: ProjectFilter, *, to: Actor, today: date, sort: str, descending: bool | None = None
) -> tuple[str | None, str | None]:
    """Codes of the projects before and after this one in a filtered list."""
    column, falls = SORTS[sort]
    falling = falls if descending is None else descending
    here = sa.tuple_(sa.literal(getattr(project, column.key), column.type), sa.literal(project.id))
    key = sa.tuple_(column, Project.id)

    def beside(*, after: bool) -> str | None:
        downwards = falling == after
        statement: sa.Select[Any] = (
            sa.select(Project.code)
            .where(*narrowed(criteria, to, today), key < here if downwards else key > here)
            .order_by(column.desc() if downwards else column, Project.id.desc() if downwards else Project.id)
            .limit(1)
        )
        found: str | None = db.session.scalar(statement)
        return found

    return beside(after=False), beside(after=True)
