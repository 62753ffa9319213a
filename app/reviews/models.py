"""Attempts at recognition with their evidence and their trail. What holds in the end stands in the move log."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core import clock
from app.core.attachments import Attached
from app.core.audit import Audited
from app.core.db import Model, Money, Record, Versioned
from app.projects.enums import ContractKind, EvidenceKind, NotCounted, Stage
from app.projects.models import Move, Project

from .enums import ReviewReason, StepKind, SubmissionState

_OPEN = sa.text("state = 'submitted'")
# What came back and was not handed in again. As text, so that the index on it is recognised where it is asked for.
TO_MEND = sa.text("state IN ('returned', 'revoked') AND current")


class Submission(Record, Versioned, Audited, Model):
    """One attempt to have one stage of a project recognised, as it was submitted and as it was decided.

    The row stays when the next attempt follows it; `current` is the last attempt of an entry that still holds.
    """

    __tablename__ = "recognition_submission"
    __table_args__ = (
        sa.UniqueConstraint("move_id", "attempt"),
        # The database has the last word: of one stage only one attempt can wait.
        sa.Index("uq_recognition_submission_open", "move_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        # The queue is read in order from these alone: what waits, what was decided; of one park; with their counts.
        sa.Index(None, "state", "submitted_at", "id", "queue_park_id"),
        sa.Index(None, "state", "decided_at", "id", "queue_park_id"),
        sa.Index("ix_recognition_submission_of_a_park", "queue_park_id", "state", "decided_at", "id", "current"),
        # What a park's people are to mend, in order.
        sa.Index(
            "ix_recognition_submission_to_mend",
            *("queue_park_id", "decided_at", "id", "project_id", "submitted_by_id"),
            sqlite_where=TO_MEND,
            postgresql_where=TO_MEND,
        ),
        sa.Index(None, "project_id"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    move_id: Mapped[int] = mapped_column(sa.ForeignKey("project_move.id", ondelete="CASCADE"))
    # In whose queue it stands: the project's park, kept equal by `settle`; None while the project lies in the bin.
    queue_park_id: Mapped[int | None] = mapped_column(sa.ForeignKey("park.id"))
    stage: Mapped[Stage]
    attempt: Mapped[int]  # 1, 2, … of this entry of the stage
    event_on: Mapped[date]  # 发生
    contract_kind: Mapped[ContractKind | None]  # of 签约
    amount: Mapped[Money | None]  # 万元 of 签约; of an expansion its increment
    note: Mapped[str] = mapped_column(sa.Text, default="")
    not_counted: Mapped[NotCounted | None]
    expansion_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id", ondelete="SET NULL"))
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.SUBMITTED)
    current: Mapped[bool] = mapped_column(default=True)
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    reason: Mapped[ReviewReason | None]
    reason_text: Mapped[str] = mapped_column(sa.Text, default="")

    project: Mapped[Project] = orm.relationship(lazy="raise", foreign_keys=project_id)
    move: Mapped[Move] = orm.relationship(lazy="raise")
    submitted_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=submitted_by_id)
    decided_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=decided_by_id)


class Evidence(Attached, Audited, Model):
    """A file for one entry of a stage. It can be taken away until it was submitted; afterwards only set aside."""

    __tablename__ = "recognition_evidence"
    __table_args__ = (sa.UniqueConstraint("move_id", "sha256"), sa.Index(None, "project_id"))

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    move_id: Mapped[int] = mapped_column(sa.ForeignKey("project_move.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind]
    dated_on: Mapped[date]  # of the document
    set_aside_at: Mapped[datetime | None]  # not for the next attempt


class SubmittedEvidence(Model):
    """What an attempt was submitted with: frozen."""

    __tablename__ = "recognition_submitted_evidence"
    __table_args__ = (sa.Index(None, "evidence_id"),)

    submission_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recognition_submission.id", ondelete="CASCADE"), primary_key=True
    )
    evidence_id: Mapped[int] = mapped_column(
        sa.ForeignKey("recognition_evidence.id", ondelete="CASCADE"), primary_key=True
    )


class RecognitionStep(Model):
    """The trail: who did what when, and why. Rows are only added."""

    __tablename__ = "recognition_step"
    __table_args__ = (sa.Index(None, "project_id", "id"), sa.Index(None, "submission_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    move_id: Mapped[int] = mapped_column(sa.ForeignKey("project_move.id", ondelete="CASCADE"))
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognition_submission.id", ondelete="CASCADE"))
    kind: Mapped[StepKind]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    reason: Mapped[ReviewReason | None]
    text: Mapped[str] = mapped_column(sa.Text, default="")

    by: Mapped[User | None] = orm.relationship(lazy="raise")
