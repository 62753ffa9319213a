"""What the sides say in a conflict case, what the bureau rules, and the one appeal."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.attachments import Upload, kept
from app.core.errors import NotAllowed, RuleBroken
from app.core.settings import value
from app.extensions import db
from app.first_reports import limits, policy, workdays
from app.first_reports.enums import CaseState, ClaimState, MatchLevel, Outcome, Release, Side
from app.first_reports.models import CaseEvidence, CaseStatement, ConflictCase, FirstReport
from app.first_reports.queries.people import managers_of_bureau
from app.notices.actions import tell
from app.notices.enums import NoticeKind
from app.projects.enums import EvidenceKind
from app.projects.models import Project

from . import claims, opening, queue

MOST_FILES = 40


def open_by_hand(incumbent: FirstReport, challenger: FirstReport, level: MatchLevel, *, by: Actor) -> ConflictCase:
    """A park that suspects, or the bureau that sees, levels 3 and 4. Raises NotAllowed, RuleBroken."""
    project = db.session.get_one(Project, challenger.project_id)
    if not policy.opens_by_hand(by, challenger, project):
        raise NotAllowed("只有项目所在园区和商务局可以提请裁定。")
    if incumbent.park_id == challenger.park_id:
        raise RuleBroken("两个项目在同一园区，由园区自行协调，不立撞单案。")
    if (known := opening.case_between(incumbent, challenger)) is not None:
        raise RuleBroken(f"这两个项目已立案（{known.code}），不重复立案。")
    return opening.open_case(incumbent, challenger, level, by=by)


def give_evidence(
    case: ConflictCase, *, text: str, kind: EvidenceKind, files: Sequence[Upload] = (), by: Actor
) -> CaseStatement:
    """One side's statement, which it may change until the ruling, and further files. Raises NotAllowed, RuleBroken."""
    side = policy.side_of(by, case)
    if side is None:
        raise NotAllowed("只有当事双方可以举证。")
    claim = policy.claim_on(side, case)
    policy.check_keeps(by, db.session.get_one(Project, claim.project_id))
    _lock(case)
    if case.state is not CaseState.OPEN:
        raise RuleBroken(f"案件{case.state.label}，不再接受举证。")
    if not text.strip():
        raise RuleBroken("请写明情况：何时接触、谈到哪一步、有何依据。", field="text")
    handed_in = sa.select(sa.func.count()).where(
        CaseEvidence.case_id == case.id, CaseEvidence.first_report_id == claim.id
    )
    if (db.session.scalar(handed_in) or 0) + len(files) > MOST_FILES:
        raise RuleBroken(f"一方最多提交 {MOST_FILES} 个文件。", field="files")
    for facts in kept(files):
        db.session.add(
            CaseEvidence(case_id=case.id, first_report_id=claim.id, kind=kind, attached_by_id=by.id, **facts)
        )
    own = sa.select(CaseStatement).where(CaseStatement.case_id == case.id, CaseStatement.first_report_id == claim.id)
    statement = db.session.scalar(own)
    if statement is None:
        statement = CaseStatement(case_id=case.id, first_report_id=claim.id, text=text.strip(), by_id=by.id)
        db.session.add(statement)
    else:
        statement.text, statement.by_id = text.strip(), by.id
    audit.record("conflict_case.evidence_given", statement, by=by, label=case.code, side=side.label, files=len(files))
    return statement


def rule(case: ConflictCase, outcome: Outcome, *, reasons: dict[str, str], ruling: str, by: Actor) -> None:
    """Decide. `reasons` by criterion: on_time, on_contact, on_follow_up, on_fit. Raises NotAllowed, RuleBroken."""
    policy.check_rules(by, case)
    _lock(case)
    if case.state is not CaseState.OPEN:
        raise RuleBroken(f"案件{case.state.label}，不能再裁定。")
    for name in ("on_time", "on_contact", "on_follow_up", "on_fit"):
        if not reasons.get(name, "").strip():
            raise RuleBroken("请写明对这一项的认定意见。", field=name)
    if not ruling.strip():
        raise RuleBroken("请写裁定正文。", field="ruling")
    _check_outcome(case, outcome)
    for name, text in reasons.items():
        setattr(case, name, text.strip())
    case.outcome, case.ruling, case.state = outcome, ruling.strip(), CaseState.RULED
    case.ruled_at, case.ruled_by_id = clock.now(), by.id
    audit.record("conflict_case.ruled", case, by=by, label=case.code, outcome=outcome.label)
    _carry_out(case, outcome)
    for side in Side:
        opening.tell_side(case, policy.claim_on(side, case), "ruled", f"撞单 {case.code} 已裁定：{outcome.label}")


def appeal(case: ConflictCase, *, reason: str, by: Actor) -> None:
    """Once, by the head of either side's park, within the days for it. The ruling holds meanwhile.

    Raises NotAllowed, RuleBroken.
    """
    if not policy.may_appeal(by, case):
        raise NotAllowed("只有当事园区的招商负责人可以申诉。")
    _lock(case)
    if case.appealed_at is not None:
        raise RuleBroken("每案只能申诉一次，已有申诉。")
    if case.state is not CaseState.RULED or case.ruled_at is None:
        raise RuleBroken(f"案件{case.state.label}，不能申诉。")
    last = workdays.after(clock.local(case.ruled_at).date(), value(limits.APPEAL_DAYS))
    if clock.today() > last.on:
        raise RuleBroken(f"申诉期已于 {last.on:%Y-%m-%d} 结束。")
    if not reason.strip():
        raise RuleBroken("请写明申诉理由。", field="reason")
    side = policy.side_of(by, case)
    case.state, case.appealed_at, case.appeal_by_id = CaseState.APPEALED, clock.now(), by.id
    case.appeal_claim_id = policy.claim_on(side, case).id if side else None
    case.appeal_reason = reason.strip()
    audit.record("conflict_case.appealed", case, by=by, label=case.code, side=side.label if side else "")
    tell(
        managers_of_bureau(case.city_id),
        NoticeKind.FIRST_REPORT,
        key=f"case:{case.code}:appealed",
        title=f"撞单 {case.code} 有申诉待答复",
        link=opening.link_of(case),
    )


def answer(case: ConflictCase, *, outcome: Outcome, text: str, by: Actor) -> None:
    """Answer the appeal: the ruling stands, or another one takes its place.

    By another head of the bureau than the one who ruled, as far as there is one. Raises NotAllowed, RuleBroken.
    """
    policy.check_rules(by, case)
    _lock(case)
    if case.state is not CaseState.APPEALED:
        raise RuleBroken("没有待答复的申诉。")
    if by.id == case.ruled_by_id and set(managers_of_bureau(case.city_id)) - {by.id}:
        raise NotAllowed("原裁定人不能答复申诉，请由商务局另一位负责人答复。")
    if not text.strip():
        raise RuleBroken("请写答复意见。", field="answer")
    if outcome is not case.outcome:  # a ruling may stand although its side has left the queue meanwhile
        _check_outcome(case, outcome)
    case.first_outcome = case.outcome
    case.state, case.answer, case.answered_at, case.answered_by_id = (
        CaseState.SETTLED,
        text.strip(),
        clock.now(),
        by.id,
    )
    audit.record(
        "conflict_case.answered", case, by=by, label=case.code, changes={"outcome": (case.first_outcome, outcome)}
    )
    if outcome is not case.outcome:
        case.outcome = outcome
        _carry_out(case, outcome)
    for side in Side:
        opening.tell_side(case, policy.claim_on(side, case), "answered", f"撞单 {case.code} 的申诉已答复")


def _check_outcome(case: ConflictCase, outcome: Outcome) -> None:
    if outcome is Outcome.BOTH and case.level.same_investor:
        raise RuleBroken("同一投资方在同一城市只能有一个首报，不能裁定各自有效。", field="outcome")
    if outcome is not Outcome.BOTH and _winner(case, outcome).state is ClaimState.RELEASED:
        by_hand = _winner(case, outcome).release_reason
        if by_hand is not Release.RULED:
            raise RuleBroken("该方的登记已退出，首报不能归它。", field="outcome")


def _winner(case: ConflictCase, outcome: Outcome) -> FirstReport:
    return case.incumbent if outcome is Outcome.INCUMBENT else case.challenger


def _carry_out(case: ConflictCase, outcome: Outcome) -> None:
    """Give the first report to whom it was ruled."""
    queue.serialise()
    db.session.flush()
    if outcome is Outcome.BOTH:
        for claim in (case.incumbent, case.challenger):
            _stand_anew(claim)
        return
    winner = _winner(case, outcome)
    loser = case.challenger if winner is case.incumbent else case.incumbent
    if case.level.same_investor:
        if loser.state.holds:
            queue.free_marks(loser)
            loser.held_on = loser.protected_until = None
            loser.state = ClaimState.WAITING
        elif loser.state is ClaimState.CONTESTED:
            loser.state = ClaimState.WAITING
    elif loser.state is not ClaimState.RELEASED:
        claims.release(loser, Release.RULED)
    _stand_anew(winner, take=True)
    db.session.flush()
    if case.level.same_investor:
        opening.set_against(winner, loser)
    if loser.state is ClaimState.WAITING:
        _stand_anew(loser)


def _stand_anew(claim: FirstReport, *, take: bool = False) -> None:
    """Where a registration stands now that the case is decided; `take` also completes one that was not complete."""
    project = db.session.get_one(Project, claim.project_id)
    if claim.state is ClaimState.RELEASED and claim.release_reason is Release.RULED:
        claim.state, claim.released_on, claim.release_reason = ClaimState.WAITING, None, None
    if claim.state.holds or claim.state is ClaimState.RELEASED or (claim.completed_at is None and not take):
        return
    if queue.holders_beside(claim):
        claim.state = ClaimState.WAITING
    elif opening.is_contested(claim):
        claim.state = ClaimState.CONTESTED
    else:
        claims.hold(claim, project)


def _lock(case: ConflictCase) -> None:
    """Two people deciding the same case wait for each other; the second then sees what was decided."""
    db.session.execute(sa.select(ConflictCase.id).where(ConflictCase.id == case.id).with_for_update())
    db.session.refresh(case, ["state", "version", "outcome", "appealed_at", "ruled_at", "ruled_by_id"])
