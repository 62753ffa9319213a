"""The board: eight columns with count, sum and stale count of the whole filter, and the first cards of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.extensions import db
from app.projects.enums import Stage
from app.projects.filters import ProjectFilter
from app.projects.models import Project, Tally

from .lists import ProjectRow, rows_of, tallied
from .visibility import narrowed, stage_alone

CARDS = 12
Card = ProjectRow


@dataclass(frozen=True)
class BoardColumn:
    """One stage of the board."""

    stage: Stage
    count: int
    investment: Decimal
    stale: int
    cards: list[Card]

    @property
    def hidden(self) -> int:
        """Cards beyond the first ones."""
        return self.count - len(self.cards)


def board(criteria: ProjectFilter, *, to: Actor, today: date, cards: int = CARDS) -> list[BoardColumn]:
    """The whole board in four queries, whatever it holds."""
    sums = column_sums(criteria, to=to, today=today)
    ids = _first_ids(criteria, to, today, cards)
    rows = {
        row.id: row for row in rows_of([number for column in ids.values() for number in column], to=to, today=today)
    }
    return [
        BoardColumn(stage, *sums.get(stage, (0, Decimal(0), 0)), [rows[number] for number in ids.get(stage, [])])
        for stage in (criteria.stage or Stage)
    ]


def column_sums(criteria: ProjectFilter, *, to: Actor, today: date) -> Mapping[Stage, tuple[int, Decimal, int]]:
    """Count, investment and stale count of each stage; in SQL over the whole filter."""
    stage = stage_alone()
    stale = sa.func.sum(sa.case((Project.stale_on <= today, 1), else_=0))
    if not criteria.only_tallied:
        found = db.session.execute(
            sa.select(stage, sa.func.count(), sa.func.sum(Project.investment), stale)
            .where(*narrowed(criteria, to, today))
            .group_by(stage)
        )
        return {key: (number, invested or Decimal(0), int(late)) for key, number, invested, late in found}
    overdue = db.session.execute(
        sa.select(stage, sa.func.count())
        .where(*narrowed(criteria, to, today), Project.stale_on <= today)
        .group_by(stage)
    )
    late_in = {key: number for key, number in overdue}  # noqa: C416 - dict() of a Result asks it for columns
    counted = db.session.execute(
        sa.select(Tally.stage, sa.func.sum(Tally.count), sa.func.sum(Tally.investment))
        .where(*tallied(criteria, to))
        .group_by(Tally.stage)
    )
    return {key: (int(number), invested or Decimal(0), late_in.get(key, 0)) for key, number, invested in counted}


def column_cards(
    criteria: ProjectFilter,
    stage: Stage,
    *,
    to: Actor,
    today: date,
    after: tuple[float, int] | None,
    cards: int = CARDS,
) -> list[Card]:
    """The next cards of one column, those after the card with this rank and number."""
    statement = sa.select(Project.id).where(*narrowed(criteria, to, today), Project.stage == stage)
    if after is not None:
        rank, number = after
        statement = statement.where(sa.or_(Project.rank > rank, sa.and_(Project.rank == rank, Project.id > number)))
    ids = db.session.scalars(statement.order_by(Project.rank, Project.id).limit(cards))
    return rows_of(list(ids), to=to, today=today)


def _first_ids(criteria: ProjectFilter, to: Actor, today: date, cards: int) -> dict[Stage, list[int]]:
    """The first cards of every column in one statement."""
    conditions = narrowed(criteria, to, today)
    if criteria.q:
        # What a text finds is looked for once and then put in order; eight walks would look for it eight times.
        place = sa.func.row_number().over(partition_by=Project.stage, order_by=(Project.rank, Project.id))
        all_found = (
            sa.select(Project.id, Project.stage, Project.rank, place.label("place")).where(*conditions).subquery()
        )
        listed: sa.Subquery = sa.select(all_found).where(all_found.c.place <= cards).subquery("firsts")
    else:
        parts = [
            sa.select(
                sa.select(Project.id.label("id"), Project.stage.label("stage"), Project.rank.label("rank"))
                .where(*conditions, Project.stage == stage)
                .order_by(Project.rank, Project.id)
                .limit(cards)
                .subquery(f"first_{stage.value}")
            )
            for stage in (criteria.stage or Stage)
        ]
        listed = sa.union_all(*parts).subquery("firsts")
    found: dict[Stage, list[int]] = {}
    for number, stage in db.session.execute(
        sa.select(listed.c.id, listed.c.stage).order_by(listed.c.stage, listed.c.rank, listed.c.id)
    ):
        found.setdefault(stage, []).append(number)
    return found
