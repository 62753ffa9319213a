"""The facts that the gates look at, and the gate before one project or before many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.sight import kept
from app.core.prepared import PREPARED
from app.core.reading import among, numbers
from app.delivery import queries as delivery
from app.delivery.queries import Filed
from app.extensions import db
from app.projects import queries as projects
from app.projects.enums import ActivityKind, Recognition, SiteMode, Stage, Status
from app.projects.models import Activity, Project

from . import limits
from .rules import Answer, Facts, GateRules, checklist, demanded, lacking

_MEETINGS = [kind for kind in ActivityKind if kind.is_meeting]
_met = sa.exists().where(Activity.project_id == Project.id, Activity.kind.in_(_MEETINGS)).correlate(Project)
# What a gate asks of the project's own row; of long texts it only wants to know whether they are there.
_ASKED: tuple[Any, ...] = (
    Project.id,
    Project.stage,
    Project.status,
    Project.recognition,
    Project.company_id,
    Project.source,
    sa.func.substr(Project.content, 1, 1).label("content"),
    Project.owner_id,
    Project.sector_id,
    Project.investment,
    Project.site_mode,
    Project.land_mu,
    Project.floor_sqm,
    Project.output_estimate,
    Project.tax_estimate,
    Project.jobs_estimate,
    sa.func.substr(Project.requirements, 1, 1).label("requirements"),
)
# Built once: the board asks it with every page.
_MANY: sa.Select[Any] = (
    delivery.joined(sa.select(*_ASKED, *delivery.LEAN_COLUMNS, _met.label("met")).select_from(Project))
    .where(among(Project.id, numbers("ids")), Project.status == Status.ACTIVE)
    .execution_options(**PREPARED)
)

_ONE: sa.Select[Any] = delivery.joined(sa.select(*delivery.COLUMNS, _met.label("met")).select_from(Project)).where(
    Project.id == sa.bindparam("number")
)


@dataclass(frozen=True)
class Outlook:
    """What stands before a project: what was written down so far, and the gate of the next stage, missing items first."""

    filed: Filed
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Entrance:
    """What a gate asks for, for the head of a column: for every project, then for each kind of site that differs."""

    asks: Sequence[str]
    by_site: Sequence[tuple[str, Sequence[str]]]


def facts_of(project: Project) -> Facts:
    """Everything the gates look at, in one query beyond the project."""
    return _facts_and_filed(project)[0]


def outlook(project: Project) -> Outlook:
    """Both in one query; no answers after the last stage."""
    facts, filed = _facts_and_filed(project)
    return _outlook(project, filed, facts)


def opened(code: str, *, to: Actor) -> tuple[Project, Outlook]:
    """A project with the names its page shows and what stands before it, in one query. Raises NoResultFound."""
    row = db.session.execute(_page(to), projects.by_code(code, to=to)).one()
    filed = delivery.read(row)
    return row.Project, _outlook(row.Project, filed, _facts(row.Project, filed, row.met, limits.current()))


@kept
def _page(actor: Actor) -> "sa.Select[Any]":
    statement = projects.on_its_page(actor).add_columns(*delivery.SHOWN_COLUMNS, _met.label("met"))
    return delivery.joined(statement).execution_options(**PREPARED)


def missing_counts(project_ids: Collection[int]) -> dict[int, int]:
    """How many items each of these projects lacks for its next stage, in one statement.

    Those that go no further (at the end, or not active) are left out. The ids have come through visibility.
    """
    if not project_ids:
        return {}
    rules = limits.current()
    found = {}
    for row in db.session.execute(_MANY, {"ids": list(project_ids)}):
        if row.stage.next is not None:
            found[row.id] = lacking(row.stage.next, _facts(row, delivery.read(row), row.met, rules))
    return found


def entrances() -> Mapping[Stage, Entrance]:
    """What each stage asks for before it is entered, under the rules that hold now. No query beyond the settings."""
    return _entrances(limits.current())


@lru_cache(maxsize=8)  # rules change a few times a year
def _entrances(rules: GateRules) -> Mapping[Stage, Entrance]:
    found = {}
    for stage in Stage:
        gates = {site: demanded(stage, site, rules) for site in SiteMode}
        labels = {
            site: ([one.label for one in asked], ["、".join(one.label for one in way) for way in ways])
            for site, (asked, ways) in gates.items()
        }
        shared = [label for label in labels[SiteMode.LAND][0] if all(label in asked for asked, _ in labels.values())]
        further = {
            site: [*(label for label in asked if label not in shared), *(["，或 ".join(ways)] if ways else [])]
            for site, (asked, ways) in labels.items()
        }
        found[stage] = Entrance(shared, [(site.label, said) for site, said in further.items() if said])
    return found


def _outlook(project: Project, filed: Filed, facts: Facts) -> Outlook:
    return Outlook(filed, checklist(project.stage.next, facts) if project.stage.next else ())


def _facts_and_filed(project: Project) -> tuple[Facts, Filed]:
    # What another request has written since this one read it must be seen: a move decides by this.
    row = db.session.execute(_ONE, {"number": project.id}, execution_options={"populate_existing": True}).one()
    filed = delivery.read(row)
    return _facts(project, filed, row.met, limits.current()), filed


def _facts(project: Any, filed: Filed, met: bool, rules: GateRules) -> Facts:  # noqa: FBT001 - a column
    return Facts(
        project=project,
        delivered=filed.facts,
        contract=filed.contract,
        site=filed.site,
        permits=filed.permits,
        photos=filed.photos,
        met_in_person=met,
        recognised=project.recognition in {None, Recognition.RECOGNISED},
        rules=rules,
    )
