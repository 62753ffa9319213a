"""A filter as SQL, begun from its narrow end.

Whether a condition is common or rare decides how to look: a rare one is read from its own index and sorted, a common
one is met soon on a walk along the order of the list. A plan that does the wrong one reads the whole register.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies.filters import ANY_PLAN, CompanyFilter
from app.companies.indexing import INDEX, kind_tag, origin_tag, position_tag, sector_tag
from app.companies.models import Company, CompanyMention, CompanyScope, CompanySector, CompanyTag, Contact
from app.companies.scopes import scopes_of
from app.extensions import db
from app.plans.models import NamedOrganisation, Plan, Sector

from .visibility import contacts_seen_by, seen_by

MOST_COUNTED = 1000

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class _End:
    """A condition that another table answers: its column with the company's number, and how to ask it."""

    key: Any
    where: Condition
    at_hand: Condition | None = None

    def begun(self) -> Condition:
        """To begin with: the numbers are read from the other table."""
        return Company.id.in_(sa.select(self.key).where(self.where))

    def asked(self) -> Condition:
        """Of a company that is already at hand."""
        return sa.exists().where(self.key == Company.id, self.where if self.at_hand is None else self.at_hand)


def first_matches(criteria: CompanyFilter, *, to: Actor) -> list[int]:
    """Numbers of the companies that match: all of them when they are few, otherwise more than MOST_COUNTED.

    Of many that hold a text these are a thousand, on SQLite the newest: whoever gets so many mends his text.
    """
    if not (scopes := sorted(scopes_of(to))):
        return []
    if not criteria.q:
        return _without_text(criteria, scopes, to)
    found = INDEX.matches(criteria.q, any_tag=scopes, also=_tags(criteria), secret=to.sees_every_park)
    if found is None:
        return []
    if criteria.plan or criteria.contacts is not None:  # the two that are no tags: one is rare, the other one's own
        number = found.selected_columns[0]
        found = found.join(Company, Company.id == number).where(*_own_columns(criteria), *_elsewhere(criteria, to))
    if db.engine.dialect.name == "postgresql":
        found = found.order_by(None)  # SQLite reads the newest first anyway; PostgreSQL would sort all of them for it
    return list(db.session.scalars(found.limit(MOST_COUNTED + 1)))


def narrowed(criteria: CompanyFilter, to: Actor) -> list[Condition]:
    """A filter without a text as conditions on a company, together with what this person may see."""
    return [Company.deleted_at.is_(None), seen_by(to), *_own_columns(criteria), *_elsewhere(criteria, to)]


def _without_text(criteria: CompanyFilter, scopes: list[str], to: Actor) -> list[int]:
    """Begun from the rarest thing asked for; by a park's team from its own book, which is small."""
    ends = _ends(criteria, to)
    rest = [Company.deleted_at.is_(None), *_own_columns(criteria)]
    if to.sees_every_park:
        rest.append(seen_by(to))
    else:
        ends.insert(0, _End(CompanyScope.company_id, CompanyScope.scope.in_(scopes)))
    if criteria.contacts is False:
        rest.append(_has_no_contact(to))
    if ends:
        rest += [ends[0].begun(), *(end.asked() for end in ends[1:])]
    return list(db.session.scalars(sa.select(Company.id).where(*rest).limit(MOST_COUNTED + 1)))


def _tags(criteria: CompanyFilter) -> list[list[str]]:
    """What of a filter stands in the index beside the text: one of each group must be there."""
    groups = []
    if criteria.tag is not None:
        groups.append([kind_tag(criteria.tag)])
    if criteria.sector:
        groups.append([sector_tag(number) for number in _with_descendants(criteria.sector)] or [sector_tag(0)])
    if criteria.origin is not None:
        groups.append([origin_tag(criteria.origin)])
    if criteria.position is not None:
        groups.append([position_tag(criteria.position)])
    return groups


def _elsewhere(criteria: CompanyFilter, to: Actor) -> list[Condition]:
    """What other tables tell, as conditions on a company."""
    asked = [end.asked() for end in _ends(criteria, to)]
    return [*asked, _has_no_contact(to)] if criteria.contacts is False else asked


def _has_no_contact(to: Actor) -> Condition:
    return ~sa.exists().where(Contact.company_id == Company.id, contacts_seen_by(to))


def _own_columns(criteria: CompanyFilter) -> list[Condition]:
    """What the company's own row can tell."""
    asked = []
    if criteria.origin is not None:
        asked.append(Company.origin == criteria.origin)
    if criteria.position is not None:
        asked.append(Company.chain_position == criteria.position)
    if criteria.plan:
        asked.append(Company.named_organisation_id.is_not(None))
    return asked


def _ends(criteria: CompanyFilter, to: Actor) -> list[_End]:
    """What other tables tell, the rarest first."""
    ends: list[_End] = []
    if criteria.plan and criteria.plan != ANY_PLAN:
        named = sa.select(NamedOrganisation.id).join(Plan, Plan.id == NamedOrganisation.plan_id)
        of_plan = CompanyMention.named_organisation_id.in_(named.where(Plan.code == criteria.plan))
        ends.append(_End(CompanyMention.company_id, of_plan))
    if criteria.tag is not None:
        ends.append(_End(CompanyTag.company_id, CompanyTag.kind == criteria.tag))
    if criteria.sector:
        branch = _with_descendants(criteria.sector)
        # Asked of a company that is already at hand, SQLite would look into the index once per sector of the branch;
        # the sum, which no index knows, makes it read the few sectors of the company instead.
        at_hand = (CompanySector.sector_id + 0).in_(branch)
        ends.append(_End(CompanySector.company_id, CompanySector.sector_id.in_(branch), at_hand))
    if criteria.contacts:
        ends.append(_End(Contact.company_id, contacts_seen_by(to)))
    return ends


def _with_descendants(code: str) -> list[int]:
    """Numbers of the sector with this code and of all below it. Asked for apart: SQLite would walk the tree per row."""
    below = sa.select(Sector.id).where(Sector.code == code).cte("below", recursive=True)
    below = below.union(sa.select(Sector.id).join(below, Sector.parent_id == below.c.id))
    return list(db.session.scalars(sa.select(below.c.id)))
