"""What a project's page says of its investor besides the name: titles and people, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import given, kept
from app.companies.enums import TagKind
from app.companies.models import CompanyTag, Contact
from app.core.reading import plain_rows
from app.core.together import Part, Shape, first, together

from .visibility import contacts_seen_by

MOST_TITLES, MOST_PEOPLE = 3, 5
_SHOWN = (Contact.name, Contact.job_title, Contact.phone, Contact.email, Contact.is_primary)
_ROW = Shape(
    (
        ("title", CompanyTag.kind.type),
        ("id", sa.Integer()),
        *((column.key, column.type) for column in _SHOWN),
    )
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A contact as a card shows it, masked."""

    id: int
    name: str
    job_title: str
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Investor:
    """The first titles of a company and the first people this reader may know of."""

    titles: Sequence[TagKind]
    people: Sequence[Person]


def on_project(company_id: int, *, to: Actor) -> Investor:
    """Of the investor of a project whose investor this reader may know."""
    rows = plain_rows(_statement(to), {"company_id": company_id, **given(to)})
    people = sorted((row for row in rows if row.what == "person"), key=lambda row: (not row.is_primary, row.id))
    return Investor(
        sorted((row.title for row in rows if row.what == "title"), key=lambda title: title.value),
        [Person(id=row.id, name=row.name, job_title=row.job_title, phone=row.phone, email=row.email) for row in people],
    )


@kept
def _statement(actor: Actor) -> "Part | sa.CompoundSelect[*tuple[Any, ...]]":
    company = sa.bindparam("company_id", type_=sa.Integer)
    titles = _ROW.part("title", title=CompanyTag.kind).where(CompanyTag.company_id == company)
    people = _ROW.part("person", id=Contact.id, **{column.key: column for column in _SHOWN}).where(
        Contact.company_id == company, contacts_seen_by(actor)
    )
    return together(
        [
            first(titles.order_by(CompanyTag.kind), MOST_TITLES),
            first(people.order_by(Contact.is_primary.desc(), Contact.id), MOST_PEOPLE),
        ]
    )
