"""The one predicate that says which attempts at recognition a person sees."""

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import at_seen_parks
from app.reviews.models import Submission


def submissions_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """Those of the projects this person sees, asked without their rows: the queue's park is the project's own.

    It is empty while the project lies in the bin, so that such an attempt is nobody's to see.
    """
    return at_seen_parks(Submission.queue_park_id, actor)
