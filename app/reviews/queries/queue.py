"""The review queue: what waits for the bureau, and of a park's own what waits or came back; the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.actor import Actor
from app.accounts.models import City, User
from app.companies.models import Company
from app.core import clock, workdays
from app.core.paging import Page, page_of_ids
from app.core.permissions import Permission
from app.extensions import db
from app.parks.models import Park
from app.projects.enums import ContractKind, NotCounted, Stage, Status
from app.projects.models import Project
from app.projects.policy import knows_investor
from app.projects.queries import seen_by
from app.reviews import limits
from app.reviews.enums import ReviewReason, SubmissionState
from app.reviews.filters import QueueFilter
from app.reviews.models import Evidence, Submission, SubmittedEvidence

_BACK = (SubmissionState.RETURNED, SubmissionState.REVOKED)
_Submitter = aliased(User, name="submitter")
_COLUMNS = (
    Submission.id,
    Submission.stage,
    Submission.attempt,
    Submission.state,
    Submission.contract_kind,
    Submission.amount,
    Submission.not_counted,
    Submission.expansion_of_id,
    Submission.event_on,
    Submission.submitted_at,
    Submission.decided_at,
    Submission.reason,
    Submission.version,
    _Submitter.name.label("submitter"),
    Project.code,
    Project.name,
    Project.code_name,
    Project.confidential,
    Project.park_id,
    Project.owner_id,
    Project.status,
    Company.name.label("investor"),
    Park.code.label("park_code"),
    Park.short_name.label("park_name"),
    City.name.label("city_name"),
)


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """An attempt as the queue shows it; who may not know the investor gets the code name."""

    id: int
    code: str
    title: str
    investor: str | None
    stage: Stage
    status: Status
    attempt: int
    state: SubmissionState
    contract_kind: ContractKind | None
    amount: Decimal | None
    not_counted: NotCounted | None
    is_expansion: bool
    event_on: date
    submitted_at: datetime
    submitter: str | None
    decided_at: datetime | None
    reason: ReviewReason | None
    park_name: str
    city_name: str
    files: int
    waited: int  # working days
    over: bool
    version: int


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, as the tabs count it."""

    submitted: int
    over: int
    back: int  # returned or revoked, for the park to mend


def queue_page(criteria: QueueFilter, *, to: Actor, today: date, cursor: str | None, size: int) -> Page[QueueRow]:
    """One page: waiting ones the oldest first, decided ones the latest first. Raises BadCursor."""
    waiting = criteria.state is SubmissionState.SUBMITTED
    ids = page_of_ids(
        sa.select(Submission.id)
        .join(Project, Submission.project_id == Project.id)
        .where(*narrowed(criteria, to, today)),
        sort=Submission.submitted_at if waiting else _decided_at(),
        number=Submission.id,
        descending=not waiting,
        cursor=cursor,
        size=size,
    )
    return Page(rows_of(ids.items, to=to, today=today), ids.first, ids.previous, ids.next)


def rows_of(ids: Sequence[int], *, to: Actor, today: date) -> list[QueueRow]:
    """These attempts, in this order. The ids must come from a query that was scoped to the reader."""
    if not ids:
        return []
    files = (
        sa.select(sa.func.count())
        .where(SubmittedEvidence.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    found = {
        row.id: row
        for row in db.session.execute(
            sa.select(*_COLUMNS, files.label("files"))
            .join(Project, Project.id == Submission.project_id)
            .join(Company, Company.id == Project.company_id)
            .join(Park, Park.id == Project.park_id)
            .join(City, City.id == Park.city_id)
            .outerjoin(_Submitter, _Submitter.id == Submission.submitted_by_id)
            .where(Submission.id.in_(ids))
        )
    }
    return [_row(found[number], to, today) for number in ids if number in found]


def visible_ids(ids: Sequence[int], *, to: Actor) -> list[int]:
    """Those of these attempts that this person sees, the longest waiting first."""
    statement = (
        sa.select(Submission.id)
        .join(Project, Project.id == Submission.project_id)
        .where(Submission.id.in_(ids), seen_by(to))
        .order_by(Submission.submitted_at, Submission.id)
    )
    return list(db.session.scalars(statement))


def open_one(number: int, *, to: Actor) -> tuple[Submission, Project]:
    """An attempt and its project with all their page shows, in one query.

    Raises NoResultFound when there is none, or not for this person.
    """
    statement = (
        sa.select(Submission)
        .join(Project, Submission.project_id == Project.id)
        .where(Submission.id == number, seen_by(to))
        .options(
            joinedload(Submission.move),
            joinedload(Submission.submitted_by),
            joinedload(Submission.decided_by),
            contains_eager(Submission.project).options(joinedload(Project.company), joinedload(Project.park)),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one()
    return found, found.project


def next_after(criteria: QueueFilter, submitted_at: datetime, number: int, *, to: Actor, today: date) -> int | None:
    """The one that waits behind this one within the filter; the first of all when it was the last."""
    here = sa.tuple_(sa.literal(submitted_at, Submission.submitted_at.type), sa.literal(number))
    key = sa.tuple_(Submission.submitted_at, Submission.id)
    waiting = (
        sa.select(Submission.id)
        .join(Project, Project.id == Submission.project_id)
        .where(*narrowed(criteria, to, today), Submission.id != number)
        .order_by(Submission.submitted_at, Submission.id)
        .limit(1)
    )
    return db.session.scalar(waiting.where(key > here)) or db.session.scalar(waiting)


def narrowed(criteria: QueueFilter, to: Actor, today: date) -> "list[sa.ColumnElement[bool]]":
    """Visibility and all criteria as conditions on Submission and Project."""
    found = [seen_by(to), Submission.state == criteria.state]
    if criteria.state in _BACK:
        found.append(Submission.current.is_(True))
    if criteria.stage:
        found.append(Submission.stage.in_(criteria.stage))
    if criteria.park:
        found.append(Project.park_id.in_(sa.select(Park.id).where(Park.code.in_(criteria.park))))
    if criteria.city:
        cities = sa.select(City.id).where(City.code.in_(criteria.city))
        found.append(Project.park_id.in_(sa.select(Park.id).where(Park.city_id.in_(cities))))
    if criteria.over:
        found.append(Submission.submitted_at < over_before(today))
    return found


def waiting_counts(actor: Actor, today: date) -> Waiting:
    """What waits, in one query."""
    late = Submission.submitted_at < over_before(today)
    waits = Submission.state == SubmissionState.SUBMITTED
    submitted, over, back = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((waits, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((sa.and_(waits, late), 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((waits, 0), else_=1)), 0),
        )
        .select_from(Submission)
        .join(Project, Project.id == Submission.project_id)
        .where(seen_by(actor), sa.or_(waits, sa.and_(Submission.state.in_(_BACK), Submission.current.is_(True))))
    ).one()
    return Waiting(int(submitted), int(over), int(back))


def over_before(today: date) -> datetime:
    """Whatever was submitted before this moment has waited longer than the limit."""
    latest = workdays.back_from(today, limits.days() + 1)
    return datetime.combine(latest + timedelta(days=1), time(), clock.SHANGHAI).astimezone(UTC)


def due_on(submitted_at: datetime) -> date:
    """The day by which the bureau decides."""
    return workdays.after(clock.local(submitted_at).date(), limits.days()).on


def parks_to_filter(actor: Actor) -> list[tuple[str, str, str]]:
    """City, code and name of the parks whose submissions this person sees."""
    from_parks = sa.select(City.code, City.name, Park.code, Park.short_name).join(City, City.id == Park.city_id)
    scope = Park.city_id.in_(sorted(actor.city_ids)) if actor.sees_every_park else Park.id.in_(sorted(actor.park_ids))
    rows = db.session.execute(from_parks.where(scope, Park.retired_at.is_(None)).order_by(City.id, Park.id))
    return [(f"{row[0]} {row[1]}", row[2], row[3]) for row in rows]


def evidence_files(submission_id: int) -> list[Evidence]:
    """The files an attempt was submitted with, as attached."""
    return list(
        db.session.scalars(
            sa.select(Evidence)
            .join(SubmittedEvidence, SubmittedEvidence.evidence_id == Evidence.id)
            .where(SubmittedEvidence.submission_id == submission_id)
            .order_by(Evidence.id)
        )
    )


def decides(actor: Actor) -> bool:
    """Whether the queue is this person's work."""
    return Permission.RECOGNITION_DECIDE in actor.permissions


def _decided_at() -> Any:
    """When it was decided; every state but the waiting one has a moment."""
    return Submission.decided_at


def _row(row: Any, to: Actor, today: date) -> QueueRow:
    known = knows_investor(to, row)
    waiting = row.state is SubmissionState.SUBMITTED
    until = today if waiting or row.decided_at is None else clock.local(row.decided_at).date()
    return QueueRow(
        id=row.id,
        code=row.code,
        title=row.name if known else row.code_name or row.code,
        investor=row.investor if known else None,
        stage=row.stage,
        status=row.status,
        attempt=row.attempt,
        state=row.state,
        contract_kind=row.contract_kind,
        amount=row.amount,
        not_counted=row.not_counted,
        is_expansion=row.expansion_of_id is not None,
        event_on=row.event_on,
        submitted_at=row.submitted_at,
        submitter=row.submitter,
        decided_at=row.decided_at,
        reason=row.reason,
        park_name=row.park_name,
        city_name=row.city_name,
        files=row.files,
        waited=workdays.between(clock.local(row.submitted_at).date(), until),
        over=waiting and row.submitted_at < over_before(today),
        version=row.version,
    )
