"""What one has been told, and whom mail is due to. Everybody reads his own notices only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import Organisation, User
from app.core.paging import Page, page_of_ids
from app.extensions import db

from .enums import NoticeKind
from .models import Notice, NoticePreference
from .rules import NO_WISH, Wish

A_PAGE = 30


@dataclass(frozen=True)
class DueMail:
    """A person to whom mail is due."""

    user_id: int
    email: str


def inbox(actor: Actor, *, kind: NoticeKind | None, only_unread: bool, cursor: str | None) -> Page[Notice]:
    """One page of one's notices, unread ones first, the newest first. Raises BadCursor."""
    statement = sa.select(Notice).where(Notice.user_id == actor.id)
    if kind is not None:
        statement = statement.where(Notice.kind == kind)
    if only_unread:
        statement = statement.where(Notice.read_at.is_(None))
    ids = page_of_ids(
        statement,
        sort=sa.case((Notice.read_at.is_(None), 1), else_=0),
        number=Notice.id,
        descending=True,
        cursor=cursor,
        size=A_PAGE,
    )
    found = {row.id: row for row in db.session.scalars(sa.select(Notice).where(Notice.id.in_(ids.items)))}
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def counts(actor: Actor) -> dict[NoticeKind, tuple[int, int]]:
    """How many notices of each kind one has, and how many of them unread; kinds without any are left out."""
    rows: Iterable[Any] = db.session.execute(
        sa.select(Notice.kind, sa.func.count(), sa.func.sum(sa.case((Notice.read_at.is_(None), 1), else_=0)))
        .where(Notice.user_id == actor.id)
        .group_by(Notice.kind)
    )
    found = {kind: (number, int(fresh)) for kind, number, fresh in rows}
    return {kind: found[kind] for kind in NoticeKind if kind in found}


def own(number: int, *, to: Actor) -> Notice:
    """One of one's own notices. Raises NoResultFound, also for somebody else's."""
    return db.session.scalars(sa.select(Notice).where(Notice.id == number, Notice.user_id == to.id)).one()


def preference(user_id: int) -> NoticePreference | None:
    """What this person chose, if anything."""
    return db.session.get(NoticePreference, user_id)


def wishes(user_ids: Iterable[int]) -> dict[int, Wish]:
    """What these people want by mail; who chose nothing gets none."""
    wanted = sorted(set(user_ids))
    rows = db.session.scalars(
        sa.select(NoticePreference).where(NoticePreference.user_id.in_(wanted), NoticePreference.email.is_not(None))
    )
    return dict.fromkeys(wanted, NO_WISH) | {row.user_id: wish_of(row) for row in rows}


def wish_of(row: NoticePreference) -> Wish:
    """A stored choice as the rules read it."""
    return Wish(
        email=row.email,
        modes=row.modes,
        digest_hour=row.digest_hour,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
    )


def mail_due(now: datetime) -> list[DueMail]:
    """Everybody to whom something is due that he has neither been sent nor read; not closed accounts."""
    waiting = (
        sa.select(Notice.user_id)
        .where(Notice.mailed_at.is_(None), Notice.mail_due_at <= now, Notice.read_at.is_(None))
        .distinct()
    )
    statement = (
        sa.select(NoticePreference.user_id, NoticePreference.email)
        .join(User, User.id == NoticePreference.user_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            NoticePreference.user_id.in_(waiting),
            NoticePreference.email.is_not(None),
            sa.or_(NoticePreference.retry_at.is_(None), NoticePreference.retry_at <= now),
            User.disabled_at.is_(None),
            Organisation.disabled_at.is_(None),
        )
        .order_by(NoticePreference.user_id)
    )
    return [DueMail(number, email or "") for number, email in db.session.execute(statement)]
