"""The record itself: register, edit, keep in a park's book, throw away, take back."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import indexing, policy, queries, rules
from app.companies.enums import ChainPosition, Origin
from app.companies.models import Company, CompanyScope, CompanySector
from app.companies.scopes import city_scope, park_scope, shared_scope
from app.core import audit, clock
from app.core.changes import Changes, assign
from app.core.counter import next_number
from app.core.errors import RuleBroken
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Sector

PREFIX = "QY"

# Packages above say here why a company must stay, e.g. because projects refer to it: a sentence, or None.
BEFORE_REMOVAL: list[Callable[[Company], str | None]] = []


def new_code() -> str:
    """QY-000123."""
    return code_of(next_number(PREFIX))


def code_of(number: int) -> str:
    """The code with this number; for whoever takes many numbers at once."""
    return f"{PREFIX}-{number:06d}"


def register(
    *,
    name: str,
    by: Actor,
    parks: Collection[Park] = (),
    city_ids: Collection[int] = (),
    uscc: str | None = None,
    origin: Origin | None = None,
    origin_place: str | None = None,
    parent: Company | None = None,
    chain_position: ChainPosition | None = None,
    chain_link: str | None = None,
    business: str = "",
    website: str | None = None,
    registered_capital: Decimal | None = None,
    founded_year: int | None = None,
    sector_ids: Collection[int] = (),
    is_demo: bool = False,
) -> Company:
    """Enter a company: into the books of these parks, or for all parks of these cities.

    Raises RuleBroken for what cannot be (never for a doubtful code) and NotAllowed for somebody else's park or city.
    """
    cities = {park.city_id for park in parks} | set(city_ids)
    if not cities:
        raise RuleBroken("请选择收入哪个园区的企业库。", field="parks")
    policy.check_register(by, park_ids={park.id for park in parks}, city_ids=cities)
    _check_facts(name=name, website=website, founded_year=founded_year, registered_capital=registered_capital)
    rules.check_uscc(rules.tidy_uscc(uscc))
    company = Company(
        code=new_code(),
        **rules.names_of(name),
        uscc=rules.tidy_uscc(uscc),
        origin=origin,
        origin_place=origin_place,
        parent_id=parent.id if parent else None,
        chain_position=chain_position,
        chain_link=chain_link,
        business=business,
        website=website,
        registered_capital=registered_capital,
        founded_year=founded_year,
        is_demo=is_demo,
    )
    db.session.add(company)
    db.session.flush()
    scopes = {city_scope(number) for number in cities} | {park_scope(park.id) for park in parks}
    if not parks:
        scopes |= {shared_scope(number) for number in cities}
    add_scopes(company, scopes)
    _set_sectors(company, sector_ids)
    books = [park.name for park in parks]
    audit.record("company.registered", company, by=by, code=company.code, uscc=company.uscc, parks=books)
    indexing.put([company.id])
    return company


def edit(company: Company, *, by: Actor, sector_ids: Collection[int] | None = None, **facts: Any) -> Changes:
    """Change what is given; returns what changed. `parent` is a Company or None. Raises RuleBroken, NotAllowed."""
    policy.check_edit(by, queries.scopes_held(company))
    _check_facts(
        name=facts.get("name", company.name),
        website=facts.get("website"),
        founded_year=facts.get("founded_year"),
        registered_capital=facts.get("registered_capital"),
    )
    if "parent" in facts:
        parent = facts.pop("parent")
        facts["parent_id"] = parent.id if parent else None
        if parent is not None:
            rules.check_parent(company.id, queries.ancestors_of(parent.id))
    if "uscc" in facts:
        facts["uscc"] = rules.tidy_uscc(facts["uscc"])
        rules.check_uscc(facts["uscc"])
    if "name" in facts:
        facts |= rules.names_of(facts["name"])
    changes = assign(company, **facts)
    changes.pop("normalised_name", None)
    changes.pop("name_key", None)
    if sector_ids is not None and (sectors := _set_sectors(company, sector_ids)):
        changes["sectors"] = sectors
    if changes:
        company.updated_at = clock.now()  # also where only sectors changed: the version counts on
        audit.record("company.edited", company, by=by, changes=changes)
        indexing.put([company.id])
    return changes


def keep_in_book(company: Company, park: Park, *, by: Actor) -> None:
    """Let a park keep the company in its book; nothing happens when it does already.

    Raises RuleBroken for a company that went into another one since it was picked.
    """
    policy.check_register(by, park_ids={park.id}, city_ids={park.city_id})
    # What is hung on the company in this transaction must not miss a merge that is just under way: wait for it.
    standing = sa.select(Company.deleted_at).where(Company.id == company.id).with_for_update(read=True)
    if db.session.scalar(standing) is not None:
        raise RuleBroken("这家企业刚被合并或删除，请重新选择。", field="investor")
    wanted = {park_scope(park.id), city_scope(park.city_id)}
    if not (missing := wanted - queries.scopes_held(company)):
        return
    add_scopes(company, missing)
    audit.record("company.kept", company, by=by, park=park.name)
    indexing.put([company.id])


def remove(company: Company, *, by: Actor) -> None:
    """Into the bin. Raises NotAllowed, and RuleBroken when something above refers to the company."""
    policy.check_remove(by, queries.scopes_held(company))
    for asks in BEFORE_REMOVAL:
        if (reason := asks(company)) is not None:
            raise RuleBroken(reason)
    company.deleted_at = clock.now()
    audit.record("company.removed", company, by=by)
    indexing.put([company.id])


def restore(company: Company, *, by: Actor) -> None:
    """Out of the bin."""
    policy.check_remove(by, queries.scopes_held(company))
    company.deleted_at = None
    audit.record("company.restored", company, by=by)
    indexing.put([company.id])


def touch(company: Company) -> None:
    """Something that belongs to the company changed: lists by time show it first, open forms of it stay valid."""
    db.session.execute(
        sa.update(Company)
        .where(Company.id == company.id)
        .values(updated_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    db.session.expire(company, ["updated_at"])
    indexing.put([company.id])


def _check_facts(
    *, name: str, website: str | None, founded_year: int | None, registered_capital: Decimal | None
) -> None:
    rules.check_name(name)
    rules.check_website(website)
    rules.check_founded_year(founded_year, this_year=clock.today().year)
    if registered_capital is not None and registered_capital < 0:
        raise RuleBroken("注册资本不能为负数。", field="registered_capital")


def add_scopes(company: Company, scopes: Iterable[str]) -> None:
    """Give a company further keys of sight; none that it holds."""
    db.session.execute(
        sa.insert(CompanyScope), [{"company_id": company.id, "scope": scope} for scope in sorted(scopes)]
    )


def _set_sectors(company: Company, sector_ids: Collection[int]) -> tuple[Any, Any] | None:
    """Make the company's sectors these; the names before and after, None when nothing changed."""
    held = set(db.session.scalars(sa.select(CompanySector.sector_id).where(CompanySector.company_id == company.id)))
    wanted = set(sector_ids)
    if held == wanted:
        return None
    named = sa.select(Sector).where(Sector.id.in_(held | wanted))
    names = {sector.id: sector.name for sector in db.session.scalars(named)}
    gone = held - wanted
    if gone:
        db.session.execute(
            sa.delete(CompanySector).where(CompanySector.company_id == company.id, CompanySector.sector_id.in_(gone))
        )
    if fresh := sorted(wanted - held):
        db.session.execute(
            sa.insert(CompanySector), [{"company_id": company.id, "sector_id": number} for number in fresh]
        )
    db.session.expire(company, ["sectors"])
    return sorted(names[number] for number in held), sorted(names[number] for number in wanted)
