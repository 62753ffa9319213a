"""The one predicate that says which attempts at recognition a person sees."""

from functools import lru_cache

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core.reading import among
from app.projects.queries.visibility import MOST_KEPT, parks_seen_by
from app.reviews.models import Submission


@lru_cache(maxsize=MOST_KEPT)
def submissions_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """Those of the projects this person sees, asked without their rows: the queue's park is the project's own.

    It is empty while the project lies in the bin, so that such an attempt is nobody's to see.
    """
    return among(Submission.queue_park_id, parks_seen_by(actor))
