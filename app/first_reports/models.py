"""First reports with their marks and evidence, conflict cases with statements and rulings, transfers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.core.attachments import Attached
from app.core.audit import Audited
from app.core.db import Code, Model, Name, Record, Versioned
from app.parks.models import Park
from app.projects.discreet import cover_name
from app.projects.enums import EvidenceKind
from app.projects.models import Project

from .enums import CaseState, ClaimState, MatchLevel, Outcome, Release, ReportLevel, TransferState

MARK_LENGTH = 220
# On what a clock runs that its owner is told of. As text, so that the index on it is recognised where it is asked for.
CLOCKED = sa.text("state IN ('incomplete', 'protected', 'warned')")


class FirstReport(Record, Versioned, Audited, Model):
    """One project's place in the queue for the first report of its investor; everything follows from the project.

    Park, city and investor are the project's, repeated so that lists and the nightly clocks read one table.
    """

    __tablename__ = "first_report"
    __table_args__ = (
        sa.UniqueConstraint("project_id"),
        sa.Index(None, "park_id", "state", "id"),
        sa.Index(None, "park_id", "id", "state"),
        # How many of a city stand in each state: of these two alone PostgreSQL keeps each pair once.
        sa.Index(None, "city_id", "state"),
        sa.Index(None, "company_id"),
        sa.Index(None, "state", "idle_from"),
        sa.Index(None, "state", "protected_until"),
        sa.Index(None, "state", "due_on"),
        sa.Index(None, "released_on"),
        sa.Index(
            "ix_first_report_clocks",
            *("park_id", "id", "state", "protected_until", "due_on", "idle_from", "project_id"),
            sqlite_where=CLOCKED,
            postgresql_where=CLOCKED,
        ),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.INCOMPLETE)
    level: Mapped[ReportLevel] = mapped_column(default=ReportLevel.PARK)
    reported_at: Mapped[datetime]  # server time of the registration
    completed_at: Mapped[datetime | None]  # server time at which it was complete: the order of the queue
    due_on: Mapped[date]  # until when an incomplete one is to be completed
    held_on: Mapped[date | None]
    protected_until: Mapped[date | None]
    renewed_on: Mapped[date | None]
    renewal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    idle_from: Mapped[date]  # from which day without a follow-up is counted
    released_on: Mapped[date | None]
    release_reason: Mapped[Release | None]

    project: Mapped[Project] = orm.relationship(lazy="raise")
    park: Mapped[Park] = orm.relationship(lazy="raise")


class FirstReportMark(Model):
    """By what an investor is known: code, names, row. Of a city each mark belongs to one holder at most."""

    __tablename__ = "first_report_mark"
    __table_args__ = (
        sa.Index("ix_first_report_mark_city_id_mark", "city_id", "mark"),
        sa.Index(
            "uq_first_report_mark_holder",
            *("city_id", "mark"),
            unique=True,
            sqlite_where=sa.text("held"),
            postgresql_where=sa.text("held"),
        ),
    )

    first_report_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(MARK_LENGTH), primary_key=True)
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    held: Mapped[bool] = mapped_column(default=False)


class RenewalEvidence(Attached, Model):
    """A file that a renewal rests on."""

    __tablename__ = "first_report_evidence"
    __table_args__ = (sa.Index(None, "first_report_id"),)

    first_report_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind]


class ConflictCase(Record, Versioned, Audited, Model):
    """撞单: two registrations for one investor or project. The incumbent (甲方) was there first."""

    __tablename__ = "conflict_case"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("incumbent_id", "challenger_id"),
        sa.Index(None, "challenger_id"),
        sa.Index(None, "city_id", "state", "ruling_due", "id"),
        sa.CheckConstraint("incumbent_id <> challenger_id", name="two_sides"),
    )

    code: Mapped[Code]
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    incumbent_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"))
    challenger_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"))
    match_level: Mapped[int]  # MatchLevel
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    opened_on: Mapped[date]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))  # None: by the product itself
    evidence_due: Mapped[date]
    ruling_due: Mapped[date]
    due_certain: Mapped[bool] = mapped_column(default=True)  # whether the holidays up to `ruling_due` were known
    outcome: Mapped[Outcome | None]
    ruled_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    ruling: Mapped[str] = mapped_column(sa.Text, default="")
    on_time: Mapped[str] = mapped_column(sa.Text, default="")
    on_contact: Mapped[str] = mapped_column(sa.Text, default="")
    on_follow_up: Mapped[str] = mapped_column(sa.Text, default="")
    on_fit: Mapped[str] = mapped_column(sa.Text, default="")
    appeal_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    appeal_claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("first_report.id", ondelete="SET NULL"))
    appealed_at: Mapped[datetime | None]
    appeal_reason: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    first_outcome: Mapped[Outcome | None]  # what was ruled before an appeal changed it
    closed_on: Mapped[date | None]
    closed_why: Mapped[Name] = mapped_column(default="")

    incumbent: Mapped[FirstReport] = orm.relationship(lazy="raise", foreign_keys=incumbent_id)
    challenger: Mapped[FirstReport] = orm.relationship(lazy="raise", foreign_keys=challenger_id)

    @property
    def level(self) -> MatchLevel:
        """How the two are alike."""
        return MatchLevel(self.match_level)


class CaseStatement(Record, Audited, Model):
    """What one side says."""

    __tablename__ = "case_statement"
    __table_args__ = (sa.UniqueConstraint("case_id", "first_report_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id", ondelete="CASCADE"))
    first_report_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))


class CaseEvidence(Attached, Model):
    """A file that one side hands in; the other side never sees it."""

    __tablename__ = "case_evidence"
    __table_args__ = (sa.Index(None, "case_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("conflict_case.id", ondelete="CASCADE"))
    first_report_id: Mapped[int] = mapped_column(sa.ForeignKey("first_report.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind]


class Transfer(Record, Versioned, Audited, Model):
    """流转: a project goes from one park to another when giver, taker and bureau have agreed, in any order.

    The shares split the counting for scores only; nothing here calculates money between parks.
    """

    __tablename__ = "project_transfer"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index(None, "project_id"),
        sa.Index(
            "uq_project_transfer_open",
            "project_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(None, "from_park_id", "state", "id"),
        sa.Index(None, "to_park_id", "state", "id"),
        sa.CheckConstraint("from_park_id <> to_park_id", name="two_parks"),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name="share_is_a_share"),
    )

    code: Mapped[Code]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    from_park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    to_park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    project_name: Mapped[Name]  # as the giver knew it; later names are not his to know
    state: Mapped[TransferState] = mapped_column(default=TransferState.OPEN)
    reason: Mapped[str] = mapped_column(sa.Text)
    share_percent: Mapped[int]  # the giver's part of the counting
    share_until: Mapped[date | None]  # the last day of the split; set when done
    share_years: Mapped[int]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    giver_at: Mapped[datetime | None]
    giver_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    taker_at: Mapped[datetime | None]
    taker_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    bureau_at: Mapped[datetime | None]
    bureau_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    new_owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    end_reason: Mapped[Name] = mapped_column(default="")

    project: Mapped[Project] = orm.relationship(lazy="raise")
    from_park: Mapped[Park] = orm.relationship(lazy="raise", foreign_keys=from_park_id)
    to_park: Mapped[Park] = orm.relationship(lazy="raise", foreign_keys=to_park_id)

    @property
    def public_name(self) -> str:
        """The project's name as it was proposed; what became confidential since stands by its code name."""
        project = self.project
        return cover_name(project) if project.confidential else self.project_name
