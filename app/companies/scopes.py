"""The keys by which a company is seen: written by `actions`, asked for by `queries`, tags in the search index."""

from app.accounts.actor import Actor
from app.accounts.enums import Role


def park_scope(park_id: int) -> str:
    """A park keeps the company in its book."""
    return f"park:{park_id}"


def shared_scope(city_id: int) -> str:
    """Every park team of the city sees the company."""
    return f"shared:{city_id}"


def city_scope(city_id: int) -> str:
    """The bureau and the leaders of the city see the company."""
    return f"city:{city_id}"


def numbers_in(scopes: "set[str] | frozenset[str]", kind: str) -> set[int]:
    """The parks (`kind` “park”) or cities (“shared”, “city”) that these keys name."""
    return {int(number) for name, _, number in (scope.partition(":") for scope in scopes) if name == kind}


def scopes_of(actor: Actor) -> frozenset[str]:
    """Any of these keys opens a company to this person."""
    keys: set[str] = set()
    if actor.sees_every_park:
        keys |= {city_scope(number) for number in actor.city_ids}
    if actor.has(Role.OFFICER, Role.PARK_MANAGER):
        keys |= {park_scope(number) for number in actor.park_ids}
        keys |= {shared_scope(number) for number in actor.city_ids}
    return frozenset(keys)


def jurisdiction_of(actor: Actor) -> frozenset[str]:
    """All companies of the person's cities, seen or not: where the check for duplicates looks."""
    own = scopes_of(actor)
    return own | {city_scope(number) for number in actor.city_ids} if own else own
