"""Where official papers come from: each kind's package says who may read it and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.core.paper import Paper
from app.first_reports import queries as first_report_queries
from app.first_reports.view_model import ruling_paper
from app.follow_up.queries import weekly as weekly_queries
from app.follow_up.rules import read_week
from app.follow_up.view_model import weekly_paper
from app.monitoring import queries as monitoring_queries
from app.monitoring.view_model import notice_paper
from app.projects import queries as project_queries
from app.projects.policy import knows_investor

from .enums import PrintKind
from .official.sheet import PITCHES


@dataclass(frozen=True, kw_only=True)
class Found:
    """A paper that the actor may read, in words, and where it belongs."""

    paper: Paper
    park_id: int
    """The park in whose archive it stands."""
    label: str
    """What the audit trail calls it."""
    copy: str = ""
    """Whose copy it is where readers are told different things: 甲方本. A kept file is for readers of the same copy only."""
    endpoint: str = ""
    """The page it is printed from."""
    arguments: Mapping[str, Any] = field(default_factory=dict)


Read = Callable[[str, Actor, date], Found]
"""Subject (a case's code, a notice's number) to paper. Raises NoResultFound for whoever may not read it."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """How one kind of official paper is made."""

    read: Read
    series: str
    """The sign in the numbers that the archive gives: 园裁〔2026〕1号."""
    pitches: tuple[str, ...] = ()
    """How far it is squeezed, step by step, to stay on one page where its text allows (domain.md section 13)."""
    bureau_only: bool = False
    """Whether only the bureau issues it; its other readers get the kept file."""


def ruling(subject: str, actor: Actor, _today: date) -> Found:
    """The ruling of a conflict case. Paper goes from hand to hand: of a confidential project it names no investor."""
    page = first_report_queries.ruling(subject, to=actor)
    parties = [
        replace(party, investor=None, project_name=None) if party.claim.project.confidential else party
        for party in page.parties
    ]
    mine = next((party for party in page.parties if party.side is page.mine), page.parties[0])
    return Found(
        paper=ruling_paper(replace(page, parties=parties)),
        park_id=mine.claim.park_id,
        label=page.case.code,
        copy=f"{page.mine.label}本" if page.mine is not None else "",
        endpoint="first_reports.case",
        arguments={"code": page.case.code},
    )


def notice(subject: str, actor: Actor, _today: date) -> Found:
    """A supervision notice, by its row's number; of a confidential project for who may know the investor."""
    found = monitoring_queries.get_notice(_whole(subject), to=actor)
    if not knows_investor(actor, found.project):
        raise NoResultFound
    return Found(
        paper=notice_paper(found),
        park_id=found.project.park_id,
        label=found.number or f"督办单 {found.id}",
        endpoint="monitoring.notice",
        arguments={"number": found.id},
    )


def weekly(subject: str, actor: Actor, _today: date) -> Found:
    """A park's weekly report: `park.week.edition`, as lay-ntit-zone-2.2026-W12.1."""
    park, _, rest = subject.partition(".")
    week, _, edition = rest.partition(".")
    report = weekly_queries.get_visible(park, read_week(week), edition=_whole(edition), to=actor)
    return Found(
        paper=weekly_paper(report, demo=project_queries.holds_demo_data([report.park_id])),
        park_id=report.park_id,
        label=f"{report.park.name} {week}",
        endpoint="follow_up.weekly_report",
        arguments={"code": park, "week": week},
    )


SOURCES: dict[PrintKind, Source] = {
    PrintKind.RULING: Source(read=ruling, series="裁", pitches=PITCHES),
    PrintKind.NOTICE: Source(read=notice, series="督", pitches=PITCHES, bureau_only=True),
    PrintKind.WEEKLY: Source(read=weekly, series="周", pitches=PITCHES[:1]),
}


def _whole(text: str) -> int:
    """A row's number out of an address. Raises NoResultFound."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NoResultFound
    return int(text)
