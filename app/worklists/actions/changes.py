"""One project of a batch: changed through the same action as on its page, and put back as it was."""

import enum
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.core import audit
from app.core.changes import assign
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Permission
from app.extensions import db
from app.projects import actions
from app.projects.actions.recognised import check_free
from app.projects.actions.register import discreet, label_of
from app.projects.enums import HoldReason, LostReason, RemovalReason, Status
from app.projects.models import Project
from app.projects.policy import may
from app.worklists import queries
from app.worklists.enums import BulkKind

_STATUS = ("status", "status_reason", "review_on", "hold_reason", "removal_reason", "lost_reason", "competing_city")
# What a change writes: kept as it was before, compared and put back when it is undone.
FIELDS: dict[BulkKind, tuple[str, ...]] = {
    BulkKind.OWNER: ("owner_id",),
    BulkKind.NEXT_STEP: ("next_step", "next_due"),
    BulkKind.SECTOR: ("sector_id",),
    BulkKind.SOURCE: ("source",),
    BulkKind.SITE: ("site_mode",),
    BulkKind.HOLD: _STATUS,
    BulkKind.REACTIVATE: _STATUS,
    BulkKind.LOSE: _STATUS,
    BulkKind.REMOVE: _STATUS,
}
_NAMES = {
    "owner_id": "负责人",
    "next_step": "下一步",
    "next_due": "下一步日期",
    "sector_id": "产业方向",
    "source": "来源",
    "site_mode": "用地方式",
}
Change = Callable[[Project], None]


def image(project: Project, kind: BulkKind) -> dict[str, Any]:
    """What stands in the fields of this change, as JSON can hold it."""
    return {name: _packed(getattr(project, name)) for name in FIELDS[kind]}


def change(kind: BulkKind, values: Mapping[str, Any], *, by: Actor) -> Change:
    """What is to be done to each project, read once. The values were checked by the form."""
    match kind:
        case BulkKind.OWNER:
            owner = db.session.get(User, values["owner_id"]) if values["owner_id"] else None
            served = queries.parks_served_by(owner.id) if owner else frozenset[int]()
            return lambda project: actions.give_to(project, owner, by=by, serves=project.park_id in served)
        case BulkKind.HOLD:
            until, rests = date.fromisoformat(values["review_on"]), HoldReason(values["hold_reason"])
            return lambda project: actions.hold(
                project, review_on=until, hold_reason=rests, reason=values["reason"], by=by
            )
        case BulkKind.REACTIVATE:
            return lambda project: actions.reactivate(project, reason=values["reason"], by=by)
        case BulkKind.REMOVE:
            leaves = RemovalReason(values["removal_reason"])
            return lambda project: actions.remove(project, removal_reason=leaves, reason=values["reason"], by=by)
        case BulkKind.LOSE:
            return lambda project: actions.lose(
                project,
                lost_reason=LostReason(values["lost_reason"]),
                competing_city=values["competing_city"],
                reason=values["reason"],
                by=by,
            )
        case _:
            wanted = {name: _unpacked(name, values[name]) for name in FIELDS[kind]}
            return lambda project: actions.edit(project, by=by, **wanted)


def put_back(project: Project, kind: BulkKind, *, before: dict[str, Any], after: dict[str, Any], by: Actor) -> None:
    """Write what stood there before the batch. Raises RuleBroken where somebody has changed it since, NotAllowed.

    Whoever has given a project away with the batch may take it back with the batch.
    """
    gave_away = kind is BulkKind.OWNER and before["owner_id"] == by.id
    if not gave_away and not may(Permission.PROJECT_EDIT, by, project):
        message = "您已无权修改这个项目"
        raise NotAllowed(message)
    now = image(project, kind)
    if touched := [name for name, left in after.items() if now[name] != left]:
        what = "、".join(dict.fromkeys(_NAMES.get(name, "状态") for name in touched))
        message = f"{what}之后又被改过，保留现在的内容"
        raise RuleBroken(message)
    if before.get("status") == Status.REMOVED.value:
        check_free(project, "退库")  # what was submitted or recognised since does not leave the books with an undo
    if changes := assign(project, **{name: _unpacked(name, value) for name, value in before.items()}):
        actions.refresh(project)
        audit.record("project.bulk_undone", project, by=by, label=label_of(project), changes=discreet(project, changes))


def _packed(value: Any) -> Any:
    match value:
        case enum.Enum():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def _unpacked(name: str, value: Any) -> Any:
    """The value as the column takes it."""
    kind = Project.__table__.c[name].type
    if value is None:
        return None
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
