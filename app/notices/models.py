"""What people are told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, Name

from .enums import NoticeKind

KEY_LENGTH = 120


class Notice(Model):
    """One thing one person is told. `key` says what it is about: the same key is never told twice to the same person."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.Index(None, "user_id", "read_at", "id"),
        sa.Index(None, "mailed_at", "user_id"),
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
    mailed_at: Mapped[datetime | None]
