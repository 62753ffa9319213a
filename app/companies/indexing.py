"""How companies are found: what stands in the full-text index, and under which tags."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from app.core.search import Index
from app.extensions import db

from .enums import ChainPosition, Origin, TagKind
from .models import Company, CompanyAlias, CompanyPiece, CompanyScope, CompanySector, CompanyTag, Contact
from .rules import pieces
from .scopes import numbers_in

INDEX = Index("company")
BATCH = 1000

# Packages above whose own index holds names of companies; called after the names may have changed.
FOLLOWERS: list[Callable[[list[int]], None]] = []


def kind_tag(kind: TagKind) -> str:
    """Carried by every company with this title."""
    return f"kind:{kind.value}"


def sector_tag(sector_id: int) -> str:
    """Carried by every company of exactly this sector."""
    return f"sector:{sector_id}"


def origin_tag(origin: Origin) -> str:
    """Carried by every company of this origin."""
    return f"origin:{origin.value}"


def position_tag(position: ChainPosition) -> str:
    """Carried by every company at this place of its chain."""
    return f"position:{position.value}"


def put(company_ids: Iterable[int]) -> None:
    """(Re)write the index of these companies; removed ones leave it.

    Texts: name, aliases, codes, titles. Names of contacts are findable by whoever sees the company, but where several
    parks see it they stand among the secret texts, which only the bureau's search reads: a contact is one park's own.
    Telephone numbers and e-mail addresses are never in the index. Who sees the company, its titles, sectors, origin and
    place in the chain stand there as tags, so that a text is looked for among those alone.
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
    sectors = _gathered(CompanySector.company_id, CompanySector.sector_id, numbers)
    _put_pieces(numbers)
    rows = []
    columns = (Company.id, Company.code, Company.name, Company.uscc, Company.origin, Company.chain_position)
    for company in db.session.execute(sa.select(*columns, Company.deleted_at).where(Company.id.in_(numbers))):
        if company.deleted_at is not None:
            INDEX.remove(company.id)
            continue
        number, keys = company.id, set(scopes[company.id])
        texts = [company.name, *aliases[number], company.code, company.uscc or ""]
        texts += sorted({kind.label for kind in titles[number]})
        several = bool(numbers_in(keys, "shared")) or len(numbers_in(keys, "park")) > 1
        secret = people[number] if several else []
        tags = [*sorted(keys), *map(sector_tag, sectors[number]), *map(kind_tag, dict.fromkeys(titles[number]))]
        if company.origin is not None:
            tags.append(origin_tag(company.origin))
        if company.chain_position is not None:
            tags.append(position_tag(company.chain_position))
        rows.append((number, texts if several else [*texts, *people[number]], tags, secret))
    INDEX.put_many(rows)


def _put_pieces(numbers: list[int]) -> None:
    """The pieces of their names and other names, for the check for duplicates; removed companies have none."""
    names = sa.union(
        sa.select(Company.id, Company.normalised_name).where(Company.id.in_(numbers), Company.deleted_at.is_(None)),
        sa.select(CompanyAlias.company_id, CompanyAlias.normalised_name)
        .join(Company, Company.id == CompanyAlias.company_id)
        .where(Company.id.in_(numbers), Company.deleted_at.is_(None)),
    )
    wanted = {(piece, number) for number, name in db.session.execute(names) for piece in pieces(name)}
    kept = sa.select(CompanyPiece.piece, CompanyPiece.company_id).where(CompanyPiece.company_id.in_(numbers))
    held = {(piece, number) for piece, number in db.session.execute(kept)}
    # Most changes of a company leave its names alone: nothing is written then.
    for piece, number in held - wanted:
        db.session.execute(
            sa.delete(CompanyPiece).where(CompanyPiece.piece == piece, CompanyPiece.company_id == number)
        )
    if fresh := sorted(wanted - held):
        db.session.execute(sa.insert(CompanyPiece), [{"piece": piece, "company_id": number} for piece, number in fresh])


def _gathered(key: "sa.orm.InstrumentedAttribute[int]", value: object, numbers: list[int]) -> "dict[int, list]":  # type: ignore[type-arg]
    """The values of these companies, by company."""
    found: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for number, held in db.session.execute(sa.select(key, value).where(key.in_(numbers)).order_by(key, value)):  # type: ignore[call-overload]
        found[number].append(held)
    return found
