"""Changing many projects at once: what it would touch, then the change, its progress, and the way back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.rules import local_path
from app.accounts.session import signed_in
from app.core import clock
from app.core.access import requires
from app.core.addresses import row_number
from app.core.errors import DomainError, RuleBroken
from app.core.jobs import later
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.projects.filters import BadFilter, ProjectFilter
from app.projects.state import ListState
from app.worklists import actions, jobs, queries
from app.worklists.enums import BatchState, BulkKind
from app.worklists.forms import FORMS
from app.worklists.models import Batch
from app.worklists.queries import Selection
from app.worklists.rules import AT_ONCE, check_amount

from .blueprint import bp

CONFLICT = 409
MOST_PICKED = 200  # more than a page of the list holds


@bp.route("/bulk/change", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def change() -> ResponseReturnValue:
    """First how many projects it would touch, and which not and why; then the change."""
    actor, kind, selection = signed_in(), _kind(), _selection()
    found = queries.affected(kind, selection, to=actor, today=clock.today(), served=_served(kind))
    form = FORMS[kind]()
    if kind is BulkKind.OWNER:
        form.offer(queries.bulk_owners(found.parks))
    if kind is BulkKind.SECTOR:
        form.offer(queries.offered_sectors())
    back, status = _list_url(), form.status
    if request.method == "POST":
        if form.once.data and (done := form.once.claim()):
            return redirect(done)
        valid = form.validate()
        if valid and form.outdated(len(found.ids)):
            form.form_errors.append(
                f"结果有变化：原来可改 {form.seen.data or 0} 项，现在是 {len(found.ids)} 项；请核对后再提交。"
            )
            status = CONFLICT
        elif valid:
            try:
                check_amount(len(found.ids))
                batch = actions.order(form.wish(), found.ids, back=back, by=actor)
            except DomainError as refusal:
                form.blame(refusal)
            else:
                return redirect(_begin(batch, form, alone=not found.refused))
        status = status if status == CONFLICT else form.status
    form.seen.data, form.seen.raw_data = str(len(found.ids)), None
    return render_template(
        "worklists/change.html",
        kind=kind,
        found=found,
        problem=_problem(found),
        form=form,
        action=_url(kind),
        kinds=[{"label": one.label, "url": _url(one), "active": one is kind} for one in BulkKind],
        back=back,
        everything=selection.everything,
    ), status


@bp.get("/bulk/")
@requires(Permission.PROJECT_EDIT)
def batches() -> ResponseReturnValue:
    """One's own changes of many projects: where one left that is still running is found again."""
    return render_template("worklists/batches.html", batches=queries.batches_of(signed_in()))


@bp.get("/bulk/<int:number>")
@requires(Permission.PROJECT_EDIT)
def show(number: int) -> ResponseReturnValue:
    """How far it is and what became of it; only that part when a script asks."""
    batch = queries.batch_of(number, to=signed_in())
    facts: dict[str, Any] = {
        "batch": batch,
        "fates": queries.fates(batch, to=signed_in(), today=clock.today()),
        "back": local_path(batch.back) or url_for("projects.index"),
        "undo_days": actions.UNDO_DAYS,
        "may_undo": batch.changed > batch.undone + batch.kept and batch.state in {BatchState.DONE, BatchState.FAILED},
    }
    if "HX-Request" in request.headers:
        return render_template("worklists/_progress.html", **facts)
    return render_template("worklists/batch.html", **facts)


@bp.post("/bulk/<int:number>/undo")
@requires(Permission.PROJECT_EDIT)
def undo(number: int) -> ResponseReturnValue:
    """Put everything back that nobody has changed since."""
    actor = signed_in()
    batch = queries.batch_of(number, to=actor)
    try:
        actions.order_undo(batch, by=actor)
    except RuleBroken as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("worklists.show", number=number))
    _work(batch, batch.changed)
    if batch.state is BatchState.UNDONE and not batch.kept:
        flash(f"已撤销，{batch.undone} 个项目恢复原样。", "ok")
        return redirect(local_path(batch.back) or url_for("worklists.show", number=number))
    return redirect(url_for("worklists.show", number=number))


def _begin(batch: Batch, form: Any, *, alone: bool) -> str:
    """Do a few at once, leave many to the background; where to go now."""
    shown = url_for("worklists.show", number=batch.id)
    form.once.settle(shown)
    _work(batch, batch.total)
    if batch.state is BatchState.DONE and alone and not batch.refused:
        flash_with(
            f"{batch.kind.label}：已修改 {batch.changed} 个项目。",
            label="撤销",
            url=url_for("worklists.undo", number=batch.id),
            post=True,
        )
        return local_path(batch.back) or shown
    return shown


def _work(batch: Batch, number: int) -> None:
    if number > AT_ONCE:
        later(jobs.work_off, batch_id=batch.id)
        return
    while actions.run(batch, by=signed_in(), most=AT_ONCE):
        pass


def _problem(found: queries.Affected) -> str:
    """Why nothing can be done, if nothing can."""
    try:
        check_amount(found.number)
    except RuleBroken as refusal:
        return refusal.message
    return "" if found.ids else "选中的项目都不能这样改。"


def _served(kind: BulkKind) -> frozenset[int] | None:
    """The parks of the owner just chosen: projects elsewhere cannot be given to that person."""
    chosen = row_number(request.form.get("owner")) if kind is BulkKind.OWNER else None
    return queries.parks_served_by(chosen) or None if chosen else None


def _kind() -> BulkKind:
    text = request.args.get("do", BulkKind.OWNER.value)
    if text not in set(BulkKind):
        raise BadFilter("没有这种批量操作，请返回列表重选。")
    return BulkKind(text)


def _selection() -> Selection:
    codes = tuple(dict.fromkeys(request.args.getlist("pick")))
    if len(codes) > MOST_PICKED:
        raise BadFilter(f"一次最多勾选 {MOST_PICKED} 个，更多请用“选择全部结果”。")
    everything = request.args.get("all") == "1"
    return Selection(criteria=ProjectFilter.from_args(request.args), codes=codes, everything=everything)


def _url(kind: BulkKind) -> str:
    """This page on the same projects for another change."""
    args: dict[str, Any] = request.args.to_dict(flat=False)
    args["do"] = kind.value
    return url_for("worklists.change", **args)


def _list_url() -> str:
    """The list as it was left."""
    args = ListState.from_args(request.args).args()
    if (view := request.args.get("view", type=int)) is not None:
        args["view"] = view
    return url_for("projects.index", **args)
