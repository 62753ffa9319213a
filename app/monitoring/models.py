"""Progress reports, supervision notices with their answers, and the figures that are computed each night."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.attachments import Attached
from app.core.audit import Audited
from app.core.db import Code, Model, Money, Number, Record, Versioned
from app.projects.enums import Stage
from app.projects.models import Project

from .enums import Cause, NoticeState, Scope


class ProgressEntry(Record, Audited, Model):
    """What a park reports of the building work, once a month; the latest is the project's progress."""

    __tablename__ = "progress_entry"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "month"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    month: Mapped[date]  # its first day
    as_of: Mapped[date]
    percent: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text, default="")  # 形象进度 in words
    problems: Mapped[str] = mapped_column(sa.Text, default="")  # what must be coordinated, and by whom
    invested: Mapped[Money | None]  # 万元, all that was invested up to that day
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    by: Mapped[User | None] = orm.relationship(lazy="raise")


class SupervisionNotice(Record, Versioned, Audited, Model):
    """督办单: why a project is red, what the park must do and by when. One open notice per project and cause."""

    __tablename__ = "supervision_notice"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index(
            "uq_supervision_notice_open",
            *("project_id", "cause"),
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(None, "project_id", "id"),
        sa.Index(None, "state", "due_on", "id"),
        sa.Index(None, "state", "id"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    cause: Mapped[Cause]
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.DRAFT)
    number: Mapped[Code | None]  # given when it is issued
    reason: Mapped[str] = mapped_column(sa.Text)  # why, as it was when it was drafted
    demand: Mapped[str] = mapped_column(sa.Text, default="")  # what the park shall do
    drafted_on: Mapped[date]
    issued_on: Mapped[date | None]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    due_on: Mapped[date | None]  # by when the park answers
    answered_on: Mapped[date | None]  # the last answer
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    closing_note: Mapped[str] = mapped_column(sa.Text, default="")

    project: Mapped[Project] = orm.relationship(lazy="raise")
    issued_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=issued_by_id)
    closed_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=closed_by_id)
    answers: Mapped[list["SupervisionAnswer"]] = orm.relationship(
        lazy="raise", order_by="SupervisionAnswer.id", passive_deletes=True
    )


class SupervisionAnswer(Record, Audited, Model):
    """What the park answered, and why the bureau sent it back, if it did."""

    __tablename__ = "supervision_answer"
    __table_args__ = (sa.Index(None, "notice_id", "id"),)

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("supervision_notice.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(sa.Text)  # how matters stand
    measures: Mapped[str] = mapped_column(sa.Text, default="")
    promised_on: Mapped[date | None]  # the new day by which the matter will be settled
    answered_on: Mapped[date]
    due_on: Mapped[date]  # by when it was due when it came
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")

    by: Mapped[User | None] = orm.relationship(lazy="raise")
    files: Mapped[list["SupervisionFile"]] = orm.relationship(
        lazy="raise", order_by="SupervisionFile.id", passive_deletes=True
    )


class SupervisionFile(Attached, Model):
    """Evidence beside an answer."""

    __tablename__ = "supervision_file"
    __table_args__ = (sa.Index(None, "answer_id"),)

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("supervision_answer.id", ondelete="CASCADE"))


class StageStay(Model):
    """A stay of a project in a stage, read from the move log each night; `days` is None while it lasts."""

    __tablename__ = "stage_stay"
    __table_args__ = (
        sa.UniqueConstraint("project_id", "place"),
        sa.Index(None, "park_id", "stage", "days", "id"),
        sa.Index(None, "stage", "days", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    place: Mapped[int]  # 0 for the first stay of the project
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"))
    sector_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"))  # the top of its sector's branch
    stage: Mapped[Stage]
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    days: Mapped[int | None]


class StageFigure(Model):
    """Median and p90 of the stays in a stage, computed each night for a city, a park, and a sector within either."""

    __tablename__ = "stage_figure"

    scope: Mapped[Scope] = mapped_column(primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True)
    sector_id: Mapped[int] = mapped_column(primary_key=True)  # 0: all sectors
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    stays: Mapped[int]  # that have ended
    median: Mapped[Number | None]  # days
    p90: Mapped[int | None]
    open_stays: Mapped[int]
    open_median: Mapped[Number | None]


class SigningCohort(Model):
    """What became of the projects that a park signed in a month, computed each night."""

    __tablename__ = "signing_cohort"

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    signed: Mapped[int]
    landed: Mapped[int]
    started: Mapped[int]
    producing: Mapped[int]
    full: Mapped[int]
    start_due: Mapped[int]  # agreed month of start is over
    start_kept: Mapped[int]  # of these, started
    amount: Mapped[Money] = mapped_column(default=Decimal(0))


class NightlyRun(Model):
    """A night's work: which day it was for, and whether it came to its end."""

    __tablename__ = "nightly_run"

    day: Mapped[date] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    lights_changed: Mapped[int] = mapped_column(default=0)
    drafted: Mapped[int] = mapped_column(default=0)
