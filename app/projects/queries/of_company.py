"""The projects of one investor, as its page lists them: one statement, however many there are."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.companies.models import Company
from app.extensions import db
from app.parks.models import Park
from app.projects.enums import Stage
from app.projects.models import Project
from app.projects.policy import knows_investor

from .visibility import seen_by

MOST_LISTED = 50


@dataclass(frozen=True)
class Investment:
    """A project of the company."""

    code: str
    title: str
    park_name: str
    stage: Stage
    investment: Decimal | None


def investments_of(company: Company, *, to: Actor, limit: int = MOST_LISTED) -> list[Investment]:
    """The newest of those that the reader sees; not those whose investor he may not know."""
    statement = (
        sa.select(
            Project.code,
            Project.name,
            Project.stage,
            Project.investment,
            Project.confidential,
            Project.owner_id,
            Project.park_id,
            Park.short_name,
        )
        .join(Park, Park.id == Project.park_id)
        .where(seen_by(to), Project.company_id == company.id)
        .order_by(Project.id.desc())
        .limit(limit)
    )
    return [
        Investment(row.code, row.name, row.short_name, row.stage, row.investment)
        for row in db.session.execute(statement)
        if knows_investor(to, cast("Project", row))
    ]
