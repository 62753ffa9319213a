"""One project: the record, its timeline, and its neighbours within a filter."""

import re
from collections.abc import Iterable, Sequence
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
from app.projects.models import Activity, ActivityRevision, Move, Project

from .lists import SORTS
from .visibility import narrowed, visible_to

MOST_REVISIONS = 200
MOST_COUNTED = 500  # nobody walks further one by one
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)


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
    by_id: int | None = None
    edited_at: datetime | None = None
    mentions: Sequence[Sequence[Any]] = ()

    @property
    def is_move(self) -> bool:
        """Whether the stage changed."""
        return self.to_stage is not None


def get_visible(code: str, *, to: Actor) -> Project:
    """The project with everything its page shows. Raises NoResultFound when there is none, or not for this person."""
    statement = _visible(code, to).options(
        joinedload(Project.company).selectinload(Company.tags),
        joinedload(Project.park).joinedload(Park.city),
        joinedload(Project.sector),
        joinedload(Project.owner),
    )
    return db.session.scalars(statement).unique().one()


def find(code: str, *, to: Actor) -> Project:
    """The bare project, for a form or an action. Raises NoResultFound."""
    return db.session.scalars(_visible(code, to)).one()


def _visible(code: str, to: Actor) -> "sa.Select[Project]":
    """A text that can be no code (some that no engine would take) finds nothing."""
    return visible_to(to).where(Project.code == code if CODE.fullmatch(code) else sa.false())


def timeline(project: Project, *, limit: int | None = None) -> list[TimelineEntry]:
    """Activities and moves together, newest first, by the day they happened and then as entered."""
    return newest_first([*activities_of(project, limit=limit)[0], *moves_of(project)])[:limit]


def newest_first(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """In the order of a timeline."""
    return sorted(entries, key=lambda entry: (entry.on, entry.at, entry.number), reverse=True)


def activities_of(project: Project, *, limit: int | None = None) -> tuple[list[TimelineEntry], int]:
    """The latest activities, and how many there are in all."""
    statement = (
        sa.select(Activity, User.name, sa.func.count().over())
        .outerjoin(User, User.id == Activity.by_id)
        .where(Activity.project_id == project.id)
        .order_by(Activity.happened_on.desc(), Activity.id.desc())
        .limit(limit)
    )
    found = db.session.execute(statement).all()
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
            by_id=row.by_id,
            edited_at=row.edited_at,
            mentions=row.mentions,
        )
        for row, who, _ in found
    ]
    return entries, int(found[0][2]) if found else 0


def activity_of(project: Project, number: int) -> Activity:
    """One activity of a project. Raises NoResultFound."""
    statement = sa.select(Activity).where(Activity.id == number, Activity.project_id == project.id)
    return db.session.scalars(statement).one()


def revisions_of(project: Project) -> list[tuple[ActivityRevision, str | None]]:
    """What activities of a project said before they were changed or taken back, the newest first, and who did it."""
    statement = (
        sa.select(ActivityRevision, User.name)
        .outerjoin(User, User.id == ActivityRevision.replaced_by_id)
        .where(ActivityRevision.project_id == project.id)
        .order_by(ActivityRevision.id.desc())
        .limit(MOST_REVISIONS)
    )
    return [(row, who) for row, who in db.session.execute(statement)]


def moves_of(project: Project) -> list[TimelineEntry]:
    """The whole move log, oldest first; a project has few moves."""
    statement = (
        sa.select(Move, User.name)
        .outerjoin(User, User.id == Move.by_id)
        .where(Move.project_id == project.id)
        .order_by(Move.id)
    )
    return [
        TimelineEntry(
            on=row.event_on,
            at=row.moved_at,
            number=row.id,
            who=who,
            from_stage=row.from_stage,
            to_stage=row.to_stage,
            reason="：".join(filter(None, [row.back_reason.label if row.back_reason else "", row.reason])),
        )
        for row, who in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class Beside:
    """The neighbours of a project in a filtered list, and its place among all; None beyond what is counted."""

    before: str | None
    after: str | None
    place: int | None
    total: int | None

    @property
    def words(self) -> str:
        """第 3 / 共 24 个; empty when it does not stand in the list, or too far down to be worth counting."""
        if self.place is None:
            return ""
        return f"第 {self.place} / 共 {f'{MOST_COUNTED}+' if self.total is None else self.total} 个"


def neighbours(
    project: Project, criteria: ProjectFilter, *, to: Actor, today: date, sort: str, descending: bool | None = None
) -> Beside:
    """The projects before and after this one in a filtered list, in one query; counted up to MOST_COUNTED."""
    column, falls = SORTS[sort]
    falling = falls if descending is None else descending
    here = sa.tuple_(sa.literal(getattr(project, column.key), column.type), sa.literal(project.id))
    key = sa.tuple_(column, Project.id)
    conditions = narrowed(criteria, to, today)

    def beside(*, after: bool) -> "sa.ScalarSelect[Any]":
        downwards = falling == after
        statement: sa.Select[Any] = (
            sa.select(Project.code)
            .where(*conditions, key < here if downwards else key > here)
            .order_by(column.desc() if downwards else column, Project.id.desc() if downwards else Project.id)
            .limit(1)
        )
        return statement.scalar_subquery()

    def number(*, after: bool) -> "sa.ScalarSelect[Any]":
        downwards = falling == after
        few = (
            sa.select(Project.id)
            .where(*conditions, key < here if downwards else key > here)
            .limit(MOST_COUNTED)
            .subquery()
        )
        return sa.select(sa.func.count()).select_from(few).scalar_subquery()

    stands = sa.exists().where(*conditions, Project.id == project.id)
    before, after, ahead, behind, found = db.session.execute(
        sa.select(beside(after=False), beside(after=True), number(after=False), number(after=True), stands)
    ).one()
    place = ahead + 1 if found and ahead < MOST_COUNTED else None
    total = ahead + 1 + behind if place is not None and ahead + behind < MOST_COUNTED else None
    return Beside(before, after, place, total)
