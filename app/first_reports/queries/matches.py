"""Who is like whom, on four levels (domain.md section 5): for the live check, and for the bureau in full.

The search goes over the whole city. Who asks for a park gets his own park's projects by name; of all others one bit.
The same statements run whatever they find, so that not even the time taken tells more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies import queries as companies
from app.companies import rules as company_rules
from app.companies.models import Company, CompanyAlias
from app.extensions import db
from app.first_reports import rules
from app.first_reports.enums import HOLDING, MatchLevel
from app.first_reports.models import FirstReport, FirstReportMark
from app.parks.models import Park
from app.projects.enums import SiteMode, Stage, Status
from app.projects.models import Project
from app.projects.policy import knows_investor

NOISE = 20  # a level with more hits than this says nothing
MOST_COMPARED = 200  # descriptions that are compared by their text
MOST_OF_GROUP = 300
MOST_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the form so far."""

    investor: str = ""
    uscc: str | None = None
    content: str = ""
    investment: Decimal | None = None
    sector_id: int | None = None
    site_mode: SiteMode | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A project of the city whose first report is held and that is like the one asked about."""

    level: MatchLevel
    claim_id: int
    project: Project
    investor: str
    park_id: int
    park: str


@dataclass(frozen=True)
class Own:
    """A match in one's own park, as it may be named to this person."""

    code: str
    name: str
    stage: Stage
    why: str


@dataclass(frozen=True)
class Check:
    """What the live check answers. `elsewhere`: somebody has the first report of whom this person may not know more."""

    own: Sequence[Own] = ()
    elsewhere: bool = False
    companies: "companies.Similar" = field(default_factory=companies.Similar)


def check(typed: Typed, *, to: Actor) -> Check:
    """The live check while a lead is typed."""
    cities = sorted(to.city_ids)
    found = _levels(_marks(typed, to), typed, cities=cities)
    # Of a confidential project of his own park that he may not know, the code beside a typed name would tell its investor.
    own = [match for match in found if match.park_id in to.park_ids and knows_investor(to, match.project)]
    named = [Own(match.project.code, match.project.name, match.project.stage, match.level.label) for match in own]
    similar = companies.similar(typed.investor, typed.uscc, to=to)
    return Check(named[:MOST_SHOWN], len(own) < len(found), similar)


def matches_of(claim: FirstReport, project: Project) -> list[Match]:
    """All that is like this registration, the surest first. For the bureau, and for opening a case by the server."""
    marks = set(db.session.scalars(sa.select(FirstReportMark.mark).where(FirstReportMark.first_report_id == claim.id)))
    typed = Typed(
        content=project.content,
        investment=project.investment,
        sector_id=project.sector_id,
        site_mode=project.site_mode,
    )
    return [match for match in _levels(marks, typed, cities=[claim.city_id]) if match.claim_id != claim.id]


def _marks(typed: Typed, to: Actor) -> set[str]:
    """By what the typed investor is known: as typed, and as the register knows the company that he may see."""
    names = {company_rules.normalise(typed.investor)} if typed.investor else set()
    code = company_rules.tidy_uscc(typed.uscc)
    marks = {f"n:{name}" for name in names if name} | ({f"u:{code}"} if code else set())
    known = _seen(typed.investor, sorted(names), to)
    rows = db.session.execute(
        sa.select(Company.id, Company.normalised_name, Company.uscc)
        .where(Company.id.in_(known))
        .union_all(
            sa.select(CompanyAlias.company_id, CompanyAlias.normalised_name, sa.cast(sa.null(), sa.String)).where(
                CompanyAlias.company_id.in_(known)
            )
        )
    )
    for number, name, uscc in rows:
        marks |= rules.marks_of(company_id=number, uscc=uscc, names=[name])
    return marks


def _seen(investor: str, names: Sequence[str], to: Actor) -> list[int]:
    """Companies within sight of this code (a picker's “QY-000001 名称” counts as one) or normalised name, by index."""
    within = [companies.seen_by(to), Company.deleted_at.is_(None)]
    code = investor.split(" ", 1)[0].upper()
    found = sa.union(
        sa.select(Company.id).where(Company.code == code, *within),
        sa.select(Company.id).where(Company.normalised_name.in_(names), *within),
    )
    return list(db.session.scalars(sa.select(found.subquery().c.id)))


def _levels(marks: Iterable[str], typed: Typed, *, cities: Sequence[int]) -> list[Match]:
    """Every level is asked, whatever the ones before found; a project counts at its surest."""
    known = sorted(marks)
    found: dict[int, Match] = {}
    for hits in (_same_investor(known, cities), _same_group(known, cities), _similar_content(typed, cities)):
        if len(hits) <= NOISE:
            for match in hits:
                found.setdefault(match.claim_id, match)
    return sorted(found.values(), key=lambda match: (match.level, match.claim_id))


_COLUMNS = (FirstReport.id, Project, Company.name, FirstReport.park_id, Park.short_name)


def _held(cities: Sequence[int]) -> "sa.Select[int, Project, str, int, str]":
    """First reports that are held in these cities."""
    return (
        sa.select(*_COLUMNS)
        .join(Project, Project.id == FirstReport.project_id)
        .join(Company, Company.id == Project.company_id)
        .join(Park, Park.id == FirstReport.park_id)
        .where(FirstReport.state.in_(HOLDING), FirstReport.city_id.in_(cities))
    )


def _same_investor(marks: Sequence[str], cities: Sequence[int]) -> list[Match]:
    """Levels 1 and 2: a mark in common."""
    rows = db.session.execute(
        sa.select(FirstReportMark.mark, *_COLUMNS)
        .select_from(FirstReportMark)
        .join(FirstReport, FirstReport.id == FirstReportMark.first_report_id)
        .join(Project, Project.id == FirstReport.project_id)
        .join(Company, Company.id == Project.company_id)
        .join(Park, Park.id == FirstReport.park_id)
        .where(FirstReportMark.city_id.in_(cities), FirstReportMark.mark.in_(marks), FirstReportMark.held)
        .order_by(FirstReport.id)
        .limit(4 * NOISE)
    ).all()
    best: dict[int, Match] = {}
    for mark, *columns in rows:
        match = _match(rules.level_by_marks([mark]), columns)
        if match.claim_id not in best or match.level < best[match.claim_id].level:
            best[match.claim_id] = match
    return list(best.values())


def _same_group(marks: Sequence[str], cities: Sequence[int]) -> list[Match]:
    """Level 3: companies above and below in the same group, begun from all companies known by these marks."""
    names = [mark[2:] for mark in marks if mark.startswith("n:")]
    codes = [mark[2:] for mark in marks if mark.startswith("u:")]
    rows = [int(mark[2:]) for mark in marks if mark.startswith("c:")]
    begun = sa.union(
        sa.select(Company.id.label("id")).where(Company.normalised_name.in_(names)),
        sa.select(Company.id).where(Company.uscc.in_(codes)),
        sa.select(Company.id).where(Company.id.in_(rows)),
        sa.select(CompanyAlias.company_id).where(CompanyAlias.normalised_name.in_(names)),
    ).subquery()
    above = sa.select(begun.c.id).cte("group_above", recursive=True)
    above = above.union(
        sa.select(Company.parent_id).join(above, Company.id == above.c.id).where(Company.parent_id.is_not(None))
    )
    below = sa.select(above.c.id).cte("group_below", recursive=True)
    below = below.union(sa.select(Company.id).join(below, Company.parent_id == below.c.id))
    members = sa.select(below.c.id).limit(MOST_OF_GROUP)
    # Begun from the few members: in `coalesce` no engine is tempted to walk all first reports of the city instead.
    state = sa.func.coalesce(FirstReport.state, sa.literal_column("''"))
    statement = (
        sa.select(*_COLUMNS)
        .join(Project, Project.id == FirstReport.project_id)
        .join(Company, Company.id == Project.company_id)
        .join(Park, Park.id == FirstReport.park_id)
        .where(
            FirstReport.company_id.in_(members),
            state.in_(HOLDING),
            sa.func.coalesce(FirstReport.city_id, 0).in_(cities),
        )
        .order_by(FirstReport.id)
        .limit(NOISE + 1)
    )
    return [_match(MatchLevel.GROUP, columns) for columns in db.session.execute(statement)]


def _similar_content(typed: Typed, cities: Sequence[int]) -> list[Match]:
    """Level 4: the same sector and site, a close amount, a similar text. Asked only when all of it is there."""
    given = typed.sector_id is not None and typed.site_mode is not None and typed.investment is not None
    least, most = rules.close_amounts(typed.investment or Decimal(0))
    statement = (
        _held(cities)
        .where(
            Project.sector_id == (typed.sector_id if given else -1),
            Project.site_mode == (typed.site_mode or SiteMode.LAND),
            Project.investment.between(least, most),
            Project.status == Status.ACTIVE,
        )
        .order_by(FirstReport.id.desc())
        .limit(MOST_COMPARED)
    )
    return [
        _match(MatchLevel.CONTENT, columns)
        for columns in db.session.execute(statement)
        if rules.similar_text(columns[1].content, typed.content)
    ]


def _match(level: MatchLevel, columns: Sequence[Any]) -> Match:
    claim_id, project, investor, park_id, park = columns
    return Match(level=level, claim_id=claim_id, project=project, investor=investor, park_id=park_id, park=park)
