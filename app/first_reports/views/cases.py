"""Conflict cases: the list, the page with both sides, evidence, ruling, appeal."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock, uploads
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken
from app.core.forms import AppForm
from app.core.paging import MOST_NUMBER
from app.core.permissions import Permission
from app.core.settings import value
from app.extensions import db
from app.first_reports import actions, limits, policy, queries, view_model, workdays
from app.first_reports.enums import CaseState, Side
from app.first_reports.forms import AnswerForm, AppealForm, ConflictForm, RuleForm, StatementForm
from app.first_reports.models import FirstReport

from .blueprint import bp
from .claims import head_of, tab_links

TAB = "conflicts"


@bp.get("/cases/")
@requires(Permission.FIRST_REPORT_READ)
def cases() -> ResponseReturnValue:
    """Those that wait, by the day they are due; or all."""
    actor = signed_in()
    waiting = request.args.get("all") != "1"
    page = queries.cases_page(to=actor, waiting=waiting, cursor=request.args.get("cursor") or None)
    kept: dict[str, Any] = {} if waiting else {"all": "1"}
    return render_template(
        "first_reports/cases.html",
        tabs=tab_links(actor, TAB),
        page=page,
        waiting=waiting,
        today=clock.today(),
        tones=view_model.CASE_TONES,
        previous_url=page.previous and url_for("first_reports.cases", cursor=page.previous, **kept),
        next_url=page.next and url_for("first_reports.cases", cursor=page.next, **kept),
    )


@bp.get("/cases/<string:code>")
@requires(Permission.FIRST_REPORT_READ)
def case(code: str) -> ResponseReturnValue:
    """Both sides as this person may see them."""
    return _page(code, signed_in())


@bp.post("/cases/<string:code>/evidence")
@requires(Permission.PROJECT_EDIT)
def give_evidence(code: str) -> ResponseReturnValue:
    """One side's statement and files."""
    actor = signed_in()
    found, form = queries.find_case(code, to=actor), StatementForm()
    if form.validate():
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.give_evidence(
                found, text=form.text.data or "", kind=form.kind.data, files=form.files.data, by=actor
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(url_for("first_reports.case", code=code))
            return _done(code, "举证已提交；裁定前可以补充。")
    return _page(code, actor, statement_form=form), form.status


@bp.post("/cases/<string:code>/ruling")
@requires(Permission.CONFLICT_RULE)
def rule(code: str) -> ResponseReturnValue:
    """裁定."""
    actor = signed_in()
    found, form = queries.find_case(code, to=actor), RuleForm()
    form.offer(queries.outcomes_of(found))
    if form.validate():
        try:
            actions.rule(found, form.outcome.data, reasons=form.reasons, ruling=form.ruling.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            return _done(code, "已裁定，双方已收到通知。")
    return _page(code, actor, rule_form=form), form.status


@bp.post("/cases/<string:code>/appeal")
@requires(Permission.TRANSFER)
def appeal(code: str) -> ResponseReturnValue:
    """申诉, once."""
    actor = signed_in()
    found, form = queries.find_case(code, to=actor), AppealForm()
    if form.validate():
        try:
            actions.appeal(found, reason=form.reason.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            return _done(code, "申诉已提交商务局。")
    return _page(code, actor, appeal_form=form), form.status


@bp.post("/cases/<string:code>/answer")
@requires(Permission.CONFLICT_RULE)
def answer(code: str) -> ResponseReturnValue:
    """答复申诉."""
    actor = signed_in()
    found, form = queries.find_case(code, to=actor), AnswerForm()
    form.offer(queries.outcomes_of(found))
    if form.validate():
        try:
            actions.answer(found, outcome=form.outcome.data, text=form.answer.data or "", by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            return _done(code, "已答复申诉。")
    return _page(code, actor, answer_form=form), form.status


@bp.get("/cases/<string:code>/evidence/<int:number>")
@requires(Permission.FIRST_REPORT_READ)
def evidence(code: str, number: int) -> Response:
    """A file of one's own side, or any for the bureau."""
    return uploads.answer(queries.find_evidence(code, min(number, MOST_NUMBER), to=signed_in()))


@bp.route("/projects/<string:code>/conflict", methods=["GET", "POST"])
@requires(Permission.FIRST_REPORT_READ)
def raise_conflict(code: str) -> ResponseReturnValue:
    """提请裁定: the bureau chooses from what is alike; for a park the product does, and tells nothing of it."""
    actor = signed_in()
    claim, project = queries.claim_with_project(code, to=actor)
    policy.check_opens(actor, claim, project)
    found = [match for match in queries.matches_of(claim, project) if match.park_id != claim.park_id]
    form = ConflictForm()
    if actor.is_bureau:
        form.offer((match.project.code, f"{match.park}·{match.project.code} {match.project.name}") for match in found)
    else:
        del form.other
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            match = next((one for one in found if not actor.is_bureau or one.project.code == form.other.data), None)
            if match is None:
                raise RuleBroken("没有可以提请裁定的首报；如有疑问，请联系商务局。")
            incumbent = db.session.get_one(FirstReport, match.claim_id)
            opened = actions.open_by_hand(incumbent, claim, match.level, by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            shown = url_for("first_reports.case", code=opened.code)
            form.once.settle(shown)
            flash(f"已立案 {opened.code}。", "ok")
            return redirect(shown)
    page = head_of(project, actor)
    shown_matches = found if actor.is_bureau else []
    return render_template("first_reports/conflict.html", **page, form=form, matches=shown_matches), form.status


def _done(code: str, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("first_reports.case", code=code))


def _page(code: str, actor: Actor, **forms: AppForm) -> str:
    """The page of a case, with a refused form where there is one."""
    page = queries.case_page(code, to=actor)
    shown = page.case
    mine = page.party(page.mine) if page.mine else None
    keeps = mine is not None and policy.may_keep(actor, mine.claim.project) and mine.investor is not None
    rules_here = policy.rules_case(actor, shown)
    return render_template(
        "first_reports/case.html",
        page=page,
        case=shown,
        tone=view_model.CASE_TONES[shown.state],
        criteria=view_model.CRITERIA,
        known_facts={party.side: view_model.facts_by_criterion(party.facts) for party in page.parties if party.facts},
        outcome=view_model.outcome_words(page),
        sides=Side,
        today=clock.today(),
        remark="" if shown.due_certain else workdays.WorkingDay(shown.ruling_due, certain=False).remark,
        ruling_days=value(limits.RULING_DAYS),
        **_forms(page, actor, keeps=keeps, rules_here=rules_here, given=forms),
    )


def _forms(
    page: queries.CasePage, actor: Actor, *, keeps: bool, rules_here: bool, given: dict[str, AppForm]
) -> dict[str, Any]:
    """The forms that this person may fill in now."""
    state, mine = page.case.state, page.party(page.mine) if page.mine else None
    found: dict[str, AppForm | None] = dict.fromkeys(("statement_form", "rule_form", "appeal_form", "answer_form"))
    if keeps and state is CaseState.OPEN and mine is not None:
        text = mine.statement.text if mine.statement else ""
        found["statement_form"] = StatementForm(formdata=None, data={"text": text})
    if rules_here and state is CaseState.OPEN:
        form = RuleForm(formdata=None)
        form.offer(queries.outcomes_of(page.case))
        found["rule_form"] = form
    if state is CaseState.RULED and policy.may_appeal(actor, page.case) and page.case.appealed_at is None:
        found["appeal_form"] = AppealForm(formdata=None)
    if rules_here and state is CaseState.APPEALED:
        reply = AnswerForm(formdata=None)
        reply.offer(queries.outcomes_of(page.case))
        found["answer_form"] = reply
    return {**found, **given}
