"""The review queue: what waits for the bureau, and of a park's own what waits or came back; the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import City, User
from app.accounts.sight import given, kept
from app.companies.models import Company
from app.core import clock, workdays
from app.core.paging import Page, page_of, stretch
from app.core.prepared import PREPARED
from app.core.reading import among, among_found, numbers, plain_rows
from app.extensions import db
from app.parks.models import Park
from app.projects.enums import ContractKind, NotCounted, Stage, Status
from app.projects.models import Project
from app.projects.policy import knows_investor, title_for
from app.projects.queries.titles import OF_TITLE
from app.reviews import limits
from app.reviews.enums import ReviewReason, SubmissionState
from app.reviews.filters import QueueFilter
from app.reviews.models import Submission, SubmittedEvidence

from .names import name_of
from .visibility import submissions_seen_by

_BACK = (SubmissionState.RETURNED, SubmissionState.REVOKED)
LATE = Submission.submitted_at < sa.bindparam("late_before", type_=Submission.submitted_at.type)
_COLUMNS = (
    Submission.id,
    Submission.stage,
    Submission.attempt,
    Submission.state,
    Submission.contract_kind,
    Submission.amount,
    Submission.not_counted,
    Submission.event_on,
    Submission.submitted_at,
    Submission.decided_at,
    Submission.reason,
    Submission.version,
    name_of(User, Submission.submitted_by_id).label("submitter"),
    *OF_TITLE,
    Project.status,
    Company.name.label("investor"),
    Park.short_name.label("park_name"),
    sa.select(sa.func.count())
    .where(SubmittedEvidence.submission_id == Submission.id)
    .correlate(Submission)
    .scalar_subquery()
    .label("files"),
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
    event_on: date
    submitted_at: datetime
    submitter: str | None
    decided_at: datetime | None
    reason: ReviewReason | None
    park_name: str
    files: int
    waited: int  # working days
    over: bool
    version: int


def queue_page(criteria: QueueFilter, *, to: Actor, today: date, cursor: str | None, size: int) -> Page[QueueRow]:
    """One page: waiting ones the oldest first, decided ones the latest first. Raises BadCursor."""
    late_before = over_before(today)

    def ask(*, falling: bool, marked: bool, mark: dict[str, Any]) -> Sequence[Any]:
        statement = _page(criteria, to, falling=falling, marked=marked, size=size)
        return plain_rows(statement, {"late_before": late_before, **given(to), **mark})

    sort = _sort(criteria)
    found = page_of(ask, kind=sort.type, descending=not _waits(criteria), cursor=cursor, size=size)
    rows = [_row(row, to, today, late_before) for row in found.items]
    return Page(rows, found.first, found.previous, found.next)


@kept
def _page(criteria: QueueFilter, to: Actor, *, falling: bool, marked: bool, size: int) -> "sa.Select[Any]":
    """The ids first, from an index alone, and the rest of only those rows that are shown; in one statement."""
    listed = stretch(
        sa.select(Submission.id).where(*_narrowed(criteria, to)),
        sort=_sort(criteria),
        number=Submission.id,
        falling=falling,
        marked=marked,
        size=size,
    ).subquery("listed")
    order = (listed.c.sort_value, listed.c.row_number)
    rows = _with_names(sa.select(*_COLUMNS, *order).join(listed, listed.c.row_number == Submission.id))
    rows = rows.order_by(*(key.desc() if falling else key for key in order))
    return rows if criteria.narrows else rows.execution_options(**PREPARED)


def rows_of(ids: Sequence[int], *, to: Actor, today: date) -> list[QueueRow]:
    """These attempts, in this order. The ids must come from a query that was scoped to the reader."""
    if not ids:
        return []
    late_before = over_before(today)
    found = {row.id: row for row in plain_rows(_ROWS, {"ids": ids})}
    return [_row(found[number], to, today, late_before) for number in ids if number in found]


def _with_names(statement: "sa.Select[Any]") -> "sa.Select[Any]":
    """A statement of `_COLUMNS`, with the tables that they take names from."""
    return (
        statement.join(Project, Project.id == Submission.project_id)
        .join(Company, Company.id == Project.company_id)
        .join(Park, Park.id == Project.park_id)
    )


_ROWS = _with_names(sa.select(*_COLUMNS)).where(among(Submission.id, numbers("ids")))


def visible_ids(ids: Sequence[int], *, to: Actor) -> list[int]:
    """Those of these attempts that this person sees, the longest waiting first."""
    statement = (
        sa.select(Submission.id)
        .where(among(Submission.id, ids), submissions_seen_by(to))
        .order_by(Submission.submitted_at, Submission.id)
    )
    return list(db.session.scalars(statement))


def next_after(criteria: QueueFilter, submitted_at: datetime, number: int, *, to: Actor, today: date) -> int | None:
    """The one that waits behind this one within the filter; the first of all when it was the last."""
    here = sa.tuple_(sa.literal(submitted_at, Submission.submitted_at.type), sa.literal(number))
    key = sa.tuple_(Submission.submitted_at, Submission.id)
    waiting = (
        sa.select(Submission.id)
        .where(*_narrowed(criteria, to), Submission.id != number)
        .order_by(Submission.submitted_at, Submission.id)
        .limit(1)
    )
    late = {"late_before": over_before(today)}
    return db.session.scalar(waiting.where(key > here), late) or db.session.scalar(waiting, late)


def _narrowed(criteria: QueueFilter, to: Actor) -> "list[sa.ColumnElement[bool]]":
    """Visibility and all criteria as conditions on `Submission`; the moment before which is late is given later."""
    found = [submissions_seen_by(to), Submission.state == criteria.state]
    if criteria.state in _BACK:
        found.append(Submission.current.is_(True))
    if criteria.stage:
        found.append(Submission.stage.in_(criteria.stage))
    if criteria.park:
        found.append(among_found(Submission.queue_park_id, sa.select(Park.id).where(Park.code.in_(criteria.park))))
    if criteria.city:
        of_cities = sa.select(Park.id).join(City, City.id == Park.city_id).where(City.code.in_(criteria.city))
        found.append(among_found(Submission.queue_park_id, of_cities))
    if criteria.over:
        found.append(LATE)
    return found


def _waits(criteria: QueueFilter) -> bool:
    return criteria.state is SubmissionState.SUBMITTED


def _sort(criteria: QueueFilter) -> Any:
    """By what the list is sorted; every state but the waiting one has a moment of decision."""
    return Submission.submitted_at if _waits(criteria) else Submission.decided_at


def over_before(today: date) -> datetime:
    """Whatever was submitted before this moment has waited longer than the limit."""
    latest = workdays.back_from(today, limits.days() + 1)
    return datetime.combine(latest + timedelta(days=1), time(), clock.SHANGHAI).astimezone(UTC)


def due_on(submitted_at: datetime, days: int | None = None) -> date:
    """The day by which the bureau decides; the limit in working days where it is known already."""
    return workdays.after(clock.local(submitted_at).date(), limits.days() if days is None else days).on


def _row(row: Any, to: Actor, today: date, late_before: datetime) -> QueueRow:
    known = knows_investor(to, row)
    waiting = row.state is SubmissionState.SUBMITTED
    until = today if waiting or row.decided_at is None else clock.local(row.decided_at).date()
    return QueueRow(
        id=row.id,
        code=row.code,
        title=title_for(to, row),
        investor=row.investor if known else None,
        stage=row.stage,
        status=row.status,
        attempt=row.attempt,
        state=row.state,
        contract_kind=row.contract_kind,
        amount=row.amount,
        not_counted=row.not_counted,
        event_on=row.event_on,
        submitted_at=row.submitted_at,
        submitter=row.submitter,
        decided_at=row.decided_at,
        reason=row.reason,
        park_name=row.park_name,
        files=row.files,
        waited=_waited(clock.local(row.submitted_at).date(), until),
        over=waiting and row.submitted_at < late_before,
        version=row.version,
    )


@lru_cache(maxsize=4096)  # by the calendar alone, and the same for many rows of a page
def _waited(since: date, until: date) -> int:
    return workdays.between(since, until)
