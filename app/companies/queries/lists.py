"""Lists of companies: a page in a constant number of queries, however many rows, and the picker of other forms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies.enums import ChainPosition, Origin, TagKind
from app.companies.filters import ANY_PLAN, BadFilter, CompanyFilter
from app.companies.indexing import INDEX
from app.companies.models import Company, CompanyMention, CompanySector, CompanyTag, Contact
from app.companies.scopes import scopes_of
from app.core.paging import DEFAULT_SIZE, Page, page_of_ids
from app.extensions import db
from app.plans.models import NamedOrganisation, Plan, Sector

from .visibility import contacts_seen_by, seen_by

MOST_COUNTED = 1000
MOST_PICKED = 20
# In the URL: a minus puts the greatest first. Each column ends an index together with the number.
SORTS = {"updated": Company.updated_at, "name": Company.name_key, "capital": Company.capital_key}
DEFAULT_SORT = "-updated"


@dataclass(frozen=True, kw_only=True)
class CompanyRow:
    """A line of the list."""

    code: str
    name: str
    uscc: str | None
    origin: Origin | None
    origin_place: str | None
    position: ChainPosition | None
    capital: Decimal | None
    updated_at: datetime
    named: bool
    is_demo: bool
    tags: Sequence[TagKind]
    sectors: Sequence[str]
    contact: str | None
    phone: str | None


@dataclass(frozen=True)
class CompanyList:
    """One page of rows, and how many there are in all."""

    page: Page[CompanyRow]
    count: int

    @property
    def total(self) -> str:
        """1,000+ where counting on would cost more than it tells."""
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"


@dataclass(frozen=True)
class Picked:
    """A company as a picker offers it."""

    code: str
    name: str
    hint: str


def list_page(
    criteria: CompanyFilter, *, to: Actor, sort: str = DEFAULT_SORT, cursor: str | None = None, size: int = DEFAULT_SIZE
) -> CompanyList:
    """A page of what this person sees within the filter. Raises BadFilter and BadCursor."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise BadFilter("没有这种排序方式，请点表头重新排序。")
    statement = sa.select(Company.id).where(*narrowed(criteria, to))
    ids = page_of_ids(
        statement, sort=SORTS[name], number=Company.id, descending=sort.startswith("-"), cursor=cursor, size=size
    )
    count = db.session.scalar(sa.select(sa.func.count()).select_from(statement.limit(MOST_COUNTED + 1).subquery())) or 0
    return CompanyList(Page(rows_of(ids.items, to=to), ids.first, ids.previous, ids.next), count)


def narrowed(criteria: CompanyFilter, to: Actor) -> "list[sa.ColumnElement[bool]]":
    """The filter as conditions, together with what this person may see."""
    asked: list[sa.ColumnElement[bool]] = [Company.deleted_at.is_(None), seen_by(to)]
    if criteria.q:
        asked.append(_holds_text(criteria, to))
    if criteria.tag is not None:
        asked.append(sa.exists().where(CompanyTag.company_id == Company.id, CompanyTag.kind == criteria.tag))
    if criteria.sector:
        sectors = _with_descendants(criteria.sector)
        asked.append(
            sa.exists().where(
                CompanySector.company_id == Company.id, CompanySector.sector_id.in_(sa.select(sectors.c.id))
            )
        )
    if criteria.origin is not None:
        asked.append(Company.origin == criteria.origin)
    if criteria.position is not None:
        asked.append(Company.chain_position == criteria.position)
    if criteria.contacts is not None:
        known = sa.exists().where(Contact.company_id == Company.id, contacts_seen_by(to))
        asked.append(known if criteria.contacts else ~known)
    if criteria.plan == ANY_PLAN:
        asked.append(Company.named_organisation_id.is_not(None))
    elif criteria.plan:
        asked.append(
            sa.exists(
                sa.select(CompanyMention.company_id)
                .join(NamedOrganisation, NamedOrganisation.id == CompanyMention.named_organisation_id)
                .join(Plan, Plan.id == NamedOrganisation.plan_id)
                .where(CompanyMention.company_id == Company.id, Plan.code == criteria.plan)
            )
        )
    return asked


def rows_of(ids: Iterable[int], *, to: Actor) -> list[CompanyRow]:
    """These companies as rows, in this order, in four queries."""
    wanted = list(ids)
    if not wanted:
        return []
    companies = {
        company.id: company for company in db.session.scalars(sa.select(Company).where(Company.id.in_(wanted)))
    }
    tags: dict[int, list[TagKind]] = defaultdict(list)
    for number, kind in db.session.execute(
        sa.select(CompanyTag.company_id, CompanyTag.kind)
        .where(CompanyTag.company_id.in_(wanted))
        .order_by(CompanyTag.id)
    ):
        if kind not in tags[number]:
            tags[number].append(kind)
    sectors: dict[int, list[str]] = defaultdict(list)
    for number, label in db.session.execute(
        sa.select(CompanySector.company_id, Sector.name)
        .join(Sector, Sector.id == CompanySector.sector_id)
        .where(CompanySector.company_id.in_(wanted))
        .order_by(Sector.position)
    ):
        sectors[number].append(label)
    contacts: dict[int, tuple[str, str | None]] = {}
    for number, person, phone in db.session.execute(
        sa.select(Contact.company_id, Contact.name, Contact.phone)
        .where(Contact.company_id.in_(wanted), contacts_seen_by(to))
        .order_by(Contact.is_primary.desc(), Contact.id)
    ):
        contacts.setdefault(number, (person, phone))
    return [
        CompanyRow(
            code=company.code,
            name=company.name,
            uscc=company.uscc,
            origin=company.origin,
            origin_place=company.origin_place,
            position=company.chain_position,
            capital=company.registered_capital,
            updated_at=company.updated_at,
            named=company.named_organisation_id is not None,
            is_demo=company.is_demo,
            tags=tags[company.id],
            sectors=sectors[company.id],
            contact=contacts.get(company.id, (None, None))[0],
            phone=contacts.get(company.id, (None, None))[1],
        )
        for company in (companies[number] for number in wanted if number in companies)
    ]


def pick(text: str, *, to: Actor, limit: int = MOST_PICKED) -> list[Picked]:
    """What a picker offers for a text: the newest matches; without a text those touched last."""
    columns = sa.select(Company.code, Company.name, Company.uscc, Company.origin_place)
    statement = columns.where(*narrowed(CompanyFilter(q=text), to))
    order = Company.id.desc() if text else Company.updated_at.desc()
    rows = db.session.execute(statement.order_by(order, Company.id.desc()).limit(limit))
    return [Picked(row.code, row.name, row.uscc or row.origin_place or "") for row in rows]


def removed(*, to: Actor, limit: int = 200) -> list[Company]:
    """What lies in the bin, the last thrown in first."""
    statement = sa.select(Company).where(Company.deleted_at.is_not(None), seen_by(to))
    return list(db.session.scalars(statement.order_by(Company.deleted_at.desc(), Company.id.desc()).limit(limit)))


def _holds_text(criteria: CompanyFilter, to: Actor) -> "sa.ColumnElement[bool]":
    scopes = sorted(scopes_of(to))
    found = INDEX.matches(criteria.q, any_tag=scopes, secret=to.sees_every_park) if scopes else None
    if found is None:
        return sa.false()
    if criteria.only_text:
        # Of a text that half the register holds, the newest are enough; further criteria must see all matches.
        found = found.limit(MOST_COUNTED + 1)
    return Company.id.in_(found)


def _with_descendants(code: str) -> "sa.CTE":
    """The sector with this code and all below it."""
    below = sa.select(Sector.id).where(Sector.code == code).cte("below", recursive=True)
    return below.union(sa.select(Sector.id).join(below, Sector.parent_id == below.c.id))
