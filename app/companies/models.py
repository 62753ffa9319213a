"""Companies with everything that identifies, describes and reaches them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import City
from app.core.audit import Audited
from app.core.db import Code, Model, Money, Name, Record, Versioned
from app.parks.models import Park
from app.plans.models import NamedOrganisation, Sector

from .enums import AliasKind, ChainPosition, Origin, TagKind, TagLevel


class Company(Record, Versioned, Audited, Model):
    """An investor or a possible one. `code` (QY-000123) is what people see and what stands in URLs."""

    __tablename__ = "company"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index(None, "normalised_name"),
        sa.Index(None, "uscc"),
        sa.Index(None, "updated_at", "id"),
        sa.Index(None, "name_key", "id"),
        sa.Index(None, "capital_key", "id"),
        sa.Index(None, "parent_id"),
        sa.Index(None, "named_organisation_id"),
    )

    code: Mapped[Code]
    name: Mapped[Name]
    normalised_name: Mapped[Name]  # `rules.normalise`
    name_key: Mapped[Name] = mapped_column(default="")  # `rules.sort_key`: lists stand in the order of the pinyin
    uscc: Mapped[str | None] = mapped_column(sa.String(18))
    origin: Mapped[Origin | None]
    origin_place: Mapped[Name | None]  # province and city, or the country
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"))
    chain_position: Mapped[ChainPosition | None]
    chain_link: Mapped[Name | None]
    business: Mapped[str] = mapped_column(sa.Text, default="")
    website: Mapped[Name | None]
    registered_capital: Mapped[Money | None]
    founded_year: Mapped[int | None]
    named_organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("named_organisation.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]

    # NULL sorts differently on the two engines and breaks keyset paging: lists sort by this.
    capital_key: Mapped[Money] = mapped_column(sa.Computed("coalesce(registered_capital, -1)", persisted=True))

    parent: Mapped["Company | None"] = orm.relationship(lazy="raise", remote_side="Company.id")
    named_organisation: Mapped[NamedOrganisation | None] = orm.relationship(lazy="raise")
    mentions: Mapped[list[NamedOrganisation]] = orm.relationship(
        lazy="raise", secondary="company_mention", order_by=(NamedOrganisation.plan_id, NamedOrganisation.position)
    )
    sectors: Mapped[list[Sector]] = orm.relationship(lazy="raise", secondary="company_sector", order_by=Sector.position)
    aliases: Mapped[list["CompanyAlias"]] = orm.relationship(
        lazy="raise", order_by="CompanyAlias.id", cascade="all, delete-orphan"
    )
    tags: Mapped[list["CompanyTag"]] = orm.relationship(
        lazy="raise", order_by="CompanyTag.kind", cascade="all, delete-orphan"
    )
    contacts: Mapped[list["Contact"]] = orm.relationship(
        lazy="raise", order_by="(Contact.is_primary.desc(), Contact.id)", cascade="all, delete-orphan"
    )


class CompanySector(Model):
    """The sectors a company works in."""

    __tablename__ = "company_sector"
    __table_args__ = (sa.Index(None, "sector_id", "company_id"),)

    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True)


class CompanyMention(Model):
    """A place where a plan names the company. `named_organisation_id` of the company is the first of them."""

    __tablename__ = "company_mention"
    __table_args__ = (sa.UniqueConstraint("named_organisation_id"),)

    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"), primary_key=True)
    named_organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("named_organisation.id", ondelete="CASCADE"), primary_key=True
    )


class CompanyScope(Model):
    """Who may see a company, as a key; see `scopes` and `queries.visible_to`.

    `park:5` a park that keeps it in its book, `shared:1` every park team of the city, `city:1` the bureau and leaders
    of the city.
    """

    __tablename__ = "company_scope"
    __table_args__ = (sa.Index(None, "scope", "company_id"),)

    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(24), primary_key=True)


class CompanyAlias(Model):
    """Another name of a company: alias, former or English."""

    __tablename__ = "company_alias"
    __table_args__ = (sa.Index(None, "company_id"), sa.Index(None, "normalised_name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    name: Mapped[Name]
    normalised_name: Mapped[Name]
    kind: Mapped[AliasKind]


class CompanyTag(Model):
    """A title with its level, year and evidence."""

    __tablename__ = "company_tag"
    __table_args__ = (
        sa.Index(None, "company_id"),
        sa.Index(None, "kind", "company_id"),
        sa.UniqueConstraint("company_id", "kind", "level", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    kind: Mapped[TagKind]
    level: Mapped[TagLevel]
    year: Mapped[int | None]
    evidence: Mapped[Name] = mapped_column(default="")


class Contact(Record, Audited, Model):
    """A person at a company: personal data, shown masked, every reveal logged (PIPL).

    What a park's team learned stays with that park: `park_id` says whose contact it is, `city_id` of which city's
    bureau. A contact without a park is shown to everybody of the city who sees the company.
    """

    __tablename__ = "contact"
    __table_args__ = (sa.Index(None, "company_id"),)

    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(40))
    job_title: Mapped[str] = mapped_column(sa.String(40), default="")
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    email: Mapped[str | None] = mapped_column(sa.String(120))
    note: Mapped[Name] = mapped_column(default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    park_id: Mapped[int | None] = mapped_column(sa.ForeignKey("park.id"))
    city_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"))

    park: Mapped[Park | None] = orm.relationship(lazy="raise")
    city: Mapped[City | None] = orm.relationship(lazy="raise")


class CompanyMerge(Record, Model):
    """One company went into another: what both were before, and which rows moved, so that it can be taken back.

    The one that goes keeps its row (`deleted_at` set) and its code, which leads to the one that is kept.
    """

    __tablename__ = "company_merge"
    __table_args__ = (
        sa.Index(None, "kept_id"),
        # Nothing goes twice: the last word between two people who merge the same company at once.
        sa.Index(
            "uq_company_merge_gone_id",
            "gone_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    scopes: Mapped[list[str]]  # the keys by which the one that went was seen: who may know of it afterwards
    snapshot: Mapped[dict[str, Any]]  # `actions.merging`: both rows, moved rows by number, what was set
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    kept: Mapped[Company] = orm.relationship(lazy="raise", foreign_keys=kept_id)
    gone: Mapped[Company] = orm.relationship(lazy="raise", foreign_keys=gone_id)


class CompanyPiece(Model):
    """Three characters of a company's name or other name, where the check for duplicates begins (`rules.pieces`)."""

    __tablename__ = "company_piece"
    __table_args__ = (sa.Index(None, "company_id"), {"sqlite_with_rowid": False})

    piece: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id", ondelete="CASCADE"), primary_key=True)
