"""What waits for a person in every package, each asked within its own visibility."""

from datetime import date

from app.accounts.actor import Actor
from app.core.permissions import Permission
from app.first_reports.queries.todos import todos as of_first_reports
from app.follow_up.queries.todos import todos as of_follow_up
from app.monitoring.queries.todos import todos as of_supervision
from app.notices.todos import Todo
from app.reviews.queries.todos import todos as of_reviews

MOST_EACH = 15


def waiting(actor: Actor, today: date) -> list[Todo]:
    """All of it, in a number of queries that does not depend on how much there is; none for who reads no projects."""
    if Permission.PROJECT_READ not in actor.permissions:
        return []
    return [
        todo
        for ask in (of_reviews, of_first_reports, of_supervision, of_follow_up)
        for todo in ask(actor, today, MOST_EACH)
    ]
