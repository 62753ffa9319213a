"""What happened to one project: its activities and its moves, together in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core.reading import plain_rows
from app.core.together import Shape, together
from app.projects.enums import ActivityKind, Stage
from app.projects.models import Activity, Move, Project


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


@dataclass(frozen=True)
class Story:
    """The latest activities, the newest first, how many there are in all, and every move, the oldest first."""

    activities: list[TimelineEntry]
    count: int
    moves: list[TimelineEntry]


_OF_PROJECT = sa.bindparam("project_id", type_=sa.Integer)
_LATEST = (
    sa.select(Activity)
    .where(Activity.project_id == _OF_PROJECT)
    .order_by(Activity.happened_on.desc(), Activity.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
    .subquery()
)
_ALL = sa.select(sa.func.count()).where(Activity.project_id == _OF_PROJECT).scalar_subquery()


_OF_ACTIVITY = ("kind", "people", "result", "next_step", "next_due", "by_id", "edited_at", "mentions")
_OF_MOVE = ("from_stage", "to_stage", "back_reason", "reason")
_ROW = Shape(
    (
        ("on", sa.Date()),
        ("at", Activity.__table__.c.created_at.type),
        ("number", sa.Integer()),
        ("who", sa.String()),
        *((name, Activity.__table__.c[name].type) for name in _OF_ACTIVITY),
        *((name, Move.__table__.c[name].type) for name in _OF_MOVE),
        ("in_all", sa.Integer()),
    )
)
_ACTIVITIES = _ROW.part(
    "activity",
    on=_LATEST.c.happened_on,
    at=_LATEST.c.created_at,
    number=_LATEST.c.id,
    who=User.name,
    in_all=_ALL,
    **{name: _LATEST.c[name] for name in _OF_ACTIVITY},
).join_from(_LATEST, User, User.id == _LATEST.c.by_id, isouter=True)
_MOVES = (
    _ROW.part(
        "move",
        on=Move.event_on,
        at=Move.moved_at,
        number=Move.id,
        who=User.name,
        **{name: Move.__table__.c[name] for name in _OF_MOVE},
    )
    .join_from(Move, User, User.id == Move.by_id, isouter=True)
    .where(Move.project_id == _OF_PROJECT)
)
_BOTH = together([_ACTIVITIES, _MOVES])


def story_of(project: Project, *, limit: int) -> Story:
    """So many of the latest activities, and the whole move log: a project has few moves."""
    rows = plain_rows(_BOTH, {"project_id": project.id, "most": limit})
    activities = [row for row in rows if row.what == "activity"]
    return Story(
        newest_first(_activity(row) for row in activities),
        activities[0].in_all if activities else 0,
        sorted((_move(row) for row in rows if row.what == "move"), key=lambda move: move.number),
    )


def _activity(row: Any) -> TimelineEntry:
    return TimelineEntry(
        on=row.on,
        at=row.at,
        number=row.number,
        who=row.who,
        kind=row.kind,
        people=row.people,
        result=row.result,
        next_step=row.next_step,
        next_due=row.next_due,
        by_id=row.by_id,
        edited_at=row.edited_at,
        mentions=row.mentions,
    )


def _move(row: Any) -> TimelineEntry:
    return TimelineEntry(
        on=row.on,
        at=row.at,
        number=row.number,
        who=row.who,
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        reason="：".join(filter(None, [row.back_reason.label if row.back_reason else "", row.reason])),
    )


def newest_first(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """In the order of a timeline: by the day they happened and then as entered."""
    return sorted(entries, key=lambda entry: (entry.on, entry.at, entry.number), reverse=True)


def moves_of(project: Project) -> list[TimelineEntry]:
    """The whole move log, oldest first."""
    return [_move(row) for row in plain_rows(_MOVES.order_by(Move.id), {"project_id": project.id})]
