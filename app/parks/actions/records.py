"""A park's own record: its data, its contact, retiring it and bringing it back."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import Changes, assign
from app.core.errors import AlreadyExists, RuleBroken
from app.extensions import db
from app.parks.index import PARKS, index_parks
from app.parks.models import Park, ParkSector
from app.parks.policy import Deed, check
from app.parks.rules import check_words

CONTACT = ("contact_name", "contact_title", "contact_phone", "contact_email", "contact_address")


def edit(
    park: Park,
    *,
    name: str,
    short_name: str,
    places: Sequence[str],
    focus: Sequence[str],
    role: str,
    sectors: Sequence[int],
    by: Actor,
) -> None:
    """Change what the park is. From now on loading its file leaves these facts alone."""
    check(Deed.EDIT, by, park)
    check_words(places, focus, sectors)
    if name != park.name:
        refuse_twin(park.city_id, name)
    changes = assign(
        park, name=name, short_name=short_name, places=list(places), focus=list(focus) or [short_name], role=role
    )
    if "places" in changes:
        park.details = {**park.details, "districts": list(places)}
    changes |= set_sectors(park, sectors)
    if changes:
        touch(park)
        audit.record("park.edited", park, by=by, changes=changes)
        index_parks([park])


def edit_contact(park: Park, *, by: Actor, **contact: str | None) -> None:
    """Change whom an investor can call."""
    check(Deed.CONTACT, by, park)
    if changes := assign(park, **{name: contact[name] for name in CONTACT}):
        # The trail says that and by whom, not the number itself: it would outlive its owner's wish to be forgotten.
        audit.record("park.contact_changed", park, by=by, fields=sorted(changes))


def retire(park: Park, *, by: Actor) -> None:
    """Take a park out of use: its projects and its page stay, pickers and pictures no longer offer it."""
    check(Deed.EDIT, by, park)
    if park.retired_at is not None:
        raise RuleBroken("该园区已经停用。")
    changes = assign(park, retired_at=clock.now())
    touch(park)
    audit.record("park.retired", park, by=by, changes=changes)
    PARKS.remove(park.id)


def bring_back(park: Park, *, by: Actor) -> None:
    """Use a retired park again."""
    check(Deed.EDIT, by, park)
    if park.retired_at is None:
        raise RuleBroken("该园区正在使用，不必恢复。")
    refuse_twin(park.city_id, park.name)
    changes = assign(park, retired_at=None)
    touch(park)
    audit.record("park.brought_back", park, by=by, changes=changes)
    index_parks([park])


def touch(park: Park) -> None:
    """Mark as changed on screen; also counts the version up where only dependent rows changed."""
    park.edited = True
    park.updated_at = clock.now()


def refuse_twin(city_id: int, name: str) -> None:
    """Two parks of a city in use cannot have one name: nobody could tell them apart in a picker."""
    twin = sa.select(Park.id).where(Park.city_id == city_id, Park.name == name, Park.retired_at.is_(None)).limit(1)
    if db.session.scalar(twin) is not None:
        raise AlreadyExists("本市已有同名的园区。", field="name")


def set_sectors(park: Park, sectors: Sequence[int]) -> Changes:
    """The sectors of a park, the leading one first; says what changed."""
    held = list(
        db.session.scalars(
            sa.select(ParkSector.sector_id).where(ParkSector.park_id == park.id).order_by(ParkSector.position)
        )
    )
    if set(held) == set(sectors):
        return {}  # a picker does not keep an order, so the old one stays
    wanted = [number for number in held if number in sectors] + [number for number in sectors if number not in held]
    db.session.execute(sa.delete(ParkSector).where(ParkSector.park_id == park.id))
    rows: list[dict[str, Any]] = [
        {"park_id": park.id, "sector_id": number, "position": place} for place, number in enumerate(wanted)
    ]
    db.session.execute(sa.insert(ParkSector), rows)
    return {"sectors": (held, wanted)}
