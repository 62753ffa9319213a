"""What all steps of recognition share: the lock, the trail, what follows a change, who is told."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.accounts.models import User
from app.core import audit, clock
from app.core.changes import Changes
from app.core.errors import RuleBroken, Stale
from app.extensions import db
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects.actions.register import discreet, label_of
from app.projects.actions.upkeep import refresh, restate, touch
from app.projects.enums import Stage
from app.projects.models import Project
from app.reviews import queries
from app.reviews.enums import ReviewReason, StepKind, SubmissionState
from app.reviews.models import RecognitionStep, Submission
from app.reviews.queries import Rung

MOST_TEXT = 1000


def lock(*projects: Project) -> None:
    """Whoever wants to change the same projects waits; afterwards their rows are as they stand now."""
    numbers = sorted(project.id for project in projects)
    db.session.flush()
    db.session.execute(sa.select(Project.id).where(Project.id.in_(numbers)).order_by(Project.id).with_for_update())
    columns = [column.key for column in Project.__mapper__.column_attrs]
    for project in projects:
        db.session.refresh(project, columns)


def lock_parks(*projects: Project) -> None:
    """Two recognitions at one park follow each other, so that each sees what the other counted.

    All parks at once and in order: the counters lock them one by one, and two batches must not wait for each other.
    """
    numbers = sorted({project.park_id for project in projects})
    db.session.execute(sa.select(Park.id).where(Park.id.in_(numbers)).order_by(Park.id).with_for_update())


def rung_of(project: Project, stage: Stage) -> tuple[dict[Stage, Rung], Rung]:
    """The ladder and the rung meant. Raises RuleBroken when the project never came so far, or went back."""
    rungs = queries.ladder(project)
    if stage not in rungs:
        message = f"项目不在“{stage.label}”或之后的阶段，请刷新后再操作。"
        raise RuleBroken(message)
    return rungs, rungs[stage]


def still_waiting(submission: Submission) -> None:
    """Raises Stale, saying who was quicker."""
    if submission.state is SubmissionState.SUBMITTED:
        return
    who = db.session.scalar(sa.select(User.name).where(User.id == submission.decided_by_id)) or "他人"
    at = f"{clock.local(submission.decided_at):%m-%d %H:%M}" if submission.decided_at else "刚才"
    said = {
        SubmissionState.WITHDRAWN: f"园区（{who}）已于 {at} 撤回申报",
        SubmissionState.RETURNED: f"{who}已于 {at} 退回",
        SubmissionState.RECOGNISED: f"{who}已于 {at} 认定",
        SubmissionState.REVOKED: f"{who}已于 {at} 撤销认定",
    }[submission.state]
    message = f"“{submission.stage.label}”没有办理：{said}。"
    raise Stale(message)


def close(
    submission: Submission, state: SubmissionState, *, by: Actor, reason: ReviewReason | None = None, text: str = ""
) -> None:
    """Write down how an attempt ended."""
    submission.state = state
    submission.decided_at = clock.now()
    submission.decided_by_id = by.id
    submission.reason = reason
    submission.reason_text = text


def follow_up(
    project: Project,
    rung: Rung,
    kind: StepKind,
    submission: Submission | None,
    *,
    by: Actor,
    reason: ReviewReason | None = None,
    text: str = "",
    changes: Changes | None = None,
) -> None:
    """Trail, columns of the project, counters, audit; call it last."""
    db.session.add(
        RecognitionStep(
            project_id=project.id,
            move_id=rung.entry.id,
            submission_id=submission.id if submission else None,
            kind=kind,
            at=clock.now(),
            by_id=by.id,
            reason=reason,
            text=text,
        )
    )
    changed = {**(changes or {}), **restate(project)}
    touch(project)
    refresh(project)
    audit.record(
        f"recognition.{kind.value}",
        project,
        by=by,
        label=label_of(project),
        changes=discreet(project, changed),
        stage_label=rung.stage.label,
        reason=reason.label if reason else "",
    )


def tell_park(project: Project, submission: Submission | None, stage: Stage, said: str, *, by: Actor) -> None:
    """Owner and submitter learn what was decided; the words hold nothing of a confidential investor."""
    people = {project.owner_id, submission.submitted_by_id if submission else None} - {None, by.id}
    number = submission.id if submission else 0
    tell(
        [one for one in people if one is not None],
        NoticeKind.RECOGNITION,
        key=f"recognition:{project.id}:{stage.value}:{number}:{said}:{clock.now():%Y%m%d%H%M%S}",
        title=f"{label_of(project)}：“{stage.label}”{said}",
        link=f"/projects/{project.code}/recognition",
        text="",
    )


def checked_text(text: str) -> str:
    """The text of a reason. Raises RuleBroken when nothing is said."""
    said = text.strip()
    if not said:
        message = "请写明原因，园区要据此补正。"
        raise RuleBroken(message, field="text")
    if len(said) > MOST_TEXT:
        message = f"原因最多 {MOST_TEXT} 个字，请删减。"
        raise RuleBroken(message, field="text")
    return said


def check_reason(reason: ReviewReason | None, allowed: Sequence[ReviewReason]) -> ReviewReason:
    """The coded reason. Raises RuleBroken."""
    if reason is None or reason not in allowed:
        message = "请选择原因。"
        raise RuleBroken(message, field="reason")
    return reason


def names(stages: Iterable[Stage]) -> str:
    """“签约”、“落地”."""
    return "、".join(f"“{stage.label}”" for stage in stages)
