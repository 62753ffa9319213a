"""Other names and titles of a company."""

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import policy, queries, rules
from app.companies.enums import AliasKind, TagKind, TagLevel
from app.companies.models import Company, CompanyAlias, CompanyTag
from app.core import audit, clock
from app.core.errors import AlreadyExists
from app.extensions import db

from .records import touch


def add_alias(company: Company, *, name: str, kind: AliasKind, by: Actor) -> CompanyAlias:
    """Know the company by another name as well. Raises RuleBroken, AlreadyExists, NotAllowed."""
    policy.check_edit(by, queries.scopes_held(company))
    rules.check_name(name)
    same = sa.select(CompanyAlias.id).where(CompanyAlias.company_id == company.id, CompanyAlias.name == name)
    if name == company.name or db.session.scalar(same) is not None:
        raise AlreadyExists("这个名称已经登记。", field="name")
    alias = CompanyAlias(company_id=company.id, name=name, normalised_name=rules.normalise(name), kind=kind)
    db.session.add(alias)
    audit.record("company.alias_added", company, by=by, alias=name, kind=kind)
    touch(company)
    return alias


def remove_alias(company: Company, alias: CompanyAlias, *, by: Actor) -> None:
    """Forget another name."""
    policy.check_edit(by, queries.scopes_held(company))
    db.session.delete(alias)
    audit.record("company.alias_removed", company, by=by, alias=alias.name, kind=alias.kind)
    touch(company)


def add_tag(
    company: Company, *, kind: TagKind, level: TagLevel, by: Actor, year: int | None = None, evidence: str = ""
) -> CompanyTag:
    """Note a title with its year and evidence. Raises RuleBroken, AlreadyExists, NotAllowed."""
    policy.check_edit(by, queries.scopes_held(company))
    rules.check_title_year(year, this_year=clock.today().year)
    # The unique key lets several rows without a year pass, on both engines: asked for here.
    same = sa.select(CompanyTag.id).where(
        CompanyTag.company_id == company.id, CompanyTag.kind == kind, CompanyTag.level == level
    )
    same = same.where(CompanyTag.year.is_(None) if year is None else CompanyTag.year == year)
    if db.session.scalar(same) is not None:
        raise AlreadyExists("同一级别、同一年份的这个标签已经登记。", field="year")
    tag = CompanyTag(company_id=company.id, kind=kind, level=level, year=year, evidence=evidence)
    db.session.add(tag)
    audit.record("company.tag_added", company, by=by, tag=kind.label, level=level.label, year=year, evidence=evidence)
    touch(company)
    return tag


def remove_tag(company: Company, tag: CompanyTag, *, by: Actor) -> None:
    """Take a title away."""
    policy.check_edit(by, queries.scopes_held(company))
    db.session.delete(tag)
    audit.record("company.tag_removed", company, by=by, tag=tag.kind.label, level=tag.level.label, year=tag.year)
    touch(company)
