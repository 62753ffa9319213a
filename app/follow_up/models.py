"""Comments, leaders' instructions with what became of them, weekly reports of parks."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.core.audit import Audited
from app.core.db import Model, Record, Versioned
from app.parks.models import Park
from app.projects.models import Project

from .enums import Addressee, InstructionStatus, StepKind, WeeklyStatus


class Comment(Record, Audited, Model):
    """A remark on a project. One that was taken back keeps its text in the table and shows it to nobody."""

    __tablename__ = "comment"
    __table_args__ = (sa.Index(None, "project_id", "id"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(sa.Text)
    mentions: Mapped[list[Any]] = mapped_column(default=list)  # (name as typed, sign-in name) of who was mentioned
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]

    by: Mapped[User] = orm.relationship(lazy="raise")


class Instruction(Record, Versioned, Audited, Model):
    """批示: a leader wants something done about a project or a park, by somebody, until a day."""

    __tablename__ = "instruction"
    __table_args__ = (
        sa.CheckConstraint("(project_id IS NULL) <> (park_id IS NULL)", name="about_one_thing"),
        sa.Index(None, "status", "due_on", "id"),
        sa.Index(None, "project_id"),
        sa.Index(None, "park_id"),
        sa.Index(None, "by_id"),
    )

    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    park_id: Mapped[int | None] = mapped_column(sa.ForeignKey("park.id"))
    addressee: Mapped[Addressee]
    text: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    status: Mapped[InstructionStatus] = mapped_column(default=InstructionStatus.OPEN)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]

    project: Mapped[Project | None] = orm.relationship(lazy="raise")
    park: Mapped[Park | None] = orm.relationship(lazy="raise")
    by: Mapped[User] = orm.relationship(lazy="raise")
    steps: Mapped[list["InstructionStep"]] = orm.relationship(
        lazy="raise", order_by="InstructionStep.id", back_populates="instruction"
    )


class InstructionStep(Model):
    """What became of an instruction: a report of what was done, sent back for more, closed. Never changed."""

    __tablename__ = "instruction_step"
    __table_args__ = (sa.Index(None, "instruction_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instruction_id: Mapped[int] = mapped_column(sa.ForeignKey("instruction.id", ondelete="CASCADE"))
    kind: Mapped[StepKind]
    text: Mapped[str] = mapped_column(sa.Text)
    done_on: Mapped[date | None]  # of a report: the day on which it was done
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    instruction: Mapped[Instruction] = orm.relationship(lazy="raise", back_populates="steps")
    by: Mapped[User] = orm.relationship(lazy="raise")


class WeeklyReport(Record, Versioned, Audited, Model):
    """What a park's week brought, Monday to Sunday in Shanghai. Submitted it never changes; a correction is a new edition."""

    __tablename__ = "weekly_report"
    __table_args__ = (
        sa.UniqueConstraint("park_id", "week_start", "edition"),
        sa.Index(None, "week_start", "park_id"),
    )

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    week_start: Mapped[date]
    edition: Mapped[int] = mapped_column(default=1)
    status: Mapped[WeeklyStatus] = mapped_column(default=WeeklyStatus.DRAFT)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    fresh: Mapped[str] = mapped_column(sa.Text, default="")  # 本周新增
    progress: Mapped[str] = mapped_column(sa.Text, default="")  # 推进
    problems: Mapped[str] = mapped_column(sa.Text, default="")  # 问题
    plans: Mapped[str] = mapped_column(sa.Text, default="")  # 下周计划
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as drafted; frozen with the rest
    correction: Mapped[str] = mapped_column(sa.Text, default="")  # why there is a further edition
    drafted_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))

    park: Mapped[Park] = orm.relationship(lazy="raise")
    written_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=written_by_id)
    submitted_by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=submitted_by_id)


@sa.event.listens_for(WeeklyReport, "before_update")
def _keep_frozen(_mapper: Any, _connection: Any, report: WeeklyReport) -> None:
    """The last guard of a submitted report, whatever an action overlooks."""
    before = sa.inspect(report).attrs.status.history
    was = before.deleted[0] if before.deleted else report.status
    if was is WeeklyStatus.SUBMITTED:
        message = f"A submitted weekly report never changes: {report.id}"
        raise RuntimeError(message)
