"""What a company's page shows beside the record, in few statements: they cost the same however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City
from app.companies.enums import AliasKind, TagKind, TagLevel
from app.companies.models import Company, CompanyAlias, CompanyMention, CompanyScope, CompanySector, CompanyTag
from app.extensions import db
from app.parks.models import Park
from app.plans.models import NamedOrganisation, Plan, Sector


@dataclass(frozen=True)
class Alias:
    """Another name."""

    id: int
    name: str
    kind: AliasKind


@dataclass(frozen=True)
class Title:
    """A title with its level, year and evidence."""

    id: int
    kind: TagKind
    level: TagLevel
    year: int | None
    evidence: str


@dataclass(frozen=True)
class Book:
    """A park that keeps the company, or could."""

    id: int
    code: str
    short_name: str
    kept: bool


@dataclass
class Parts:
    """What hangs on a company, as this reader may know it. `books`: with his own parks that do not keep it yet."""

    aliases: list[Alias] = field(default_factory=list)
    tags: list[Title] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)
    books: list[Book] = field(default_factory=list)
    shared_in: list[str] = field(default_factory=list)

    @property
    def keeping(self) -> list[str]:
        """The books in which it stands, by the parks' short names."""
        return [book.short_name for book in self.books if book.kept]


@dataclass
class Mention:
    """What a plan says of the company."""

    plan_code: str
    plan_title: str
    section: str
    said: str
    name: str
    sectors: list[str] = field(default_factory=list)


def parts_of(company: Company, *, to: Actor) -> Parts:
    """Other names, titles, sectors, keys of sight, books and sharing cities, in one statement."""
    statement = sa.union_all(
        _aliases(company.id),
        _titles(company.id),
        _sectors(company.id),
        _scopes(company.id),
        *_where_kept(company.id, to),
    )
    found = Parts()
    for row in db.session.execute(statement.order_by("kind", "place", "number")):
        match row.kind:
            case "alias":
                found.aliases.append(Alias(row.number, row.one, AliasKind(row.two)))
            case "tag":
                year = int(row.three) if row.three else None
                found.tags.append(Title(row.number, TagKind(row.one), TagLevel(row.two), year, row.four))
            case "sector":
                found.sectors.append(row.one)
            case "scope":
                found.scopes.add(row.one)
            case "park":
                found.books.append(Book(row.number, row.one, row.two, kept=bool(int(row.three))))
            case "city":
                found.shared_in.append(row.one)
    found.tags.sort(key=lambda tag: tag.kind.value)
    return found


def mentions_of(company: Company, *, to: Actor) -> Sequence[Mention]:
    """What the plans of the reader's cities say of the company, with the sectors they name, in one statement."""
    told = NamedOrganisation
    statement = (
        sa.select(told, Plan.code, Plan.short_title, Sector.name.label("sector"))
        .join(CompanyMention, CompanyMention.named_organisation_id == told.id)
        .join(Plan, Plan.id == told.plan_id)
        .outerjoin(told.sectors)
        .where(CompanyMention.company_id == company.id, Plan.city_id.in_(sorted(to.city_ids)))
        .order_by(told.plan_id, told.position, told.id, Sector.position)
    )
    found: dict[int, Mention] = {}
    for organisation, code, title, sector in db.session.execute(statement):
        mention = found.setdefault(
            organisation.id, Mention(code, title, organisation.section, organisation.said, organisation.name)
        )
        if sector is not None:
            mention.sectors.append(sector)
    return list(found.values())


def _row(kind: str, number: Any, place: Any, *texts: Any) -> "sa.Select[Any]":
    """One shape for everything: kind, number, place in its list, four texts."""
    padded = [*texts, *[sa.literal("")] * (4 - len(texts))]
    columns: list[Any] = [sa.literal(kind).label("kind"), number.label("number"), place.label("place")]
    columns += [
        sa.cast(text, sa.String).label(name) for text, name in zip(padded, ("one", "two", "three", "four"), strict=True)
    ]
    return cast("sa.Select[Any]", sa.select(*columns))


def _aliases(number: int) -> "sa.Select[Any]":
    alias = CompanyAlias
    return _row("alias", alias.id, alias.id, alias.name, alias.kind).where(alias.company_id == number)


def _titles(number: int) -> "sa.Select[Any]":
    tag = CompanyTag
    return _row("tag", tag.id, tag.id, tag.kind, tag.level, tag.year, tag.evidence).where(tag.company_id == number)


def _sectors(number: int) -> "sa.Select[Any]":
    return (
        _row("sector", Sector.id, Sector.position, Sector.name)
        .join(CompanySector, CompanySector.sector_id == Sector.id)
        .where(CompanySector.company_id == number)
    )


def _scopes(number: int) -> "sa.Select[Any]":
    nought = sa.literal(0)
    return _row("scope", nought, nought, CompanyScope.scope).where(CompanyScope.company_id == number)


def _where_kept(number: int, to: Actor) -> "list[sa.Select[Any]]":
    """Books of other parks are their own business; bureau and leaders see those of their cities."""

    def held(kind: str, key: Any) -> "sa.ColumnElement[bool]":
        scope = sa.literal(f"{kind}:") + sa.cast(key, sa.String)
        return sa.exists().where(CompanyScope.company_id == number, CompanyScope.scope == scope)

    parks = _row(
        "park", Park.id, Park.city_id, Park.code, Park.short_name, sa.case((held("park", Park.id), 1), else_=0)
    )
    if to.sees_every_park:
        parks = parks.where(Park.city_id.in_(sorted(to.city_ids)), held("park", Park.id))
    else:
        own = Park.id.in_(sorted(to.park_ids))
        parks = parks.where(own, sa.or_(Park.retired_at.is_(None), held("park", Park.id)))
    cities = _row("city", City.id, City.id, City.name).where(City.id.in_(sorted(to.city_ids)), held("shared", City.id))
    return [parks, cities]
