"""Counters of a park's projects, kept in the transaction that changes them.

A park is counted anew rather than added to: exact whatever happened before, 3 ms at 4,000 projects a park, and two
people at once wait for each other on the park's row.
"""

from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.parks.models import Park

from .models import Project, Tally, YearTally


def recount(*park_ids: int) -> None:
    """Count these parks anew."""
    hold(*park_ids)
    for park_id in sorted(set(park_ids)):
        _by_stage(park_id)
        _by_year(park_id)


def hold(*park_ids: int) -> None:
    """Wait for whoever counts one of these parks, always in the same order.

    Projects first, then parks, then the audit trail: an action that writes into the trail before it counts takes its
    parks here beforehand, or two could wait for each other.
    """
    db.session.flush()
    for park_id in sorted(set(park_ids)):
        db.session.execute(sa.select(Park.id).where(Park.id == park_id).with_for_update())


def landed_amount() -> "sa.ColumnElement[Any]":
    """What a landing counts with, 万元: what its signing was recognised with, of an expansion its increment alone."""
    return sa.func.coalesce(Project.signed_amount, Project.framework_amount, Project.investment)


def _by_stage(park_id: int) -> None:
    db.session.execute(sa.delete(Tally).where(Tally.park_id == park_id))
    db.session.execute(
        sa.insert(Tally).from_select(
            ["park_id", "stage", "counted_stage", "status", "count", "investment"],
            sa.select(
                Project.park_id,
                Project.stage,
                Project.counted_stage,
                Project.status,
                sa.func.count(),
                sa.func.coalesce(sa.func.sum(Project.investment), 0),
            )
            .where(Project.park_id == park_id, Project.deleted_at.is_(None))
            .group_by(Project.park_id, Project.stage, Project.counted_stage, Project.status),
            include_defaults=False,
        )
    )


def _by_year(park_id: int) -> None:
    """Signed and landed by the year of recognition; a project counts once in each."""
    db.session.execute(sa.delete(YearTally).where(YearTally.park_id == park_id))
    years: dict[int, dict[str, object]] = {}
    for day, amount, name in (
        (Project.signed_on, Project.signed_amount, "signed"),
        (Project.framework_on, Project.framework_amount, "framework"),
        (Project.landed_on, landed_amount(), "landed"),
    ):
        found = db.session.execute(
            sa.select(sa.extract("year", day), sa.func.count(), sa.func.sum(amount))
            .where(Project.park_id == park_id, Project.deleted_at.is_(None), day.is_not(None))
            .group_by(sa.extract("year", day))
        )
        for year, number, total in found:
            years.setdefault(int(year), _nothing()).update({name: number, f"{name}_investment": total or 0})
    db.session.add_all(YearTally(park_id=park_id, year=year, **figures) for year, figures in sorted(years.items()))
    db.session.flush()


def _nothing() -> dict[str, object]:
    names = ("signed", "framework", "landed")
    return {key: 0 for name in names for key in (name, f"{name}_investment")}
