"""Moving a project from stage to stage."""

from datetime import date

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken, Stale
from app.core.permissions import Permission
from app.extensions import db
from app.projects import standing
from app.projects.actions.locking import lock
from app.projects.actions.register import LATER_THAN_TODAY, label_of
from app.projects.actions.upkeep import log_of, refresh, restate
from app.projects.enums import BackReason, Recognition, Stage
from app.projects.models import Move, Project
from app.projects.policy import check
from app.projects.standing import UNDONE

from . import queries
from .rules import Gap, check_back, check_forward, rank_between

UNDO_SECONDS = 15 * 60


def move(
    project: Project,
    to: Stage,
    *,
    by: Actor,
    event_on: date | None = None,
    back_reason: BackReason | None = BackReason.OTHER,
    reason: str = "",
    seen_at: Stage | None = None,
    between: Gap | None = None,
) -> Move:
    """Move a project: one step forward through its gate, or back with a coded reason and, for 其他, in words.

    Raises NotAllowed, RuleBroken, GateClosed with all that is missing, and Stale when it no longer stands where its
    mover saw it (`seen_at`). `event_on` is when it happened in the world; today when not said, never before the stage
    was entered that is now left. `between`: the place in the new column, its top when not said.
    """
    lock(project)
    check(Permission.PROJECT_MOVE, by, project)
    if seen_at is not None and project.stage is not seen_at:
        message = f"没有移动：项目已被他人从“{seen_at.label}”移到“{project.stage.label}”，请刷新后再操作。"
        raise Stale(message, field="stage")
    happened = event_on or clock.today()
    if happened > clock.today():
        raise RuleBroken(LATER_THAN_TODAY, field="event_on")
    if reason.strip() == UNDONE:  # these words take a move back
        message = f"“{UNDONE}”是系统用语，请换个说法。"
        raise RuleBroken(message, field="reason")
    if to is project.stage:
        message = f"项目已在“{to.label}”。"
        raise RuleBroken(message, field="stage")
    if to.number > project.stage.number:
        check_forward(queries.facts_of(project), at=project.stage, to=to, status=project.status)
    else:
        check_back(at=project.stage, to=to, status=project.status, why=back_reason, reason=reason)
        check_unrecognised(project, to=to)
    if happened < project.stage_since:
        message = f"发生日期不能早于进入“{project.stage.label}”的日期（{project.stage_since:%Y-%m-%d}）。"
        raise RuleBroken(message, field="event_on")
    row = Move(
        project_id=project.id,
        from_stage=project.stage,
        to_stage=to,
        event_on=happened,
        moved_at=clock.now(),
        by_id=by.id,
        back_reason=back_reason if to.number < project.stage.number else None,
        reason=reason.strip(),
        recognition=Recognition.NOT_SUBMITTED if to.needs_recognition else None,
    )
    db.session.add(row)
    rank = -clock.now().timestamp() if between is None else rank_between(*between)
    changes = {**assign(project, rank=rank), **restate(project)}
    refresh(project)
    audit.record("project.moved", project, by=by, label=label_of(project), changes=changes)
    return row


def place(project: Project, *, between: Gap, by: Actor) -> None:
    """Put a card elsewhere in its own column: between the ranks of its new neighbours, None where there is none."""
    check(Permission.PROJECT_MOVE, by, project)
    if changes := assign(project, rank=rank_between(*between)):
        audit.record("project.placed", project, by=by, label=label_of(project), changes=changes)


def place_back(project: Project, *, rank: float, placed: float, by: Actor) -> None:
    """Give a card the rank it had, as long as it still lies at `placed`, where it was put. Raises RuleBroken."""
    lock(project)
    check(Permission.PROJECT_MOVE, by, project)
    if project.rank != placed:
        message = "没有撤销：项目的位置后来又变了。"
        raise RuleBroken(message)
    if changes := assign(project, rank=rank):
        audit.record("project.placed", project, by=by, label=label_of(project), changes=changes)


def undo(project: Project, *, by: Actor) -> None:
    """Take back one's own last move, within a quarter of an hour. The log keeps both.

    Raises RuleBroken when the last move is not one's own, too old, or was itself an undoing.
    """
    lock(project)
    check(Permission.PROJECT_MOVE, by, project)
    last = log_of(project)[-1]
    age = (clock.now() - last.moved_at).total_seconds()
    if last.from_stage is None or last.by_id != by.id or age > UNDO_SECONDS or last.reason == UNDONE:
        message = "这一步已不能撤销；如需退回，请在项目页写明原因。"
        raise RuleBroken(message)
    check_unrecognised(project, to=last.from_stage)
    db.session.add(
        Move(
            project_id=project.id,
            from_stage=last.to_stage,
            to_stage=last.from_stage,
            event_on=last.event_on,
            moved_at=clock.now(),
            by_id=by.id,
            reason=UNDONE,
        )
    )
    changes = restate(project)
    refresh(project)
    audit.record("project.move_undone", project, by=by, label=label_of(project), changes=changes)


def check_unrecognised(project: Project, *, to: Stage) -> None:
    """What the bureau has in hand or has recognised is not walked back from by the park. Raises RuleBroken."""
    for stage, entry in standing.entries(log_of(project)).items():
        if stage.number <= to.number:
            continue
        if entry.recognition is Recognition.SUBMITTED:
            message = f"“{stage.label}”已申报、正待认定；请先撤回申报，再退回阶段。"
            raise RuleBroken(message, field="stage")
        if entry.recognition is Recognition.RECOGNISED:
            message = f"“{stage.label}”已由商务局认定，不能退回；确有变化的，请商务局先撤销认定。"
            raise RuleBroken(message, field="stage")
