"""What policy plans say: documents, sectors, targets, indicators, tasks, measures and named organisations.

Rows come from a file (`origin` = its code) or from the screen. Published details that the product only shows
stand in JSON `details`; what it filters or counts by has a column. Every row names its section of the document.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import City
from app.core.audit import Audited
from app.core.db import Code, Model, Name, Number, Record, Versioned

from .enums import Comparator, TargetScope

SECTION_LENGTH = 40


class Plan(Record, Versioned, Audited, Model):
    """One policy document and everything it plans."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("period_end IS NULL OR period_start <= period_end", name="period_runs_forward"),
    )

    code: Mapped[Code]
    title: Mapped[Name]
    short_title: Mapped[str] = mapped_column(sa.String(60))
    title_told: Mapped[bool] = mapped_column(default=True)  # False: the text carries no title, ours is a description
    issuing_body: Mapped[Name | None]
    number: Mapped[str | None] = mapped_column(sa.String(60))
    issued_on: Mapped[date | None]
    period_start: Mapped[int | None]
    period_end: Mapped[int | None]
    period_note: Mapped[Name | None]
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    position: Mapped[int] = mapped_column(default=0)
    from_file: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    city: Mapped[City] = orm.relationship(lazy="raise")


class Sector(Record, Model):
    """A node of the sector tree that all plans share."""

    __tablename__ = "sector"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "parent_id"))

    code: Mapped[Code]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sector.id"))
    name: Mapped[Name]
    name_en: Mapped[Name]
    kind: Mapped[str] = mapped_column(sa.String(40))
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Target(Record, Model):
    """A figure that a plan sets itself."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id", "year"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    metric: Mapped[Name]
    comparator: Mapped[Comparator]
    value: Mapped[Number | None]
    value_min: Mapped[Number | None]
    value_max: Mapped[Number | None]
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    year: Mapped[int | None]
    period: Mapped[str | None] = mapped_column(sa.String(60))
    scope: Mapped[TargetScope]
    scope_text: Mapped[Name | None]
    qualifier: Mapped[Name | None]
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    plan: Mapped[Plan] = orm.relationship(lazy="raise")


class Indicator(Record, Model):
    """One line of a plan's table of indicators, to be reported by a unit and confirmed by another."""

    __tablename__ = "indicator"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id", "number"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    level1: Mapped[Name]
    name: Mapped[Name]
    unit: Mapped[str] = mapped_column(sa.String(40))
    target_value: Mapped[Number | None]
    comparator: Mapped[Comparator]
    year: Mapped[int | None]
    responsible_units: Mapped[list[str]] = mapped_column(default=list)
    data_units: Mapped[list[str]] = mapped_column(default=list)
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Task(Record, Model):
    """A task or safeguard of a plan, with lead and participating units and numbered deliverables."""

    __tablename__ = "task"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id", "position"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    number: Mapped[str | None] = mapped_column(sa.String(20))
    group_name: Mapped[Name | None]
    name: Mapped[Name]
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    lead_units: Mapped[list[str]] = mapped_column(default=list)
    participating_units: Mapped[list[str]] = mapped_column(default=list)
    deliverables: Mapped[list[Any]] = mapped_column(default=list)
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Measure(Record, Model):
    """A policy measure: what is supported, by which instrument, at which rate and cap."""

    __tablename__ = "measure"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id", "position"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[str | None] = mapped_column(sa.String(40))
    name: Mapped[Name]
    supports: Mapped[str] = mapped_column(sa.Text, default="")
    instrument: Mapped[str] = mapped_column(sa.String(60))
    rate_percent: Mapped[Number | None]
    rate_kind: Mapped[str | None] = mapped_column(sa.String(20))
    base: Mapped[Name | None]
    cap_yuan: Mapped[Number | None]
    cap_scope: Mapped[Name | None]
    lead_units: Mapped[list[str]] = mapped_column(default=list)
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class NamedOrganisation(Record, Model):
    """A company, university, institute or fund that a plan names, with what the plan says of it and no more."""

    __tablename__ = "named_organisation"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(sa.String(40))
    role: Mapped[str] = mapped_column(sa.String(40))
    said: Mapped[str] = mapped_column(sa.Text, default="")
    city_name: Mapped[Name | None]
    aliases: Mapped[list[str]] = mapped_column(default=list)
    place_code: Mapped[str | None] = mapped_column(sa.String(64))  # a unit or a carrier of parks
    place_basis: Mapped[Name | None]
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    plan: Mapped[Plan] = orm.relationship(lazy="raise")
    sectors: Mapped[list[Sector]] = orm.relationship(
        lazy="raise", secondary="named_organisation_sector", order_by=Sector.position
    )


class NamedOrganisationSector(Model):
    """The sectors in which a plan names the organisation."""

    __tablename__ = "named_organisation_sector"

    named_organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("named_organisation.id", ondelete="CASCADE"), primary_key=True
    )
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True)


class TargetProfile(Record, Model):
    """A kind of enterprise, institution or project that a plan wants to attract."""

    __tablename__ = "target_profile"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(sa.String(40))
    items: Mapped[list[str]] = mapped_column(default=list)
    sector_codes: Mapped[list[str]] = mapped_column(default=list)
    place_code: Mapped[str | None] = mapped_column(sa.String(64))
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
