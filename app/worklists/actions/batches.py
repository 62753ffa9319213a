"""Changing many projects at once and taking all of it back: row by row, each through its own action and policy.

A row is done or not done, never half: it is worked on under the lock of its project, and what became of it stands
beside it in the same transaction. A killed worker goes on with the rows that still wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.errors import DomainError, NotAllowed, RuleBroken
from app.core.permissions import Permission
from app.extensions import db
from app.parks.models import Park
from app.projects import queries as projects
from app.projects.models import Project
from app.worklists.enums import BatchState, BulkKind, RowState
from app.worklists.models import Batch, BatchRow
from app.worklists.policy import refusal
from app.worklists.rules import check_amount

from .changes import change, image, put_back

UNDO_DAYS = 7
GONE = "已移到回收站，或已不在您的范围内"
_Step = Callable[[Project, BatchRow], RowState]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be changed, and in words."""

    kind: BulkKind
    said: str
    values: dict[str, Any] = field(default_factory=dict)


def order(wish: Wish, ids: Sequence[int], *, back: str, by: Actor) -> Batch:
    """Write down what is to be done. Raises RuleBroken, NotAllowed. `ids`: within this person's sight; each is checked again."""
    if Permission.PROJECT_EDIT not in by.permissions:
        message = "您的角色不能修改项目。"
        raise NotAllowed(message)
    check_amount(len(ids))
    batch = Batch(
        by_id=by.id, kind=wish.kind, values=wish.values, said=wish.said[:200], total=len(ids), back=back[:4000]
    )
    db.session.add(batch)
    db.session.flush()
    db.session.execute(
        sa.insert(BatchRow),
        [
            {"batch_id": batch.id, "project_id": number, "state": RowState.WAITING, "reason": ""}
            for number in sorted(set(ids))
        ],
    )
    audit.record("bulk.ordered", batch, by=by, label=f"{wish.kind.label}：{wish.said}", count=len(ids))
    return batch


def order_undo(batch: Batch, *, by: Actor) -> None:
    """Have everything put back that nobody has changed since. Asking twice is asking once. Raises RuleBroken."""
    _lock(batch)
    if batch.state in {BatchState.UNDOING, BatchState.UNDONE}:
        return
    if batch.state.is_moving:
        message = "还在修改中，完成后才能撤销。"
        raise RuleBroken(message)
    if clock.now() - batch.created_at > timedelta(days=UNDO_DAYS):
        message = f"已超过 {UNDO_DAYS} 天，不能整批撤销；请逐个修改。"
        raise RuleBroken(message)
    batch.state, batch.finished_at = BatchState.UNDOING, None
    audit.record("bulk.undone", batch, by=by, label=f"{batch.kind.label}：{batch.said}", count=batch.changed)


def run(batch: Batch, *, by: Actor, most: int) -> bool:
    """Work on the next rows in the present transaction; whether more are waiting."""
    _lock(batch)
    if not batch.state.is_moving:
        return False
    undoing = batch.state is BatchState.UNDOING
    if not undoing:
        batch.state = BatchState.RUNNING
    waiting = RowState.CHANGED if undoing else RowState.WAITING
    rows = list(
        db.session.scalars(
            sa.select(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.state == waiting)
            .order_by(BatchRow.project_id)
            .limit(most)
        )
    )
    step = _put_one_back(batch, by) if undoing else _change_one(batch, by)
    held = _held([row.project_id for row in rows], by)
    for row in rows:
        project = held.get(row.project_id)
        if project is None:
            row.state, row.reason = (RowState.KEPT if undoing else RowState.REFUSED), GONE
        else:
            row.state = step(project, row)
        name = row.state.value
        setattr(batch, name, getattr(batch, name) + 1)
    if len(rows) == most:
        db.session.flush()
        return True
    batch.state, batch.finished_at = (BatchState.UNDONE if undoing else BatchState.DONE), clock.now()
    db.session.flush()
    return False


def stop(batch: Batch, problem: str) -> None:
    """Say that the rest was not done, and why; what was done stays, and can be undone."""
    if batch.state.is_moving:
        batch.state, batch.problem, batch.finished_at = BatchState.FAILED, problem[:200], clock.now()


def _change_one(batch: Batch, by: Actor) -> _Step:
    do = change(batch.kind, batch.values, by=by)

    def step(project: Project, row: BatchRow) -> RowState:
        if said := refusal(batch.kind, by, project):
            row.reason = said
            return RowState.REFUSED
        row.before = image(project, batch.kind)
        try:
            with db.session.begin_nested():
                do(project)
        except DomainError as fault:
            row.reason, row.before = fault.message.rstrip("。"), None
            return RowState.REFUSED
        row.after = image(project, batch.kind)
        return RowState.SAME if row.before == row.after else RowState.CHANGED

    return step


def _put_one_back(batch: Batch, by: Actor) -> _Step:
    def step(project: Project, row: BatchRow) -> RowState:
        try:
            with db.session.begin_nested():
                put_back(project, batch.kind, before=row.before or {}, after=row.after or {}, by=by)
        except DomainError as fault:
            row.reason = fault.message.rstrip("。")
            return RowState.KEPT
        return RowState.UNDONE

    return step


def _held(ids: Sequence[int], by: Actor) -> dict[int, Project]:
    """These projects as they are now, locked, as far as they are within sight.

    Projects first, then their parks, each by number: the audit trail's lock comes after, as everywhere, so that two
    transactions never wait for each other.
    """
    found = list(
        db.session.scalars(
            sa.select(Project)
            .where(projects.seen_by(by), Project.id.in_(ids))
            .order_by(Project.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    parks = sorted({project.park_id for project in found})
    db.session.execute(sa.select(Park.id).where(Park.id.in_(parks)).order_by(Park.id).with_for_update())
    return {project.id: project for project in found}


def _lock(batch: Batch) -> None:
    db.session.execute(sa.select(Batch.id).where(Batch.id == batch.id).with_for_update())
    db.session.refresh(batch)
