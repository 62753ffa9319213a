"""Supervision notices: which a person sees, lists by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.accounts.actor import Actor
from app.core.paging import MOST_NUMBER, Page, page_of_ids
from app.core.prepared import PREPARED
from app.extensions import db
from app.monitoring.enums import Cause, NoticeState
from app.monitoring.models import SupervisionAnswer, SupervisionFile, SupervisionNotice
from app.monitoring.policy import may_supervise
from app.parks.models import Park
from app.projects import queries as projects
from app.projects.models import Project
from app.projects.queries import ProjectRow

MOST_COUNTED = 999
PAGE = 30
NOT_ISSUED = (NoticeState.DRAFT, NoticeState.DROPPED)
# Tab → its states, what it is sorted by, and whether that falls.
TABS: Mapping[str, tuple[tuple[NoticeState, ...], Any, bool]] = {
    "drafts": ((NoticeState.DRAFT,), SupervisionNotice.id, True),
    "awaited": ((NoticeState.ISSUED, NoticeState.RETURNED), SupervisionNotice.due_on, False),
    "answered": ((NoticeState.ANSWERED,), SupervisionNotice.answered_on, False),
    "closed": ((NoticeState.CLOSED,), SupervisionNotice.closed_at, True),
}


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A notice as lists show it, with its project as this reader may see it."""

    id: int
    number: str | None
    cause: Cause
    state: NoticeState
    reason: str
    drafted_on: date
    issued_on: date | None
    due_on: date | None
    answered_on: date | None
    closed_at: datetime | None
    project: ProjectRow

    def days_late(self, today: date) -> int:
        """Days by which an answer is, or was, overdue; 0 when it is not."""
        if self.due_on is None:
            return 0
        if self.state.awaits_park:
            return max(0, (today - self.due_on).days)
        return max(0, (self.answered_on - self.due_on).days) if self.answered_on else 0


def seen_notices(actor: Actor) -> "sa.ColumnElement[bool]":
    """Notices of projects that this person sees; drafts are the bureau's alone."""
    # Looked up notice by notice: as a list of numbers both engines would first gather all projects of a city.
    seen = sa.exists().where(Project.id == SupervisionNotice.project_id, projects.seen_by(actor))
    return seen if may_supervise(actor) else sa.and_(seen, SupervisionNotice.state.not_in(NOT_ISSUED))


def list_page(
    tab: str, *, to: Actor, today: date, park: str = "", cause: Cause | None = None, cursor: str | None = None
) -> Page[NoticeRow]:
    """One page of a tab. Raises KeyError for a tab there is not, BadCursor."""
    states, sort, falls = TABS[tab]
    statement = sa.select(SupervisionNotice.id).where(seen_notices(to), _in(states))
    if cause is not None:
        statement = statement.where(SupervisionNotice.cause == cause)
    if park:
        at_park = sa.select(Project.id).join(Park, Park.id == Project.park_id).where(Park.code == park)
        statement = statement.where(SupervisionNotice.project_id.in_(at_park))
    ids = page_of_ids(statement, sort=sort, number=SupervisionNotice.id, descending=falls, cursor=cursor, size=PAGE)
    return Page(rows_of(ids.items, to=to, today=today), ids.first, ids.previous, ids.next)


def _in(states: Sequence[NoticeState]) -> "sa.ColumnElement[bool]":
    """One state as an equation: only so the index gives the rows in order."""
    return SupervisionNotice.state == states[0] if len(states) == 1 else SupervisionNotice.state.in_(states)


def rows_of(ids: Sequence[int], *, to: Actor, today: date) -> list[NoticeRow]:
    """These notices in this order; the ids come from a query scoped to the reader."""
    if not ids:
        return []
    found = {
        row.id: row
        for row in db.session.execute(
            sa.select(
                SupervisionNotice.id,
                SupervisionNotice.number,
                SupervisionNotice.cause,
                SupervisionNotice.state,
                SupervisionNotice.reason,
                SupervisionNotice.drafted_on,
                SupervisionNotice.issued_on,
                SupervisionNotice.due_on,
                SupervisionNotice.answered_on,
                SupervisionNotice.closed_at,
                SupervisionNotice.project_id,
            ).where(SupervisionNotice.id.in_(ids))
        ).mappings()
    }
    numbers = [row["project_id"] for row in found.values()]
    of = {row.id: row for row in projects.rows_of(numbers, to=to, today=today)}
    return [
        NoticeRow(project=of[row["project_id"]], **{name: held for name, held in row.items() if name != "project_id"})
        for number in ids
        if (row := found.get(number)) is not None and row["project_id"] in of
    ]


def counts(actor: Actor, wanted: Sequence[str] = tuple(TABS)) -> dict[str, int]:
    """How many each tab holds for this person, counted up to `MOST_COUNTED` + 1; in one query."""
    tabs = [name for name in wanted if name != "drafts" or may_supervise(actor)]
    parts = [
        sa.select(sa.literal(name), sa.func.count()).select_from(
            sa.select(SupervisionNotice.id)
            .where(seen_notices(actor), _in(TABS[name][0]))
            .limit(MOST_COUNTED + 1)
            .subquery()
        )
        for name in tabs
    ]
    return {name: int(number) for name, number in db.session.execute(sa.union_all(*parts))}


def get_notice(number: int, *, to: Actor) -> SupervisionNotice:
    """A notice with its project and all that its page shows. Raises NoResultFound."""
    project = joinedload(SupervisionNotice.project)
    return (
        db.session.scalars(
            sa.select(SupervisionNotice)
            .where(SupervisionNotice.id == min(number, MOST_NUMBER), seen_notices(to))
            .options(
                project.joinedload(Project.park).joinedload(Park.city),
                project.joinedload(Project.owner),
                project.joinedload(Project.company),
                joinedload(SupervisionNotice.issued_by),
                joinedload(SupervisionNotice.closed_by),
                selectinload(SupervisionNotice.answers).options(
                    joinedload(SupervisionAnswer.by), selectinload(SupervisionAnswer.files)
                ),
            )
        )
        .unique()
        .one()
    )


def get_file(number: int, file: int, *, to: Actor) -> tuple[SupervisionNotice, SupervisionFile]:
    """A file beside an answer, through the same door as its notice. Raises NoResultFound."""
    notice = get_notice(number, to=to)
    found = db.session.scalars(
        sa.select(SupervisionFile)
        .join(SupervisionAnswer, SupervisionAnswer.id == SupervisionFile.answer_id)
        .where(SupervisionFile.id == min(file, MOST_NUMBER), SupervisionAnswer.notice_id == notice.id)
    ).one()
    return notice, found


_BESIDE = load_only(  # on the card of the project's page
    *(SupervisionNotice.number, SupervisionNotice.cause, SupervisionNotice.state, SupervisionNotice.due_on),
    raiseload=True,
)
# By whether the reader supervises: drafts are the bureau's alone.
_OF_PROJECT = {
    supervises: sa.select(SupervisionNotice)
    .options(_BESIDE)
    .where(SupervisionNotice.project_id == sa.bindparam("project_id"), SupervisionNotice.state.not_in(hidden))
    .order_by(SupervisionNotice.id.desc())
    .limit(6)
    .execution_options(**PREPARED)
    for supervises, hidden in ((True, (NoticeState.DROPPED,)), (False, NOT_ISSUED))
}


def of_project(project: Project, *, to: Actor) -> list[SupervisionNotice]:
    """The notices of a project that this person sees, the newest first."""
    return list(db.session.scalars(_OF_PROJECT[may_supervise(to)], {"project_id": project.id}))
