"""The tabs of the review page: packages above put theirs beside 认定 (conflicts, transfers, supervision)."""

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab. `count` is what waits for this person; None leaves it out. The lowest order stands first."""

    key: str
    label: str
    endpoint: str
    order: int
    count: int | None = None


Provider = Callable[[Actor], Tab | None]
_providers: list[Provider] = []


def offer(provider: Provider) -> None:
    """Have a tab at /reviews/; from a package's wiring. It costs one cheap query at most, or nothing (None)."""
    if provider not in _providers:
        _providers.append(provider)


def tabs(actor: Actor) -> list[Tab]:
    """All tabs for this person, in order. A page of a package above shows them with its own key as the active one."""
    return sorted(filter(None, (provider(actor) for provider in _providers)), key=lambda tab: tab.order)
