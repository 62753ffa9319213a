"""The one predicate for each: which registrations, cases and transfers a person may open.

A registration is seen by whom its project is seen. A case is open to the two parks it is between, a transfer to the two
parks and, like everything, to the bureau and the leaders of the city. For everybody else there is none.
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.accounts.actor import Actor
from app.accounts.enums import Role
from app.accounts.sight import at_my_parks, in_my_cities, me
from app.core.permissions import Permission
from app.extensions import db
from app.first_reports.enums import TransferState
from app.first_reports.models import ConflictCase, FirstReport, Transfer
from app.parks.models import Park

CODE = re.compile(r"[A-Z]{2}-[A-Z]{1,8}-\d{4}-\d{1,8}", re.ASCII)


def claims_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """Whose projects this person sees."""
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return sa.false()
    if actor.sees_every_park:
        return in_my_cities(FirstReport.city_id, actor)
    return at_my_parks(FirstReport.park_id, actor)


def cases_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """Between one's own park and another, or all of the city."""
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return sa.false()
    if actor.sees_every_park:
        return in_my_cities(ConflictCase.city_id, actor)
    return has_side(lambda side: at_my_parks(side.park_id, actor))


def has_side(suits: Callable[[type[FirstReport]], "sa.ColumnElement[bool]"]) -> "sa.ColumnElement[bool]":
    """One of the two registrations of a case suits. Asked of each case: cases are few, a park's registrations many."""
    side = aliased(FirstReport)
    return sa.exists().where(side.id.in_([ConflictCase.incumbent_id, ConflictCase.challenger_id]), suits(side))


def transfers_seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """From or to one's own park, or all of the city."""
    if Permission.FIRST_REPORT_READ not in actor.permissions:
        return sa.false()
    if actor.sees_every_park:
        return in_my_cities(Transfer.city_id, actor)
    return sa.or_(at_my_parks(Transfer.from_park_id, actor), at_my_parks(Transfer.to_park_id, actor))


def transfers_asking(actor: Actor) -> "sa.ColumnElement[bool]":
    """Open ones to which this person may agree for a party that has not agreed; nobody agrees to one twice.

    For whom one may agree is `policy.transfer_parties`.
    """
    mine = []
    if actor.has(Role.PARK_MANAGER):
        mine += [
            sa.and_(Transfer.giver_at.is_(None), at_my_parks(Transfer.from_park_id, actor)),
            sa.and_(Transfer.taker_at.is_(None), at_my_parks(Transfer.to_park_id, actor)),
        ]
    if actor.has(Role.BUREAU_MANAGER):
        mine.append(sa.and_(Transfer.bureau_at.is_(None), in_my_cities(Transfer.city_id, actor)))
    agreed = (Transfer.giver_by_id, Transfer.taker_by_id, Transfer.bureau_by_id)
    return sa.and_(
        transfers_seen_by(actor),
        Transfer.state == TransferState.OPEN,
        sa.or_(sa.false(), *mine),
        *(sa.func.coalesce(who, 0) != me(actor) for who in agreed),
    )


def find_case(code: str, *, to: Actor) -> ConflictCase:
    """A case with both registrations, their projects and parks. Raises NoResultFound."""
    statement = (
        sa.select(ConflictCase)
        .where(cases_seen_by(to), ConflictCase.code == code if CODE.fullmatch(code) else sa.false())
        .options(
            *(
                joinedload(side).options(joinedload(FirstReport.project), joinedload(FirstReport.park))
                for side in (ConflictCase.incumbent, ConflictCase.challenger)
            )
        )
    )
    return db.session.scalars(statement).one()


def find_transfer(code: str, *, to: Actor) -> Transfer:
    """A transfer with its project and parks. Raises NoResultFound."""
    statement = (
        sa.select(Transfer)
        .where(transfers_seen_by(to), Transfer.code == code if CODE.fullmatch(code) else sa.false())
        .options(joinedload(Transfer.project), joinedload(Transfer.from_park), joinedload(Transfer.to_park))
    )
    return db.session.scalars(statement).one()


def parks_to_take(project_park_id: int) -> list[Park]:
    """The other parks of the same city, which could take a project."""
    here = aliased(Park)
    statement = (
        sa.select(Park)
        .join(here, here.city_id == Park.city_id)
        .where(here.id == project_park_id, Park.id != project_park_id, Park.retired_at.is_(None))
        .order_by(Park.id)
    )
    return list(db.session.scalars(statement))
