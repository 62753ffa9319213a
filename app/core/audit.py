"""The audit trail: append-only and hash-chained, written by the action in the same transaction."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import orm

from app.extensions import db

from . import clock
from .changes import Changes
from .db import Code, Model, Name

CHAIN_LOCK = 5_812_018  # any number that nothing else in this database uses as an advisory lock
GENESIS = "0" * 64
MOST_TEXT = 400


class Doer(Protocol):
    """Who did it: a signed-in person, or one of the named system hands of the commands."""

    @property
    def id(self) -> int | None:
        """The user's number; None for the system itself."""

    @property
    def name(self) -> str:
        """As it stands in the trail, also after the account is gone."""


class AuditEntry(Model):
    """One thing that was done. Rows are never changed; each carries the hash of the one before."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index(None, "subject_kind", "subject_id"), sa.Index(None, "actor_id"))

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    at: orm.Mapped[datetime]
    actor_id: orm.Mapped[int | None]
    actor_name: orm.Mapped[Name]
    action: orm.Mapped[Code]
    subject_kind: orm.Mapped[Code]
    subject_id: orm.Mapped[int | None]
    subject_label: orm.Mapped[Name]
    changes: orm.Mapped[dict[str, Any]]
    previous_hash: orm.Mapped[str] = orm.mapped_column(sa.String(64))
    entry_hash: orm.Mapped[str] = orm.mapped_column(sa.String(64))


class Audited:
    """Marks a table whose changes must be in the trail; a test fails on any that is not."""


def record(
    action: str,
    subject: Model | None,
    *,
    by: Doer,
    label: str = "",
    changes: Changes | None = None,
    **details: Any,
) -> None:
    """Write down who did what to what. `changes` comes from `assign`; `details` are further facts."""
    if subject is not None:
        db.session.flush()
    said = {name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()}
    said |= {name: _plain(value) for name, value in details.items()}
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHAIN_LOCK})
    previous = db.session.scalar(sa.select(AuditEntry.entry_hash).order_by(AuditEntry.id.desc()).limit(1)) or GENESIS
    entry = AuditEntry(
        at=clock.now(),
        actor_id=by.id,
        actor_name=by.name,
        action=action,
        subject_kind=subject.__tablename__ if subject is not None else "",
        subject_id=getattr(subject, "id", None),
        subject_label=(label or str(getattr(subject, "name", "") or getattr(subject, "code", "")))[:200],
        changes=said,
        previous_hash=previous,
    )
    entry.entry_hash = hash_of(entry)
    db.session.add(entry)
    db.session.flush()


def hash_of(entry: AuditEntry) -> str:
    """The entry's fingerprint over all its facts and the fingerprint before it."""
    facts = [
        entry.at.isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.subject_label,
        entry.changes,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def broken_links() -> Iterator[int]:
    """Numbers of the entries that were tampered with or follow a gap; nothing when the trail is whole."""
    previous = GENESIS
    for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        if entry.previous_hash != previous or hash_of(entry) != entry.entry_hash:
            yield entry.id
        previous = entry.entry_hash


def _plain(value: Any) -> Any:
    """A value as JSON can hold it, long texts shortened."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case str():
            return value if len(value) <= MOST_TEXT else value[:MOST_TEXT] + "…"
        case None | bool() | int():
            return value
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(inner) for inner in value]
        case _:
            return str(value)
