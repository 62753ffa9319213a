"""What parks count for scores: a transferred project is split between giver and taker while its years last.

domain.md section 5: the split is for scores only. Counters, lists and published figures count a project where it is.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.accounts.sight import at_seen_parks
from app.core import clock
from app.core.reading import among
from app.extensions import db
from app.first_reports import rules
from app.first_reports.enums import TransferState
from app.first_reports.models import Transfer
from app.parks.models import Park
from app.projects.models import Project
from app.projects.tally import landed_amount

from .visibility import transfers_seen_by

MOST_SPLITTING = 200
_NONE: Final = (Fraction(0),) * 4


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Signed and landed of a period: numbers, which a split breaks, and 万元."""

    signed: Fraction
    signed_amount: Decimal
    landed: Fraction
    landed_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Share:
    """Of one park: `here` whole by where projects are, `scored` by what it may count. Over a city both sum up to the same."""

    park_id: int
    here: Counts
    scored: Counts


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """A park on the sheet of a year."""

    park: Park
    share: Share


def score_sheet(actor: Actor, *, year: int) -> list[ScoreLine]:
    """The parks whose projects this person sees in full, with what they count of a year; those in use or with a count."""
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    parks = db.session.scalars(
        sa.select(Park).where(at_seen_parks(Park.id, actor)).order_by(Park.city_id, Park.id)
    ).all()
    found = {
        share.park_id: share
        for city_id in dict.fromkeys(park.city_id for park in parks)
        for share in shares(city_id=city_id, begins=begins, ends=ends)
    }
    return [
        ScoreLine(
            park=park, share=found.get(park.id) or Share(park_id=park.id, here=_counts(_NONE), scored=_counts(_NONE))
        )
        for park in parks
        if park.retired_at is None or park.id in found
    ]


def splitting(actor: Actor, *, year: int) -> list[Transfer]:
    """The transfers within sight that split what is counted of a year, the newest first."""
    statement = (
        sa.select(Transfer)
        .where(transfers_seen_by(actor), Transfer.state == TransferState.DONE, Transfer.share_until >= date(year, 1, 1))
        .options(joinedload(Transfer.project), joinedload(Transfer.from_park), joinedload(Transfer.to_park))
        .order_by(Transfer.id.desc())
        .limit(MOST_SPLITTING)
    )
    return list(db.session.scalars(statement))


def shares(*, city_id: int, begins: date, ends: date) -> list[Share]:
    """Signed and landed of a period of a city's parks, by the day of recognition.

    A transferred project is split between giver and taker while its years last; every project counts one in all, so
    the parks' sum is the city's figure. Amounts are those of the recognised contract, as in every published figure.
    """
    in_city = sa.select(Park.id).where(Park.city_id == city_id)
    moved = _handovers(city_id)
    here: dict[int, list[Fraction]] = defaultdict(lambda: list(_NONE))
    scored: dict[int, list[Fraction]] = defaultdict(lambda: list(_NONE))
    for place, day, amount in (
        (0, Project.signed_on, Project.signed_amount),
        (2, Project.landed_on, landed_amount()),
    ):
        inside: list[Any] = [Project.park_id.in_(in_city), Project.deleted_at.is_(None), day.between(begins, ends)]
        for park_id, number, total in db.session.execute(
            sa.select(Project.park_id, sa.func.count(), sa.func.sum(amount))
            .where(*inside, ~among(Project.id, moved))
            .group_by(Project.park_id)
        ):
            for sums in (here, scored):
                _add(sums[park_id], place, number, total)
        for park_id, number, on, worth in db.session.execute(
            sa.select(Project.park_id, Project.id, day, amount).where(*inside, among(Project.id, moved))
        ):
            _add(here[park_id], place, 1, worth)
            for park, part in rules.weights(park_id, moved[number], on or ends).items():
                _add(scored[park], place, part, part * Fraction(worth or 0))
    return [
        Share(park_id=park_id, here=_counts(here[park_id]), scored=_counts(scored[park_id]))
        for park_id in sorted({*here, *scored})
    ]


def _add(sums: list[Fraction], place: int, number: Fraction | int, worth: Fraction | Decimal | None) -> None:
    sums[place] += number
    sums[place + 1] += Fraction(worth or 0)


def _handovers(city_id: int) -> dict[int, list[rules.Handover]]:
    """The finished transfers of a city by project, the oldest first."""
    found: dict[int, list[rules.Handover]] = defaultdict(list)
    statement = (
        sa.select(Transfer)
        .where(Transfer.city_id == city_id, Transfer.state == TransferState.DONE)
        .order_by(Transfer.ended_at, Transfer.id)
    )
    for transfer in db.session.scalars(statement):
        found[transfer.project_id].append(
            rules.Handover(
                from_park_id=transfer.from_park_id,
                to_park_id=transfer.to_park_id,
                percent=transfer.share_percent,
                until=transfer.share_until or clock.today(),
            )
        )
    return found


def _counts(sums: "list[Fraction] | tuple[Fraction, ...]") -> Counts:
    signed, signed_amount, landed, landed_amount = sums
    return Counts(
        signed=signed, signed_amount=_decimal(signed_amount), landed=landed, landed_amount=_decimal(landed_amount)
    )


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
