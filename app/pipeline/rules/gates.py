"""The gates as one table: what must be there to enter each stage, on each kind of site, and how long one may stay.

Source: domain.md section 5. A lead cannot be registered without its park, and the check for duplicates runs while it
is typed, so neither stands here. What the bureau may waive, and every limit, is a setting (`pipeline/limits.py`,
`projects/limits.py`); `limits` names the fields of `projects.rules.Limits`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.projects.enums import SiteMode, Stage

from . import requirements as r
from .facts import Facts, GateRules
from .requirements import Requirement

Way = tuple[Requirement, ...]


@dataclass(frozen=True)
class Gate:
    """What every project needs, then what each kind of site needs besides: of several ways, one will do."""

    asks: Way
    ways: Mapping[SiteMode, tuple[Way, ...]] = field(default_factory=dict)
    limits: Mapping[SiteMode, tuple[str, ...]] = field(default_factory=dict)  # in the stage, once entered

    def of(self, site: SiteMode) -> Way:
        """Everything that may be asked for on such a site, in order."""
        return (*self.asks, *(one for way in self.ways.get(site, ()) for one in way))


def _everywhere(*limits: str) -> dict[SiteMode, tuple[str, ...]]:
    return dict.fromkeys(SiteMode, limits)


LAND, FACTORY, LIGHT = SiteMode.LAND, SiteMode.FACTORY, SiteMode.LIGHT
BUILDING, FITTING_OUT = (r.FILING, r.PERMIT), (r.FIT_OUT, r.PHOTO)

GATES: Mapping[Stage, Gate] = {
    Stage.LEAD: Gate(
        (r.INVESTOR, r.SOURCE, r.CONTENT),
        limits=_everywhere("lead_respond_days", "lead_screen_days", "big_lead_screen_days", "lead_report_days"),
    ),
    Stage.NEGOTIATING: Gate(
        (r.MET, r.OWNER, r.INVESTMENT, r.SECTOR),
        limits=_everywhere("negotiating_days"),
    ),
    Stage.APPRAISAL: Gate(
        (r.SITE_NEED, r.SITE_MODE, r.OUTPUT, r.TAX, r.JOBS, r.NEEDS),
        limits=_everywhere("appraisal_days"),
    ),
    Stage.SIGNED: Gate(
        (r.APPRAISED, r.CONTRACT_KIND, r.SIGNED_ON, r.AMOUNT, r.START, r.PRODUCTION, r.LEGAL, r.COMPETITION),
        limits=_everywhere("landing_months"),
    ),
    Stage.LANDED: Gate(
        (r.RECOGNISED, r.COMPANY, r.LICENCE, r.SITE_CONTRACT, r.SITE_NUMBER),
        limits={LAND: ("land_start_months",), FACTORY: ("factory_start_months",), LIGHT: ("factory_start_months",)},
    ),
    Stage.CONSTRUCTION: Gate(
        (r.RECOGNISED,),
        ways={LAND: (BUILDING,), FACTORY: (FITTING_OUT, BUILDING), LIGHT: (FITTING_OUT,)},
        limits=_everywhere("construction_months", "construction_months_5yi", "construction_months_10yi"),
    ),
    Stage.PRODUCTION: Gate(
        (r.RECOGNISED, r.ACCEPTED, r.INVOICE),
        limits=_everywhere("production_months"),
    ),
    Stage.FULL_CAPACITY: Gate(
        (r.RECOGNISED, r.AGREED_OUTPUT, r.YEAR_OUTPUT, r.AGREED_TAX, r.YEAR_TAX),
    ),
}


@dataclass(frozen=True)
class Answer:
    """A requirement with its answer."""

    requirement: Requirement
    met: bool


def requirements(stage: Stage, site_mode: SiteMode | None) -> Way:
    """Everything the gate into a stage may ask on such a site; a project that has not said builds on land."""
    return GATES[stage].of(site_mode or SiteMode.LAND)


@lru_cache(maxsize=256)  # what holds is the same for many projects at once
def demanded(stage: Stage, site_mode: SiteMode | None, rules: GateRules) -> tuple[Way, tuple[Way, ...]]:
    """What holds now: what every project needs, and the ways of which one will do; without what the bureau waived."""
    site = site_mode or SiteMode.LAND

    def held(way: Way) -> Way:
        return tuple(one.worded(rules) for one in way if one.fixed or (stage, one.key, site) not in rules.waived)

    gate = GATES[stage]
    # A way of which everything was waived is no open door while another one asks for something.
    return held(gate.asks), tuple(way for way in map(held, gate.ways.get(site, ())) if way)


def checklist(stage: Stage, facts: Facts) -> list[Answer]:
    """The gate with its answers, what is missing first; of several ways the one that is nearest to being complete."""
    asked, ways = demanded(stage, facts.project.site_mode, facts.rules)
    if ways:
        nearest = min(ways, key=lambda way: sum(not one.met(facts) for one in way))
        others = "；".join("、".join(one.label for one in way) for way in ways if way is not nearest)
        asked += (_besides(nearest[0], others), *nearest[1:]) if others else nearest
    answers = [Answer(one, one.met(facts)) for one in asked]
    return sorted(answers, key=lambda answer: answer.met)


def lacking(stage: Stage, facts: Facts) -> int:
    """How many items of `checklist` are missing, for lists of many projects."""
    asked, ways = demanded(stage, facts.project.site_mode, facts.rules)
    missing = sum(not one.met(facts) for one in asked)
    return missing + min((sum(not one.met(facts) for one in way) for way in ways), default=0)


def switches() -> Iterator[tuple[Stage, Requirement, SiteMode]]:
    """Everything that the bureau may waive, by stage and kind of site."""
    for stage, gate in GATES.items():
        for site in SiteMode:
            yield from ((stage, one, site) for one in gate.of(site) if not one.fixed)


def limits_of(stage: Stage) -> Sequence[str]:
    """All limits of a stage, each once."""
    return tuple(dict.fromkeys(name for names in GATES[stage].limits.values() for name in names))


def _besides(one: Requirement, others: str) -> Requirement:
    """Say what would do instead."""
    return replace(one, hint="；".join(filter(None, [one.hint, f"也可改备：{others}"])))
