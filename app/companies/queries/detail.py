"""One company: the record with all its page shows, its people, its group, its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor
from app.accounts.enums import OrganisationKind
from app.accounts.models import City, Organisation, OrganisationCity, User
from app.companies.models import Company, CompanyAlias, CompanyTag, Contact
from app.companies.scopes import numbers_in, scopes_of
from app.core.audit import AuditEntry
from app.extensions import db
from app.parks.models import Park
from app.plans.models import NamedOrganisation, Plan, Sector

from .visibility import contacts_seen_by, find, scopes_held, visible_to

MOST_IN_GROUP = 20
MOST_HISTORY = 30
_MOST_ANCESTORS = 40


@dataclass(frozen=True)
class Group:
    """A company's place in its group, as far as the reader sees it."""

    parent: Company | None
    siblings: Sequence[Company]
    children: Sequence[Company]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.parent or self.siblings or self.children)


@dataclass(frozen=True)
class Keeping:
    """In whose books a company stands, as far as the reader may know: parks by name, cities that share it."""

    parks: Sequence[Park]
    shared_in: Sequence[City]


def get_visible(code: str, *, to: Actor) -> Company:
    """The company with everything its page shows. Raises NoResultFound when there is none, or not for this person."""
    company = find(code, to=to)
    statement = (
        visible_to(to)
        .where(Company.id == company.id)
        .options(
            selectinload(Company.sectors),
            selectinload(Company.aliases),
            selectinload(Company.tags),
            selectinload(Company.mentions).options(
                joinedload(NamedOrganisation.plan).joinedload(Plan.city), selectinload(NamedOrganisation.sectors)
            ),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()


def mentions_seen(company: Company, *, to: Actor) -> list[NamedOrganisation]:
    """What the plans of the reader's cities say of the company."""
    return [mention for mention in company.mentions if mention.plan.city_id in to.city_ids]


def contacts_of(company: Company, *, to: Actor) -> list[Contact]:
    """The people this reader may know of, the first one first."""
    statement = (
        sa.select(Contact)
        .options(joinedload(Contact.park))
        .where(Contact.company_id == company.id, contacts_seen_by(to))
        .order_by(Contact.is_primary.desc(), Contact.id)
    )
    return list(db.session.scalars(statement))


def find_contact(company: Company, number: int, *, to: Actor) -> Contact:
    """One of them. Raises NoResultFound."""
    statement = sa.select(Contact).where(Contact.id == number, Contact.company_id == company.id, contacts_seen_by(to))
    return db.session.scalars(statement).one()


def find_alias(company: Company, number: int) -> CompanyAlias:
    """One of the other names. Raises NoResultFound."""
    statement = sa.select(CompanyAlias).where(CompanyAlias.id == number, CompanyAlias.company_id == company.id)
    return db.session.scalars(statement).one()


def find_tag(company: Company, number: int) -> CompanyTag:
    """One of the titles. Raises NoResultFound."""
    statement = sa.select(CompanyTag).where(CompanyTag.id == number, CompanyTag.company_id == company.id)
    return db.session.scalars(statement).one()


def parent_of(company: Company, *, to: Actor) -> Company | None:
    """The parent, if the reader sees it."""
    if company.parent_id is None:
        return None
    return db.session.scalar(visible_to(to).where(Company.id == company.parent_id))


def group_of(company: Company, *, to: Actor) -> Group:
    """Parent, other members below the same parent, and own subsidiaries; in one query."""
    related = [Company.parent_id == company.id]
    if company.parent_id is not None:
        related += [Company.id == company.parent_id, Company.parent_id == company.parent_id]
    found = db.session.scalars(
        visible_to(to)
        .where(sa.or_(*related), Company.id != company.id)
        .order_by(Company.id != (company.parent_id or 0), Company.name_key, Company.id)
        .limit(2 * MOST_IN_GROUP)
    ).all()
    return Group(
        parent=next((one for one in found if one.id == company.parent_id), None),
        siblings=[one for one in found if company.parent_id and one.parent_id == company.parent_id],
        children=[one for one in found if one.parent_id == company.id],
    )


def ancestors_of(company_id: int) -> list[int]:
    """The company, its parent, its parent's parent … as numbers, nearest first."""
    line = sa.select(Company.id, Company.parent_id, sa.literal(0).label("step")).where(Company.id == company_id)
    upwards = line.cte("upwards", recursive=True)
    above = (
        sa.select(Company.id, Company.parent_id, upwards.c.step + 1)
        .join(upwards, Company.id == upwards.c.parent_id)
        .where(upwards.c.step < _MOST_ANCESTORS)
    )
    upwards = upwards.union_all(above)
    return list(db.session.scalars(sa.select(upwards.c.id).order_by(upwards.c.step)))


def keeping_of(company: Company, *, to: Actor) -> Keeping:
    """The books of other parks are their own business; bureau and leaders see those of their cities."""
    scopes = scopes_held(company)
    parks = sa.select(Park).where(Park.id.in_(numbers_in(scopes, "park"))).order_by(Park.city_id, Park.id)
    parks = parks.where(Park.city_id.in_(to.city_ids) if to.sees_every_park else Park.id.in_(to.park_ids))
    cities = sa.select(City).where(City.id.in_(numbers_in(scopes, "shared") & to.city_ids)).order_by(City.code)
    return Keeping(list(db.session.scalars(parks)), list(db.session.scalars(cities)))


def own_parks(actor: Actor) -> list[Park]:
    """The parks in whose book this person can put a company: of a park team its own, of a bureau those of its cities."""
    statement = sa.select(Park).where(Park.retired_at.is_(None)).order_by(Park.city_id, Park.id)
    narrowed = statement.where(Park.city_id.in_(actor.city_ids) if actor.is_bureau else Park.id.in_(actor.park_ids))
    return list(db.session.scalars(narrowed))


def own_cities(actor: Actor) -> list[City]:
    """The cities this person serves."""
    return list(db.session.scalars(sa.select(City).where(City.id.in_(actor.city_ids)).order_by(City.code)))


def history_of(company: Company, *, to: Actor, joined: Iterable[int] = ()) -> list[AuditEntry]:
    """What was done with the record, and with those that went into it (`joined`, see `joined_to`), newest first.

    Of others a park's team reads only what the bureau did: that another park keeps the company or looked up a number is
    that park's business. No city reads of another.
    """
    statement = (
        sa.select(AuditEntry)
        .where(AuditEntry.subject_kind == Company.__tablename__, AuditEntry.subject_id.in_([company.id, *joined]))
        .order_by(AuditEntry.id.desc())
        .limit(MOST_HISTORY)
    )
    of_own_city = sa.exists().where(
        OrganisationCity.organisation_id == Organisation.id, OrganisationCity.city_id.in_(to.city_ids)
    )
    whose = Organisation.id == to.organisation_id
    if to.sees_every_park:
        whose = sa.or_(whose, of_own_city)
    else:
        whose = sa.or_(whose, sa.and_(Organisation.kind == OrganisationKind.BUREAU, of_own_city))
    known = sa.select(User.id).join(Organisation, Organisation.id == User.organisation_id).where(whose)
    statement = statement.where(sa.or_(AuditEntry.actor_id.is_(None), AuditEntry.actor_id.in_(known)))
    own = scopes_of(to)
    # Of a merge reads who could see the other company.
    return [
        entry
        for entry in db.session.scalars(statement)
        if "seen_by" not in entry.changes or not own.isdisjoint(entry.changes["seen_by"])
    ]


def names_of(numbers: Iterable[int | None], *, to: Actor) -> dict[int, str]:
    """Names of those companies among these that the reader sees."""
    wanted = visible_to(to).with_only_columns(Company.id, Company.name)
    rows = db.session.execute(wanted.where(Company.id.in_({number for number in numbers if number is not None})))
    return {number: name for number, name in rows}  # noqa: C416 - dict() of a Result asks it for columns


@dataclass(frozen=True)
class SectorChoice:
    """A sector as a form offers it, with its place in the tree."""

    code: str
    id: int
    name: str
    depth: int
    above: str

    @property
    def path(self) -> str:
        """With the sector above it, for a list that shows no tree."""
        return f"{self.name}（{self.above}）" if self.above else self.name


def sector_choices() -> list[SectorChoice]:
    """The sector tree in reading order."""
    columns = sa.select(Sector.id, Sector.parent_id, Sector.code, Sector.name).order_by(Sector.position, Sector.id)
    below: dict[int | None, list[sa.Row[int, int | None, str, str]]] = {}
    for row in db.session.execute(columns):
        below.setdefault(row.parent_id, []).append(row)
    listed: list[SectorChoice] = []

    def walk(parent: int | None, depth: int, above: str) -> None:
        for row in below.get(parent, []):
            listed.append(SectorChoice(row.code, row.id, row.name, depth, above))
            walk(row.id, depth + 1, row.name)

    walk(None, 0, "")
    return listed


def plan_choices(actor: Actor) -> list[tuple[str, str]]:
    """Plans of the reader's cities: (code, short title)."""
    statement = (
        sa.select(Plan.code, Plan.short_title)
        .where(Plan.city_id.in_(actor.city_ids), Plan.retired_at.is_(None))
        .order_by(Plan.position, Plan.id)
    )
    return [(code, title) for code, title in db.session.execute(statement)]


def with_name(text: str, *, to: Actor) -> list[Company]:
    """Visible companies whose code or name is exactly this text (a picker's “QY-000001 名称” counts as the code)."""
    code = text.split(" ", 1)[0].upper()
    statement = visible_to(to).where(sa.or_(Company.code == code, Company.name == text))
    return list(db.session.scalars(statement.order_by(Company.id).limit(2)))
