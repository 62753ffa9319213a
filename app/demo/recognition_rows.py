"""What stands behind the recognitions of invented projects: attempts with evidence and trail, some that came back."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.accounts.enums import Role
from app.accounts.models import OrganisationCity, User, UserRole
from app.extensions import db
from app.parks.models import Park
from app.projects import standing
from app.projects.enums import Recognition, Stage
from app.projects.models import Move, Project
from app.reviews.enums import ReviewReason, StepKind, SubmissionState
from app.reviews.models import Evidence, RecognitionStep, Submission, SubmittedEvidence
from app.reviews.rules import needed

from .dice import Dice
from .evidence_files import keep_all
from .moments import at_work

Row = dict[str, Any]
CHUNK = 1000
CAME_BACK_SHARE = 0.12  # of the recognised: returned once before
_STATES = {
    Recognition.SUBMITTED: SubmissionState.SUBMITTED,
    Recognition.RETURNED: SubmissionState.RETURNED,
    Recognition.RECOGNISED: SubmissionState.RECOGNISED,
}
_BACK = (
    (ReviewReason.INCOMPLETE, "缺双方签章页，请补传完整扫描件。"),
    (ReviewReason.ILLEGIBLE, "第 2 页扫描不清，金额无法辨认，请重新扫描。"),
    (ReviewReason.MISMATCH, "合同金额与填报不一致，请核对后再报。"),
    (ReviewReason.FIGURES, "签约日期早于评审日期，请核实。"),
)
_STEPS = {
    SubmissionState.RETURNED: StepKind.RETURNED,
    SubmissionState.RECOGNISED: StepKind.RECOGNISED,
}


def furnish(seed: int, now: datetime) -> None:
    """Write it for the demo projects that stand in the tables. The caller commits."""
    db.session.flush()
    deciders = _deciders()
    for chunk in _chunks():
        _write([row for project in chunk for row in _attempts(project, deciders, seed, now)])


def _deciders() -> dict[int, int]:
    """Somebody of the bureau for each city."""
    rows = db.session.execute(
        sa.select(OrganisationCity.city_id, sa.func.min(User.id))
        .join(User, User.organisation_id == OrganisationCity.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.REVIEWER)
        .group_by(OrganisationCity.city_id)
    )
    return {city: user for city, user in rows}  # noqa: C416 - dict() of a Result asks it for columns


def _chunks() -> Iterator[list[tuple[Any, list[Any]]]]:
    """Projects that were ever signed, each with its moves."""
    after = 0
    while True:
        numbers = list(
            db.session.scalars(
                sa.select(Project.id)
                .where(Project.is_demo, Project.id > after, Project.recognition.is_not(None))
                .order_by(Project.id)
                .limit(CHUNK)
            )
        )
        if not numbers:
            return
        after = numbers[-1]
        rows = db.session.execute(
            sa.select(Move, Project.site_mode, Project.investment, Park.city_id, Project.park_id)
            .join(Project, Project.id == Move.project_id)
            .join(Park, Park.id == Project.park_id)
            .where(Move.project_id.in_(numbers))
            .order_by(Move.project_id, Move.id)
        )
        yield [(key, list(members)) for key, members in groupby(rows, key=lambda row: row[0].project_id)]


def _attempts(project: tuple[Any, list[Any]], deciders: dict[int, int], seed: int, now: datetime) -> Iterator[Row]:
    """The attempts at each stage that still holds, with what belongs to them under keys of their own."""
    number, rows = project
    site, investment, city, park = rows[0][1:]
    dice = Dice(seed, "recognition-rows", number)
    papers = keep_all()
    for stage, entry in standing.entries([row[0] for row in rows]).items():
        state = _STATES.get(entry.recognition) if entry.recognition else None
        if state is None or entry.submitted_at is None:
            continue
        attached_at = min(entry.submitted_at, max(entry.moved_at, entry.submitted_at - timedelta(minutes=25)))
        evidence = [
            {
                "project_id": number,
                "move_id": entry.id,
                "kind": one.kind,
                "dated_on": entry.event_on,
                "file_name": papers[one.kind][0],
                "sha256": papers[one.kind][1].sha256,
                "size": papers[one.kind][1].size,
                "media_type": papers[one.kind][1].media_type,
                "attached_at": attached_at,
                "attached_by_id": entry.by_id,
                "set_aside_at": None,
            }
            for one in needed(stage, site)
        ]
        common = {
            "project_id": number,
            "move_id": entry.id,
            "queue_park_id": park,
            "stage": stage,
            "event_on": entry.event_on,
            "contract_kind": entry.contract_kind,
            "amount": (entry.amount if entry.amount is not None else investment) if stage is Stage.SIGNED else None,
            "note": "",
            "not_counted": None,
            "expansion_of_id": None,
            "submitted_by_id": entry.by_id,
            "created_at": entry.submitted_at,
            "updated_at": entry.submitted_at,
            "version": 1,
        }
        decider = deciders.get(city)
        attempt = 1
        first_at = entry.submitted_at - timedelta(days=2)
        if state is SubmissionState.RECOGNISED and first_at > entry.moved_at and dice.chance(CAME_BACK_SHARE):
            back = {
                **_decided(SubmissionState.RETURNED, first_at + timedelta(hours=dice.between(4, 20)), decider, dice),
                "attempt": 1,
                "current": False,
                "submitted_at": first_at,
                "created_at": first_at,
            }
            yield {"submission": {**common, **back}, "evidence": []}
            attempt = 2
        decided = None
        if state is SubmissionState.RECOGNISED and entry.recognised_on is not None:
            decided = max(at_work(entry.recognised_on, dice, latest=now), entry.submitted_at)
        elif state is SubmissionState.RETURNED:
            decided = min(now, entry.submitted_at + timedelta(days=dice.between(1, 3)))
        last = {
            **_decided(state, decided, decider, dice),
            "attempt": attempt,
            "current": True,
            "submitted_at": entry.submitted_at,
        }
        yield {"submission": {**common, **last}, "evidence": evidence}


def _decided(state: SubmissionState, at: datetime | None, decider: int | None, dice: Dice) -> Row:
    """How an attempt ended; nothing yet while it waits."""
    reason, text = dice.pick(_BACK) if state is SubmissionState.RETURNED else (None, "")
    ended = {"decided_at": at, "decided_by_id": decider if at else None, "reason": reason, "reason_text": text}
    return {"state": state, **ended}


def _write(rows: Sequence[Row]) -> None:
    """All of a chunk: attempts, files, what was submitted with what, the trail in the order of time."""
    if not rows:
        return
    ids = db.session.scalars(
        sa.insert(Submission).returning(Submission.id, sort_by_parameter_order=True),
        [row["submission"] for row in rows],
    ).all()
    files = [one for row in rows for one in row["evidence"]]
    file_ids = iter(
        db.session.scalars(sa.insert(Evidence).returning(Evidence.id, sort_by_parameter_order=True), files).all()
        if files
        else []
    )
    links, steps = [], []
    for number, row in zip(ids, rows, strict=True):
        links += [{"submission_id": number, "evidence_id": next(file_ids)} for _ in row["evidence"]]
        one = row["submission"]
        known = {"project_id": one["project_id"], "move_id": one["move_id"], "submission_id": number}
        submitted = {"kind": StepKind.SUBMITTED, "at": one["submitted_at"], "by_id": one["submitted_by_id"]}
        steps.append({**known, **submitted, "reason": None, "text": ""})
        if one["state"] in _STEPS:
            ended = {"kind": _STEPS[one["state"]], "at": one["decided_at"], "by_id": one["decided_by_id"]}
            steps.append({**known, **ended, "reason": one["reason"], "text": one["reason_text"]})
    if links:
        db.session.execute(sa.insert(SubmittedEvidence), links)
    db.session.execute(sa.insert(RecognitionStep), steps)
