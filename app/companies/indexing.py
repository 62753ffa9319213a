"""How companies are found: what stands in the full-text index, and under which tags."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from app.core.search import Index
from app.extensions import db

from .models import Company, CompanyAlias, CompanyScope, CompanyTag, Contact
from .scopes import numbers_in

INDEX = Index("company")
BATCH = 1000

# Packages above whose own index holds names of companies; called after the names may have changed.
FOLLOWERS: list[Callable[[list[int]], None]] = []


def put(company_ids: Iterable[int]) -> None:
    """(Re)write the index of these companies; removed ones leave it.

    Texts: name, aliases, codes, titles. Names of contacts are findable by whoever sees the company, but where several
    parks see it they stand among the secret texts, which only the bureau's search reads: a contact is one park's own.
    Telephone numbers and e-mail addresses are never in the index.
    """
    wanted = list(company_ids)
    db.session.flush()
    for start in range(0, len(wanted), BATCH):
        _put_batch(wanted[start : start + BATCH])
        for follow in FOLLOWERS:
            follow(wanted[start : start + BATCH])


def _put_batch(numbers: list[int]) -> None:
    aliases = _gathered(CompanyAlias.company_id, CompanyAlias.name, numbers)
    scopes = _gathered(CompanyScope.company_id, CompanyScope.scope, numbers)
    titles = _gathered(CompanyTag.company_id, CompanyTag.kind, numbers)
    people = _gathered(Contact.company_id, Contact.name, numbers)
    rows = []
    columns = (Company.id, Company.code, Company.name, Company.uscc, Company.deleted_at)
    for company in db.session.execute(sa.select(*columns).where(Company.id.in_(numbers))):
        if company.deleted_at is not None:
            INDEX.remove(company.id)
            continue
        number, keys = company.id, set(scopes[company.id])
        texts = [company.name, *aliases[number], company.code, company.uscc or ""]
        texts += sorted({kind.label for kind in titles[number]})
        several = bool(numbers_in(keys, "shared")) or len(numbers_in(keys, "park")) > 1
        secret = people[number] if several else []
        rows.append((number, texts if several else [*texts, *people[number]], sorted(keys), secret))
    INDEX.put_many(rows)


def _gathered(key: "sa.orm.InstrumentedAttribute[int]", value: object, numbers: list[int]) -> "dict[int, list]":  # type: ignore[type-arg]
    """The values of these companies, by company."""
    found: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for number, held in db.session.execute(sa.select(key, value).where(key.in_(numbers)).order_by(key, value)):  # type: ignore[call-overload]
        found[number].append(held)
    return found
