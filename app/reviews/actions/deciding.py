"""What the bureau does: recognise, return, revoke; one or many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import clock
from app.core.changes import Changes, assign
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.permissions import Permission
from app.extensions import db
from app.projects.enums import NotCounted, Recognition, Stage
from app.projects.models import Project
from app.reviews import policy, queries, rules
from app.reviews.enums import RETURN_REASONS, REVOKE_REASONS, ReviewReason, StepKind, SubmissionState
from app.reviews.models import Submission
from app.reviews.queries import Rung

from .common import (
    check_reason,
    checked_text,
    close,
    follow_up,
    lock,
    lock_parks,
    names,
    rung_of,
    still_waiting,
    tell_park,
)


@dataclass(frozen=True)
class Counting:
    """How a signing counts, where the bureau says it otherwise than the park."""

    not_counted: NotCounted | None
    expansion_of_id: int | None


@dataclass(frozen=True)
class Outcome:
    """What became of one of many: `refusal` says why it was not decided, None that it was."""

    submission_id: int
    stage: Stage
    code: str
    refusal: str | None


def recognise(
    submission: Submission, *, by: Actor, seen: int | None = None, counting: Counting | None = None
) -> Submission:
    """Recognise an attempt: from today on the stage counts.

    `seen` is the version that the decider looked at. Raises NotAllowed, RuleBroken, and Stale when it was decided or
    withdrawn meanwhile.
    """
    project, rungs, rung = _in_hand(submission, by, seen)
    lock_parks(project)
    rules.check_decidable(project.status)
    _check_before(rungs, rung)
    changes: Changes = {}
    if rung.stage is Stage.SIGNED:
        chosen = counting or Counting(submission.not_counted, submission.expansion_of_id)
        _check_counts_once(project, chosen)
        changes = assign(project, not_counted=chosen.not_counted, expansion_of_id=chosen.expansion_of_id)
        assign(submission, not_counted=chosen.not_counted, expansion_of_id=chosen.expansion_of_id)
        if rung.is_upgrade:
            rung.entry.framework_on, rung.entry.framework_amount = rung.entry.recognised_on, rung.entry.amount
        rung.entry.contract_kind, rung.entry.amount = submission.contract_kind, submission.amount
    rung.entry.recognition = Recognition.RECOGNISED
    rung.entry.submitted_at = submission.submitted_at
    rung.entry.recognised_on = clock.today()
    close(submission, SubmissionState.RECOGNISED, by=by)
    follow_up(project, rung, StepKind.RECOGNISED, submission, by=by, changes=changes)
    tell_park(project, submission, rung.stage, "已认定", by=by)
    return submission


def send_back(
    submission: Submission, *, reason: ReviewReason | None, text: str, by: Actor, seen: int | None = None
) -> Submission:
    """Return an attempt to the park with the reason. Raises as `recognise`."""
    coded, said = check_reason(reason, RETURN_REASONS), checked_text(text)
    project, _, rung = _in_hand(submission, by, seen)
    if not rung.is_upgrade:
        rung.entry.recognition = Recognition.RETURNED
    close(submission, SubmissionState.RETURNED, by=by, reason=coded, text=said)
    follow_up(project, rung, StepKind.RETURNED, submission, by=by, reason=coded, text=said)
    tell_park(project, submission, rung.stage, "被退回", by=by)
    return submission


def revoke(project: Project, stage: Stage, *, reason: ReviewReason | None, text: str, by: Actor) -> list[Stage]:
    """Take back the recognition of a stage and of every later one: the project counts nowhere beyond.

    What waits for a later stage goes on waiting; it cannot be recognised before this one is again. Raises NotAllowed,
    RuleBroken, and Stale when the stage is not recognised (any more).
    """
    policy.check(Permission.RECOGNITION_DECIDE, by, project)
    coded, said = check_reason(reason, REVOKE_REASONS), checked_text(text)
    lock(project)
    rungs, rung = rung_of(project, stage)
    if rung.recognition is not Recognition.RECOGNISED:
        message = f"“{stage.label}”现在是“{rung.recognition.label}”，没有可以撤销的认定。"
        raise Stale(message)
    falling = [
        one for one in rungs.values() if one.stage.number >= stage.number and one.recognition is Recognition.RECOGNISED
    ]
    for one in falling:
        held = _recognised_attempt(one)
        policy.check_other_hands(by, one.entry, held, {file.attached_by_id for file in one.evidence})
    lock_parks(project)
    for one in reversed(falling):
        _take_back(project, one, coded, said, by)
    stages = [one.stage for one in falling]
    tell_park(project, _recognised_attempt(rung), stage, "的认定被撤销", by=by)
    return stages


def recognise_many(numbers: Sequence[int], *, by: Actor) -> list[Outcome]:
    """Recognise those that can be, each on its own merits; the order of the stages is kept."""
    return _each(numbers, by, lambda one: recognise(one, by=by))


def send_back_many(numbers: Sequence[int], *, reason: ReviewReason | None, text: str, by: Actor) -> list[Outcome]:
    """Return those that can be, for one reason. Raises RuleBroken when the reason itself is missing."""
    check_reason(reason, RETURN_REASONS)
    checked_text(text)
    return _each(numbers, by, lambda one: send_back(one, reason=reason, text=text, by=by))


def _each(numbers: Sequence[int], by: Actor, decide: Callable[[Submission], Submission]) -> list[Outcome]:
    """One after the other. Everything is locked first and in order, so that two batches never wait for each other."""
    seen = queries.visible_ids(numbers, to=by)
    rows = list(db.session.scalars(sa.select(Submission).where(Submission.id.in_(seen))))
    projects = {one.id: one for one in db.session.scalars(_projects(rows))}
    if not rows:
        return []
    lock(*projects.values())
    lock_parks(*projects.values())
    outcomes = []
    for one in sorted(rows, key=lambda row: (row.project_id, row.stage.number, row.id)):
        refusal = None
        try:
            decide(one)
        except DomainError as said:
            refusal = said.message
        outcomes.append(Outcome(one.id, one.stage, projects[one.project_id].code, refusal))
    return outcomes


def _projects(rows: Sequence[Submission]) -> "sa.Select[Project]":
    return sa.select(Project).where(Project.id.in_({row.project_id for row in rows})).order_by(Project.id)


def _in_hand(submission: Submission, by: Actor, seen: int | None) -> tuple[Project, dict[Stage, Rung], Rung]:
    """The attempt as it stands now, with nobody else deciding. Raises NotAllowed, RuleBroken, Stale."""
    project = db.session.scalars(sa.select(Project).where(Project.id == submission.project_id)).one()
    policy.check(Permission.RECOGNITION_DECIDE, by, project)
    lock(project)
    db.session.refresh(submission, [column.key for column in Submission.__mapper__.column_attrs])
    still_waiting(submission)
    if seen is not None and seen != submission.version:
        message = f"“{submission.stage.label}”没有办理：打开之后申报内容有变，请核对后再办。"
        raise Stale(message)
    rungs, rung = rung_of(project, submission.stage)
    if rung.entry.id != submission.move_id:
        message = f"“{submission.stage.label}”没有办理：项目已重新进入这一阶段，请以新的申报为准。"
        raise Stale(message)
    submitted = rung.submitted.get(submission.id, set())
    files = [file for file in rung.evidence if file.id in submitted]
    policy.check_other_hands(by, rung.entry, submission, {file.attached_by_id for file in files})
    if project.deleted_at is not None:
        message = "项目已移入回收站，不能办理。"
        raise RuleBroken(message)
    return project, rungs, rung


def _check_before(rungs: dict[Stage, Rung], rung: Rung) -> None:
    """A stage is recognised after those before it. Raises RuleBroken."""
    open_ = [
        one.stage
        for one in rungs.values()
        if one.stage.number < rung.stage.number and one.recognition is not Recognition.RECOGNISED
    ]
    if open_:
        message = f"{names(open_)}还没有认定，不能先认定“{rung.stage.label}”。"
        raise RuleBroken(message)


def _check_counts_once(project: Project, chosen: Counting) -> None:
    """Same company, same park, same content: one signing (domain.md section 8). Raises RuleBroken naming the other."""
    if chosen.not_counted is not None:
        return
    siblings = queries.signed_siblings(project)
    if chosen.expansion_of_id is not None:
        if chosen.expansion_of_id not in {one.id for one in siblings}:
            message = "增资扩产的原项目应是同一企业在本园区已认定签约的项目，请核对。"
            raise RuleBroken(message, field="expansion_of")
        return
    for one in siblings:
        if rules.same_content(one.content, project.content):
            message = (
                f"与已认定签约的 {one.code} 是同一企业、同一园区、同样内容，不能重复计数；属于增资的，请标为增资扩产。"
            )
            raise RuleBroken(message, field="expansion_of")


def _recognised_attempt(rung: Rung) -> Submission | None:
    """The attempt that was recognised last; None when the recognition is older than this register of attempts."""
    return next((one for one in reversed(rung.attempts) if one.state is SubmissionState.RECOGNISED), None)


def _take_back(project: Project, rung: Rung, reason: ReviewReason, text: str, by: Actor) -> None:
    """One stage of a revocation. What waited for a formal contract falls with its framework agreement."""
    held = _recognised_attempt(rung)
    for one in rung.attempts:
        if one.state in {SubmissionState.RECOGNISED, SubmissionState.SUBMITTED}:
            close(one, SubmissionState.REVOKED, by=by, reason=reason, text=text)
    entry = rung.entry
    entry.recognition, entry.recognised_on = Recognition.REVOKED, None
    entry.contract_kind = entry.amount = entry.framework_on = entry.framework_amount = None
    follow_up(project, rung, StepKind.REVOKED, held, by=by, reason=reason, text=text)
