"""Which projects a change of many would touch, and what became of those that were asked for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.models import Organisation, OrganisationPark, User
from app.core.permissions import Permission
from app.extensions import db
from app.plans.models import Sector
from app.projects import queries as projects
from app.projects.filters import ProjectFilter
from app.projects.models import Project
from app.worklists.enums import BulkKind, RowState
from app.worklists.models import Batch, BatchRow
from app.worklists.policy import refusal
from app.worklists.rules import MOST_AT_ONCE

MOST_SHOWN = 12
MOST_FATES = 200
MOST_BATCHES = 30
_SLIM = (Project.id, Project.code, Project.park_id, Project.owner_id, Project.confidential, Project.status)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was ticked: codes, or everything that a filter finds."""

    criteria: ProjectFilter
    codes: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, kw_only=True)
class Affected:
    """What a change would touch. `number` counts all that was selected, also beyond what can be changed at once."""

    number: int
    ids: Sequence[int]  # of those that may be changed
    reasons: Sequence[tuple[str, int]]  # why others may not, and how many
    shown: Sequence[projects.ProjectRow]
    parks: frozenset[int]

    @property
    def refused(self) -> int:
        """How many may not be changed."""
        return sum(number for _, number in self.reasons)


def selected(selection: Selection, *, to: Actor, today: date) -> tuple[int, Sequence[Any]]:
    """How many projects are meant, counted in SQL within this person's sight, and their columns unless they are too many."""
    if selection.everything:
        number = projects.totals(selection.criteria, to=to, today=today, exact=True).count
        conditions = projects.narrowed(selection.criteria, to, today)
        if number > MOST_AT_ONCE:
            return number, ()
    else:
        conditions = [projects.seen_by(to), Project.code.in_(selection.codes)]
    rows = db.session.execute(sa.select(*_SLIM).where(*conditions).order_by(Project.id).limit(MOST_AT_ONCE + 1)).all()
    return len(rows), rows


def affected(
    kind: BulkKind, selection: Selection, *, to: Actor, today: date, served: frozenset[int] | None = None
) -> Affected:
    """What the change would touch, and what not and why. `served`: the parks of the new owner, once one is chosen."""
    number, rows = selected(selection, to=to, today=today)
    reasons: Counter[str] = Counter()
    ids, parks = [], set()
    for row in rows:
        if said := refusal(kind, to, row):
            reasons[said] += 1
            continue
        parks.add(row.park_id)
        if served is not None and row.park_id not in served:
            reasons["新的负责人不在项目所在园区的招商团队"] += 1
        else:
            ids.append(row.id)
    return Affected(
        number=number,
        ids=ids,
        reasons=reasons.most_common(),
        shown=projects.rows_of(ids[:MOST_SHOWN], to=to, today=today),
        parks=frozenset(parks),
    )


def bulk_owners(parks: frozenset[int]) -> list[tuple[int, str]]:
    """Officers and managers who serve one of these parks, with their team where there are several."""
    rows = db.session.execute(
        sa.select(User.id, User.name, Organisation.short_name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.disabled_at.is_(None),
            User.organisation_id.in_(
                sa.select(OrganisationPark.organisation_id).where(OrganisationPark.park_id.in_(sorted(parks)))
            ),
        )
        .order_by(Organisation.short_name, User.name, User.id)
    ).all()
    several = len({row.short_name for row in rows}) > 1
    return [(row.id, f"{row.name}（{row.short_name}）" if several else row.name) for row in rows]


def parks_served_by(user_id: int) -> frozenset[int]:
    """The parks whose projects can belong to this person."""
    return frozenset(
        db.session.scalars(
            sa.select(OrganisationPark.park_id)
            .join(User, User.organisation_id == OrganisationPark.organisation_id)
            .where(User.id == user_id, User.disabled_at.is_(None))
        )
    )


def offered_sectors() -> list[tuple[int, str]]:
    """Every sector under the one above it, for a select one can type in."""
    above = sa.orm.aliased(Sector)
    rows = db.session.execute(
        sa.select(Sector.id, Sector.name, above.name)
        .outerjoin(above, above.id == Sector.parent_id)
        .order_by(sa.func.coalesce(above.position, Sector.position), Sector.parent_id.is_not(None), Sector.position)
    )
    return [(number, f"{parent}／{name}" if parent else name) for number, name, parent in rows]


def batches_of(actor: Actor) -> list[Batch]:
    """The latest changes of this person, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Batch).where(Batch.by_id == actor.id).order_by(Batch.id.desc()).limit(MOST_BATCHES)
        )
    )


def batch_of(number: int, *, to: Actor) -> Batch:
    """One of them. Raises NoResultFound: nobody sees another's."""
    wanted = sa.and_(Batch.id == number, Batch.by_id == to.id)
    if Permission.PROJECT_EDIT not in to.permissions:
        wanted = sa.false()
    return db.session.scalars(sa.select(Batch).options(joinedload(Batch.by)).where(wanted)).one()


def fates(batch: Batch, *, to: Actor, today: date) -> list[tuple[projects.ProjectRow | None, BatchRow]]:
    """The projects that were not changed, or not put back, with the reason; None for what is out of sight by now."""
    rows = list(
        db.session.scalars(
            sa.select(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.state.in_([RowState.REFUSED, RowState.KEPT]))
            .order_by(BatchRow.state, BatchRow.project_id)
            .limit(MOST_FATES)
        )
    )
    ids = db.session.scalars(
        sa.select(Project.id).where(projects.seen_by(to), Project.id.in_([row.project_id for row in rows]))
    )
    known = {row.id: row for row in projects.rows_of(list(ids), to=to, today=today)}
    return [(known.get(row.project_id), row) for row in rows]
