"""The table of gates as the page shows it: every requirement by kind of site, with its switch; every limit. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.audit import AuditEntry
from app.core.settings import Declared
from app.projects.enums import SiteMode, Stage
from app.projects.limits import DECLARED as LIMITS

from .limits import ASKED, FULL_CAPACITY, SWITCHES, WAIVED
from .rules import GATES, GateRules
from .rules.gates import limits_of

_GROUPS = ("甲组", "乙组", "丙组")
SWITCHED: Mapping[int, str] = {ASKED: "须具备", WAIVED: "免"}


@dataclass(frozen=True)
class Cell:
    """One requirement on one kind of site: not asked for, always asked for, or as the switch says."""

    site: SiteMode
    asked: bool
    switch: Declared | None = None
    group: str = ""  # of several ways, the one it belongs to


@dataclass(frozen=True)
class Line:
    """One requirement across the kinds of site."""

    label: str
    hint: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class GateTable:
    """A stage: what is asked for before it, and how long one may stay in it."""

    stage: Stage
    lines: Sequence[Line]
    limits: Sequence[Declared]

    @property
    def has_ways(self) -> bool:
        """Whether somewhere one of several ways will do."""
        return any(cell.group for line in self.lines for cell in line.cells)


@dataclass(frozen=True)
class Change:
    """A rule that was changed."""

    what: str
    before: str
    after: str
    who: str
    at: datetime


def tables(rules: GateRules) -> list[GateTable]:
    """All eight, in order."""
    found = []
    for stage, gate in GATES.items():
        every = {one.key: one for site in SiteMode for one in gate.of(site)}
        lines = [
            Line(one.worded(rules).label, one.hint, [_cell(stage, key, site) for site in SiteMode])
            for key, one in every.items()
        ]
        own = [FULL_CAPACITY] if stage is Stage.FULL_CAPACITY else []
        found.append(GateTable(stage, lines, [*(LIMITS[name] for name in limits_of(stage)), *own]))
    return found


def further_limits() -> list[Declared]:
    """Limits of no single stage: those of the lights."""
    placed = {name for stage in Stage for name in limits_of(stage)}
    return [rule for name, rule in LIMITS.items() if name not in placed]


def numbers() -> list[Declared]:
    """Everything on the page that is a number."""
    return [*LIMITS.values(), FULL_CAPACITY]


def changes(entries: Iterable[AuditEntry], most: int) -> list[Change]:
    """The latest changes of what stands on this page."""
    rules = {rule.key: rule for rule in (*numbers(), *SWITCHES.values())}
    found = [
        Change(rules[key].label, _said(rules[key], old), _said(rules[key], new), entry.actor_name, entry.at)
        for entry in entries
        for key, pair in entry.changes.items()
        if key in rules and isinstance(pair, list) and len(pair) == 2
        for old, new in [pair]
    ]
    return found[:most]


def _said(rule: Declared, number: int) -> str:
    if rule in SWITCHES.values():
        return SWITCHED.get(number, str(number))
    return f"{number} {rule.unit}"


def _cell(stage: Stage, key: str, site: SiteMode) -> Cell:
    gate = GATES[stage]
    ways = gate.ways.get(site, ())
    place = next((number for number, way in enumerate(ways) if key in {one.key for one in way}), None)
    asked = place is not None or key in {one.key for one in gate.asks}
    group = _GROUPS[place] if place is not None and len(ways) > 1 else ""
    return Cell(site, asked, SWITCHES.get((stage, key, site)), group)
