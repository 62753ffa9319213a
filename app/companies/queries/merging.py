"""Merges of companies: where a code leads now, what went into a company, and whether that can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, load_only

from app.accounts.actor import Actor
from app.accounts.models import User
from app.companies.models import Company, CompanyMerge
from app.companies.scopes import scopes_of
from app.extensions import db

from .visibility import CODE, visible_to

MOST_MERGES = 40


@dataclass(frozen=True)
class Joined:
    """A company that went into another one, directly or by way of a third, as its page lists it."""

    number: int
    kept_id: int
    gone_id: int
    code: str
    name: str
    at: datetime
    who: str | None


def live(merge: "type[CompanyMerge]" = CompanyMerge) -> "sa.ColumnElement[bool]":
    """Merges that hold."""
    return merge.undone_at.is_(None)


def joined_to(company: Company, *, to: Actor) -> list[Joined]:
    """What went into this company, the latest first: only what the reader could see before."""
    inside = sa.select(CompanyMerge.gone_id).where(CompanyMerge.kept_id == company.id, live())
    all_inside = inside.cte("inside", recursive=True)
    deeper = aliased(CompanyMerge)
    all_inside = all_inside.union(
        sa.select(deeper.gone_id).join(all_inside, deeper.kept_id == all_inside.c.gone_id).where(live(deeper))
    )
    statement = (
        sa.select(CompanyMerge, Company.code, Company.name, User.name.label("who"))
        .options(load_only(CompanyMerge.kept_id, CompanyMerge.gone_id, CompanyMerge.scopes, CompanyMerge.created_at))
        .join(Company, Company.id == CompanyMerge.gone_id)
        .outerjoin(User, User.id == CompanyMerge.by_id)
        .where(CompanyMerge.gone_id.in_(sa.select(all_inside.c.gone_id)), live())
        .order_by(CompanyMerge.id.desc())
        .limit(MOST_MERGES)
    )
    own = scopes_of(to)
    return [
        Joined(merge.id, merge.kept_id, merge.gone_id, code, name, merge.created_at, who)
        for merge, code, name, who in db.session.execute(statement)
        if not own.isdisjoint(merge.scopes)
    ]


def survivor_of(code: str, *, to: Actor) -> str:
    """The code of the company into which this one went. Raises NoResultFound for who could see neither of the two."""
    if not CODE.fullmatch(code):
        raise NoResultFound
    own = scopes_of(to)
    first = sa.select(CompanyMerge.kept_id, CompanyMerge.scopes).join(Company, Company.id == CompanyMerge.gone_id)
    kept, scopes = db.session.execute(first.where(Company.code == code, live())).one()
    if own.isdisjoint(scopes):
        raise NoResultFound
    onwards = sa.select(CompanyMerge.kept_id).where(live())
    while (further := db.session.scalar(onwards.where(CompanyMerge.gone_id == kept))) is not None:
        kept = further
    return db.session.scalars(visible_to(to).with_only_columns(Company.code).where(Company.id == kept)).one()


def find_merge(number: int, *, to: Actor) -> CompanyMerge:
    """A merge of companies that the reader could see, both of them. Raises NoResultFound."""
    own = scopes_of(to)
    merge = db.session.scalars(sa.select(CompanyMerge).where(CompanyMerge.id == number)).one()
    kept = visible_to(to).with_only_columns(Company.id).where(Company.id == merge.kept_id)
    deleted = visible_to(to, deleted=True).with_only_columns(Company.id).where(Company.id == merge.kept_id)
    if own.isdisjoint(merge.scopes) or db.session.scalar(sa.union_all(kept, deleted)) is None:
        raise NoResultFound
    return merge


def why_merge_stands(merge: CompanyMerge) -> str | None:
    """What has to be done before this merge can be taken back, in a sentence; None when nothing.

    Merges of one company are taken back the last first: an earlier one would otherwise put back what a later one chose.
    """
    later = sa.select(CompanyMerge.gone_id, CompanyMerge.kept_id).where(
        live(),
        CompanyMerge.id > merge.id,
        sa.or_(CompanyMerge.kept_id == merge.kept_id, CompanyMerge.gone_id == merge.kept_id),
    )
    rows = db.session.execute(later.order_by(CompanyMerge.id.desc()).limit(1)).all()
    for gone, kept in rows:
        codes = dict(_codes([gone, kept]))
        return f"其后 {codes[gone]} 又并入了 {codes[kept]}，请先撤销那次合并。"
    binned = sa.select(Company.code).where(Company.id == merge.kept_id, Company.deleted_at.is_not(None))
    if (code := db.session.scalar(binned)) is not None:
        return f"保留的企业 {code} 在回收站里，请先恢复它。"
    return None


def _codes(numbers: Sequence[int]) -> list[tuple[int, str]]:
    return [
        (number, code)
        for number, code in db.session.execute(sa.select(Company.id, Company.code).where(Company.id.in_(numbers)))
    ]
