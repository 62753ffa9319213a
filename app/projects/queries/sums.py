"""Number and sums of everything that a filter finds."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import at_seen_parks, given
from app.core.prepared import PREPARED
from app.core.reading import among, among_found, numbers, plain_rows
from app.projects.filters import ProjectFilter
from app.projects.models import Project, Tally

from .visibility import Where, at_parks, kept_by_filter, matching_within, narrowed, parks_of_plan

MOST_FOUND = 1000


@dataclass(frozen=True)
class Totals:
    """Sums of everything a filter finds, not of a page."""

    count: int
    investment: Decimal
    land_mu: Decimal | None
    capped: bool = False  # there are more, and the sums are not known
    numbers: tuple[int, ...] | None = None  # which projects a text found, as long as it is not capped

    @property
    def number(self) -> str:
        """The count as people read it."""
        return f"{self.count}+" if self.capped else str(self.count)


def totals(criteria: ProjectFilter, *, to: Actor, today: date, exact: bool = False) -> Totals:
    """Number and sums of the whole filter; from the counters where they can answer.

    What a text finds is counted up to MOST_FOUND, unless it has to be `exact`: a common word finds thousands, and
    reading them all takes longer than the page.
    """
    if criteria.only_tallied:
        ((count, investment),) = plain_rows(_tallied_totals(criteria, to), given(to))
        return Totals(int(count or 0), investment or Decimal(0), None)
    if criteria.q and not exact:
        return _totals_of_text(criteria, to, today)
    ((number, invested, land),) = plain_rows(_found_totals(criteria, to, today), given(to))
    return Totals(number, invested or Decimal(0), land)


def _totals_of_text(criteria: ProjectFilter, to: Actor, today: date) -> Totals:
    """Which they are is asked first: to look a text up takes long, and the page need not do it again."""
    (number,) = (found := _first_found(criteria, to, today).limit(MOST_FOUND + 1).subquery()).c
    listed = sa.func.aggregate_strings(sa.cast(number, sa.String), ",")  # a thousand rows would take longer to read
    ((count, text),) = plain_rows(sa.select(sa.func.count(), listed).select_from(found))
    if count > MOST_FOUND:
        return Totals(MOST_FOUND, Decimal(0), None, capped=True)
    which = tuple(map(int, text.split(","))) if text else ()
    ((invested, land),) = plain_rows(_SUMS, {"found": which}) if which else [(None, None)]
    return Totals(count, invested or Decimal(0), land, numbers=which)


_SUMS = sa.select(sa.func.sum(Project.investment), sa.func.sum(Project.land_mu)).where(
    among(Project.id, numbers("found"))
)


def _first_found(criteria: ProjectFilter, to: Actor, today: date) -> "sa.Select[Any]":
    matches = matching_within(criteria.q, to)
    if matches is None or not criteria.only_text:
        return sa.select(Project.id).where(*narrowed(criteria, to, today))
    # Nearly all that the text finds will do: one after the other is looked at, which the offset makes PostgreSQL do,
    # until there are enough. It does not know how many a text finds, and would rather read all projects.
    hits = matches.order_by(None).subquery()
    (number,) = hits.c
    others = narrowed(replace(criteria, q=""), to, today, along=True)
    suits = sa.select(Project.id).where(Project.id == number, *others).offset(0).exists()
    return sa.select(number).where(suits)


@kept_by_filter
def _tallied_totals(criteria: ProjectFilter, to: Actor) -> "sa.Select[Any]":
    sums: Any = sa.select(sa.func.sum(Tally.count), sa.func.sum(Tally.investment)).where(*tallied(criteria, to))
    return cast("sa.Select[Any]", sums.execution_options(**PREPARED))


@kept_by_filter
def _found_totals(criteria: ProjectFilter, to: Actor, today: date) -> "sa.Select[Any]":
    rows = sa.select(Project.investment, Project.land_mu).where(*narrowed(criteria, to, today)).subquery()
    sums: Any = sa.select(sa.func.count(), sa.func.sum(rows.c.investment), sa.func.sum(rows.c.land_mu))
    return cast("sa.Select[Any]", sums.select_from(rows))


def tallied(criteria: ProjectFilter, to: Actor) -> list[Where]:
    """The same criteria as conditions on the counters: only what `only_tallied` allows."""
    found: list[Where] = [at_seen_parks(Tally.park_id, to)]
    if criteria.park:
        found.append(at_parks(Tally.park_id, criteria.park))
    if criteria.plan:
        found.append(among_found(Tally.park_id, parks_of_plan(criteria.plan)))
    if criteria.stage:
        found.append(Tally.stage.in_(criteria.stage))
    if criteria.counted:
        found.append(Tally.counted_stage.in_(criteria.counted))
    if criteria.status:
        found.append(Tally.status.in_(criteria.status))
    return found
