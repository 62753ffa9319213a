"""Layouts and their nodes, parks, carriers, the six-specials checklist, yearly targets."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import City
from app.core.audit import Audited
from app.core.db import Code, Model, Name, Record, Versioned
from app.plans.enums import LayoutShape, UnitKind
from app.plans.models import SECTION_LENGTH, NamedOrganisation, Plan, Sector

from .enums import ParkMetric


class Layout(Record, Versioned, Audited, Model):
    """The spatial layout of a plan: 1+2+6, ten parks, 1+N. Its nodes say all; nothing in the code knows a pattern."""

    __tablename__ = "layout"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "plan_id"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(60))
    shape: Mapped[LayoutShape]
    long_name: Mapped[Name]
    open_list: Mapped[bool] = mapped_column(default=False)
    checklist: Mapped[list[str]] = mapped_column(default=list)  # what every park must have, e.g. the six specials
    note: Mapped[str] = mapped_column(sa.Text, default="")
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    from_file: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[bool] = mapped_column(default=False)  # changed on screen: reloading the file leaves it alone
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    plan: Mapped[Plan] = orm.relationship(lazy="raise")
    nodes: Mapped[list["LayoutNode"]] = orm.relationship(
        lazy="raise", back_populates="layout", order_by="LayoutNode.position", cascade="all, delete-orphan"
    )


class Park(Record, Versioned, Audited, Model):
    """A park, zone, base, district or core: what a team attracts investment to."""

    __tablename__ = "park"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "city_id"))

    code: Mapped[Code]
    name: Mapped[Name]
    short_name: Mapped[str] = mapped_column(sa.String(24))
    name_en: Mapped[Name | None]
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"))
    places: Mapped[list[str]] = mapped_column(default=list)  # two where it spans two
    focus: Mapped[list[str]] = mapped_column(default=list)  # sector words of the document
    role: Mapped[str] = mapped_column(sa.Text, default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH), default="")
    contact_name: Mapped[str | None] = mapped_column(sa.String(40))
    contact_title: Mapped[str | None] = mapped_column(sa.String(40))
    contact_phone: Mapped[str | None] = mapped_column(sa.String(40))
    contact_email: Mapped[str | None] = mapped_column(sa.String(120))
    contact_address: Mapped[Name | None]
    from_file: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    city: Mapped[City] = orm.relationship(lazy="raise")
    sector_rows: Mapped[list["ParkSector"]] = orm.relationship(
        lazy="raise", order_by="ParkSector.position", cascade="all, delete-orphan"
    )


class ParkSector(Model):
    """A sector that a park is meant for, the leading one first."""

    __tablename__ = "park_sector"

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    sector: Mapped[Sector] = orm.relationship(lazy="raise")


class LayoutNode(Record, Model):
    """A park's place in a layout. A park may stand in several."""

    __tablename__ = "layout_node"
    __table_args__ = (sa.UniqueConstraint("layout_id", "park_id"), sa.Index(None, "park_id"))

    layout_id: Mapped[int] = mapped_column(sa.ForeignKey("layout.id", ondelete="CASCADE"))
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"))
    kind: Mapped[UnitKind]
    position: Mapped[int] = mapped_column(default=0)

    layout: Mapped[Layout] = orm.relationship(lazy="raise", back_populates="nodes")
    park: Mapped[Park] = orm.relationship(lazy="raise")


class Carrier(Record, Model):
    """A named sub-park, platform or other place; `park_id` is empty where the text ties it to none."""

    __tablename__ = "carrier"
    __table_args__ = (sa.UniqueConstraint("code"), sa.Index(None, "park_id"), sa.Index(None, "plan_id"))

    code: Mapped[Code]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"))
    park_id: Mapped[int | None] = mapped_column(sa.ForeignKey("park.id"))
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(sa.String(40))
    place: Mapped[Name | None]
    said: Mapped[str] = mapped_column(sa.Text, default="")
    section: Mapped[str] = mapped_column(sa.String(SECTION_LENGTH))
    position: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    sectors: Mapped[list[Sector]] = orm.relationship(lazy="raise", secondary="carrier_sector", order_by=Sector.position)


class CarrierSector(Model):
    """The sectors of a carrier."""

    __tablename__ = "carrier_sector"

    carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id", ondelete="CASCADE"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(sa.ForeignKey("sector.id"), primary_key=True)


class ParkTie(Model):
    """An organisation that a plan names together with this park, and on which ground."""

    __tablename__ = "park_tie"

    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"), primary_key=True)
    named_organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("named_organisation.id", ondelete="CASCADE"), primary_key=True
    )
    basis: Mapped[Name]

    named_organisation: Mapped[NamedOrganisation] = orm.relationship(lazy="raise")


class ParkCheck(Audited, Model):
    """One item of a layout's checklist at one park (专业园区 … 专业基金): done or not, with its evidence in words."""

    __tablename__ = "park_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(sa.String(40))
    done: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[Name] = mapped_column(default="")
    done_on: Mapped[date | None]

    __table_args__ = (sa.UniqueConstraint("park_id", "item"),)


class ParkTarget(Audited, Model):
    """What the bureau expects of a park in a year."""

    __tablename__ = "park_target"

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id", ondelete="CASCADE"))
    year: Mapped[int]
    metric: Mapped[ParkMetric]
    value: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("park_id", "year", "metric"),
        sa.CheckConstraint("value >= 0", name="target_not_negative"),
    )
