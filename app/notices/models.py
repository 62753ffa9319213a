"""What people are told, and how much of it they want by mail."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.audit import Audited
from app.core.db import Model, Name, Versioned

from .enums import NoticeKind

KEY_LENGTH = 120
TITLE_LENGTH = 200


class Notice(Model):
    """One thing one person is told. `key` says what it is about: the same key is never told twice to the same person.

    By mail it is due from `mail_due_at` on (None: never) until `mailed_at`. `claimed_at` marks that somebody is just
    sending it; a claim that is old belongs to a process that died.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        # The bell, and the tabs of the inbox with their figures, answer from this alone.
        sa.Index(None, "user_id", "read_at", "kind", "id"),
        sa.Index(None, "mailed_at", "mail_due_at", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind]
    key: Mapped[str] = mapped_column(sa.String(KEY_LENGTH))
    title: Mapped[Name]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    link: Mapped[Name]  # a path of ours, which checks again who may see
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class NoticePreference(Versioned, Audited, Model):
    """Where a person's mail goes, and what is quiet by choice. Without a row or an address nothing is mailed."""

    __tablename__ = "notice_preference"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[Name | None]
    modes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # kind → mode, where it differs from USUAL
    digest_hour: Mapped[int] = mapped_column(default=8)  # of the day in Shanghai
    quiet_from: Mapped[int | None]  # hours of the day in Shanghai; from after until: over midnight
    quiet_until: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    retry_at: Mapped[datetime | None]  # not before, after a failure
