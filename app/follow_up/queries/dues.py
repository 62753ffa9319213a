"""What is due and was not told yet, chunk by chunk: the notices that are there already are left out by the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.extensions import db
from app.follow_up.enums import Addressee, InstructionStatus
from app.follow_up.models import Instruction
from app.notices.models import Notice
from app.parks.models import Park
from app.projects.discreet import public_name
from app.projects.enums import Recognition, Status
from app.projects.models import Project

CHUNK = 1000
DAYS_BEFORE = 3  # a limit is near


@dataclass(frozen=True)
class Due:
    """One project that wants its owner's eye: under which key, and since or until when."""

    project_id: int
    code: str
    public_name: str
    owner_id: int
    key: str
    on: date | None
    next_step: str | None


@dataclass(frozen=True)
class OrderDue:
    """An open instruction that is nearly due or late."""

    number: int
    addressee: Addressee
    public_name: str
    park_id: int
    city_id: int
    owner_id: int | None
    by_id: int
    due_on: date
    late: bool


def next_steps(today: date, after: int) -> list[Due]:
    """Next steps of today and before."""
    return _dues("step", Project.next_due, Project.next_due_key <= today, after)


def limits_near(today: date, after: int) -> list[Due]:
    """Projects that go stale within DAYS_BEFORE, or already are; of those that turned red `turned_red` tells."""
    near = sa.and_(
        Project.stale_on <= today + timedelta(days=DAYS_BEFORE),
        sa.or_(Project.alarm_on.is_(None), Project.alarm_on > today),
    )
    return _dues("limit", Project.stale_on, near, after)


def turned_red(today: date, after: int) -> list[Due]:
    """Projects whose light is red."""
    return _dues("alarm", Project.alarm_on, Project.alarm_on <= today, after)


def returned(week: str) -> Callable[[date, int], list[Due]]:
    """Stages that the bureau returned and nobody has submitted again; once a week."""

    def find(_today: date, after: int) -> list[Due]:
        return _dues("returned", None, Project.recognition == Recognition.RETURNED, after, suffix=week)

    return find


def instructions(today: date) -> list[OrderDue]:
    """Open instructions that are due by tomorrow; few."""
    place = sa.func.coalesce(Project.park_id, Instruction.park_id)
    statement = (
        sa.select(Instruction, Project, Park)
        .outerjoin(Project, Project.id == Instruction.project_id)
        .join(Park, Park.id == place)
        .where(
            Instruction.status == InstructionStatus.OPEN,
            Instruction.due_on <= today + timedelta(days=1),
            Project.deleted_at.is_(None),
        )
        .order_by(Instruction.id)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return [
        OrderDue(
            number=one.id,
            addressee=one.addressee,
            public_name=park.short_name if project is None else public_name(project),
            park_id=park.id,
            city_id=park.city_id,
            owner_id=project.owner_id if project is not None else None,
            by_id=one.by_id,
            due_on=one.due_on,
            late=one.due_on < today,
        )
        for one, project, park in rows
    ]


def _dues(kind: str, day: Any, where: "sa.ColumnElement[bool]", after: int, *, suffix: str = "") -> list[Due]:
    last = sa.literal(suffix) if day is None else sa.cast(day, sa.String)
    key = sa.literal(f"{kind}:") + sa.cast(Project.id, sa.String) + sa.literal(":") + last
    told = sa.exists().where(Notice.user_id == Project.owner_id, Notice.key == key)
    statement = (
        sa.select(
            Project.id,
            Project.code,
            Project.name,
            Project.code_name,
            Project.confidential,
            Project.owner_id,
            Project.next_step,
            key.label("key"),
            (sa.null() if day is None else day).label("on"),
        )
        .join(User, User.id == Project.owner_id)
        .where(
            Project.id > after,
            Project.status == Status.ACTIVE,
            Project.deleted_at.is_(None),
            User.disabled_at.is_(None),
            where,
            ~told,
        )
        .order_by(Project.id)
        .limit(CHUNK)
    )
    return [
        Due(row.id, row.code, public_name(row), row.owner_id, row.key, row.on, row.next_step)
        for row in db.session.execute(statement)
    ]
