"""Where official papers come from: each kind's package says who may read it and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounts.actor import Actor
from app.core.paper import Paper

from .enums import PrintKind


@dataclass(frozen=True, kw_only=True)
class Found:
    """A paper that the actor may read, in words, and where it belongs."""

    paper: Paper
    park_id: int
    """The park in whose archive it stands."""
    label: str
    """What the audit trail calls it."""
    endpoint: str = ""
    """The page it is printed from."""
    arguments: Mapping[str, Any] | None = None


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


SOURCES: dict[PrintKind, Source] = {}
