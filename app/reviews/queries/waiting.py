"""What stands around the queue: how much waits for whom, and the parks it can be narrowed to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.accounts.sight import at_my_parks, given, in_my_cities, kept
from app.core.permissions import Permission
from app.core.prepared import PREPARED
from app.core.reading import plain_rows
from app.parks.models import Park
from app.reviews.enums import SubmissionState
from app.reviews.models import TO_MEND, Submission

from .queue import LATE, over_before
from .visibility import submissions_seen_by


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, as the tabs count it."""

    submitted: int
    over: int
    back: int  # returned or revoked, for the park to mend; 0 for the bureau, which is not asked


def decides(actor: Actor) -> bool:
    """Whether the queue is this person's work."""
    return Permission.RECOGNITION_DECIDE in actor.permissions


def waiting_counts(actor: Actor, today: date) -> Waiting:
    """What waits, in one query."""
    ((submitted, over, back),) = plain_rows(_counts(actor), {"late_before": over_before(today), **given(actor)})
    return Waiting(submitted, over, back)


@kept
def _counts(actor: Actor) -> "sa.Select[*tuple[Any, ...]]":
    """Two walks, each through its own index alone."""
    back = sa.select(sa.func.count()).where(submissions_seen_by(actor), TO_MEND).select_from(Submission)
    return sa.select(
        sa.func.count(), sa.func.count().filter(LATE), sa.literal(0) if decides(actor) else back.scalar_subquery()
    ).where(submissions_seen_by(actor), Submission.state == SubmissionState.SUBMITTED)


def parks_to_filter(actor: Actor, *, chosen: bool) -> list[tuple[str, str, str]]:
    """City, code and name of the parks whose submissions this person sees; not asked for who sees one: no choice."""
    if len(actor.seen_park_ids) <= 1 and not chosen:
        return []
    return [(f"{row[0]} {row[1]}", row[2], row[3]) for row in plain_rows(_parks(actor), given(actor))]


@kept
def _parks(actor: Actor) -> "sa.Select[*tuple[Any, ...]]":
    scope = in_my_cities(Park.city_id, actor) if actor.sees_every_park else at_my_parks(Park.id, actor)
    return (
        sa.select(City.code, City.name, Park.code, Park.short_name)
        .join(City, City.id == Park.city_id)
        .where(scope, Park.retired_at.is_(None))
        .order_by(City.id, Park.id)
        .execution_options(**PREPARED)
    )
