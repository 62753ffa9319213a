"""The days on which lights change, computed anew for all unfinished projects.

Needed when a limit or the clock's rule changes, and every night as a safeguard: what a page shows is two stored days.
Plain columns in chunks by number, and only rows that differ are written: memory and time do not depend on what is done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.paging import MOST_NUMBER
from app.extensions import db
from app.monitoring.enums import Cause
from app.monitoring.queries.agreed import NOTHING, agreed_days
from app.projects import limits
from app.projects.enums import Light, Stage, Status
from app.projects.models import Project
from app.projects.rules import Clockwork, Limits, clockwork_of, due_days, light_of, plan_points, readings, words_of

CHUNK = 2000
_T = Project.metadata.tables[Project.__tablename__]
_READ = (
    *(_T.c.id, _T.c.version, _T.c.stage, _T.c.status, _T.c.stage_since, _T.c.last_activity_on, _T.c.review_on),
    *(_T.c.investment, _T.c.site_mode, _T.c.agreed_start_on, _T.c.agreed_production_on),
    *(_T.c.progress, _T.c.progress_on, _T.c.planned_progress, _T.c.stale_on, _T.c.alarm_on),
)
UNFINISHED = (Status.ACTIVE, Status.TRANSFERRING, Status.ON_HOLD)
_WRITE = (
    sa.update(_T)
    # Somebody who changed the row meanwhile has brought its days up to date himself; `updated_at` is for people's changes.
    .where(_T.c.id == sa.bindparam("number"), _T.c.version == sa.bindparam("read_version"))
    .values(
        agreed_start_on=sa.bindparam("new_start"),
        agreed_production_on=sa.bindparam("new_production"),
        stale_on=sa.bindparam("new_stale"),
        alarm_on=sa.bindparam("new_alarm"),
        updated_at=_T.c.updated_at,
    )
)


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A project that a clock shows red, and why."""

    project_id: int
    cause: Cause
    reason: str
    since: date  # the day on which it turned red


@dataclass
class Chunk:
    """What was found in one chunk of projects: those numbered from `first` to `last`, both included."""

    first: int
    last: int
    read: int = 0
    changed: int = 0
    red: list[Warned] = field(default_factory=list)


def recalculate_after(after: int, today: date) -> Chunk:
    """The next chunk of unfinished projects beyond a number; an empty one at the end."""
    held = limits.current()
    rows = db.session.execute(
        sa.select(*_READ)
        .where(_T.c.id > after, _T.c.status.in_(UNFINISHED), _T.c.deleted_at.is_(None))
        .order_by(_T.c.id)
        .limit(CHUNK)
    ).all()
    if not rows:
        return Chunk(first=after + 1, last=MOST_NUMBER)
    found = Chunk(first=after + 1, last=rows[-1].id, read=len(rows))
    writes = list(_differing(rows, held, today, found))
    if writes:
        db.session.connection().execute(_WRITE, writes)
        found.changed = len(writes)
    return found


def _differing(rows: Sequence[Any], held: Limits, today: date, found: Chunk) -> Iterator[dict[str, Any]]:
    agreed = agreed_days(found.first, found.last)
    for row in rows:
        start, production = agreed.get(row.id, NOTHING)
        clockwork = _clockwork(row, start, production)
        stale_on, alarm_on = due_days(clockwork, held)
        if alarm_on is not None and alarm_on <= today:
            found.red += _causes(row.id, clockwork, held, today)
        now = (start, production, stale_on, alarm_on)
        if now != (row.agreed_start_on, row.agreed_production_on, row.stale_on, row.alarm_on):
            yield {
                "number": row.id,
                "read_version": row.version,
                "new_start": start,
                "new_production": production,
                "new_stale": stale_on,
                "new_alarm": alarm_on,
            }


def _causes(number: int, clockwork: Clockwork, held: Limits, today: date) -> Iterable[Warned]:
    for reading in readings(clockwork, held):
        if light_of(reading, today) is Light.RED:
            assert reading.alarm_on is not None
            yield Warned(
                project_id=number,
                cause=Cause.of(reading.clock),
                reason=words_of(clockwork, reading, today),
                since=reading.alarm_on,
            )


def _clockwork(row: Any, start: date | None, production: date | None) -> Clockwork:
    """With the agreed days of the contracts now, not those that the row remembers."""
    planned = plan_points(row.planned_progress) if row.stage is Stage.CONSTRUCTION else ()
    return replace(clockwork_of(row, planned), agreed_start_on=start, agreed_production_on=production)
