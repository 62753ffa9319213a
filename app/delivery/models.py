"""What the gates from 评审 on ask for, one row a project; full tracking grows from here."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import Audited
from app.core.db import Model, Money, Name, Record, Versioned
from app.projects.enums import ContractKind

from .enums import AppraisalResult, SiteContractKind

NUMBER_LENGTH = 80


class DeliveryFacts(Record, Versioned, Audited, Model):
    """Appraisal, contract, project company, site, permits, acceptance and first output of one project."""

    __tablename__ = "delivery_facts"
    __table_args__ = (sa.UniqueConstraint("project_id"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"))
    appraisal_result: Mapped[AppraisalResult | None]
    appraised_on: Mapped[date | None]
    contract_kind: Mapped[ContractKind | None]
    contract_on: Mapped[date | None]
    contract_investment: Mapped[Money | None]
    agreed_start_on: Mapped[date | None]
    agreed_production_on: Mapped[date | None]
    agreed_output: Mapped[Money | None]
    agreed_tax: Mapped[Money | None]
    agreed_jobs: Mapped[int | None]
    legal_review_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    competition_review_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    project_company_name: Mapped[Name | None]
    project_company_uscc: Mapped[str | None] = mapped_column(sa.String(18))
    site_contract_kind: Mapped[SiteContractKind | None]
    site_contract_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    site_contract_on: Mapped[date | None]
    filing_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    construction_permit_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    fit_out_contract_number: Mapped[str | None] = mapped_column(sa.String(NUMBER_LENGTH))
    started_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    equipment_installed_on: Mapped[date | None]
    first_invoice_on: Mapped[date | None]
    year_output: Mapped[Money | None]
    year_tax: Mapped[Money | None]
