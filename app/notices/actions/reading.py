"""What one has opened."""

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import clock
from app.extensions import db
from app.notices.enums import NoticeKind
from app.notices.models import Notice


def read(notice: Notice) -> None:
    """Mark one as read; it is no longer mailed either."""
    if notice.read_at is None:
        notice.read_at = clock.now()


def read_all(kind: NoticeKind | None = None, *, by: Actor) -> int:
    """Mark all of one's own as read, or all of a kind; how many there were."""
    statement = sa.update(Notice).where(Notice.user_id == by.id, Notice.read_at.is_(None))
    if kind is not None:
        statement = statement.where(Notice.kind == kind)
    done = db.session.execute(statement.values(read_at=clock.now()).returning(Notice.id))
    return len(done.all())
