"""Where official papers come from: each kind's package says who may read it and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.core.paper import Paper
from app.monitoring import queries as monitoring_queries
from app.monitoring.view_model import notice_paper
from app.projects.policy import knows_investor

from .enums import PrintKind


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
    one_page: bool = False
    """Whether it is squeezed onto one page where its text allows (domain.md section 13)."""
    bureau_only: bool = False
    """Whether only the bureau issues it; its other readers get the kept file."""


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


SOURCES: dict[PrintKind, Source] = {
    PrintKind.NOTICE: Source(read=notice, series="督", one_page=True, bureau_only=True),
}


def _whole(text: str) -> int:
    """A row's number out of an address. Raises NoResultFound."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NoResultFound
    return int(text)
