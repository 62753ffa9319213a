"""Names beside a row, looked up one by one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.companies.models import Company
from app.parks.models import Park


def name_of(
    table: type[User | Company | Park], number: "InstrumentedAttribute[int] | InstrumentedAttribute[int | None]"
) -> "sa.ScalarSelect[Any]":
    """The name in the row of this number; nothing where there is none.

    Not joined: PostgreSQL weighs the orders of all joins of a statement, which takes longer than reading the rows.
    """
    return sa.select(table.name).where(table.id == number).scalar_subquery()
