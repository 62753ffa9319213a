"""The agreed days that the clocks of a project read, from its contracts."""

from collections.abc import Mapping
from datetime import date

from app.delivery import queries as delivery

AgreedDays = tuple[date | None, date | None]  # start, production
NOTHING: AgreedDays = (None, None)


def agreed_days(first: int, last: int) -> Mapping[int, AgreedDays]:
    """Agreed start and production of the projects numbered between these, both included; without a contract: absent."""
    return delivery.agreed_days_between(first, last)
