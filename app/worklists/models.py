"""Saved views, what a person last chose for lists, and changes of many projects with what stood there before."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.audit import Audited
from app.core.db import Json, Model, Name, Record
from app.projects.models import Project

from .enums import BatchState, BulkKind, RowState, ViewPage


class SavedView(Record, Audited, Model):
    """A filter with its order and columns under a name.

    It holds conditions, never results: whoever opens it sees of what it finds only what they may see.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "name"),
        sa.Index(None, "organisation_id"),
    )

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"))
    # The team it is shared with, that of its owner at the time; None while it is private.
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[Name]
    page: Mapped[ViewPage]
    args: Mapped[dict[str, Any]]  # as in the URL: name → list of texts
    position: Mapped[int] = mapped_column(default=0)


class ListHabit(Model):
    """What a person's lists start with when the address says nothing."""

    __tablename__ = "list_habit"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[str] = mapped_column(sa.String(400), default="")  # keys joined by commas; "": the usual ones
    list_view_id: Mapped[int | None] = mapped_column(sa.ForeignKey("saved_view.id", ondelete="SET NULL"))
    board_view_id: Mapped[int | None] = mapped_column(sa.ForeignKey("saved_view.id", ondelete="SET NULL"))


class Batch(Record, Audited, Model):
    """One change of many projects: what was asked for, how far it is, what became of it."""

    __tablename__ = "bulk_change"
    __table_args__ = (sa.Index(None, "by_id", "id"), sa.Index(None, "state"))

    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[BulkKind]
    values: Mapped[dict[str, Any]]  # plain values, as `changes.PLANS` reads them
    said: Mapped[Name] = mapped_column(default="")  # the values in words
    state: Mapped[BatchState] = mapped_column(default=BatchState.QUEUED)
    total: Mapped[int]
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Name] = mapped_column(default="")
    back: Mapped[str] = mapped_column(sa.Text, default="")  # the list it was asked for from
    finished_at: Mapped[datetime | None]

    by: Mapped[User] = orm.relationship(lazy="raise")


class BatchRow(Model):
    """One project of a batch, with what stood there before and what the batch has put there."""

    __tablename__ = "bulk_change_row"
    __table_args__ = (sa.Index(None, "batch_id", "state", "project_id"), sa.Index(None, "project_id"))

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("bulk_change.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[RowState] = mapped_column(default=RowState.WAITING)
    reason: Mapped[Name] = mapped_column(default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)

    project: Mapped[Project] = orm.relationship(lazy="raise")
