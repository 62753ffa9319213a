"""Following a project with its place in the queue, in the transaction that changes the project.

Everything is derived from the project, so following twice changes nothing. A holder keeps its place until it is
released; the next complete registration in order of time then takes over.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.actor import SYSTEM, Actor
from app.companies.models import Contact
from app.core import audit, clock
from app.core.attachments import Upload, kept
from app.core.errors import RuleBroken
from app.extensions import db
from app.first_reports import limits, policy, rules
from app.first_reports.enums import ClaimState, Release
from app.first_reports.models import FirstReport, RenewalEvidence
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.parks.models import Park
from app.projects.actions.register import label_of
from app.projects.enums import EvidenceKind
from app.projects.models import Project

from . import opening, queue


def follow(project: Project) -> None:
    """Bring the project's place in the queue in line with the project."""
    claim = claim_of(project)
    fresh = claim is None
    if claim is None:
        claim = _begun(project)
    elif claim.company_id != project.company_id:
        claim.company_id = project.company_id
        fresh = _remarked(claim)
    claim.park_id = project.park_id
    _settle(claim, project, fresh=fresh)


def follow_companies(company_ids: list[int]) -> None:
    """Names or codes of companies may have changed, and with them whose investor is whose."""
    if not company_ids:
        return
    found = db.session.scalars(sa.select(FirstReport).where(FirstReport.company_id.in_(company_ids))).all()
    for claim in found:
        if _remarked(claim):
            _settle(claim, _project(claim), fresh=True)


def claim_of(project: Project) -> FirstReport | None:
    """The project's place in the queue."""
    return db.session.scalar(sa.select(FirstReport).where(FirstReport.project_id == project.id))


def release(claim: FirstReport, reason: Release, *, by: Actor = SYSTEM) -> None:
    """Out of the queue; who held the first report gives it to the next in line."""
    held = claim.state.holds
    if held:
        queue.serialise()
    claim.state, claim.released_on, claim.release_reason = ClaimState.RELEASED, clock.today(), reason
    closed = opening.close_cases_of(claim)
    if held:
        audit.record("first_report.released", claim, by=by, label=label_of(_project(claim)), reason=reason.label)
        queue.free_marks(claim)
    if held or closed:  # whoever stood against it alone waits for a ruling no more
        pass_on(claim)


def pass_on(claim: FirstReport) -> None:
    """Let the next complete registrations in order of time hold what this one gave up."""
    for following in queue.next_in_line(claim):
        if opening.is_contested(following):
            continue
        if queue.holders_beside(following):
            following.state = ClaimState.WAITING
            continue
        project = _project(following)
        hold(following, project)
        _congratulate(following, project)


def hold(claim: FirstReport, project: Project, *, by: Actor = SYSTEM) -> None:
    """Make it the first report of its investor; nobody else holds a mark of it."""
    clocks, today = limits.clocks(), clock.today()
    queue.serialise()
    claim.completed_at = claim.completed_at or clock.now()
    claim.released_on = claim.release_reason = None
    if claim.held_on is None or claim.protected_until is None:
        claim.held_on, claim.renewed_on = today, None
        claim.protected_until = today + timedelta(days=clocks.protected_days)
    claim.idle_from = _idle_from(claim, project)
    claim.state = rules.holding_state(stage=project.stage, idle_from=claim.idle_from, today=today, clocks=clocks)
    db.session.flush()
    queue.hold_marks(claim)
    audit.record("first_report.held", claim, by=by, label=label_of(project), protected_until=claim.protected_until)


def give_up(claim: FirstReport, project: Project, *, by: Actor) -> None:
    """The park gives its first report up. Raises NotAllowed, RuleBroken."""
    policy.check_keeps(by, project)
    if not claim.state.holds:
        raise RuleBroken("项目没有持有首报，无需放弃。")
    release(claim, Release.GIVEN_UP, by=by)


def report_again(claim: FirstReport, project: Project, *, by: Actor) -> None:
    """A first report that was released for good, or an incomplete one past its days, begins anew at the end of the queue.

    Raises NotAllowed, RuleBroken.
    """
    policy.check_keeps(by, project)
    if claim.state is ClaimState.LAPSED:
        claim.due_on = clock.today() + timedelta(days=limits.clocks().complete_days)
    elif claim.state is ClaimState.RELEASED and claim.release_reason in policy.AGAIN:
        claim.completed_at = claim.held_on = claim.protected_until = claim.renewed_on = None
        claim.released_on = claim.release_reason = None
        claim.due_on = clock.today() + timedelta(days=limits.clocks().complete_days)
        claim.state = ClaimState.INCOMPLETE
    else:
        raise RuleBroken("这一登记现在不能重新报备。")
    audit.record("first_report.reported_again", claim, by=by, label=label_of(project))
    _settle(claim, project, fresh=False)


def renew(
    claim: FirstReport,
    project: Project,
    *,
    reason: str,
    kind: EvidenceKind,
    files: Sequence[Upload],
    by: Actor,
) -> None:
    """Protection once more, with evidence. Raises NotAllowed, RuleBroken."""
    policy.check_keeps(by, project)
    rules.check_renewal(
        state=claim.state, renewed_on=claim.renewed_on, protected_until=claim.protected_until, today=clock.today()
    )
    if not reason.strip():
        raise RuleBroken("请写明续期理由。", field="reason")
    if not files:
        raise RuleBroken("续期须附证据，如往来函件、会谈纪要。", field="files")
    for facts in kept(files):
        db.session.add(RenewalEvidence(first_report_id=claim.id, kind=kind, attached_by_id=by.id, **facts))
    before = claim.protected_until
    claim.renewed_on, claim.renewal_reason = clock.today(), reason.strip()
    claim.protected_until = rules.renewed_until(before or clock.today(), limits.clocks())
    audit.record(
        "first_report.renewed",
        claim,
        by=by,
        label=label_of(project),
        changes={"protected_until": (before, claim.protected_until)},
    )


def handed_over(claim: FirstReport, project: Project) -> None:
    """A transfer begins the clocks anew: the taker gets a whole protection."""
    claim.park_id = project.park_id
    if claim.state.holds:
        claim.held_on, claim.renewed_on = clock.today(), None
        claim.protected_until = clock.today() + timedelta(days=limits.clocks().protected_days)
        follow(project)


def _begun(project: Project) -> FirstReport:
    city_id = db.session.scalars(sa.select(Park.city_id).where(Park.id == project.park_id)).one()
    begun = clock.local(project.registered_at).date()
    claim = FirstReport(
        project_id=project.id,
        park_id=project.park_id,
        city_id=city_id,
        company_id=project.company_id,
        state=ClaimState.INCOMPLETE,
        reported_at=project.registered_at,
        due_on=begun + timedelta(days=limits.clocks().complete_days),
        idle_from=begun,
    )
    db.session.add(claim)
    db.session.flush()
    queue.put_marks(claim, queue.marks_of_company(project.company_id))
    return claim


def _remarked(claim: FirstReport) -> bool:
    """Whether its investor is now known by something else. A holder that meets an earlier one stands back."""
    held = claim.state.holds
    if held:
        queue.serialise()
    if not queue.put_marks(claim, queue.marks_of_company(claim.company_id)):
        return False
    for other in opening.close_unlike(claim):
        _settle(other, _project(other), fresh=False)
    if held:
        _stand_or_yield(claim)
    return True


def _stand_or_yield(claim: FirstReport) -> None:
    """Two holders turn out to have the same investor: the earlier stays, the later waits for the ruling."""
    others = queue.holders_beside(claim)
    moment = claim.completed_at or claim.reported_at
    if any(((other.completed_at or other.reported_at), other.id) < (moment, claim.id) for other in others):
        queue.free_marks(claim)
        claim.state, claim.held_on, claim.protected_until = ClaimState.WAITING, None, None
        return
    for other in others:
        queue.free_marks(other)
        other.state, other.held_on, other.protected_until = ClaimState.WAITING, None, None
        db.session.flush()
        _meet(other, holders=[claim])
    queue.hold_marks(claim)


def _settle(claim: FirstReport, project: Project, *, fresh: bool) -> None:
    """Where it stands. `fresh`: just registered, or of another investor than before, so that it may meet somebody."""
    clocks, today = limits.clocks(), clock.today()
    claim.level = rules.report_level(project.investment, clocks)
    gone = rules.reason_gone(project.status, binned=project.deleted_at is not None)
    if claim.state is ClaimState.RELEASED:
        if gone is not None or claim.release_reason is None or not claim.release_reason.comes_back:
            return
        claim.state, claim.released_on, claim.release_reason = ClaimState.INCOMPLETE, None, None
    elif gone is not None:
        release(claim, gone)
        return
    claim.idle_from = _idle_from(claim, project)
    if claim.state.holds:
        claim.state = rules.holding_state(stage=project.stage, idle_from=claim.idle_from, today=today, clocks=clocks)
        return
    if claim.completed_at is None and not missing_in(project):
        claim.completed_at = clock.now()
        fresh = True
    holders = queue.holders_beside(claim)
    if fresh:
        _meet(claim, holders)
    if claim.completed_at is None:
        claim.state = ClaimState.LAPSED if claim.due_on < today else ClaimState.INCOMPLETE
    elif opening.is_contested(claim):
        claim.state = ClaimState.CONTESTED
    elif holders:
        claim.state, claim.held_on, claim.protected_until = ClaimState.WAITING, None, None
    else:
        hold(claim, project)


def _meet(claim: FirstReport, holders: Sequence[FirstReport]) -> None:
    """A case with every holder of another park that has the same investor."""
    for holder in holders:
        if holder.park_id != claim.park_id:
            level = rules.level_by_marks(queue.marks_in_common(claim, holder))
            opening.open_case(holder, claim, level)
    if holders and claim.completed_at is not None and opening.is_contested(claim):
        claim.state = ClaimState.CONTESTED


def missing_in(project: Project) -> list[tuple[str, str]]:
    """What the registration still lacks; a contact is looked for only where there is no owner."""
    has_contact = project.owner_id is None and bool(
        db.session.scalar(
            sa.select(sa.exists().where(Contact.company_id == project.company_id, Contact.park_id == project.park_id))
        )
    )
    return rules.missing_in(project, has_contact=has_contact)


def _idle_from(claim: FirstReport, project: Project) -> date:
    """The last sign of life: an activity, the day it got the first report, the registration."""
    days = (project.last_activity_on, claim.held_on, clock.local(claim.reported_at).date())
    return max(day for day in days if day is not None)


def _project(claim: FirstReport) -> Project:
    return db.session.get_one(Project, claim.project_id)


def _congratulate(claim: FirstReport, project: Project) -> None:
    if project.owner_id is not None:
        tell(
            [project.owner_id],
            NoticeKind.FIRST_REPORT,
            key=f"claim:{claim.id}:held:{claim.held_on}",
            title=f"{project.code} 已取得首报，保护至 {claim.protected_until:%Y-%m-%d}",
            link=f"/projects/{project.code}",
        )
