"""Statuses beside the stage, and the recycle bin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.errors import DomainError
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.projects import actions, policy, queries
from app.projects.forms import HoldForm, LoseForm, ReasonForm, RemoveForm, StatusForm
from app.projects.models import Project

from .blueprint import bp
from .common import head, open_known

CONFLICT = 409
AnyForm = TypeVar("AnyForm", bound=StatusForm)


@dataclass(frozen=True)
class Change:
    """How a page that changes the status is worded."""

    title: str
    said: str
    hint: str


HOLD = Change("搁置项目", "已搁置。", "搁置的项目不计入在库，到复核日期会重新提醒。")
LOSE = Change("记为流失", "已记为流失。", "流失的项目不再跟进；原因会进入复盘统计。")
REMOVE = Change("退库", "已退库。", "退库的项目不再跟进，资料保留，可以恢复推进。")
REACTIVATE = Change("恢复推进", "已恢复推进。", "项目回到原来的阶段，时限接着计算。")


@bp.route("/<string:code>/hold", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def hold(code: str) -> ResponseReturnValue:
    """搁置."""

    def do(project: Project, form: HoldForm, by: Actor) -> None:
        actions.hold(
            project,
            review_on=cast("date", form.review_on.data),
            hold_reason=form.hold_reason.data,
            reason=form.reason.data or "",
            by=by,
        )

    return _change(code, HoldForm(), HOLD, do)


@bp.route("/<string:code>/lose", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def lose(code: str) -> ResponseReturnValue:
    """流失."""

    def do(project: Project, form: LoseForm, by: Actor) -> None:
        actions.lose(
            project,
            lost_reason=form.lost_reason.data,
            competing_city=form.competing_city.data,
            reason=form.reason.data or "",
            by=by,
        )

    return _change(code, LoseForm(), LOSE, do)


@bp.route("/<string:code>/remove", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def remove(code: str) -> ResponseReturnValue:
    """退库."""

    def do(project: Project, form: RemoveForm, by: Actor) -> None:
        actions.remove(project, removal_reason=form.removal_reason.data, reason=form.reason.data or "", by=by)

    return _change(code, RemoveForm(), REMOVE, do)


@bp.route("/<string:code>/reactivate", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def reactivate(code: str) -> ResponseReturnValue:
    """推进中 again."""

    def do(project: Project, form: ReasonForm, by: Actor) -> None:
        actions.reactivate(project, reason=form.reason.data, by=by)

    return _change(code, ReasonForm(), REACTIVATE, do)


def _change(
    code: str, form: AnyForm, change: Change, do: Callable[[Project, AnyForm, Actor], None]
) -> ResponseReturnValue:
    """Ask for what the status needs, and set it."""
    actor = signed_in()
    project = open_known(Permission.PROJECT_EDIT, code, to=actor)
    page = head(project, actor)
    answer = form.status
    if not form.is_submitted():
        form.was.data = project.status.value
    elif form.outdated(project.status):
        form.form_errors.append(f"打开本页之后，项目已被改为“{project.status.label}”；请核对后再提交。")
        form.was.data, form.was.raw_data = project.status.value, None
        answer = CONFLICT
    elif form.validate():
        try:
            do(project, form, actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(change.said, "ok")
            return redirect(page["done_url"])
    status = answer if answer == CONFLICT else form.status
    return render_template("projects/status.html", **page, form=form, change=change), status


@bp.get("/bin")
@requires(Permission.PROJECT_EDIT)
def bin_page() -> ResponseReturnValue:
    """What was thrown away, and the way back."""
    actor = signed_in()
    rows = queries.binned(to=actor, today=clock.today())
    return render_template("projects/bin.html", rows=rows)


@bp.post("/<string:code>/delete")
@requires(Permission.PROJECT_EDIT)
def throw_away(code: str) -> ResponseReturnValue:
    """Into the bin, with the way back at hand."""
    actor = signed_in()
    try:
        project = open_known(Permission.PROJECT_EDIT, code, to=actor)
    except NoResultFound:
        # Pressed twice: it lies in the bin already, or never was this person's.
        queries.find_binned(code, to=actor)
        return redirect(url_for("projects.bin_page"))
    page = head(project, actor)
    actions.throw_away(project, by=actor)
    flash_with(f"{project.code} 已移到回收站。", label="撤销", url=url_for("projects.restore", code=code), post=True)
    return redirect(page["list_url"])


@bp.post("/<string:code>/restore")
@requires(Permission.PROJECT_EDIT)
def restore(code: str) -> ResponseReturnValue:
    """Out of the bin."""
    actor = signed_in()
    try:
        project = queries.find_binned(code, to=actor)
    except NoResultFound:
        queries.find(code, to=actor)
        return redirect(url_for("projects.show", code=code))
    policy.check(Permission.PROJECT_EDIT, actor, project)
    actions.restore(project, by=actor)
    flash(f"{project.code} 已恢复。", "ok")
    return redirect(url_for("projects.show", code=code))
