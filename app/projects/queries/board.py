"""The board: eight columns with count, sum and stale count of the whole filter, and the first cards of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import given
from app.core.prepared import PREPARED, fixed
from app.core.reading import plain_rows
from app.extensions import db
from app.projects.enums import Stage
from app.projects.filters import ProjectFilter
from app.projects.models import Project, Tally

from .lists import ProjectRow, rows_of
from .sums import tallied
from .visibility import Where, kept_by_filter, narrowed, stage_alone

CARDS = 12
MOST_GATHERED = 3000  # so few are rather gathered than looked for column by column
Card = ProjectRow
Sums = Mapping[Stage, tuple[int, Decimal, int]]  # count, investment, stale count


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
    """The whole board in three queries, whatever it holds; in two when it is narrowed by a text."""
    if criteria.q:
        sums, ids = _found_by_text(criteria, to, today, cards)
    else:
        sums = column_sums(criteria, to=to, today=today)
        ids = _firsts(criteria, sums, to, today, cards)
    columns: dict[Stage, list[Card]] = {}
    for card in rows_of(ids, to=to, today=today):
        columns.setdefault(card.stage, []).append(card)
    return [
        BoardColumn(stage, *sums.get(stage, (0, Decimal(0), 0)), columns.get(stage, []))
        for stage in (criteria.stage or Stage)
    ]


def column_sums(criteria: ProjectFilter, *, to: Actor, today: date) -> Sums:
    """Count, investment and stale count of each stage; in SQL over the whole filter."""
    if not criteria.only_tallied:
        found = plain_rows(_sums(criteria, to, today), given(to))
        return {key: (number, invested or Decimal(0), int(stale)) for key, number, invested, stale in found}
    sums: dict[Stage, tuple[int, Decimal, int]] = {}
    for key, number, invested, stale in plain_rows(_tallied_sums(criteria, to, today), given(to)):
        held = sums.get(key, (0, Decimal(0), 0))
        sums[key] = (held[0] + int(number), held[1] + (invested or Decimal(0)), held[2] + int(stale))
    return sums


@kept_by_filter
def _sums(criteria: ProjectFilter, to: Actor, today: date) -> "sa.Select[Any]":
    stage = stage_alone()
    sums: Any = sa.select(
        stage, sa.func.count(), sa.func.sum(Project.investment), _number_of(Project.stale_on <= today)
    )
    return cast("sa.Select[Any]", sums.where(*narrowed(criteria, to, today)).group_by(stage))


@kept_by_filter
def _tallied_sums(criteria: ProjectFilter, to: Actor, today: date) -> "sa.CompoundSelect[Any]":
    """Number and investment from the counters; what is late changes with the day, and is counted."""
    stage = stage_alone()
    counted: Any = (
        sa.select(
            Tally.stage.label("stage"),
            sa.func.sum(Tally.count).label("number"),
            sa.func.sum(Tally.investment).label("invested"),
            sa.literal(0).label("stale"),
        )
        .where(*tallied(criteria, to))
        .group_by(Tally.stage)
    )
    overdue: Any = (
        sa.select(stage, sa.literal(0), sa.null(), sa.func.count())
        .where(*narrowed(criteria, to, today), Project.stale_on <= today)
        .group_by(stage)
    )
    united: Any = sa.union_all(counted, overdue).execution_options(**PREPARED)
    return cast("sa.CompoundSelect[Any]", united)


def _number_of(condition: Where) -> "sa.ColumnElement[int]":
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _found_by_text(criteria: ProjectFilter, to: Actor, today: date, cards: int) -> tuple[Sums, list[int]]:
    """What a text finds is looked for once: figures and first cards of every column from the same rows."""
    columns = (Project.id, Project.stage, Project.rank, Project.investment, Project.stale_on)
    hits = sa.select(*columns).where(*narrowed(criteria, to, today)).cte("hits")
    placed = _placed(hits)
    figures = sa.select(
        hits.c.stage.label("stage"),
        sa.func.count().label("number"),
        sa.func.sum(hits.c.investment).label("invested"),
        _number_of(hits.c.stale_on <= today).label("stale"),
        sa.literal(0).label("place"),
        sa.literal(0).label("id"),
    ).group_by(hits.c.stage)
    firsts: sa.Select[Any] = sa.select(
        placed.c.stage, sa.literal(0), sa.null(), sa.literal(0), placed.c.place, placed.c.id
    ).where(placed.c.place <= cards)
    sums: dict[Stage, tuple[int, Decimal, int]] = {}
    ids: list[int] = []
    for row in plain_rows(sa.union_all(figures, firsts).order_by("place")):
        if row.id:
            ids.append(row.id)
        else:
            sums[row.stage] = (int(row.number), row.invested or Decimal(0), int(row.stale))
    return sums, ids


def _placed(found: sa.CTE) -> sa.Subquery:
    """Their places in the columns they stand in, the first is 1."""
    place = sa.func.row_number().over(partition_by=found.c.stage, order_by=(found.c.rank, found.c.id))
    return sa.select(found.c.id, found.c.stage, found.c.rank, place.label("place")).subquery("placed")


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


def _firsts(criteria: ProjectFilter, sums: Sums, to: Actor, today: date, cards: int) -> list[int]:
    # A stage without any would be walked through to its end for nothing.
    there = replace(criteria, stage=tuple(stage for stage in (criteria.stage or Stage) if stage in sums))
    if not there.stage:
        return []
    few = not criteria.only_tallied and sum(number for number, _, _ in sums.values()) <= MOST_GATHERED
    find = _first_of_few if few else _first_ids
    return [number for (number,) in plain_rows(find(there, to, today, cards), given(to))]


@kept_by_filter
def _first_of_few(criteria: ProjectFilter, to: Actor, today: date, cards: int) -> "sa.Select[Any]":
    """The same where not many match: all of them, then the first of each stage."""
    found = sa.select(Project.id, Project.stage, Project.rank).where(*narrowed(criteria, to, today)).cte("found")
    placed = _placed(found.prefix_with("MATERIALIZED"))
    ordered: Any = sa.select(placed.c.id).where(placed.c.place <= cards).order_by(placed.c.rank, placed.c.id)
    return cast("sa.Select[Any]", ordered)


@kept_by_filter
def _first_ids(criteria: ProjectFilter, to: Actor, today: date, cards: int) -> "sa.Select[Any]":
    """The first cards of these stages in one statement, those of each in its order."""
    # Nothing rare is looked for: the way is always along the order of the board.
    usual = criteria.only_tallied and bool(criteria.status)
    conditions = narrowed(replace(criteria, stage=()), to, today)
    parts = [
        sa.select(
            sa.select(Project.id.label("id"), Project.rank.label("rank"))
            .where(*conditions, Project.stage == stage)
            .order_by(Project.rank, Project.id)
            .limit(fixed(cards) if usual else cards)
            .subquery(f"first_{stage.value}")
        )
        for stage in criteria.stage
    ]
    listed = sa.union_all(*parts).subquery("firsts")
    ordered: Any = sa.select(listed.c.id).order_by(listed.c.rank, listed.c.id)
    return cast("sa.Select[Any]", ordered.execution_options(**PREPARED) if usual else ordered)
