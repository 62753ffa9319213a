"""Moving a project, from its page and from the board, and taking a move back."""

import math
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.rules import local_path
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.core.units import yi_text
from app.pipeline import actions, queries
from app.pipeline.forms import MoveForm
from app.pipeline.rules import Gap, GateClosed
from app.projects import policy
from app.projects import queries as project_queries
from app.projects.enums import Stage
from app.projects.links import carried, list_left, requirement_link
from app.projects.models import Project
from app.projects.queries.board import column_sums

from .places import PLACED, undo_place_url

bp = Blueprint("pipeline", __name__, url_prefix="/projects", template_folder="../templates")
REFUSED, CONFLICT = 422, 409


@bp.route("/<string:code>/move", methods=["GET", "POST"])
@requires(Permission.PROJECT_MOVE)
def move(code: str) -> ResponseReturnValue:
    """A form for people, JSON for the board."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    policy.check(Permission.PROJECT_MOVE, actor, project)
    form = MoveForm()
    form.offer(project.stage)
    if request.method == "POST":
        return _move_card(project, form, actor) if _wants_json() else _move_by_form(project, form, actor)
    form.from_stage.data = project.stage.value
    wanted = request.args.get("to", "")
    form.stage.data = next((stage for stage in form.offered if stage.value == wanted), project.stage.next)
    return _page(project, form, actor)


@bp.post("/<string:code>/move/undo")
@requires(Permission.PROJECT_MOVE)
def undo(code: str) -> ResponseReturnValue:
    """Take one's own last move back."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    back = local_path(request.args.get("back")) or url_for("projects.show", code=code, **carried(request.args))
    try:
        actions.undo(project, by=actor)
    except RuleBroken as refusal:
        if _wants_json():
            return jsonify(message=refusal.message, missing=[]), REFUSED
        flash(refusal.message, "error")
        return redirect(back)
    text = f"已撤销，项目回到“{project.stage.label}”。"
    if _wants_json():
        # The board says where the card lay before: undone is the place as well as the stage.
        if (between := _gap()) is not None:
            actions.place(project, between=between, by=actor)
        return jsonify(ok=True, toast=text, columns=_columns(actor), rank=project.rank)
    flash(text, "ok")
    return redirect(back)


def _move_by_form(project: Project, form: MoveForm, actor: Actor) -> ResponseReturnValue:
    if not form.validate():
        return _page(project, form, actor)
    try:
        text = _apply(project, form, actor)
    except Stale as refusal:
        form.form_errors.append(refusal.message)
        form.from_stage.data, form.from_stage.raw_data = project.stage.value, None
        form.offer(project.stage)
        return _page(project, form, actor, status=CONFLICT)
    except DomainError as refusal:
        form.blame(refusal)
        return _page(project, form, actor)
    along = carried(request.args)
    undo_url = url_for("pipeline.undo", code=project.code, **along)
    flash_with(text, label="撤销", url=undo_url, post=True)
    # The menu of a card on the board sends no date: it goes back to the board, the page to the project.
    if request.args.get("from") == "board":
        return redirect(url_for("projects.board", **along))
    return redirect(url_for("projects.show", code=project.code, **along))


def _move_card(project: Project, form: MoveForm, actor: Actor) -> ResponseReturnValue:
    """The board's answer: figures of all columns, or all that is missing, each with its link."""
    if not form.validate():
        faults = [fault for faults in form.errors.values() for fault in faults]
        return jsonify(message="没有移动：" + "".join(map(str, faults)), missing=[]), REFUSED
    along = carried(request.args)
    try:
        between = _gap()
        if form.stage.data is project.stage and between is not None:
            was = project.rank
            actions.place(project, between=between, by=actor)
            back = undo_place_url(project, was, along)
            return jsonify(ok=True, toast=PLACED, undo_url=back, columns=_columns(actor), rank=project.rank)
        text = _apply(project, form, actor, between)
    except GateClosed as refusal:
        missing = [
            {"label": one.label, "url": requirement_link(project.code, one.where, along)[0]} for one in refusal.missing
        ]
        return jsonify(message=f"不能移到“{refusal.stage.label}”", missing=missing), REFUSED
    except Stale as refusal:
        return jsonify(message=refusal.message, missing=[]), CONFLICT
    except DomainError as refusal:
        missing = []
        if refusal.field in {"back_reason", "reason"}:
            # A step back asks for its reason on the page; dragging cannot say it.
            url = url_for("pipeline.move", code=project.code, to=form.stage.data.value, **along)
            missing = [{"label": "填写退回原因", "url": url}]
        return jsonify(message=refusal.message, missing=missing), REFUSED
    undo_url = url_for("pipeline.undo", code=project.code, back=url_for("projects.board", **along), **along)
    return jsonify(ok=True, toast=text, undo_url=undo_url, columns=_columns(actor), rank=project.rank)


def _apply(project: Project, form: MoveForm, actor: Actor, between: Gap | None = None) -> str:
    """Move, and say so."""
    actions.move(
        project,
        form.stage.data,
        by=actor,
        event_on=form.event_on.data,
        back_reason=form.back_reason.data,
        reason=form.reason.data or "",
        seen_at=form.seen_at,
        between=between,
    )
    return f"{project.code} 已移到“{project.stage.label}”。"


def _page(project: Project, form: MoveForm, actor: Actor, *, status: int | None = None) -> ResponseReturnValue:
    along = carried(request.args)
    gate = []
    for answer in queries.outlook(project).answers:
        url, words = requirement_link(project.code, answer.requirement.where, along)
        one = answer.requirement
        gate.append({"met": answer.met, "label": one.label, "hint": one.hint, "url": url, "words": words})
    page = render_template(
        "pipeline/move.html",
        project=project,
        title=policy.title_for(actor, project),
        form=form,
        gate=gate,
        missing=sum(not one["met"] for one in gate),
        this_url=request.full_path.rstrip("?"),
        show_url=url_for("projects.show", code=project.code, **along),
        list_url=url_for("projects.index", **along),
        today=clock.today(),
    )
    return page, status or form.status


def _columns(actor: Actor) -> dict[str, dict[str, Any]]:
    """Count, sum and stale count of every column within the board's filter, which stands in the query string."""
    criteria, _ = list_left(request.args)
    sums = column_sums(criteria, to=actor, today=clock.today())
    found = {}
    for stage in Stage:
        count, investment, stale = sums.get(stage, (0, None, 0))
        found[stage.value] = {"count": count, "sum": yi_text(investment) if count else "0.00", "stale": stale}
    return found


def _gap() -> Gap | None:
    """The ranks above and below the place meant, when the board says one. Raises RuleBroken."""
    texts = [request.form.get(name, "").strip() for name in ("before", "after")]
    if not any(texts):
        return None
    try:
        above, below = (float(text) if text else None for text in texts)
    except ValueError as fault:
        raise RuleBroken("看板位置有误，请刷新后再拖动。") from fault
    if not all(math.isfinite(rank) for rank in (above, below) if rank is not None):
        raise RuleBroken("看板位置有误，请刷新后再拖动。")
    return above, below


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
