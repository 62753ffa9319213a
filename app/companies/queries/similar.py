"""The live warning before a company is registered twice.

It searches the whole city, beyond what the asker may see; of what lies outside his sight it tells only that there is
something. Both searches are made in either case, so that not even the time taken tells more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import rules
from app.companies.indexing import INDEX
from app.companies.models import Company, CompanyAlias
from app.companies.scopes import jurisdiction_of, scopes_of
from app.extensions import db

from .visibility import within

NOISE = 20  # a criterion that hits more companies than this says nothing
MOST_SHOWN = 8
_CANDIDATES = 60  # per piece of the name

SAME_USCC = "统一社会信用代码相同"
SAME_NAME = "名称相同"
CLOSE_NAME = "名称相近"


@dataclass(frozen=True)
class Match:
    """A company in the asker's sight that may be the same, and why."""

    code: str
    name: str
    why: str

    @property
    def is_strong(self) -> bool:
        """Same code or same name: registering another needs a word of confirmation."""
        return self.why != CLOSE_NAME


@dataclass(frozen=True)
class Similar:
    """What the check found. `elsewhere`: something outside the asker's sight, and not a word more."""

    matches: Sequence[Match] = ()
    elsewhere: bool = False

    @property
    def strong(self) -> list[Match]:
        """Those that are as good as certain."""
        return [match for match in self.matches if match.is_strong]


def similar(name: str, uscc: str | None, *, to: Actor, besides: int | None = None) -> Similar:
    """Companies that may be this one; `besides` leaves out the one that is being edited."""
    looked_for, code = rules.normalise(name), rules.tidy_uscc(uscc)
    area = jurisdiction_of(to)
    if not area or not (looked_for or code):
        return Similar()
    found = [*_equal(looked_for, code, area, to), *_close(looked_for, area, to)]
    seen: dict[int, Match] = {}
    elsewhere = False
    for why in (SAME_USCC, SAME_NAME, CLOSE_NAME):
        hits = [hit for hit in found if hit.why == why and hit.id != besides]
        mine = {hit.id: hit for hit in hits if hit.visible}
        others = {hit.id for hit in hits if not hit.visible and _is_certain(hit, looked_for)}
        if len(mine) <= NOISE:
            for hit in mine.values():
                seen.setdefault(hit.id, Match(hit.code, hit.name, why))
        elsewhere = elsewhere or 0 < len(others) <= NOISE
    return Similar(tuple(seen.values())[:MOST_SHOWN], elsewhere)


@dataclass(frozen=True)
class _Hit:
    id: int
    code: str
    name: str
    known_as: str
    visible: bool
    why: str


def _is_certain(hit: _Hit, looked_for: str) -> bool:
    """Out of sight only near equality counts: who types half a name must not learn the other half by trying on."""
    return hit.why != CLOSE_NAME or rules.surely_the_same(hit.known_as, looked_for)


def _equal(looked_for: str, code: str | None, area: Iterable[str], to: Actor) -> list[_Hit]:
    """Same code, same name, same other name."""
    columns = (Company.id, Company.code, Company.name, within(scopes_of(to)).label("visible"))
    inside = (Company.deleted_at.is_(None), within(area))
    by_code = sa.select(*columns, sa.literal(SAME_USCC).label("why")).where(*inside, Company.uscc == (code or ""))
    by_name = sa.select(*columns, sa.literal(SAME_NAME)).where(*inside, Company.normalised_name == looked_for)
    by_alias = (
        sa.select(*columns, sa.literal(SAME_NAME))
        .join(CompanyAlias, CompanyAlias.company_id == Company.id)
        .where(*inside, CompanyAlias.normalised_name == looked_for)
    )
    parts = [sa.select(part.limit(4 * NOISE).subquery()) for part in (by_code, by_name, by_alias)]
    rows = db.session.execute(sa.union_all(*parts))
    return [_Hit(row.id, row.code, row.name, looked_for, bool(row.visible), row.why) for row in rows]


def _close(looked_for: str, area: Iterable[str], to: Actor) -> list[_Hit]:
    """Close names, among the candidates that share a piece of the name."""
    looked_up = [INDEX.matches(piece, any_tag=sorted(area)) for piece in rules.pieces(looked_for)]
    parts = [sa.select(part.limit(_CANDIDATES).subquery()) for part in looked_up if part is not None]
    if not parts:
        return []
    candidates = sa.union(*parts).subquery()
    columns = (Company.id, Company.code, Company.name, within(scopes_of(to)).label("visible"))
    known_as = sa.union_all(
        sa.select(*columns, Company.normalised_name.label("known_as"))
        .join(candidates, Company.id == candidates.c[0])
        .where(Company.deleted_at.is_(None)),
        sa.select(*columns, CompanyAlias.normalised_name)
        .join(candidates, Company.id == candidates.c[0])
        .join(CompanyAlias, CompanyAlias.company_id == Company.id)
        .where(Company.deleted_at.is_(None)),
    )
    hits = [
        _Hit(row.id, row.code, row.name, row.known_as, bool(row.visible), CLOSE_NAME)
        for row in db.session.execute(known_as)
        if rules.looks_alike(row.known_as, looked_for)
    ]
    return sorted(hits, key=lambda hit: (-rules.likeness(hit.known_as, looked_for), hit.id))
