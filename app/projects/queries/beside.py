"""The neighbours of a project within the list that somebody came from, and its place there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import given
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.projects.filters import ProjectFilter
from app.projects.models import Project

from .lists import DEFAULT_SORT, SORTS
from .visibility import kept_by_filter, narrowed

MOST_COUNTED = 500  # nobody walks further one by one
BEFORE, AFTER, HERE = "before", "after", "here"


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
    here = {"here_value": getattr(project, column.key), "here_number": project.id, "most": MOST_COUNTED, **given(to)}
    found = {row.side: row for row in plain_rows(_beside(criteria, to, today, sort, falling), here)}
    before, after, stands = (found.get(side) for side in (BEFORE, AFTER, HERE))
    ahead, behind = (row.counted if row else 0 for row in (before, after))
    place = ahead + 1 if stands and ahead < MOST_COUNTED else None
    total = ahead + 1 + behind if place is not None and ahead + behind < MOST_COUNTED else None
    return Beside(before and before.code, after and after.code, place, total)


@kept_by_filter
def _beside(
    criteria: ProjectFilter,
    to: Actor,
    today: date,
    sort: str,
    falling: bool,  # noqa: FBT001 - a part of the key
) -> "sa.CompoundSelect[Any]":
    """A row for each side, with the nearest project and how many there are; and one if the project stands in the list."""
    value: Any = SORTS[sort][0]
    number: Any = Project.id
    own_number = sa.bindparam("here_number", type_=number.type)
    here = sa.tuple_(sa.bindparam("here_value", type_=value.type), own_number)
    listed = sa.select(value.label("value"), number.label("number")).where(*narrowed(criteria, to, today))
    if criteria.q:  # looking a text up is what takes long: once for all of the below
        found = listed.cte("found")
        value, number = found.c.value, found.c.number
        listed = sa.select(value, number)

    along = _matches_most(criteria) and (to.sees_every_park or sort == DEFAULT_SORT)

    def side(name: str, *, downwards: bool) -> "sa.Select[Any]":
        key = sa.tuple_(value, number)
        order = (value.desc(), number.desc()) if downwards else (value, number)
        there = listed.where(key < here if downwards else key > here)
        nearest = there.order_by(*order).limit(1).subquery()
        # Where most of an index in this order match they are counted along it; elsewhere by whichever finds them.
        few = (there.order_by(*order) if along else there).limit(sa.bindparam("most", type_=sa.Integer))
        counted = sa.select(sa.func.count()).select_from(few.subquery()).scalar_subquery()
        return sa.select(sa.literal(name).label("side"), Project.code, counted.label("counted")).join(
            nearest, nearest.c.number == Project.id
        )

    stands = listed.where(number == own_number).subquery()
    statement: sa.CompoundSelect[Any] = sa.union_all(
        side(BEFORE, downwards=not falling),
        side(AFTER, downwards=falling),
        sa.select(sa.literal(HERE), Project.code, sa.literal(1)).join(stands, stands.c.number == Project.id),
    )
    return statement.execution_options(**PREPARED) if along else statement


def _matches_most(criteria: ProjectFilter) -> bool:
    return criteria.only_tallied and not (criteria.stage or criteria.counted)
