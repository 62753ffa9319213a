"""The live warning before a company is registered twice.

It searches the whole city, beyond what the asker may see; of what lies outside his sight it tells only that there is
something. The same statements are sent in either case, so that not even the time taken tells more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import rules
from app.companies.models import Company, CompanyAlias
from app.companies.scopes import jurisdiction_of, scopes_of
from app.extensions import db

from .candidates import candidates
from .visibility import within

NOISE = 20  # a criterion that hits more companies than this says nothing
MOST_SHOWN = 8
_MOST_ALIKE = 200  # close names whose sight is looked up, the closest first
_MOST_STEPS = 12  # up and down a group; real ones have three or four

SAME_USCC = "统一社会信用代码相同"
SAME_NAME = "名称相同"
SAME_GROUP = "同一集团或控股股东"
CLOSE_NAME = "名称相近"
LEVELS = (SAME_USCC, SAME_NAME, SAME_GROUP, CLOSE_NAME)  # as the check knows them, the surest first


@dataclass(frozen=True)
class Match:
    """A company in the asker's sight that may be the same, and why."""

    code: str
    name: str
    why: str

    @property
    def is_strong(self) -> bool:
        """Same code or same name: registering another needs a word of confirmation."""
        return self.why in {SAME_USCC, SAME_NAME}


@dataclass(frozen=True)
class Similar:
    """What the check found. `elsewhere`: something outside the asker's sight, and not a word more."""

    matches: Sequence[Match] = ()
    elsewhere: bool = False

    @property
    def strong(self) -> list[Match]:
        """Those that are as good as certain."""
        return [match for match in self.matches if match.is_strong]


@dataclass(frozen=True)
class Hit:
    """A company of the asker's cities that the check hit, seen or not. For checks of packages above, never for a page."""

    id: int
    code: str
    name: str
    visible: bool
    why: str


def similar(name: str, uscc: str | None, *, to: Actor, besides: int | None = None) -> Similar:
    """Companies that may be this one; `besides` leaves out the one that is being edited."""
    found = [hit for hit in hits(name, uscc, to=to) if hit.id != besides]
    seen: dict[int, Match] = {}
    elsewhere = False
    for why in LEVELS:
        mine = {hit.id: hit for hit in found if hit.why == why and hit.visible}
        others = {hit.id for hit in found if hit.why == why and not hit.visible}
        if len(mine) <= NOISE:
            for hit in mine.values():
                seen.setdefault(hit.id, Match(hit.code, hit.name, why))
        elsewhere = elsewhere or 0 < len(others) <= NOISE
    return Similar(tuple(seen.values())[:MOST_SHOWN], elsewhere)


def hits(name: str, uscc: str | None, *, to: Actor) -> list[Hit]:
    """Every company of the asker's cities that is hit, by the surest level first, then the closest name.

    Of those out of sight (`visible` False) nothing but their being there may reach the asker. A company may stand in the
    list under several levels. Five statements, whatever is found.
    """
    looked_for, code = rules.normalise(name), rules.tidy_uscc(uscc)
    area = jurisdiction_of(to)
    if not area or not (looked_for or code):
        return []
    equal = _equal(looked_for, code, area, to)
    # From a company out of sight no way leads on: whose subsidiary it is would be more than that there is one.
    group = _group({hit.id for hit in equal if hit.visible}, area, to)
    return [*equal, *group, *_close(looked_for, area, to)]


def _equal(looked_for: str, code: str | None, area: Iterable[str], to: Actor) -> list[Hit]:
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
    return [Hit(row.id, row.code, row.name, bool(row.visible), row.why) for row in rows]


def _group(start: Collection[int], area: Iterable[str], to: Actor) -> list[Hit]:
    """Parents of these, their parents, and all that stand below any of them, without these themselves."""
    line = sa.select(Company.id, Company.parent_id, sa.literal(0).label("step")).where(Company.id.in_(sorted(start)))
    upwards = line.cte("upwards", recursive=True)
    upwards = upwards.union(
        sa.select(Company.id, Company.parent_id, upwards.c.step + 1)
        .join(upwards, Company.id == upwards.c.parent_id)
        .where(upwards.c.step < _MOST_STEPS)
    )
    below = sa.select(upwards.c.id, sa.literal(0).label("step")).cte("below", recursive=True)
    below = below.union(
        sa.select(Company.id, below.c.step + 1)
        .join(below, Company.parent_id == below.c.id)
        .where(below.c.step < _MOST_STEPS)
    )
    members = sa.select(below.c.id).distinct().limit(_MOST_ALIKE).subquery()
    statement = (
        sa.select(Company.id, Company.code, Company.name, within(scopes_of(to)).label("visible"))
        .where(
            Company.id.in_(sa.select(members.c.id)),
            Company.id.not_in(sorted(start)),
            Company.deleted_at.is_(None),
            within(area),
        )
        .order_by(Company.name_key, Company.id)
    )
    return [Hit(row.id, row.code, row.name, bool(row.visible), SAME_GROUP) for row in db.session.execute(statement)]


def _close(looked_for: str, area: Iterable[str], to: Actor) -> list[Hit]:
    """Close names, the closest first.

    Out of sight only near equality counts: who types half a name must not learn the other half by trying on.
    """
    alike: dict[int, float] = {}
    for number, known_as in candidates(looked_for):
        if rules.looks_alike(known_as, looked_for):
            alike[number] = max(alike.get(number, 0.0), rules.likeness(known_as, looked_for))
    closest = sorted(alike, key=lambda number: (-alike[number], number))[:_MOST_ALIKE]
    statement = sa.select(Company.id, Company.code, Company.name, within(scopes_of(to)).label("visible")).where(
        Company.id.in_(closest), Company.deleted_at.is_(None), within(area)
    )
    rows = {row.id: row for row in db.session.execute(statement)}
    return [
        Hit(row.id, row.code, row.name, bool(row.visible), CLOSE_NAME)
        for number in closest
        if (row := rows.get(number)) is not None and (row.visible or alike[number] >= rules.SURELY_SAME)
    ]
