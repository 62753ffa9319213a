"""Statuses beside the stage, each with what it asks for (domain.md section 5), and the recycle bin."""

from collections.abc import Mapping
from datetime import date

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.projects.enums import HoldReason, LostReason, RemovalReason, Status
from app.projects.models import Project
from app.projects.policy import check

from .locking import lock
from .recognised import check_free
from .register import discreet, label_of
from .upkeep import refresh

REASONS_NEEDED = "请写明原因。"
OTHER = "other"
# From which statuses each may follow; a transfer has its own steps.
FROM: Mapping[Status, frozenset[Status]] = {
    Status.ACTIVE: frozenset({Status.ON_HOLD, Status.LOST, Status.REMOVED}),
    Status.ON_HOLD: frozenset({Status.ACTIVE, Status.ON_HOLD}),
    Status.LOST: frozenset({Status.ACTIVE, Status.ON_HOLD}),
    Status.REMOVED: frozenset({Status.ACTIVE, Status.ON_HOLD, Status.LOST}),
}


def hold(project: Project, *, review_on: date, hold_reason: HoldReason, by: Actor, reason: str = "") -> None:
    """搁置: with a coded reason, until a day on which it is looked at again."""
    if review_on <= clock.today():
        message = "复核日期须晚于今天。"
        raise RuleBroken(message, field="review_on")
    words = _words(hold_reason, reason)
    _change(project, Status.ON_HOLD, by, words, hold_reason=hold_reason, review_on=review_on)


def lose(project: Project, *, lost_reason: LostReason, competing_city: str | None, reason: str, by: Actor) -> None:
    """流失: with a coded reason, and the competing city where that is the reason."""
    if lost_reason is LostReason.COMPETITOR and not competing_city:
        message = "落户其他城市的，请写明城市。"
        raise RuleBroken(message, field="competing_city")
    _change(
        project,
        Status.LOST,
        by,
        reason.strip() or lost_reason.label,
        lost_reason=lost_reason,
        competing_city=competing_city,
    )


def remove(project: Project, *, removal_reason: RemovalReason, by: Actor, reason: str = "") -> None:
    """退库: no longer followed, with a coded reason. Raises RuleBroken while something of it is recognised or submitted."""
    check(Permission.PROJECT_EDIT, by, project)
    check_free(project, "退库")
    _change(project, Status.REMOVED, by, _words(removal_reason, reason), removal_reason=removal_reason)


def reactivate(project: Project, *, reason: str, by: Actor) -> None:
    """推进中 again."""
    _change(project, Status.ACTIVE, by, reason)


def _check_at_rest(project: Project) -> None:
    """A transfer that the parties are asked about is ended by them, not by another status. Raises RuleBroken."""
    if project.status is Status.TRANSFERRING:
        message = "项目正在流转，请先撤回流转或等三方办结。"
        raise RuleBroken(message)


def throw_away(project: Project, *, by: Actor) -> None:
    """Into the recycle bin: seen nowhere, counted nowhere, not gone. Raises RuleBroken as `remove`."""
    check(Permission.PROJECT_EDIT, by, project)
    _check_at_rest(project)
    check_free(project, "移入回收站")
    changes = assign(project, deleted_at=clock.now())
    refresh(project)
    audit.record("project.binned", project, by=by, label=label_of(project), changes=changes)


def restore(project: Project, *, by: Actor) -> None:
    """Out of the recycle bin."""
    check(Permission.PROJECT_EDIT, by, project)
    changes = assign(project, deleted_at=None)
    refresh(project)
    audit.record("project.restored", project, by=by, label=label_of(project), changes=changes)


def _words(coded: HoldReason | RemovalReason, reason: str) -> str:
    """What is kept as the reason in words; 其他 needs some. Raises RuleBroken."""
    if coded.value == OTHER and not reason.strip():
        raise RuleBroken(REASONS_NEEDED, field="reason")
    return reason.strip() or coded.label


def _change(
    project: Project,
    status: Status,
    by: Actor,
    reason: str,
    *,
    review_on: date | None = None,
    hold_reason: HoldReason | None = None,
    removal_reason: RemovalReason | None = None,
    lost_reason: LostReason | None = None,
    competing_city: str | None = None,
) -> None:
    lock(project)
    check(Permission.PROJECT_EDIT, by, project)
    _check_at_rest(project)
    if not reason.strip():
        raise RuleBroken(REASONS_NEEDED, field="reason")
    if project.status is status and status is not Status.ON_HOLD:
        message = f"项目已经是“{status.label}”。"
        raise RuleBroken(message)
    if project.status not in FROM[status]:
        message = f"“{project.status.label}”的项目不能改为“{status.label}”，请先恢复推进。"
        if project.status is Status.TRANSFERRING:
            message = "项目正在流转，请先办结或撤回流转。"
        raise RuleBroken(message)
    changes = assign(
        project,
        status=status,
        status_reason=reason.strip(),
        review_on=review_on,
        hold_reason=hold_reason,
        removal_reason=removal_reason,
        lost_reason=lost_reason,
        competing_city=competing_city,
    )
    refresh(project)
    audit.record(f"project.{status.value}", project, by=by, label=label_of(project), changes=discreet(project, changes))
