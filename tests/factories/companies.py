"""Companies for tests, made by the actions that users trigger."""

from itertools import count
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import SYSTEM, Actor
from app.accounts.models import City
from app.companies import actions
from app.companies.enums import TagKind, TagLevel
from app.companies.models import Company, Contact
from app.extensions import db
from app.parks.models import Park
from app.plans.models import Sector

_numbers = count(1)


def park(code: str) -> Park:
    """A park of the five plans, by code."""
    return db.session.scalars(sa.select(Park).where(Park.code == code)).one()


def company(
    *,
    parks: list[str] | None = None,
    cities: list[str] | None = None,
    by: Actor = SYSTEM,
    sectors: list[str] | None = None,
    **facts: Any,
) -> Company:
    """A company in the books of these parks (by code), or shared in these cities (by code)."""
    kept = [park(code) for code in parks or []]
    shared = list(db.session.scalars(sa.select(City.id).where(City.code.in_(cities or []))))
    numbers = list(db.session.scalars(sa.select(Sector.id).where(Sector.code.in_(sectors or []))))
    name = facts.pop("name", f"范例精密{next(_numbers)}有限公司")
    return actions.register(name=name, parks=kept, city_ids=shared, sector_ids=numbers, by=by, **facts)


def contact(of: Company, *, by: Actor = SYSTEM, **facts: Any) -> Contact:
    """A person at a company."""
    given = {"name": "韩工", "job_title": "副总经理", "phone": "13800001234", "email": "han@example.com"} | facts
    return actions.add_contact(of, by=by, **given)


def tagged(of: Company, kind: TagKind = TagKind.SPECIALISED, **facts: Any) -> Company:
    """The company with a title."""
    given = {"level": TagLevel.PROVINCIAL, "year": 2024, "evidence": "苏工信〔2024〕1号"} | facts
    actions.add_tag(of, kind=kind, by=SYSTEM, **given)
    return of
