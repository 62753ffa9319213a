"""Every issued PDF, kept as it was with its data snapshot and hash, and the work on those still being made."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.audit import Audited
from app.core.db import Code, Model, Name, Record

from .enums import PrintKind, PrintState


class Print(Record, Audited, Model):
    """One issued PDF: number, verification code, file and the figures it was made from."""

    __tablename__ = "print"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("number"),
        sa.Index(None, "park_id"),
        sa.Index(None, "plan_id"),
        sa.Index(None, "by_id", "id"),
    )

    code: Mapped[Code]  # what stands on the last page, for checking
    number: Mapped[str | None] = mapped_column(sa.String(40))  # 园简〔2026〕17号
    kind: Mapped[PrintKind]
    state: Mapped[PrintState] = mapped_column(default=PrintState.QUEUED)
    title: Mapped[Name]
    park_id: Mapped[int | None] = mapped_column(sa.ForeignKey("park.id"))
    plan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan.id"))
    as_of: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_all: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problem: Mapped[Name] = mapped_column(default="")
    pages: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)

    by: Mapped[User | None] = orm.relationship(lazy="raise")
