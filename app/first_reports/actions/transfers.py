"""流转: a project goes from one park to another once giver, taker and bureau have agreed, in any order."""

from datetime import date

import sqlalchemy as sa

from app.accounts.actor import SYSTEM, Actor
from app.accounts.models import City, User
from app.accounts.queries import colleagues_at
from app.companies import actions as companies
from app.companies.models import Company
from app.core import audit, clock
from app.core.changes import assign
from app.core.counter import next_number
from app.core.errors import NotAllowed, RuleBroken
from app.core.saving import saving
from app.core.settings import value
from app.extensions import db
from app.first_reports import limits, policy
from app.first_reports.enums import TransferParty, TransferState
from app.first_reports.models import Transfer
from app.first_reports.queries.people import managers_of_bureau, managers_of_park
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects import tally
from app.projects.actions.register import label_of
from app.projects.actions.upkeep import refresh
from app.projects.discreet import public_name
from app.projects.enums import Recognition, Status
from app.projects.models import Project
from app.reviews.enums import SubmissionState
from app.reviews.models import Submission

from . import claims

PREFIX = "LZ"
_AT = {TransferParty.GIVER: "giver", TransferParty.TAKER: "taker", TransferParty.BUREAU: "bureau"}


def propose(project: Project, to_park: Park, *, reason: str, by: Actor) -> Transfer:
    """Ask the three parties; whoever proposes has agreed for his own. The project is 流转中 meanwhile.

    Raises NotAllowed, RuleBroken.
    """
    if not policy.may_propose(by, project):
        raise NotAllowed("只有园区招商负责人和商务局负责人可以提出流转。")
    _lock(project)
    giver = db.session.get_one(Park, project.park_id)
    if project.status is not Status.ACTIVE or project.deleted_at is not None:
        raise RuleBroken(f"“{project.status.label}”的项目不能流转，须先恢复推进。")
    # Asked of the attempts too: a formal contract may wait while its framework agreement counts, or an earlier stage.
    waits = sa.exists().where(Submission.project_id == project.id, Submission.state == SubmissionState.SUBMITTED)
    if project.recognition is Recognition.SUBMITTED or db.session.scalar(sa.select(waits)):
        raise RuleBroken("项目正待认定，请等商务局办结或撤回申报后再流转。")
    if to_park.id == giver.id:
        raise RuleBroken("项目已在这个园区。", field="to_park")
    if to_park.city_id != giver.city_id:
        raise RuleBroken("只能在本市园区之间流转。", field="to_park")
    if to_park.retired_at is not None:
        raise RuleBroken(f"“{to_park.name}”已停用，不能接收项目。", field="to_park")
    if not reason.strip():
        raise RuleBroken("请写明流转理由。", field="reason")
    now = clock.now()
    city = db.session.scalars(sa.select(City.code).where(City.id == giver.city_id)).one()
    prefix = f"{PREFIX}-{city}-{clock.today().year}"
    transfer = Transfer(
        code=f"{prefix}-{next_number(prefix):04d}",
        project_id=project.id,
        city_id=giver.city_id,
        from_park_id=giver.id,
        to_park_id=to_park.id,
        project_name=public_name(project),
        reason=reason.strip(),
        share_percent=value(limits.SHARE_PERCENT),
        share_years=value(limits.SHARE_YEARS),
        proposed_by_id=by.id,
        proposed_at=now,
    )
    with saving(uq_project_transfer_open=("to_park", "这个项目已有一项流转在征求同意。")):
        db.session.add(transfer)
    assign(project, status=Status.TRANSFERRING, status_reason=f"流转 {transfer.code}")
    refresh(project)
    audit.record(
        "transfer.proposed", project, by=by, label=label_of(project), from_park=giver.name, to_park=to_park.name
    )
    own = policy.transfer_parties(by, transfer)
    party = TransferParty.GIVER if TransferParty.GIVER in own else TransferParty.BUREAU
    _consent(transfer, party, by)
    _tell(transfer, "asked", f"流转 {transfer.code} 征求您的同意", besides=by)
    return transfer


def agree(transfer: Transfer, party: TransferParty, *, by: Actor, new_owner: User | None = None) -> None:
    """One party's consent; the third one carries the transfer out. The taker says who will look after the project.

    Raises NotAllowed, RuleBroken.
    """
    project = _open(transfer)
    if party not in policy.transfer_parties(by, transfer):
        raise NotAllowed("您不能代表这一方表示同意。")
    if getattr(transfer, f"{_AT[party]}_at") is not None:
        raise RuleBroken(f"{party.label}已经同意。")
    if by.id in {transfer.giver_by_id, transfer.taker_by_id, transfer.bureau_by_id}:
        raise RuleBroken("同一人不能代表两方同意。")
    if party is TransferParty.TAKER:
        if new_owner is None:
            raise RuleBroken("请选择接手的负责人。", field="owner")
        if new_owner.id not in {one.id for one in colleagues_at(transfer.to_park_id)}:
            raise RuleBroken("接手的负责人须是接收园区招商团队的成员。", field="owner")
        transfer.new_owner_id = new_owner.id
    tally.hold(transfer.from_park_id, transfer.to_park_id)  # before the consent writes into the trail
    _consent(transfer, party, by)
    if all(getattr(transfer, f"{name}_at") is not None for name in _AT.values()):
        _carry_out(transfer, project, by)


def refuse(transfer: Transfer, *, reason: str, by: Actor) -> None:
    """A party that does not agree ends it. Raises NotAllowed, RuleBroken."""
    _end(transfer, TransferState.REFUSED, reason, by)


def withdraw(transfer: Transfer, *, reason: str, by: Actor) -> None:
    """Whoever proposed it, or another of the same party, takes it back. Raises NotAllowed, RuleBroken."""
    _end(transfer, TransferState.WITHDRAWN, reason, by)


def proposing_party(transfer: Transfer) -> TransferParty:
    """The party of whoever proposed it."""
    return TransferParty.BUREAU if transfer.bureau_by_id == transfer.proposed_by_id else TransferParty.GIVER


def _end(transfer: Transfer, state: TransferState, reason: str, by: Actor) -> None:
    project = _open(transfer)
    mine = policy.transfer_parties(by, transfer)
    if not mine:
        raise NotAllowed("只有流转三方的负责人可以办理。")
    if state is TransferState.WITHDRAWN and proposing_party(transfer) not in mine:
        raise NotAllowed("只有提出流转的一方可以撤回；不同意的请选“不同意”。")
    if not reason.strip():
        raise RuleBroken("请写明理由。", field="reason")
    transfer.state, transfer.ended_at, transfer.ended_by_id = state, clock.now(), by.id
    transfer.end_reason = reason.strip()[:200]
    assign(project, status=Status.ACTIVE, status_reason=None)
    refresh(project)
    verb = "refused" if state is TransferState.REFUSED else "withdrawn"
    if verb == "refused":
        audit.record("transfer.refused", project, by=by, label=label_of(project))
    else:
        audit.record("transfer.withdrawn", project, by=by, label=label_of(project))
    _tell(transfer, verb, f"流转 {transfer.code} {state.label}", besides=by)


def _consent(transfer: Transfer, party: TransferParty, by: Actor) -> None:
    setattr(transfer, f"{_AT[party]}_at", clock.now())
    setattr(transfer, f"{_AT[party]}_by_id", by.id)
    audit.record("transfer.agreed", transfer, by=by, label=transfer.code, party=party.label)


def _carry_out(transfer: Transfer, project: Project, by: Actor) -> None:
    """Everything at once, in this transaction: park, owner, status, claim, search index, counters, the taker's book."""
    taker = db.session.get_one(Park, transfer.to_park_id)
    today = clock.today()
    changes = assign(
        project,
        park_id=taker.id,
        owner_id=transfer.new_owner_id,
        status=Status.ACTIVE,
        status_reason=None,
    )
    db.session.expire(project, ["park", "owner"])
    companies.keep_in_book(db.session.get_one(Company, project.company_id), taker, by=SYSTEM)
    transfer.state, transfer.ended_at, transfer.ended_by_id = TransferState.DONE, clock.now(), by.id
    transfer.share_until = years_after(today, transfer.share_years)
    refresh(project, parks=(transfer.from_park_id,))
    if (claim := claims.claim_of(project)) is not None:
        claims.handed_over(claim, project)
    audit.record("transfer.completed", project, by=by, label=label_of(project), changes=changes)
    _tell(transfer, "done", f"流转 {transfer.code} 已完成", besides=by)
    if transfer.new_owner_id is not None and transfer.new_owner_id != by.id:
        tell(
            [transfer.new_owner_id],
            NoticeKind.TRANSFER,
            key=f"transfer:{transfer.code}:owner",
            title=f"流转来的项目 {project.code} 由您负责",
            link=f"/projects/{project.code}",
        )


def years_after(day: date, years: int) -> date:
    """The last day of a split that begins on this day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _open(transfer: Transfer) -> Project:
    """The project, locked, of a transfer that is still open. Raises RuleBroken."""
    project = db.session.get_one(Project, transfer.project_id)
    _lock(project)
    db.session.execute(sa.select(Transfer.id).where(Transfer.id == transfer.id).with_for_update())
    db.session.refresh(transfer)
    if transfer.state is not TransferState.OPEN:
        raise RuleBroken(f"流转{transfer.state.label}，不能再办理。")
    return project


def _lock(project: Project) -> None:
    """Whoever moves, edits or transfers the same project waits; the second then sees where it stands."""
    db.session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    db.session.refresh(project, ["stage", "status", "park_id", "owner_id", "recognition", "deleted_at", "version"])


def _tell(transfer: Transfer, event: str, title: str, *, besides: Actor) -> None:
    people = {
        *managers_of_park(transfer.from_park_id),
        *managers_of_park(transfer.to_park_id),
        *managers_of_bureau(transfer.city_id),
    } - {besides.id if besides.id is not None else -1}
    tell(
        people,
        NoticeKind.TRANSFER,
        key=f"transfer:{transfer.code}:{event}",
        title=title,
        link=f"/first-reports/transfers/{transfer.code}",
    )
