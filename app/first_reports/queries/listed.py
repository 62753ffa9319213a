"""How the first report of listed projects stands: one query for a page of them."""

from collections.abc import Collection

import sqlalchemy as sa

from app.extensions import db
from app.first_reports.enums import ClaimState
from app.first_reports.models import FirstReport


def states_of(project_ids: Collection[int]) -> dict[int, ClaimState]:
    """By project. The ids have come through visibility."""
    if not project_ids:
        return {}
    rows = db.session.execute(
        sa.select(FirstReport.project_id, FirstReport.state).where(FirstReport.project_id.in_(project_ids))
    )
    return {number: state for number, state in rows}  # noqa: C416 - dict() of a Result asks it for columns
