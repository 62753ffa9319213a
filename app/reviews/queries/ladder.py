"""The recognition of one project: its stages from 签约 on with their dates, attempts, evidence and trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only

from app.companies.models import Company
from app.core.prepared import PREPARED
from app.delivery import queries as delivery
from app.extensions import db
from app.projects import standing
from app.projects.enums import ContractKind, EvidenceKind, Recognition, Stage
from app.projects.models import Move, Project
from app.reviews import rules
from app.reviews.enums import SubmissionState
from app.reviews.models import Evidence, RecognitionStep, Submission, SubmittedEvidence

MOST_FOUND = 30

_ITS_COMPANY = sa.bindparam("company_id", type_=sa.Integer)
_SIBLINGS = (
    sa.select(Project)
    .where(
        Project.id != sa.bindparam("number"),
        Project.park_id == sa.bindparam("park_id"),
        Project.company_id.in_(
            sa.select(Company.id).where(
                sa.or_(
                    Company.id == _ITS_COMPANY,
                    Company.uscc == sa.select(Company.uscc).where(Company.id == _ITS_COMPANY).scalar_subquery(),
                )
            )
        ),
        Project.deleted_at.is_(None),
        Project.not_counted.is_(None),
        sa.or_(Project.signed_on.is_not(None), Project.framework_on.is_not(None)),
    )
    .order_by(Project.id)
    .limit(MOST_FOUND)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Contract:
    """What was signed, as the facts of the project say."""

    kind: ContractKind | None
    amount: Decimal | None
    on: date | None


@dataclass
class Rung:
    """One stage of a project on the way through recognition."""

    entry: Move
    attempts: list[Submission] = field(default_factory=list)  # the oldest first
    evidence: list[Evidence] = field(default_factory=list)
    submitted: dict[int, set[int]] = field(default_factory=dict)  # evidence by attempt
    trail: list[RecognitionStep] = field(default_factory=list)  # the newest first

    @property
    def stage(self) -> Stage:
        """Which."""
        return self.entry.to_stage

    @property
    def recognition(self) -> Recognition:
        """How far the bureau is with it."""
        return self.entry.recognition or Recognition.NOT_SUBMITTED

    @property
    def waiting(self) -> Submission | None:
        """The attempt that the bureau has in hand."""
        return next((one for one in self.attempts if one.state is SubmissionState.SUBMITTED), None)

    @property
    def last(self) -> Submission | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def usable(self) -> list[Evidence]:
        """What the next attempt would be submitted with."""
        return [one for one in self.evidence if one.set_aside_at is None]

    @property
    def frozen(self) -> set[int]:
        """Evidence that was submitted at least once."""
        return set().union(*self.submitted.values())

    @property
    def is_upgrade(self) -> bool:
        """Whether a framework agreement is recognised, so that the formal contract may follow."""
        return rules.is_upgrade(self.stage, self.entry.recognition, self.entry.contract_kind)

    def new_contract(self) -> bool:
        """Whether there is a contract among the evidence that no recognised attempt was submitted with."""
        held = {SubmissionState.RECOGNISED}
        known = set().union(*(self.submitted.get(one.id, set()) for one in self.attempts if one.state in held))
        return any(one.kind is EvidenceKind.CONTRACT and one.id not in known for one in self.usable)


def log_of(project: Project) -> list[Move]:
    """The move log as it stands now, whatever this session read before."""
    db.session.flush()
    rows = sa.select(Move).where(Move.project_id == project.id).order_by(Move.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def ladder(project: Project) -> dict[Stage, Rung]:
    """All stages from 签约 up to the present one. The project must have come through visibility."""
    chain = standing.entries(log_of(project))
    rungs = {stage: Rung(entry) for stage, entry in chain.items() if stage.needs_recognition}
    if not rungs:
        return rungs
    by_move = {rung.entry.id: rung for rung in rungs.values()}
    attempts = sa.select(Submission).where(Submission.move_id.in_(by_move)).order_by(Submission.id)
    attempts = attempts.options(joinedload(Submission.submitted_by), joinedload(Submission.decided_by))
    for attempt in db.session.scalars(attempts.execution_options(populate_existing=True)):
        by_move[attempt.move_id].attempts.append(attempt)
    files = sa.select(Evidence).where(Evidence.move_id.in_(by_move)).order_by(Evidence.id)
    for file in db.session.scalars(files.execution_options(populate_existing=True)):
        by_move[file.move_id].evidence.append(file)
    links = (
        sa.select(Evidence.move_id, SubmittedEvidence.submission_id, SubmittedEvidence.evidence_id)
        .join(Evidence, Evidence.id == SubmittedEvidence.evidence_id)
        .where(Evidence.move_id.in_(by_move))
    )
    for move_id, submission_id, evidence_id in db.session.execute(links):
        by_move[move_id].submitted.setdefault(submission_id, set()).add(evidence_id)
    return rungs


def with_trail(project: Project, rungs: dict[Stage, Rung]) -> None:
    """Add the trail, for the page that shows it."""
    by_move = {rung.entry.id: rung for rung in rungs.values()}
    steps = sa.select(RecognitionStep).where(RecognitionStep.project_id == project.id)
    steps = steps.options(joinedload(RecognitionStep.by)).order_by(RecognitionStep.id.desc())
    for step in db.session.scalars(steps):
        if step.move_id in by_move:
            by_move[step.move_id].trail.append(step)


# Only what the card shows; evidence in particular is wide.
_ON_PANEL = (
    sa.select(Move, Submission, Evidence)
    .outerjoin(Submission, sa.and_(Submission.move_id == Move.id, Submission.current.is_(True)))
    .outerjoin(Evidence, Evidence.move_id == Move.id)
    .where(Move.project_id == sa.bindparam("project_id"))
    .order_by(Move.id, Evidence.id)
    .options(
        load_only(
            *(Move.to_stage, Move.event_on, Move.reason, Move.recognition, Move.submitted_at),
            *(Move.recognised_on, Move.contract_kind),
            raiseload=True,
        ),
        load_only(
            *(Submission.state, Submission.submitted_at, Submission.reason, Submission.reason_text), raiseload=True
        ),
        load_only(Evidence.kind, Evidence.dated_on, Evidence.sha256, Evidence.set_aside_at, raiseload=True),
    )
    .execution_options(**PREPARED)
)


def panel_rungs(project: Project) -> dict[Stage, Rung]:
    """The same for the card on the project's page, in one query: the last attempt of each stage and the evidence."""
    rows: list[Any] = list(db.session.execute(_ON_PANEL, {"project_id": project.id}))
    found: dict[int, Rung] = {}
    for _, group in groupby(rows, key=lambda row: row[0].id):
        members = list(group)
        move, attempt, _ = members[0]
        files = [file for _, _, file in members if file is not None]
        found[move.id] = Rung(move, [attempt] if attempt is not None else [], files)
    chain = standing.entries(rung.entry for rung in found.values())
    return {stage: found[entry.id] for stage, entry in chain.items() if stage.needs_recognition}


def contract_of(project: Project) -> Contract:
    """What is to be recognised as signed."""
    signed = delivery.contract_for_recognition(project)
    if signed is None:
        return Contract(None, project.investment, None)
    return Contract(signed.kind, signed.amount, signed.signed_on)


def case_of(project: Project, rungs: dict[Stage, Rung], stage: Stage, contract: Contract) -> rules.Case:
    """All that decides whether this stage can be submitted."""
    rung, before = rungs[stage], rungs.get(stage.previous) if stage.previous else None
    return rules.Case(
        stage=stage,
        status=project.status,
        site_mode=project.site_mode,
        recognition=rung.recognition,
        waiting=rung.waiting is not None,
        before=before.recognition if before else None,
        kinds=frozenset(one.kind for one in rung.usable),
        recognised_kind=rung.entry.contract_kind,
        contract_kind=contract.kind,
        new_contract=rung.new_contract(),
    )


def find_evidence(project: Project, number: int) -> Evidence:
    """A file of this project. Raises NoResultFound. The project must have come through visibility."""
    return db.session.scalars(sa.select(Evidence).where(Evidence.id == number, Evidence.project_id == project.id)).one()


def signed_siblings(project: Project) -> Sequence[Project]:
    """Projects of the same company (or the same uscc) at the same park that count as signed already."""
    return siblings_of(project.id, project.company_id, project.park_id)


def siblings_of(number: int, company_id: int, park_id: int) -> Sequence[Project]:
    """The same of a project of which only its own number, its investor's and its park's are known."""
    asked = {"number": number, "company_id": company_id, "park_id": park_id}
    return list(db.session.scalars(_SIBLINGS, asked))
