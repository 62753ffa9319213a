"""Reading the audit trail, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import sqlalchemy as sa

from app.accounts.models import User
from app.core import clock
from app.core.audit import AuditEntry, broken_links
from app.core.paging import Page, page_of_ids
from app.extensions import db

ENTRIES_A_PAGE = 50
MOST_BROKEN = 50
MOST_PEOPLE = 200


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """What an auditor can narrow the trail by."""

    person: str = ""
    action: str = ""
    kind: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None

    def apply(self, statement: "sa.Select[AuditEntry]") -> "sa.Select[AuditEntry]":
        """Narrow a statement of entries."""
        if self.person:
            statement = statement.where(_done_by(self.person))
        if self.action:
            statement = statement.where(AuditEntry.action == self.action)
        if self.kind:
            statement = statement.where(AuditEntry.subject_kind == self.kind)
        if self.subject:
            statement = statement.where(AuditEntry.subject_label.contains(self.subject, autoescape=True))
        if self.first is not None:
            statement = statement.where(AuditEntry.at >= _midnight(self.first))
        if self.last is not None:
            statement = statement.where(AuditEntry.at < _midnight(self.last + timedelta(days=1)))
        return statement


@dataclass(frozen=True)
class ChainCheck:
    """What came of following the chain of fingerprints from the first entry to the last."""

    entries: int
    broken: Sequence[AuditEntry]
    more: bool


def trail_page(wanted: TrailFilter, *, cursor: str | None) -> Page[AuditEntry]:
    """One page of the trail."""
    ids = page_of_ids(
        wanted.apply(sa.select(AuditEntry)),
        sort=AuditEntry.id,
        number=AuditEntry.id,
        descending=True,
        cursor=cursor,
        size=ENTRIES_A_PAGE,
    )
    found = {entry.id: entry for entry in db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id.in_(ids.items)))}
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def latest_of(action: str, count: int) -> list[AuditEntry]:
    """The last entries of one kind, newest first."""
    return list(
        db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id.desc()).limit(count)
        )
    )


def check_chain() -> ChainCheck:
    """Follow the whole chain, and name what does not fit."""
    numbers = list(islice(broken_links(), MOST_BROKEN + 1))
    shown = numbers[:MOST_BROKEN]
    broken = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id.in_(shown)).order_by(AuditEntry.id)).all()
    entries = db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) or 0
    return ChainCheck(entries=entries, broken=broken, more=len(numbers) > MOST_BROKEN)


def _done_by(text: str) -> "sa.ColumnElement[bool]":
    """Entries of the people whose name or sign-in name holds this text; “系统” is the product's own hand."""
    people = sa.select(User.id).where(sa.or_(User.login == text.lower(), User.name.contains(text, autoescape=True)))
    done = AuditEntry.actor_id.in_(people.limit(MOST_PEOPLE))
    return sa.or_(done, AuditEntry.actor_id.is_(None)) if text in "系统" else done


def _midnight(day: date) -> datetime:
    """When this day begins in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)
