"""Cards that packages above put on the project's page: each says what it shows to this reader, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.accounts.actor import Actor

from .models import Project

Place = Literal["main", "side"]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who looks at which project, and whether they may know its investor and texts."""

    project: Project
    actor: Actor
    known: bool
    today: date


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A template of the package above, which finds its own things under `panel.context`. The lowest order stands first."""

    template: str
    place: Place
    order: int
    context: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[Visit], Panel | None]
_providers: list[Provider] = []


def offer(provider: Provider) -> None:
    """Have a card on every project's page; from a package's wiring."""
    if provider not in _providers:
        _providers.append(provider)


def panels(visit: Visit) -> Mapping[Place, Sequence[Panel]]:
    """All cards for this visit, by place and in order."""
    found = sorted(filter(None, (provider(visit) for provider in _providers)), key=lambda panel: panel.order)
    return {place: [panel for panel in found if panel.place == place] for place in ("main", "side")}
