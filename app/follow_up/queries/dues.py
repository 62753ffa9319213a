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
from app.projects.enums import Status
from app.projects.models import Project
from app.reviews.enums import SubmissionState
from app.reviews.models import TO_MEND, Submission

from .people import serving

CHUNK = 1000
DAYS_BEFORE = 3  # a limit is near
_GOING_ON = (Status.ACTIVE, Status.TRANSFERRING)  # those whose clocks run, as in `projects/rules`


@dataclass(frozen=True)
class Place:
    """Where a run goes on: after which project and person; among owners, or among those who stand in for them."""

    stand_ins: bool = False
    project_id: int = 0
    user_id: int = 0


@dataclass(frozen=True)
class Due:
    """One project that wants somebody's eye: whose, under which key, and since or until when."""

    project_id: int
    code: str
    public_name: str
    user_id: int
    key: str
    on: date | None
    next_step: str | None  # None where the person may not know what stands in it
    on_hold: bool
    came_back: SubmissionState | None  # of what the bureau sent back


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


def next_steps(today: date, after: Place) -> list[Due]:
    """Next steps of today and before. Those of a project on hold rest with it."""
    return _dues("step", Project.next_due, Project.next_due_key <= today, after)


def limits_near(today: date, after: Place) -> list[Due]:
    """Projects that go stale within DAYS_BEFORE, or already are; of those that turned red `turned_red` tells."""
    near = sa.and_(Project.stale_on <= today + timedelta(days=DAYS_BEFORE), _not_red(today))
    return _dues("limit", Project.stale_on, near, after)


def to_review(today: date, after: Place) -> list[Due]:
    """Projects on hold whose day of review has come; told of on that day, as the form says, not before."""
    return _dues(
        "review", Project.stale_on, sa.and_(Project.stale_on <= today, _not_red(today)), after, states=(Status.ON_HOLD,)
    )


def turned_red(today: date, after: Place) -> list[Due]:
    """Projects whose light is red, also those on hold that nobody has reviewed."""
    return _dues("alarm", Project.alarm_on, Project.alarm_on <= today, after, states=(*_GOING_ON, Status.ON_HOLD))


def sent_back(week: str) -> Callable[[date, Place], list[Due]]:
    """Stages that the bureau returned or revoked and nobody has submitted again; once a week.

    Asked of the attempts, not of the project: a formal contract that was returned leaves its framework recognised.
    Only of what is going on: nothing else can be submitted.
    """

    def find(_today: date, after: Place) -> list[Due]:
        back = Project.id.in_(sa.select(Submission.project_id).where(TO_MEND))
        return _dues("returned", None, back, after, states=(Status.ACTIVE,), suffix=week, came_back=_LAST_BACK)

    return find


_LAST_BACK = (
    sa.select(Submission.state)
    .where(Submission.project_id == Project.id, TO_MEND)
    .order_by(Submission.decided_at.desc(), Submission.id.desc())
    .limit(1)
    .correlate(Project)
    .scalar_subquery()
)


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


def _not_red(today: date) -> "sa.ColumnElement[bool]":
    return sa.or_(Project.alarm_on.is_(None), Project.alarm_on > today)


def _dues(
    kind: str,
    day: Any,
    where: "sa.ColumnElement[bool]",
    after: Place,
    *,
    states: Sequence[Status] = _GOING_ON,
    suffix: str = "",
    came_back: Any = None,
) -> list[Due]:
    """For the owner; where nobody with an open account looks after it, for those who serve its park."""
    last = sa.literal(suffix) if day is None else sa.cast(day, sa.String)
    key = sa.literal(f"{kind}:") + sa.cast(Project.id, sa.String) + sa.literal(":") + last
    owner = sa.and_(User.id == Project.owner_id, User.disabled_at.is_(None))
    people = serving()
    to = people.c.user_id if after.stand_ins else User.id
    told = sa.exists().where(Notice.user_id == to, Notice.key == key)
    found = sa.select(
        Project.id,
        Project.code,
        Project.name,
        Project.code_name,
        Project.confidential,
        Project.status,
        Project.next_step,
        to.label("to"),
        key.label("key"),
        (sa.null() if day is None else day).label("on"),
        (sa.null() if came_back is None else came_back).label("came_back"),
    )
    if after.stand_ins:
        found = found.join(people, people.c.park_id == Project.park_id).where(~sa.exists().where(owner))
    else:
        found = found.join(User, owner)
    statement = (
        found.where(
            Project.id >= after.project_id,
            sa.or_(Project.id > after.project_id, to > after.user_id),
            Project.status.in_(states),
            Project.deleted_at.is_(None),
            where,
            ~told,
        )
        .order_by(Project.id, to)
        .limit(CHUNK)
    )
    return [
        Due(
            project_id=row.id,
            code=row.code,
            public_name=public_name(row),
            user_id=row.to,
            key=row.key,
            on=row.on,
            next_step=None if after.stand_ins and row.confidential else row.next_step,
            on_hold=row.status is Status.ON_HOLD,
            came_back=row.came_back,
        )
        for row in db.session.execute(statement)
    ]
