"""The card “首报” on a project's page: how it stands, what runs out, what can be done."""

from app.core.errors import RuleBroken
from app.core.permissions import Permission
from app.projects.enums import Status
from app.projects.panels import Panel, Visit

from . import limits, policy, queries, view_model
from .enums import ClaimState
from .rules import check_renewal

ORDER = 20


def panel(visit: Visit) -> Panel | None:
    """One query, and one more where a renewal left something that this reader may read.

    Nothing for who may not read first reports, or before the project has its place.
    """
    if Permission.FIRST_REPORT_READ not in visit.actor.permissions:
        return None
    found = queries.standing_of(visit.project)
    if found is None:
        return None
    claim, project, clocks = found.claim, visit.project, limits.clocks()
    keeps = visit.known and policy.may_keep(visit.actor, project)
    return Panel(
        template="first_reports/_panel.html",
        place="side",
        order=ORDER,
        context={
            "claim": claim,
            "tone": view_model.TONES[claim.state],
            "clock": view_model.clock_of(claim, visit.today, clocks),
            "idle": view_model.idle_days(claim, visit.today),
            "clocks": clocks,
            "missing": view_model.still_missing(project)
            if claim.completed_at is None and claim.release_reason is None
            else [],
            "elsewhere": view_model.ELSEWHERE if found.is_behind and not visit.actor.is_bureau else "",
            "case": found.case_code,
            "transfer": found.transfer_code,
            "renewal": queries.renewal_of(claim) if visit.known else None,
            "keeps": keeps,
            "may_renew": keeps and _renewable(found, visit),
            "may_again": keeps and view_model.may_report_again(claim, policy.AGAIN),
            "may_raise": visit.known
            and found.case_code is None
            and claim.state is not ClaimState.RELEASED
            and policy.opens_by_hand(visit.actor, claim, project),
            "may_transfer": visit.known
            and project.status is Status.ACTIVE
            and policy.may_propose(visit.actor, project),
        },
    )


def _renewable(found: queries.Standing, visit: Visit) -> bool:
    claim = found.claim
    try:
        check_renewal(
            state=claim.state, renewed_on=claim.renewed_on, protected_until=claim.protected_until, today=visit.today
        )
    except RuleBroken:
        return False
    return True
