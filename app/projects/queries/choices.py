"""What a reader can filter by: parks, plans, sectors and people, in one query."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import City, OrganisationPark, User
from app.accounts.sight import at_seen_parks, given, in_my_cities, kept, me
from app.core.reading import plain_rows
from app.core.together import Part, Shape, together
from app.parks.models import Park
from app.plans.models import Plan, Sector
from app.projects.enums import Status
from app.projects.models import Project

from .visibility import seen_by

_ROW = Shape((("code", sa.String()), ("label", sa.String()), ("grouped", sa.String()), ("place", sa.Integer())))
NOT_OFFERED = "不在可选范围"


@dataclass(frozen=True)
class Choice:
    """A value of a criterion: as it stands in the URL, as people read it, and under which heading."""

    code: str
    label: str
    group: str = ""


@dataclass
class Choices:
    """All values that this reader is offered."""

    park: list[Choice] = field(default_factory=list)
    plan: list[Choice] = field(default_factory=list)
    sector: list[Choice] = field(default_factory=list)
    owner: list[Choice] = field(default_factory=list)
    owned: int | None = None  # projects in stock that the reader looks after; None for who looks after none

    def label(self, name: str, code: str) -> str:
        """A value in words; one that is not offered gets the same words whether it exists or not, and so tells nothing."""
        return next((choice.label for choice in getattr(self, name) if choice.code == code), NOT_OFFERED)


def choices(to: Actor, *, sectors: tuple[str, ...] = ()) -> Choices:
    """Parks and people within sight, plans of the reader's cities, the upper two levels of the sector tree.

    Choosing a sector finds all beneath it; deeper ones come in by links. `sectors`: those to be named all the same.
    """
    found = Choices()
    for what, code, label, group, place in plain_rows(_statement(to, sectors), given(to)):
        if what == "owned":
            found.owned = place
        else:
            getattr(found, what).append(Choice(code, label, group or ""))
    return found


@kept
def _statement(to: Actor, sectors: tuple[str, ...]) -> "Part | sa.CompoundSelect[*tuple[Any, ...]]":
    parts = [_parks(to), _plans(to), _sectors(sectors), _people(to)]
    if to.park_ids:
        parts.append(_owned(to))
    return together(parts).order_by("what", "place", "code")


def _owned(to: Actor) -> Part:
    """How many projects in stock this person looks after."""
    return _ROW.part("owned", place=sa.func.count()).where(
        seen_by(to), Project.owner_id == me(to), Project.status == Status.ACTIVE
    )


def _parks(to: Actor) -> Part:
    return (
        _ROW.part("park", code=Park.code, label=Park.short_name, grouped=City.name, place=Park.id)
        .select_from(Park)
        .join(City, City.id == Park.city_id)
        .where(at_seen_parks(Park.id, to))
    )


def _plans(to: Actor) -> Part:
    return _ROW.part("plan", code=Plan.code, label=Plan.short_title, place=Plan.position).where(
        in_my_cities(Plan.city_id, to), Plan.retired_at.is_(None)
    )


def _sectors(also: tuple[str, ...]) -> Part:
    above = aliased(Sector)
    return (
        _ROW.part("sector", code=Sector.code, label=Sector.name, grouped=above.name, place=Sector.position)
        .select_from(Sector)
        .outerjoin(above, above.id == Sector.parent_id)
        .where(sa.or_(Sector.parent_id.is_(None), above.parent_id.is_(None), Sector.code.in_(also)))
    )


def _people(to: Actor) -> Part:
    serving = sa.select(OrganisationPark.organisation_id).where(at_seen_parks(OrganisationPark.park_id, to))
    return _ROW.part("owner", code=User.login, label=User.name, place=User.id).where(
        User.organisation_id.in_(serving), User.disabled_at.is_(None)
    )
