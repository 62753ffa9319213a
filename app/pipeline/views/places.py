"""The order of the cards in a column: 上移, 下移 and 置顶 of the menu without a script, and taking a reordering back."""

import math
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import RuleBroken
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.pipeline import actions
from app.projects import policy
from app.projects import queries as project_queries
from app.projects.links import BOARD, carried, list_left, list_url
from app.projects.models import Project
from app.projects.queries.places import Shift, gap

bp = Blueprint("places", __name__, url_prefix="/projects")
PLACED = "已调整次序。"
REFUSED = 422


@bp.post("/board/place")
@requires(Permission.PROJECT_MOVE)
def place() -> ResponseReturnValue:
    """One card up, down or to the top of its column: the button's name says which way, its value whose card."""
    way = next((way for way in Shift if way in request.form), None)
    if way is None:
        abort(400)
    actor = signed_in()
    project = project_queries.get_visible(request.form[way], to=actor)
    policy.check(Permission.PROJECT_MOVE, actor, project)
    along = carried(request.args)
    criteria, _ = list_left(request.args)
    between = gap(criteria, project, way, to=actor, today=clock.today())
    if between is None:
        flash("项目已在本列最下面。" if way is Shift.DOWN else "项目已在本列最上面。", "info")
    else:
        was = project.rank
        actions.place(project, between=between, by=actor)
        flash_with(PLACED, label="撤销", url=undo_place_url(project, was, along), post=True)
    return redirect(_board_url(project, along))


@bp.post("/<string:code>/place/undo")
@requires(Permission.PROJECT_MOVE)
def undo(code: str) -> ResponseReturnValue:
    """Put a card back to the rank it had; the address says it, and where the card was put."""
    actor = signed_in()
    project = project_queries.get_visible(code, to=actor)
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        actions.place_back(project, rank=_rank("rank"), placed=_rank("placed"), by=actor)
    except RuleBroken as refusal:
        if wants_json:
            return jsonify(message=refusal.message, missing=[]), REFUSED
        flash(refusal.message, "error")
    else:
        text = "已撤销，恢复原来的次序。"
        if wants_json:
            return jsonify(ok=True, toast=text, rank=project.rank)
        flash(text, "ok")
    return redirect(_board_url(project, carried(request.args)))


def undo_place_url(project: Project, was: float, along: Mapping[str, Any]) -> str:
    """The address that puts a card, which lies elsewhere now, back to the rank it had."""
    return url_for("places.undo", code=project.code, **{**along, "rank": repr(was), "placed": repr(project.rank)})


def _board_url(project: Project, along: Mapping[str, Any]) -> str:
    """The board as it was left, at the card's column."""
    return f"{list_url({**along, 'on': BOARD})}#column-{project.stage.value}"


def _rank(name: str) -> float:
    """A rank in the address. Raises RuleBroken."""
    try:
        rank = float(request.args.get(name, ""))
    except ValueError:
        rank = math.nan
    if not math.isfinite(rank):
        message = "没有撤销：地址不完整，请刷新看板。"
        raise RuleBroken(message)
    return rank
