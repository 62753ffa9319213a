"""Lists of companies: a page in a constant number of queries, however many rows, and the picker of other forms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import policy
from app.companies.enums import ChainPosition, Origin, TagKind
from app.companies.filters import BadFilter, CompanyFilter
from app.companies.models import Company, CompanyScope, CompanySector, CompanyTag, Contact
from app.core.paging import DEFAULT_SIZE, Page, page_of_ids
from app.extensions import db
from app.plans.models import Sector

from .matching import MOST_COUNTED, first_matches, narrowed
from .visibility import contacts_seen_by, seen_by, visible_to

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
    found = first_matches(criteria, to=to)
    few = len(found) <= MOST_COUNTED
    # Few matches are sorted as they are. Of many, the order's index is walked until a page is full, which is soon.
    known = [Company.id.in_(found), Company.deleted_at.is_(None), seen_by(to)]
    matching = known if few or criteria.q else narrowed(criteria, to)
    ids = page_of_ids(
        sa.select(Company.id).where(*matching),
        sort=SORTS[name],
        number=Company.id,
        descending=sort.startswith("-"),
        cursor=cursor,
        size=size,
    )
    return CompanyList(Page(rows_of(ids.items, to=to), ids.first, ids.previous, ids.next), len(found))


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
    statement = columns.where(Company.deleted_at.is_(None), seen_by(to))
    if text:
        statement = statement.where(Company.id.in_(first_matches(CompanyFilter(q=text), to=to)))
    order = Company.id if text else Company.updated_at
    rows = db.session.execute(statement.order_by(order.desc(), Company.id.desc()).limit(limit))
    return [Picked(row.code, row.name, row.uscc or row.origin_place or "") for row in rows]


def removed(*, to: Actor, limit: int = 200) -> list[Company]:
    """What lies in the bin and this person may take back, the last thrown in first."""
    statement = visible_to(to, deleted=True).order_by(Company.deleted_at.desc(), Company.id.desc()).limit(limit)
    companies = list(db.session.scalars(statement))
    scopes: dict[int, set[str]] = defaultdict(set)
    held = sa.select(CompanyScope.company_id, CompanyScope.scope)
    for number, scope in db.session.execute(
        held.where(CompanyScope.company_id.in_([company.id for company in companies]))
    ):
        scopes[number].add(scope)
    return [company for company in companies if policy.may_remove(to, scopes[company.id])]
