"""The recognition of one project: prepare evidence, submit, withdraw; revoke; the trail."""

from collections.abc import Sequence
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.file_kinds import ACCEPT
from app.core.permissions import Permission
from app.core.uploads import answer
from app.projects import policy as project_policy
from app.projects import queries as project_queries
from app.projects.enums import Stage
from app.projects.links import carried
from app.projects.models import Project
from app.reviews import actions, limits, policy, queries, rules, view_model
from app.reviews.forms import EvidenceForm, RevokeForm, SubmitForm
from app.reviews.models import Submission

from .blueprint import CONFLICT, NUMBER, bp

MOST_REQUEST: Final = 120 * 1024 * 1024  # several files at once; each of them is limited on its own
_UPLOADS = frozenset({"reviews.attach"})
_STAGE = "/projects/<string:code>/recognition/<string:stage>"


@bp.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: evidence may be larger than any other form."""
    if endpoint in _UPLOADS:
        request.max_content_length = MOST_REQUEST


@bp.get("/projects/<string:code>/recognition")
@requires(Permission.PROJECT_READ)
def project(code: str) -> ResponseReturnValue:
    """All stages from 签约 on, with what can be done about them."""
    actor = signed_in()
    found = project_queries.get_visible(code, to=actor)
    wanted = request.args.get("stage", "")
    return _page(found, actor, open_at=Stage(wanted) if wanted in set(Stage) else None)


@bp.post(f"{_STAGE}/evidence")
@requires(Permission.RECOGNITION_SUBMIT)
def attach(code: str, stage: str) -> ResponseReturnValue:
    """Keep files for the next attempt."""
    actor, at = signed_in(), _stage(stage)
    found = _known(code, actor)
    form = EvidenceForm()
    form.offer(rules.offered(at, found.site_mode))
    if form.validate() and form.dated_on.data is not None:
        try:
            made = actions.attach(
                found, at, form.files.data or [], kind=form.kind.data, dated_on=form.dated_on.data, by=actor
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"已上传 {len(made)} 个文件。", "ok")
            return redirect(_here(code, at, anchor="evidence"))
    return _page(found, actor, open_at=at, evidence_form=form), form.status


@bp.post(f"{_STAGE}/submit")
@requires(Permission.RECOGNITION_SUBMIT)
def submit(code: str, stage: str) -> ResponseReturnValue:
    """Hand the stage to the bureau."""
    actor, at = signed_in(), _stage(stage)
    found = _known(code, actor)
    form = SubmitForm()
    siblings = {one.code: one for one in _siblings(found, actor)}
    form.offer(list(siblings.values()))
    if form.validate():
        if done := form.once.claim():
            return redirect(done)
        try:
            actions.submit(
                found,
                at,
                by=actor,
                note=form.note.data or "",
                not_counted=form.not_counted.data,
                expansion_of=siblings.get(form.expansion_of.data or ""),
                increment=form.increment.data,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            here = _here(code, at)
            form.once.settle(here)
            flash(f"“{at.label}”已申报，等待商务局认定。", "ok")
            return redirect(here)
    return _page(found, actor, open_at=at, submit_form=form), form.status


@bp.post(f"{_STAGE}/withdraw")
@requires(Permission.RECOGNITION_SUBMIT)
def withdraw(code: str, stage: str) -> ResponseReturnValue:
    """Take the submission back."""
    actor, at = signed_in(), _stage(stage)
    found = _known(code, actor)
    try:
        actions.withdraw(found, at, by=actor)
    except (RuleBroken, Stale) as refusal:
        return _page(found, actor, open_at=at, refusal=refusal.message), CONFLICT
    flash(f"已撤回“{at.label}”的申报，可以修改后再申报。", "ok")
    return redirect(_here(code, at))


@bp.post(f"/projects/<string:code>/recognition/evidence/{NUMBER}/remove")
@requires(Permission.RECOGNITION_SUBMIT)
def remove_evidence(code: str, number: int) -> ResponseReturnValue:
    """Take a file away, or set it aside when it was submitted before."""
    return _change_evidence(code, number, bring_back=False)


@bp.post(f"/projects/<string:code>/recognition/evidence/{NUMBER}/bring-back")
@requires(Permission.RECOGNITION_SUBMIT)
def bring_evidence_back(code: str, number: int) -> ResponseReturnValue:
    """Use a file again."""
    return _change_evidence(code, number, bring_back=True)


@bp.get(f"/projects/<string:code>/recognition/evidence/{NUMBER}")
@requires(Permission.PROJECT_READ)
def evidence(code: str, number: int) -> ResponseReturnValue:
    """A file, for whoever sees the project and may know its investor; for others there is none."""
    actor = signed_in()
    found = project_queries.find(code, to=actor)
    if not project_policy.knows_investor(actor, found):
        abort(404)
    return answer(queries.find_evidence(found, number))


@bp.route(f"{_STAGE}/revoke", methods=["GET", "POST"])
@requires(Permission.RECOGNITION_DECIDE)
def revoke(code: str, stage: str) -> ResponseReturnValue:
    """Take a recognition back, with the reason; it says first what falls with it."""
    actor, at = signed_in(), _stage(stage)
    found = project_queries.get_visible(code, to=actor)
    form, status = RevokeForm(), None
    if form.validate_on_submit():
        try:
            stages = actions.revoke(found, at, reason=form.reason.data, text=form.text.data, by=actor)
        except Stale as refusal:
            form.blame(refusal)
            status = CONFLICT
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"已撤销{'、'.join(f'“{one.label}”' for one in stages)}的认定，项目不再计入这些数字。", "ok")
            return redirect(_here(code, at))
    falling = [
        one.stage
        for one in queries.ladder(found).values()
        if one.stage.number >= at.number and one.recognition.value == "recognised"
    ]
    page = render_template(
        "reviews/revoke.html", **_head(found, actor), form=form, stage=at, falling=falling, back_url=_here(code, at)
    )
    return page, status or form.status


def _change_evidence(code: str, number: int, *, bring_back: bool) -> ResponseReturnValue:
    actor = signed_in()
    found = _known(code, actor)
    try:
        change = actions.bring_back if bring_back else actions.remove
        one = change(found, number, by=actor)
    except RuleBroken as refusal:
        return _page(found, actor, refusal=refusal.message), CONFLICT
    flash(f"“{one.file_name}”{'已恢复使用' if bring_back else '已移出材料'}。", "ok")
    return redirect(url_for("reviews.project", code=code, stage=request.args.get("stage"), _anchor="evidence"))


def _page(
    found: Project,
    actor: Actor,
    *,
    open_at: Stage | None = None,
    evidence_form: EvidenceForm | None = None,
    submit_form: SubmitForm | None = None,
    refusal: str = "",
) -> str:
    rungs = queries.ladder(found)
    queries.with_trail(found, rungs)
    contract = queries.contract_of(found)
    views = view_model.stage_views(found, rungs, contract)
    at = open_at if open_at in rungs else view_model.first_open(views)
    head = _head(found, actor)
    may_submit = head["known"] and policy.may(Permission.RECOGNITION_SUBMIT, actor, found)
    siblings = _siblings(found, actor) if may_submit and at is Stage.SIGNED else []
    if evidence_form is None:
        evidence_form = EvidenceForm(formdata=None)
        if at is not None:
            evidence_form.offer(rules.offered(at, found.site_mode))
    if submit_form is None:
        submit_form = SubmitForm(formdata=None)
        submit_form.offer(siblings)
        if at is Stage.SIGNED and (last := rungs[at].last) is not None:
            _count_as_before(submit_form, last, siblings)
    return render_template(
        "reviews/project.html",
        **head,
        views=views,
        open_at=at,
        evidence_form=evidence_form,
        submit_form=submit_form,
        siblings=siblings,
        refusal=refusal,
        contract=contract,
        contract_words=view_model.contract_words(contract.kind, contract.amount),
        may_submit=may_submit,
        may_decide=policy.may(Permission.RECOGNITION_DECIDE, actor, found),
        accept=ACCEPT,
        limit=limits.days(),
        due_on=queries.due_on,
        signed=Stage.SIGNED,
    )


def _siblings(found: Project, actor: Actor) -> list[Project]:
    """What this project can enlarge, without the confidential ones whose investor this person may not know."""
    return [one for one in queries.signed_siblings(found) if project_policy.knows_investor(actor, one)]


def _count_as_before(form: SubmitForm, last: Submission, siblings: Sequence[Project]) -> None:
    """How the last attempt counts, perhaps by the bureau's word, is what the next one begins with."""
    form.not_counted.data = last.not_counted
    original = next((one for one in siblings if one.id == last.expansion_of_id), None)
    if original is not None:
        form.expansion_of.data, form.increment.data = original.code, last.amount


def _head(found: Project, actor: Actor) -> dict[str, Any]:
    """What the head of the page needs."""
    known, along = project_policy.knows_investor(actor, found), carried(request.args)
    return {
        "project": found,
        "title": project_policy.title_for(actor, found),
        "known": known,
        "along": along,
        "show_url": url_for("projects.show", code=found.code, **along),
        "list_url": url_for("projects.index", **along),
    }


def _known(code: str, actor: Actor) -> Project:
    """A project for a change. Raises NoResultFound, NotAllowed."""
    found = project_queries.get_visible(code, to=actor)
    policy.check(Permission.RECOGNITION_SUBMIT, actor, found)
    return found


def _stage(text: str) -> Stage:
    if text not in set(Stage) or not Stage(text).needs_recognition:
        abort(404)
    return Stage(text)


def _here(code: str, stage: Stage, *, anchor: str | None = None) -> str:
    return url_for("reviews.project", code=code, stage=stage.value, _anchor=anchor)
