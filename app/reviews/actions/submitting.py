"""What the park does: submit a stage for recognition, and take the submission back."""

from decimal import Decimal

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import clock
from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.core.saving import saving
from app.extensions import db
from app.projects.enums import NotCounted, Recognition, Stage
from app.projects.models import Project
from app.reviews import policy, queries, rules
from app.reviews.enums import StepKind, SubmissionState
from app.reviews.models import Submission, SubmittedEvidence
from app.reviews.queries import Contract, Rung

from .common import close, follow_up, lock, rung_of, still_waiting


def submit(
    project: Project,
    stage: Stage,
    *,
    by: Actor,
    note: str = "",
    not_counted: NotCounted | None = None,
    expansion_of: Project | None = None,
    increment: Decimal | None = None,
) -> Submission:
    """Hand a stage with its evidence to the bureau, for the first time or again.

    `not_counted`, `expansion_of` and `increment` (万元) concern 签约: a project that is followed but counts in no
    figure, or one that enlarges another and counts its increment only. Raises NotAllowed, RuleBroken naming what is
    missing.
    """
    policy.check(Permission.RECOGNITION_SUBMIT, by, project)
    lock(project)
    rungs, rung = rung_of(project, stage)
    contract = queries.contract_of(project)
    rules.check_submit(queries.case_of(project, rungs, stage, contract))
    attempt = Submission(
        project_id=project.id,
        move_id=rung.entry.id,
        queue_park_id=place_of(project),
        stage=stage,
        attempt=(rung.last.attempt if rung.last else 0) + 1,
        event_on=rung.entry.event_on,
        note=note.strip(),
        submitted_at=clock.now(),
        submitted_by_id=by.id,
    )
    if stage is Stage.SIGNED:
        _check_expansion(project, expansion_of, increment)
        _contract_part(attempt, project, rung, contract, increment)
        attempt.not_counted = not_counted
        attempt.expansion_of_id = expansion_of.id if expansion_of else None
    for earlier in rung.attempts:
        earlier.current = False
    db.session.flush()
    with saving(
        uq_recognition_submission_open=("", f"“{stage.label}”刚刚已由他人申报。"),
        uq_recognition_submission_move_id_attempt=("", f"“{stage.label}”刚刚已由他人申报。"),
    ):
        db.session.add(attempt)
        db.session.flush()
    db.session.add_all(SubmittedEvidence(submission_id=attempt.id, evidence_id=one.id) for one in rung.usable)
    if not rung.is_upgrade:  # a recognised framework agreement counts on while the formal contract waits
        rung.entry.recognition = Recognition.SUBMITTED
        rung.entry.submitted_at = attempt.submitted_at
    follow_up(project, rung, StepKind.SUBMITTED, attempt, by=by, text=attempt.note)
    return attempt


def withdraw(project: Project, stage: Stage, *, by: Actor) -> Submission:
    """Take a submission back while nobody has decided. Raises NotAllowed, RuleBroken, Stale when it was decided."""
    policy.check(Permission.RECOGNITION_SUBMIT, by, project)
    lock(project)
    _, rung = rung_of(project, stage)
    attempt = rung.last
    if attempt is None:
        message = f"“{stage.label}”还没有申报，不用撤回。"
        raise RuleBroken(message)
    still_waiting(attempt)
    close(attempt, SubmissionState.WITHDRAWN, by=by)
    if not rung.is_upgrade:
        rung.entry.recognition = Recognition.NOT_SUBMITTED
        rung.entry.submitted_at = None
    follow_up(project, rung, StepKind.WITHDRAWN, attempt, by=by)
    return attempt


def _check_expansion(project: Project, expansion_of: Project | None, increment: Decimal | None) -> None:
    """An expansion names the project it enlarges and its increment, or neither. Raises RuleBroken."""
    if expansion_of is None:
        if increment is not None:
            message = "填写增资额的，请选择原项目。"
            raise RuleBroken(message, field="expansion_of")
        return
    if expansion_of.id not in {one.id for one in queries.signed_siblings(project)}:
        message = "请从列表中选择同一企业在本园区已认定签约的项目。"
        raise RuleBroken(message, field="expansion_of")
    if increment is None:
        message = "增资扩产项目只计增资部分，请填写本次增资额。"
        raise RuleBroken(message, field="increment")


def _contract_part(
    attempt: Submission, project: Project, rung: Rung, contract: Contract, increment: Decimal | None
) -> None:
    """What 签约 is recognised with. Raises RuleBroken."""
    if contract.kind is None:
        message = "还没有协议类型，请先在签约落地资料中填写。"
        raise RuleBroken(message)
    attempt.contract_kind = contract.kind
    attempt.amount = rules.counted_amount(contract.amount, project.investment, increment)
    if rung.is_upgrade and contract.on is not None:
        attempt.event_on = contract.on


def place_of(project: Project) -> int | None:
    """In whose queue its attempts stand: in none while it lies in the bin."""
    return project.park_id if project.deleted_at is None else None


def settle(project: Project) -> None:
    """Keep its attempts in line with a project after every change of it: in whose queue they stand, which is the last.

    The park changes with a transfer, and in the bin a project stands in no queue; moves, steps back and their undoing
    change which entries hold.
    """
    rows = list(db.session.scalars(sa.select(Submission).where(Submission.project_id == project.id)))
    if not rows:
        return
    _settle_queue(project)
    holding = {rung.entry.id: rung for rung in queries.ladder(project).values()}
    for row in rows:
        rung = holding.get(row.move_id)
        row.current = rung is not None and rung.last is row
    db.session.flush()


def _settle_queue(project: Project) -> None:
    """Past the unit of work: what was submitted stays the same, so a form that somebody has open on it stays valid."""
    place = place_of(project)
    db.session.execute(
        sa.update(Submission)
        .where(Submission.project_id == project.id, Submission.queue_park_id.is_distinct_from(place))
        .values(queue_park_id=place, updated_at=Submission.updated_at),
        execution_options={"synchronize_session": False},
    )
