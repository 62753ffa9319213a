"""The project, its moves and activities, and the counters that stand for sums over all projects."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.companies.models import Company
from app.core.audit import Audited
from app.core.db import Code, Model, Money, Mu, Name, Record, SquareMetres, Versioned
from app.parks.models import Park
from app.plans.models import Sector

from .enums import (
    ActivityKind,
    BackReason,
    ContractKind,
    HoldReason,
    LostReason,
    NotCounted,
    Recognition,
    RemovalReason,
    SiteMode,
    Source,
    Stage,
    Status,
)

_FILTERED_OF_A_PARK = ["status", "deleted_at", "stage"]
_FILTERED = ["park_id", *_FILTERED_OF_A_PARK]
_SUMMED = ("status", "deleted_at", "park_id", "stage", "investment", "stale_on", "land_mu")
_IN_STOCK = "status = 'active' AND deleted_at IS NULL"
_USUAL_ORDER = ("updated_at", "id")  # a list narrowed by what leads such an index is sorted from it


class Project(Record, Versioned, Audited, Model):
    """One entity from the first hint to full output; nothing is retyped on the way."""

    __tablename__ = "project"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("investment >= 0", name="investment_not_negative"),
        sa.CheckConstraint("fixed_investment >= 0", name="fixed_investment_not_negative"),
        sa.CheckConstraint("land_mu >= 0", name="land_not_negative"),
        sa.CheckConstraint("floor_sqm >= 0", name="floor_not_negative"),
        sa.Index(None, "park_id", "deleted_at", "status", "stage", "rank", "id"),
        # The columns of the board in their order: whatever it is narrowed by, the first cards are found in the index
        # alone. The second serves a board of every status.
        sa.Index(
            "ix_project_board",
            *("status", "stage", "rank", "id", "park_id", "deleted_at", "stale_on", "alarm_on", "recognition"),
            *("source", "site_mode", "investment", "owner_id", "next_due", "signed_on", "landed_on"),
        ),
        sa.Index(None, "stage", "rank", "id"),
        # The orders of a list. With what nearly every list asks besides, PostgreSQL walks them without reading a row.
        sa.Index(None, "updated_at", "id", postgresql_include=_FILTERED),
        sa.Index(None, "park_id", "updated_at", "id", postgresql_include=_FILTERED_OF_A_PARK),
        sa.Index(None, "investment_key", "id", postgresql_include=_FILTERED),
        sa.Index(None, "stage_since", "id", postgresql_include=_FILTERED),
        sa.Index(None, "next_due_key", "id", postgresql_include=_FILTERED),
        sa.Index(None, "company_id"),
        # These answer from the index alone: what of one person's is due, in order; lights and their sums; what one
        # person looks after; sectors; the sums of whatever else a list is narrowed by.
        sa.Index(
            "ix_project_owner_due", *("owner_id", "status", "next_due_key", "id", "stale_on", "park_id", "deleted_at")
        ),
        sa.Index(
            "ix_project_lights",
            *("park_id", "status", "deleted_at", "stale_on", "stage", "alarm_on", "investment", "land_mu", "next_due"),
            *("owner_id", *_USUAL_ORDER, "stage_since", "next_due_key"),
        ),
        # How many are late, and nothing else: a statement must name the state in its text to be answered from it.
        sa.Index(
            "ix_project_late",
            *("park_id", "stale_on", "alarm_on"),
            sqlite_where=sa.text(_IN_STOCK),
            postgresql_where=sa.text(_IN_STOCK),
        ),
        sa.Index(
            "ix_project_owner_figures",
            *("owner_id", "status", "deleted_at", "stage", "park_id", "investment", "stale_on", "alarm_on"),
            "counted_stage",
        ),
        sa.Index(
            "ix_project_sector_figures",
            *("sector_id", "status", "deleted_at", "investment", "park_id", "stage", "stale_on", "land_mu"),
            *_USUAL_ORDER,
        ),
        *(
            sa.Index(f"ix_project_{name}_figures", column, *_SUMMED, *_USUAL_ORDER)
            for name, column in (
                ("source", "source"),
                ("site", "site_mode"),
                ("recognition", "recognition"),
                ("signed", "signed_on"),
                ("landed", "landed_on"),
                ("due", "next_due"),
            )
        ),
        sa.Index(None, "park_id", "last_activity_on", "id"),
        sa.Index(None, "park_id", "signed_on"),
        sa.Index(None, "park_id", "framework_on"),
        sa.Index(None, "park_id", "landed_on"),
        sa.Index(None, "expansion_of_id"),
    )

    code: Mapped[Code]
    name: Mapped[Name]
    code_name: Mapped[Name | None]  # what readers see who may not know the investor
    confidential: Mapped[bool] = mapped_column(default=False)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    sector_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"))
    chain_link: Mapped[Name | None]
    stage: Mapped[Stage] = mapped_column(default=Stage.LEAD)
    # How far it is for counting: stages from 签约 on only once they are recognised. See `standing`.
    counted_stage: Mapped[Stage] = mapped_column(default=Stage.LEAD)
    recognition: Mapped[Recognition | None]  # of the stage it stands in; None before 签约
    status: Mapped[Status] = mapped_column(default=Status.ACTIVE)
    status_reason: Mapped[Name | None]
    lost_reason: Mapped[LostReason | None]
    hold_reason: Mapped[HoldReason | None]
    removal_reason: Mapped[RemovalReason | None]
    competing_city: Mapped[Name | None]
    review_on: Mapped[date | None]  # when a project on hold is looked at again
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    source: Mapped[Source]
    content: Mapped[str] = mapped_column(sa.Text)
    site_mode: Mapped[SiteMode | None]
    investment: Mapped[Money | None]
    fixed_investment: Mapped[Money | None]
    land_mu: Mapped[Mu | None]
    floor_sqm: Mapped[SquareMetres | None]
    output_estimate: Mapped[Money | None]  # 万元 a year at full capacity
    tax_estimate: Mapped[Money | None]  # 万元 a year at full capacity
    jobs_estimate: Mapped[int | None]
    requirements: Mapped[str] = mapped_column(
        sa.Text, default=""
    )  # the requirements sheet: power, water, gas, height …
    problems: Mapped[str] = mapped_column(sa.Text, default="")

    registered_at: Mapped[datetime]
    stage_since: Mapped[date]
    # The days of recognition, kept from the move log by `standing`; None while it counts in no such figure.
    signed_on: Mapped[date | None]  # formal contract
    framework_on: Mapped[date | None]  # framework agreement
    landed_on: Mapped[date | None]
    signed_amount: Mapped[Money | None]  # 万元, frozen at recognition
    framework_amount: Mapped[Money | None]
    not_counted: Mapped[NotCounted | None]
    expansion_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))  # 增资: only its increment counts
    last_activity_on: Mapped[date | None]
    next_step: Mapped[Name | None]
    next_due: Mapped[date | None]
    # What the clocks read besides stage and activities: agreed days by contract, reported and planned progress.
    agreed_start_on: Mapped[date | None]
    agreed_production_on: Mapped[date | None]
    progress: Mapped[int | None]  # percent of the building work, as last reported
    progress_on: Mapped[date | None]
    planned_progress: Mapped[list[Any] | None]  # [day, percent] in order; None: even between the agreed days
    # The two days on which the light changes, the earliest of the three clocks; None while nothing can be late.
    stale_on: Mapped[date | None]
    alarm_on: Mapped[date | None]
    rank: Mapped[float]  # place in its column of the board; a card between two others takes their mean

    is_demo: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]

    # NULL sorts differently on the two engines and breaks keyset paging: lists sort by these.
    investment_key: Mapped[Money] = mapped_column(sa.Computed("coalesce(investment, -1)", persisted=True))
    next_due_key: Mapped[date] = mapped_column(sa.Computed("coalesce(next_due, '9999-12-31')", persisted=True))

    company: Mapped[Company] = orm.relationship(lazy="raise")
    park: Mapped[Park] = orm.relationship(lazy="raise")
    sector: Mapped[Sector | None] = orm.relationship(lazy="raise")
    owner: Mapped[User | None] = orm.relationship(lazy="raise")


class Move(Model):
    """One row of the move log: from, to, when it happened, when it was entered, by whom, why.

    Time in stage is read from here, never from `created_at`. The first row of a project has no `from_stage`.
    """

    __tablename__ = "project_move"
    __table_args__ = (
        sa.Index(None, "project_id", "id"),
        sa.Index(None, "to_stage", "event_on"),
        # What a person moved in a month, counted from the index alone.
        sa.Index(
            "ix_project_move_own_month",
            *("by_id", "event_on", "reason", "from_stage", "to_stage", "project_id", "id"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    from_stage: Mapped[Stage | None]
    to_stage: Mapped[Stage]
    event_on: Mapped[date]  # 发生
    moved_at: Mapped[datetime]  # 录入
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    back_reason: Mapped[BackReason | None]  # of a step back
    reason: Mapped[Name] = mapped_column(default="")
    # 申报 and 认定, from 签约 on; the attempts before the last stand in the review package.
    recognition: Mapped[Recognition | None]
    submitted_at: Mapped[datetime | None]
    recognised_on: Mapped[date | None]
    contract_kind: Mapped[ContractKind | None]  # of a recognised 签约
    amount: Mapped[Money | None]  # 万元, as recognised
    # A framework agreement recognised before the formal contract took its place.
    framework_on: Mapped[date | None]
    framework_amount: Mapped[Money | None]

    by: Mapped[User | None] = orm.relationship(lazy="raise", foreign_keys=by_id)


class Activity(Record, Audited, Model):
    """A call, visit, meeting …: when, who, what came of it, what is next. Idleness counts from `happened_on`."""

    __tablename__ = "activity"
    __table_args__ = (
        sa.Index(None, "project_id", "happened_on", "id"),
        sa.Index(None, "by_id", "happened_on"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[ActivityKind]
    happened_on: Mapped[date]
    people: Mapped[Name] = mapped_column(default="")
    result: Mapped[str] = mapped_column(sa.Text)
    next_step: Mapped[Name | None]
    next_due: Mapped[date | None]
    mentions: Mapped[list[Any]] = mapped_column(default=list)  # (name as typed, sign-in name) of who was mentioned
    edited_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    by: Mapped[User | None] = orm.relationship(lazy="raise")


class ActivityRevision(Model):
    """What an activity said before it was changed or taken back; one that was taken back lives on here alone."""

    __tablename__ = "activity_revision"
    __table_args__ = (sa.Index(None, "project_id", "activity_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    activity_id: Mapped[int]  # no key: the activity may be gone
    removed: Mapped[bool]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[ActivityKind]
    happened_on: Mapped[date]
    people: Mapped[Name] = mapped_column(default="")
    result: Mapped[str] = mapped_column(sa.Text)
    next_step: Mapped[Name | None]
    next_due: Mapped[date | None]


class Tally(Model):
    """Number and investment of a park's projects by stage and status, kept in the transaction that changes them.

    `stage` is where they stand, for boards; `counted_stage` where they count, for every published figure.
    """

    __tablename__ = "project_tally"

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    counted_stage: Mapped[Stage] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(primary_key=True)
    count: Mapped[int]
    investment: Mapped[Money] = mapped_column(default=Decimal(0))


class YearTally(Model):
    """Projects of a park recognised as signed and landed in a year, by the day of recognition, with their amounts."""

    __tablename__ = "project_year_tally"

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    signed: Mapped[int]
    signed_investment: Mapped[Money] = mapped_column(default=Decimal(0))
    framework: Mapped[int] = mapped_column(default=0)
    framework_investment: Mapped[Money] = mapped_column(default=Decimal(0))
    landed: Mapped[int]
    landed_investment: Mapped[Money] = mapped_column(default=Decimal(0))


class ProjectMerge(Record, Model):
    """One project went into another: what both were before, and which rows moved, so that it can be taken back.

    The one that goes keeps its row (`deleted_at` set), its code and its moves; the code leads to the one that is kept.
    """

    __tablename__ = "project_merge"
    __table_args__ = (
        sa.Index(None, "kept_id"),
        # Nothing goes twice: the last word between two people who merge the same project at once.
        sa.Index(
            "uq_project_merge_gone_id",
            "gone_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    snapshot: Mapped[dict[str, Any]]  # `actions.merge`: both rows, moved rows by number, what was set
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    kept: Mapped[Project] = orm.relationship(lazy="raise", foreign_keys=kept_id)
    gone: Mapped[Project] = orm.relationship(lazy="raise", foreign_keys=gone_id)
