"""The agreed days that the clocks of a project read, from its contracts."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.delivery.models import DeliveryFacts
from app.extensions import db

AgreedDays = tuple[date | None, date | None]  # start, production
NOTHING: AgreedDays = (None, None)


def agreed_days(first: int, last: int) -> Mapping[int, AgreedDays]:
    """Agreed start and production of the projects numbered between these, both included; without a contract: absent."""
    found = db.session.execute(
        sa.select(DeliveryFacts.project_id, DeliveryFacts.agreed_start_on, DeliveryFacts.agreed_production_on).where(
            DeliveryFacts.project_id.between(first, last)
        )
    )
    return {number: (start, production) for number, start, production in found}
