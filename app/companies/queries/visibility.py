"""The one predicate: which companies a person may see. Lists, search, pickers, pages and actions all stand on it."""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.sight import at_my_parks, in_my_cities
from app.companies.models import Company, CompanyMerge, CompanyScope, Contact
from app.companies.scopes import scopes_of
from app.extensions import db

CODE = re.compile(r"QY-\d{6,12}", re.ASCII)


def within(scopes: Iterable[str]) -> "sa.ColumnElement[bool]":
    """Companies that carry any of these keys."""
    held = CompanyScope.company_id == Company.id
    return sa.exists().where(held, CompanyScope.scope.in_(sorted(scopes))) if scopes else sa.false()


def seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """The condition itself.

    Park teams see their parks' books and what the city shares, bureau and leaders the city's companies, others none.
    """
    return within(scopes_of(actor))


def visible_to(actor: Actor, *, deleted: bool = False) -> "sa.Select[Company]":
    """All companies this person may see; those in the bin apart. What went into another one is in neither."""
    merged = sa.exists().where(CompanyMerge.gone_id == Company.id, CompanyMerge.undone_at.is_(None))
    where = [Company.deleted_at.is_not(None), ~merged] if deleted else [Company.deleted_at.is_(None)]
    return sa.select(Company).where(*where, seen_by(actor))


def find(code: str, *, to: Actor, deleted: bool = False) -> Company:
    """The bare company, for a form or an action. Raises NoResultFound when there is none, or not for this person."""
    if not CODE.fullmatch(code):
        raise NoResultFound
    return db.session.scalars(visible_to(to, deleted=deleted).where(Company.code == code)).one()


def contacts_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """Which contacts of a visible company: a park's own stay with the park and its bureau."""
    own_city = sa.or_(Contact.city_id.is_(None), in_my_cities(Contact.city_id, actor))
    if actor.sees_every_park:
        return own_city
    if actor.has(Role.OFFICER, Role.PARK_MANAGER):
        own_park = at_my_parks(Contact.park_id, actor)
        return sa.or_(own_park, sa.and_(Contact.park_id.is_(None), own_city))
    return sa.false()


def scopes_held(company: Company) -> set[str]:
    """The keys of a company."""
    statement = sa.select(CompanyScope.scope).where(CompanyScope.company_id == company.id)
    return set(db.session.scalars(statement))
