"""What of a person stands in a statement, so written that one statement serves everybody of the same kind.

To build a statement takes longer than to ask it, and a built one takes some 50 kB: kept for each person, the
statements of a page would fill the memory. So they are built for an `Actor.kind`, with places where a person's own
numbers go, and are sent with `given(actor)`. For an actual person the conditions here hold the numbers themselves.
A statement that is kept and sent without them is refused by the engine: it never answers for somebody else.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

import sqlalchemy as sa

from app.core.reading import among, numbers

from .actor import Actor

MOST_KEPT = 64  # statements that are kept of each builder: a handful of kinds, and the filters in use
Where = sa.ColumnElement[bool]
Given = ParamSpec("Given")
Built = TypeVar("Built")


def kept(build: Callable[Given, Built]) -> Callable[Given, Built]:
    """Keep what `build` makes of its arguments: actors among them go in as their kind, all must be hashable.

    Only conditions of this module may speak of the actor's own numbers in it. Never keep what came out of the database.
    """
    keeping: Any = lru_cache(maxsize=MOST_KEPT)(build)

    @wraps(build)
    def made(*args: Given.args, **more: Given.kwargs) -> Built:
        return cast("Built", keeping(*map(_as_kind, args), **{name: _as_kind(value) for name, value in more.items()}))

    return made


def given(actor: Actor) -> dict[str, Any]:
    """What a kept statement is sent with for this person, besides what it asks for itself."""
    own: dict[str, Any] = {"me": actor.id, "my_team": actor.organisation_id}
    for name, found in (
        ("my_park", actor.park_ids),
        ("my_city", actor.city_ids),
        ("seen_park", actor.seen_park_ids),
    ):
        own[name] = next(iter(found), None)
        own[f"{name}s"] = sorted(found)
    return own


def me(actor: Actor) -> "sa.ColumnElement[Any]":
    """The number of this person."""
    return sa.bindparam("me", type_=sa.Integer) if actor.is_kind else sa.literal(actor.id, sa.Integer)


def my_team(actor: Actor) -> "sa.ColumnElement[Any]":
    """The number of the organisation that this person works in."""
    return sa.bindparam("my_team", type_=sa.Integer) if actor.is_kind else sa.literal(actor.organisation_id, sa.Integer)


def at_my_parks(column: Any, actor: Actor) -> Where:
    """At the parks that this person's team serves."""
    return _among("my_park", column, actor.park_ids, actor)


def in_my_cities(column: Any, actor: Actor) -> Where:
    """In the cities of this person's organisation."""
    return _among("my_city", column, actor.city_ids, actor)


def at_seen_parks(column: Any, actor: Actor) -> Where:
    """At the parks whose projects this person sees."""
    return _among("seen_park", column, actor.seen_park_ids, actor)


def _among(name: str, column: Any, found: frozenset[int], actor: Actor) -> Where:
    if not found:
        return sa.false()
    if not actor.is_kind:
        return among(column, sorted(found))
    if len(found) == 1:  # as `among` does it
        return cast("Where", column == sa.bindparam(name, type_=sa.Integer))
    return among(column, numbers(f"{name}s"))


def _as_kind(value: Any) -> Any:
    return value.kind if isinstance(value, Actor) else value
