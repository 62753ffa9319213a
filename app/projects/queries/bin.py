"""The recycle bin, and what the trail says of one project."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import at_seen_parks
from app.core.audit import AuditEntry
from app.extensions import db
from app.plans.models import Sector
from app.projects.models import Project

from .detail import CODE
from .lists import ProjectRow, rows_of
from .merging import not_merged

MOST_BINNED = 200
MOST_HISTORY = 300


def binned(*, to: Actor, today: date) -> list[ProjectRow]:
    """What this person's parks have thrown away, the latest first."""
    ids = db.session.scalars(
        _in_bin(to).with_only_columns(Project.id).order_by(Project.deleted_at.desc(), Project.id).limit(MOST_BINNED)
    )
    return rows_of(list(ids), to=to, today=today)


def find_binned(code: str, *, to: Actor) -> Project:
    """One of them. Raises NoResultFound."""
    if not CODE.fullmatch(code):
        raise NoResultFound
    return db.session.scalars(_in_bin(to).where(Project.code == code)).one()


def trail_of(subjects: Sequence[tuple[str, int]]) -> list[AuditEntry]:
    """What was done with these records (table, number), newest first. The project must have come through visibility."""
    statement = (
        sa.select(AuditEntry)
        .where(
            sa.or_(
                *(
                    sa.and_(AuditEntry.subject_kind == table, AuditEntry.subject_id == number)
                    for table, number in subjects
                )
            )
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_HISTORY)
    )
    return list(db.session.scalars(statement))


def names_in_trail(user_ids: set[int], sector_ids: set[int]) -> dict[tuple[str, int], str]:
    """Names for the numbers that the trail keeps, by (column, number)."""
    found: dict[tuple[str, int], str] = {}
    for column, model, wanted in (("owner_id", User, user_ids), ("sector_id", Sector, sector_ids)):
        if wanted:
            rows = db.session.execute(sa.select(model.id, model.name).where(model.id.in_(sorted(wanted))))
            found |= {(column, number): name for number, name in rows}
    return found


def _in_bin(to: Actor) -> "sa.Select[Project]":
    return sa.select(Project).where(Project.deleted_at.is_not(None), not_merged(), at_seen_parks(Project.park_id, to))
