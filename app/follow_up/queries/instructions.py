"""Instructions within sight: those about projects and parks that the reader sees in full."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor
from app.accounts.models import User
from app.accounts.sight import at_my_parks, at_seen_parks, me
from app.core.paging import Page, page_of_ids
from app.core.permissions import Permission
from app.extensions import db
from app.follow_up.enums import Addressee, InstructionStatus
from app.follow_up.models import Instruction, InstructionStep
from app.follow_up.policy import reads_text
from app.parks.models import Park
from app.projects.models import Project
from app.projects.policy import title_for

A_PAGE = 30
SHOWN = {"open": "办理中", "late": "逾期", "reported": "待办结", "closed": "已办结"}
place = sa.func.coalesce(Project.park_id, Instruction.park_id)


@dataclass(frozen=True, kw_only=True)
class InstructionRow:
    """An instruction as lists show it; its text only to who may read it."""

    number: int
    about: str
    text: str | None
    addressee: Addressee
    park: str
    status: InstructionStatus
    due_on: date
    who: str
    at: datetime
    late: bool


def seen_by(actor: Actor) -> "sa.ColumnElement[bool]":
    """The one predicate; `Project` must be outer-joined. A park sees what concerns its projects and itself."""
    return sa.and_(at_seen_parks(place, actor), Project.deleted_at.is_(None))


def get_visible(number: int, *, to: Actor) -> Instruction:
    """One with all its page shows. Raises NoResultFound."""
    statement = (
        sa.select(Instruction)
        .outerjoin(Project, Project.id == Instruction.project_id)
        .where(Instruction.id == number, seen_by(to))
        .options(
            joinedload(Instruction.project).joinedload(Project.park),
            joinedload(Instruction.park),
            joinedload(Instruction.by),
            selectinload(Instruction.steps).joinedload(InstructionStep.by),
        )
    )
    return db.session.scalars(statement).unique().one()


def page_of(actor: Actor, *, show: str, today: date, cursor: str | None) -> Page[InstructionRow]:
    """One page: what is to be done by the day it is due, what is closed by when it was. Raises BadCursor."""
    closed = show == "closed"
    ids = page_of_ids(
        _narrowed(actor, show, today),
        sort=Instruction.closed_at if closed else Instruction.due_on,
        number=Instruction.id,
        descending=closed,
        cursor=cursor,
        size=A_PAGE,
    )
    return Page(rows_of(list(ids.items), to=actor, today=today), ids.first, ids.previous, ids.next)


def counts(actor: Actor, *, today: date) -> dict[str, int]:
    """How many there are under each tab."""
    statement = (
        sa.select(
            Instruction.status,
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((Instruction.due_on < today, 1), else_=0)), 0),
        )
        .outerjoin(Project, Project.id == Instruction.project_id)
        .where(seen_by(actor))
        .group_by(Instruction.status)
    )
    found = dict.fromkeys(SHOWN, 0)
    for status, number, late in db.session.execute(statement):
        found[status.value] = number
        if status is InstructionStatus.OPEN:
            found["late"] = int(late)
    return found


def rows_of(ids: list[int], *, to: Actor, today: date) -> list[InstructionRow]:
    """These instructions, in this order. The ids must come from a query that was scoped to the reader."""
    if not ids:
        return []
    statement = (
        sa.select(Instruction, Project, Park.short_name, User.name)
        .outerjoin(Project, Project.id == Instruction.project_id)
        .join(Park, Park.id == place)
        .join(User, User.id == Instruction.by_id)
        .where(Instruction.id.in_(ids))
    )
    found = {row[0].id: _row(row, to, today) for row in db.session.execute(statement)}
    return [found[number] for number in ids if number in found]


def to_act_on(actor: Actor, until: "date | sa.BindParameter[date]") -> "sa.ColumnElement[bool] | None":
    """What this person has to act on: to carry out for the unit addressed, to close for its leader. None: nothing ever."""
    mine: list[sa.ColumnElement[bool]] = []
    if Permission.REPORT_WRITE in actor.permissions:
        mine.append(
            sa.and_(
                Instruction.status == InstructionStatus.OPEN,
                Instruction.addressee == Addressee.PARK,
                Instruction.due_on <= until,
                at_my_parks(place, actor),
            )
        )
    if actor.is_bureau:
        mine.append(
            sa.and_(
                Instruction.status == InstructionStatus.OPEN,
                Instruction.addressee == Addressee.BUREAU,
                Instruction.due_on <= until,
            )
        )
    if Permission.INSTRUCTION_WRITE in actor.permissions:
        mine.append(sa.and_(Instruction.status == InstructionStatus.REPORTED, Instruction.by_id == me(actor)))
    if not mine:
        return None
    return sa.and_(seen_by(actor), Instruction.status != InstructionStatus.CLOSED, sa.or_(*mine))


def _narrowed(actor: Actor, show: str, today: date) -> "sa.Select[Any]":
    statement = sa.select(Instruction).outerjoin(Project, Project.id == Instruction.project_id).where(seen_by(actor))
    if show == "late":
        return statement.where(Instruction.status == InstructionStatus.OPEN, Instruction.due_on < today)
    return statement.where(Instruction.status == InstructionStatus(show))


def _row(row: Any, to: Actor, today: date) -> InstructionRow:
    one, project, park, who = row
    about = park
    if project is not None:
        about = title_for(to, project)
    return InstructionRow(
        number=one.id,
        about=about,
        text=one.text if reads_text(to, project, one.by_id) else None,
        addressee=one.addressee,
        park=park,
        status=one.status,
        due_on=one.due_on,
        who=who,
        at=one.created_at,
        late=one.status is InstructionStatus.OPEN and one.due_on < today,
    )
