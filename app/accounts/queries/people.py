"""Accounts as lists show them and actions need them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.enums import OrganisationKind, Role
from app.accounts.models import Organisation, OrganisationPark, User, UserRole
from app.accounts.rules import LOGIN
from app.core import clock
from app.core.paging import Page, page_of_ids
from app.extensions import db

USERS_A_PAGE = 50
MOST_TEXT = 100
USER_STATES = {"open": "正常", "locked": "已锁定", "disabled": "已停用"}


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against, read before the slow work so that no lock is held meanwhile."""

    user_id: int
    login: str
    password_hash: str
    locked_until: datetime | None
    closed: bool


@dataclass(frozen=True, kw_only=True)
class UserFilter:
    """What an administrator can narrow the list of accounts by."""

    text: str = ""
    kind: OrganisationKind | None = None
    role: Role | None = None
    state: str = ""

    def apply(self, statement: "sa.Select[User]") -> "sa.Select[User]":
        """Narrow a statement that joins users with their organisations."""
        if self.text:
            wanted = f"%{_literal(self.text)}%"
            statement = statement.where(
                sa.or_(
                    *(
                        column.ilike(wanted, escape="\\")
                        for column in (
                            User.login,
                            User.name,
                            User.job_title,
                            Organisation.name,
                            Organisation.short_name,
                        )
                    )
                )
            )
        if self.kind is not None:
            statement = statement.where(Organisation.kind == self.kind)
        if self.role is not None:
            statement = statement.where(User.id.in_(sa.select(UserRole.user_id).where(UserRole.role == self.role)))
        closed = sa.or_(User.disabled_at.is_not(None), Organisation.disabled_at.is_not(None))
        if self.state == "disabled":
            statement = statement.where(closed)
        elif self.state == "locked":
            statement = statement.where(User.locked_until > clock.now())
        elif self.state == "open":
            statement = statement.where(~closed, sa.or_(User.locked_until.is_(None), User.locked_until <= clock.now()))
        return statement


def credentials_of(login: str) -> Credentials | None:
    """What to check a password against; None when nobody has this name."""
    if not LOGIN.fullmatch(login):
        return None
    row = db.session.execute(
        sa.select(
            User.id,
            User.login,
            User.password_hash,
            User.locked_until,
            sa.or_(User.disabled_at.is_not(None), Organisation.disabled_at.is_not(None)),
        )
        .join(User.organisation)
        .where(User.login == login)
    ).one_or_none()
    return None if row is None else Credentials(row[0], row[1], row[2], row[3], bool(row[4]))


def user_by_login(login: str) -> User | None:
    """The account with this sign-in name, or None."""
    return db.session.scalar(sa.select(User).where(User.login == login)) if LOGIN.fullmatch(login) else None


def get_user(login: str) -> User:
    """An account with its organisation and roles. Raises NoResultFound."""
    return db.session.scalars(
        sa.select(User)
        .options(joinedload(User.organisation), selectinload(User.role_rows))
        .where(User.login == (login if LOGIN.fullmatch(login) else ""))
    ).one()


def users_page(wanted: UserFilter, *, cursor: str | None) -> Page[User]:
    """One page of accounts, organisation after organisation; park teams, the many, come last."""
    statement = wanted.apply(sa.select(User).join(User.organisation))
    order = sa.type_coerce(Organisation.kind, sa.String) + " " + Organisation.name
    ids = page_of_ids(statement, sort=order, number=User.id, descending=False, cursor=cursor, size=USERS_A_PAGE)
    found = {
        user.id: user
        for user in db.session.scalars(
            sa.select(User)
            .options(joinedload(User.organisation), selectinload(User.role_rows))
            .where(User.id.in_(ids.items))
        )
    }
    return Page([found[number] for number in ids.items], ids.first, ids.previous, ids.next)


def count_users(wanted: UserFilter) -> int:
    """How many accounts the filter finds."""
    statement = wanted.apply(sa.select(User).join(User.organisation))
    return db.session.scalar(statement.with_only_columns(sa.func.count(User.id))) or 0


def open_admins() -> set[int]:
    """Numbers of the accounts that can administer, kept from changing until this transaction ends."""
    return set(
        db.session.scalars(
            sa.select(User.id)
            .join(User.organisation)
            .join(UserRole, UserRole.user_id == User.id)
            .where(UserRole.role == Role.ADMIN, User.disabled_at.is_(None), Organisation.disabled_at.is_(None))
            .order_by(User.id)
            .with_for_update(of=User)
        )
    )


def people_of(organisation_ids: set[int]) -> list[User]:
    """The open accounts of these organisations, by name."""
    return list(
        db.session.scalars(
            sa.select(User)
            .where(User.organisation_id.in_(organisation_ids), User.disabled_at.is_(None))
            .order_by(User.name, User.id)
        )
    )


def colleagues_at(park_id: int) -> list[User]:
    """Officers and managers who serve this park: the people a project there can belong to."""
    return list(
        db.session.scalars(
            sa.select(User)
            .join(OrganisationPark, OrganisationPark.organisation_id == User.organisation_id)
            .where(OrganisationPark.park_id == park_id, User.disabled_at.is_(None))
            .order_by(User.name, User.id)
        )
    )


def _literal(text: str) -> str:
    """A typed text in which % and _ are themselves."""
    return text[:MOST_TEXT].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
