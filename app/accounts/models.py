"""Cities, organisations with their jurisdiction, and the people who sign in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import Audited
from app.core.db import Model, Name, Record, Versioned

from .enums import OrganisationKind, Role

LOGIN_LENGTH = 40


class City(Record, Model):
    """A city whose parks are managed here. Its code begins every project number of the city."""

    __tablename__ = "city"
    __table_args__ = (sa.UniqueConstraint("code"), sa.UniqueConstraint("name"))

    code: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[Name]
    province: Mapped[Name]


class Organisation(Record, Versioned, Audited, Model):
    """A bureau, park team, department or leadership. It serves cities, and a park team also parks."""

    __tablename__ = "organisation"
    __table_args__ = (sa.UniqueConstraint("name"),)

    name: Mapped[Name]
    short_name: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[OrganisationKind]
    disabled_at: Mapped[datetime | None]


class OrganisationCity(Model):
    """Jurisdiction: the organisation serves this city."""

    __tablename__ = "organisation_city"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), primary_key=True)


class OrganisationPark(Model):
    """Jurisdiction: the park team serves this park. Parks stand above accounts, so here is only the key."""

    __tablename__ = "organisation_park"
    __table_args__ = (sa.Index(None, "park_id"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    park_id: Mapped[int] = mapped_column(sa.ForeignKey("park.id"), primary_key=True)


class User(Record, Versioned, Audited, Model):
    """A person who signs in."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.UniqueConstraint("login"),
        sa.Index(None, "organisation_id"),
        sa.CheckConstraint("failed_logins >= 0", name="failures_counted_upwards"),
    )

    login: Mapped[str] = mapped_column(sa.String(LOGIN_LENGTH))
    name: Mapped[str] = mapped_column(sa.String(40))
    job_title: Mapped[str] = mapped_column(sa.String(40), default="")
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[datetime | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    # Raised whenever all open sessions must end: password changed, roles changed, account disabled.
    session_serial: Mapped[int] = mapped_column(default=1)
    disabled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = orm.relationship(lazy="raise")
    role_rows: Mapped[list["UserRole"]] = orm.relationship(
        lazy="raise", back_populates="user", cascade="all, delete-orphan"
    )


class UserRole(Model):
    """A role that a person holds."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)

    user: Mapped[User] = orm.relationship(lazy="raise", back_populates="role_rows")
