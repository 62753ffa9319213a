"""One search over everything a reader may see: projects, companies, parks, each by its package's own query."""

from dataclasses import dataclass, field

from app.accounts.actor import Actor
from app.companies import queries as companies
from app.core import clock
from app.core.permissions import Permission
from app.core.search import split
from app.parks import queries as parks
from app.projects import queries as projects

MOST_TEXT = 100


@dataclass(frozen=True)
class Hit:
    """One thing found: what its page is called by, what people call it, and what tells it from others."""

    code: str
    label: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found, by kind. `more`: kinds of which there is more than shown."""

    projects: list[Hit] = field(default_factory=list)
    companies: list[Hit] = field(default_factory=list)
    parks: list[Hit] = field(default_factory=list)
    more: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """How many are shown."""
        return len(self.projects) + len(self.companies) + len(self.parks)


def find(text: str, *, to: Actor, limit: int) -> Found:
    """At most `limit` of each kind, in four queries at most. A text without letters, digits or characters finds nothing."""
    if not split(text):
        return Found()
    found = {
        "projects": _projects(text, to, limit + 1),
        "companies": _companies(text, to, limit + 1),
        "parks": _parks(text, to, limit + 1),
    }
    more = frozenset(kind for kind, hits in found.items() if len(hits) > limit)
    return Found(**{kind: hits[:limit] for kind, hits in found.items()}, more=more)


def _projects(text: str, to: Actor, limit: int) -> list[Hit]:
    if Permission.PROJECT_READ not in to.permissions:
        return []
    return [
        Hit(row.code, row.title, "·".join(part for part in (row.investor, row.park_name, row.stage.label) if part))
        for row in projects.newest_found(text, to=to, today=clock.today(), limit=limit)
    ]


def _companies(text: str, to: Actor, limit: int) -> list[Hit]:
    if Permission.COMPANY_READ not in to.permissions:
        return []
    return [Hit(one.code, one.name, one.hint) for one in companies.pick(text, to=to, limit=limit)]


def _parks(text: str, to: Actor, limit: int) -> list[Hit]:
    if Permission.PARK_READ not in to.permissions:
        return []
    return [
        Hit(park.code, park.name, "·".join([park.city.name, *park.focus[:3]]))
        for park in parks.search_parks(text, to=to, limit=limit)
    ]
