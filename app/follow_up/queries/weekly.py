"""Weekly reports within sight, and which parks have handed in theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.sight import at_seen_parks
from app.extensions import db
from app.follow_up.enums import WeeklyStatus
from app.follow_up.models import WeeklyReport
from app.follow_up.rules import Week
from app.parks.models import Park

Standing = Literal["submitted", "submitted_late", "draft", "open", "missing"]


@dataclass(frozen=True, kw_only=True)
class ParkWeek:
    """A park and a week, and how its report stands."""

    park_id: int
    park_code: str
    park_name: str
    week: Week
    standing: Standing
    edition: int = 0
    submitted_at: datetime | None = None
    correcting: bool = False

    @property
    def late(self) -> bool:
        """Whether it was or is behind its time."""
        return self.standing in {"submitted_late", "missing"}


def get_visible(park_code: str, week: Week, *, edition: int | None, to: Actor) -> WeeklyReport:
    """One edition; the last that was submitted, else the draft, when none is named. Raises NoResultFound.

    A draft is read by the park's own team alone.
    """
    statement = (
        sa.select(WeeklyReport)
        .join(Park, Park.id == WeeklyReport.park_id)
        .where(
            Park.code == park_code,
            WeeklyReport.week_start == week.start,
            at_seen_parks(Park.id, to),
            sa.or_(WeeklyReport.status == WeeklyStatus.SUBMITTED, WeeklyReport.park_id.in_(sorted(to.park_ids))),
        )
        .options(
            joinedload(WeeklyReport.park).joinedload(Park.city),
            joinedload(WeeklyReport.submitted_by),
            joinedload(WeeklyReport.written_by),
        )
    )
    if edition is not None:
        return db.session.scalars(statement.where(WeeklyReport.edition == edition)).one()
    submitted_first = sa.case((WeeklyReport.status == WeeklyStatus.SUBMITTED, 0), else_=1)
    return db.session.scalars(statement.order_by(submitted_first, WeeklyReport.edition.desc()).limit(1)).one()


def editions(park_id: int, week: Week) -> list[WeeklyReport]:
    """All editions for a park and a week, the newest first."""
    return list(
        db.session.scalars(
            sa.select(WeeklyReport)
            .where(WeeklyReport.park_id == park_id, WeeklyReport.week_start == week.start)
            .order_by(WeeklyReport.edition.desc())
        )
    )


def of_week(actor: Actor, week: Week, *, due: datetime, now: datetime) -> list[ParkWeek]:
    """All parks within sight and how their reports of a week stand, those that are missing first."""
    parks = _parks(actor)
    rows = db.session.scalars(
        sa.select(WeeklyReport).where(
            WeeklyReport.week_start == week.start, WeeklyReport.park_id.in_([park.id for park in parks])
        )
    )
    reports: dict[int, list[WeeklyReport]] = {}
    for row in rows:
        reports.setdefault(row.park_id, []).append(row)
    found = [standing(park, week, reports.get(park.id, []), due=due, now=now) for park in parks]
    order = {"missing": 0, "draft": 1, "open": 2, "submitted_late": 3, "submitted": 4}
    return sorted(found, key=lambda one: (order[one.standing], one.park_id))


def of_parks(actor: Actor, weeks: list[tuple[Week, datetime]], *, now: datetime) -> list[ParkWeek]:
    """One's own parks, week by week, the newest first; `weeks` with the moment each is due."""
    parks = [park for park in _parks(actor) if park.id in actor.park_ids]
    rows = db.session.scalars(
        sa.select(WeeklyReport).where(
            WeeklyReport.park_id.in_([park.id for park in parks]),
            WeeklyReport.week_start.in_([week.start for week, _ in weeks]),
        )
    )
    reports: dict[tuple[int, object], list[WeeklyReport]] = {}
    for row in rows:
        reports.setdefault((row.park_id, row.week_start), []).append(row)
    return [
        standing(park, week, reports.get((park.id, week.start), []), due=due, now=now)
        for week, due in weeks
        for park in parks
    ]


def standing(park: Park, week: Week, reports: list[WeeklyReport], *, due: datetime, now: datetime) -> ParkWeek:
    """How the report of one park and week stands; the first edition decides whether it was in time."""
    submitted = sorted((one for one in reports if one.submitted_at is not None), key=lambda one: one.edition)
    drafts = [one for one in reports if one.submitted_at is None]
    how: Standing
    if submitted:
        first = submitted[0].submitted_at
        how = "submitted_late" if first is not None and first > due else "submitted"
    elif now > due:
        how = "missing"
    else:
        how = "draft" if drafts else "open"
    return ParkWeek(
        park_id=park.id,
        park_code=park.code,
        park_name=park.short_name,
        week=week,
        standing=how,
        edition=submitted[-1].edition if submitted else 0,
        submitted_at=submitted[0].submitted_at if submitted else None,
        correcting=bool(submitted and drafts),
    )


def parks_without(week: Week, park_ids: set[int] | None = None) -> list[Park]:
    """Parks in use with a team but without a submitted report of the week."""
    done = sa.select(WeeklyReport.park_id).where(
        WeeklyReport.week_start == week.start, WeeklyReport.status == WeeklyStatus.SUBMITTED
    )
    statement = sa.select(Park).where(Park.retired_at.is_(None), Park.id.not_in(done)).order_by(Park.id)
    if park_ids is not None:
        statement = statement.where(Park.id.in_(sorted(park_ids)))
    return list(db.session.scalars(statement))


def _parks(actor: Actor) -> list[Park]:
    return list(
        db.session.scalars(
            sa.select(Park)
            .where(at_seen_parks(Park.id, actor), Park.retired_at.is_(None))
            .order_by(Park.city_id, Park.id)
        )
    )
