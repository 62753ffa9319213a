"""Contracts, site contracts and permits: adding, changing, deleting and taking the deletion back."""

from typing import Any

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import Changes, assign
from app.core.permissions import Permission
from app.delivery import queries
from app.delivery.enums import Part
from app.delivery.labels import NAMES, TRAIL
from app.delivery.queries.rows import MODELS, Row
from app.delivery.rules import check_contract, check_days
from app.extensions import db
from app.projects.actions.locking import lock
from app.projects.actions.register import discreet, label_of
from app.projects.actions.upkeep import refresh, touch
from app.projects.models import Project
from app.projects.policy import check


def add_row(project: Project, part: Part, *, by: Actor, **values: Any) -> Row:
    """Write a contract, a site or a permit down; `kind` is the least it says. Raises NotAllowed, RuleBroken."""
    _open(project, part, by, values, {})
    row = MODELS[part](project_id=project.id, **values)
    db.session.add(row)
    db.session.flush()
    changes = {name: (None, value) for name, value in values.items() if value not in (None, "")}
    _written(project, part, "added", row, by=by, changes=changes)
    return row


def edit_row(project: Project, part: Part, row: Row, *, by: Actor, **values: Any) -> None:
    """Set some of its columns. Raises NotAllowed, RuleBroken."""
    _open(project, part, by, values, {name: getattr(row, name) for name in TRAIL[part]})
    if changes := assign(row, **values):
        _written(project, part, "edited", row, by=by, changes=changes)


def delete_row(project: Project, part: Part, row: Row, *, by: Actor) -> None:
    """Strike it out; nothing reads it any more, and it can be brought back. Raises NotAllowed."""
    _open(project, part, by, {}, {})
    assign(row, deleted_at=clock.now())
    gone = {name: (getattr(row, name), None) for name in ("kind", "number") if getattr(row, name)}
    _written(project, part, "deleted", row, by=by, changes=gone)


def restore_row(project: Project, part: Part, row: Row, *, by: Actor) -> None:
    """Take the deletion back. Raises NotAllowed."""
    _open(project, part, by, {}, {})
    assign(row, deleted_at=None)
    back = {name: (None, getattr(row, name)) for name in ("kind", "number") if getattr(row, name)}
    _written(project, part, "restored", row, by=by, changes=back)


def _open(project: Project, part: Part, by: Actor, touched: dict[str, Any], stored: dict[str, Any]) -> None:
    """Whoever moves the project meanwhile waits, and then sees what was written here."""
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    check_days(part, touched, clock.today())
    if part is Part.CONTRACTS:
        check_contract(touched, stored)


def _written(project: Project, part: Part, what: str, row: Row, *, by: Actor, changes: Changes) -> None:
    touch(project)
    if part is Part.CONTRACTS:
        db.session.flush()
        # The clocks of the project read the agreed days from its own row.
        agreed = queries.agreed_days([project.id])
        project.agreed_start_on, project.agreed_production_on = agreed.get(project.id, (None, None))
    refresh(project)
    said = {TRAIL[part][name]: pair for name, pair in changes.items()}
    audit.record(
        f"{row.__tablename__}.{what}",
        row,
        by=by,
        label=f"{label_of(project)} {NAMES[part]}",
        changes=discreet(project, said),
    )
