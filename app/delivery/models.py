"""What the gates from 评审 on ask for, laid out for full tracking: contracts, sites, permits, their files, and the rest.

A row that was deleted stays with `deleted_at`, so that deleting can be taken back; no query reads it otherwise.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.attachments import Attached
from app.core.audit import Audited
from app.core.db import Model, Money, Mu, Name, Record, SquareMetres, Versioned
from app.projects.enums import ContractKind, EvidenceKind

from .enums import AppraisalResult, PermitKind, SiteContractKind

NUMBER_LENGTH = 80


class DeliveryFacts(Record, Versioned, Audited, Model):
    """What a project has once: appraisal, project company, start, acceptance, first output."""

    __tablename__ = "delivery_facts"
    __table_args__ = (sa.UniqueConstraint("project_id"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    appraisal_result: Mapped[AppraisalResult | None]
    appraised_on: Mapped[date | None]
    project_company_name: Mapped[Name | None]
    project_company_uscc: Mapped[str | None] = mapped_column(sa.String(18))
    licensed_on: Mapped[date | None]
    registered_capital: Mapped[Money | None]
    started_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    equipment_installed_on: Mapped[date | None]
    first_invoice_on: Mapped[date | None]
    year_output: Mapped[Money | None]  # 万元 in twelve months
    year_tax: Mapped[Money | None]  # 万元 in twelve months


class Contract(Record, Versioned, Audited, Model):
    """A formal contract or a framework agreement with the investor: dates, amounts, promises, reviews."""

    __tablename__ = "contract"
    __table_args__ = (sa.Index(None, "project_id"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[ContractKind]
    number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    signed_on: Mapped[date | None]
    investment: Mapped[Money | None]
    fixed_investment: Mapped[Money | None]
    agreed_start_on: Mapped[date | None]
    agreed_production_on: Mapped[date | None]
    agreed_output: Mapped[Money | None]  # 万元 a year at full capacity
    agreed_tax: Mapped[Money | None]  # 万元 a year at full capacity
    agreed_jobs: Mapped[int | None]
    legal_review_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    competition_review_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    deleted_at: Mapped[datetime | None]


class SiteContract(Record, Versioned, Audited, Model):
    """How the project company holds a piece of land or a building."""

    __tablename__ = "site_contract"
    __table_args__ = (
        sa.CheckConstraint("land_mu >= 0", name="land_not_negative"),
        sa.CheckConstraint("floor_sqm >= 0", name="floor_not_negative"),
        sa.Index(None, "project_id"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[SiteContractKind]
    number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    signed_on: Mapped[date | None]
    land_mu: Mapped[Mu | None]
    floor_sqm: Mapped[SquareMetres | None]
    place: Mapped[Name | None]
    deleted_at: Mapped[datetime | None]


class Permit(Record, Versioned, Audited, Model):
    """A filing, an assessment, a permit, or the contract for fitting out that stands in for them."""

    __tablename__ = "permit"
    __table_args__ = (sa.Index(None, "project_id"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[PermitKind]
    number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    issued_on: Mapped[date | None]
    authority: Mapped[Name | None]
    deleted_at: Mapped[datetime | None]


class DeliveryFile(Attached, Audited, Model):
    """A scan beside one of the rows above, or a photo of the site that stands by itself."""

    __tablename__ = "delivery_file"
    __table_args__ = (
        sa.Index(None, "project_id"),
        sa.Index(None, "contract_id"),
        sa.Index(None, "site_contract_id"),
        sa.Index(None, "permit_id"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind]
    contract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract.id", ondelete="CASCADE"))
    site_contract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site_contract.id", ondelete="CASCADE"))
    permit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("permit.id", ondelete="CASCADE"))
    deleted_at: Mapped[datetime | None]
