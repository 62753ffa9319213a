"""Saving views, opening, changing and removing them, and keeping the columns of one's lists."""

from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.accounts.rules import local_path
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.permissions import Permission
from app.projects.filters import BadFilter
from app.projects.state import ListState, read_columns
from app.worklists import actions, policy, queries
from app.worklists.enums import ViewPage
from app.worklists.forms import NameForm, SaveForm
from app.worklists.models import SavedView

from .blueprint import bp

PAGES = {ViewPage.LIST: "projects.index", ViewPage.BOARD: "projects.board"}
MOST_STATE, MOST_FACTS = 8_000, 500


def view_url(view: Any) -> str:
    """The address of a view: all that it holds, and which one it is."""
    return url_for(PAGES[view.page], **view.args, view=view.id)


@bp.get("/views/")
@requires(Permission.PROJECT_READ)
def manage() -> ResponseReturnValue:
    """All views within sight, each with what one may do to it."""
    actor = signed_in()
    shelf = queries.shelf_of(actor)
    return render_template(
        "worklists/views.html",
        views=[
            {
                "view": view,
                "owner": owner,
                "own": view.owner_id == actor.id,
                "may_manage": policy.may_manage(actor, view),
                "starts": shelf.defaults.get(view.page) == view.id,
                "url": view_url(view),
            }
            for view, owner in queries.views_to_manage(actor)
        ],
        may_share=policy.may_share(actor),
        pages=ViewPage,
        form=NameForm(formdata=None),
    )


@bp.route("/views/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_READ)
def save() -> ResponseReturnValue:
    """Keep the state of a list or board under a name."""
    actor = signed_in()
    form = SaveForm(formdata=request.form if request.method == "POST" else request.args)
    state = _state(form.state.data)
    if request.method == "POST" and form.validate():
        try:
            view = actions.save_view(
                name=form.name.data or "",
                page=form.page.data,
                args=state.args(),
                shared=form.shared.data,
                starts=form.starts.data,
                by=actor,
            )
        except DomainError as refusal:
            form.blame(refusal)
        else:
            flash(f"已存为视图“{view.name}”。", "ok")
            return redirect(view_url(view))
    elif request.method == "GET":
        form.name.errors = ()
    page = form.page.data or ViewPage.LIST
    return render_template(
        "worklists/save.html",
        form=form,
        may_share=policy.may_share(actor),
        back=url_for(PAGES[page], **state.args()),
        found=state,
    ), form.status


@bp.get("/views/<int:number>")
@requires(Permission.PROJECT_READ)
def open_view(number: int) -> ResponseReturnValue:
    """The short address of a view, to be sent to a colleague."""
    return redirect(view_url(queries.find_view(number, to=signed_in())))


@bp.post("/views/<int:number>/state")
@requires(Permission.PROJECT_READ)
def overwrite(number: int) -> ResponseReturnValue:
    """Let a view hold what the list shows now."""
    view = queries.find_view(number, to=signed_in())
    page = ViewPage(request.form["page"]) if request.form.get("page") in set(ViewPage) else view.page
    actions.save_state(view, page=page, args=_state(request.form.get("state")).args(), by=signed_in())
    flash(f"视图“{view.name}”已保存。", "ok")
    return redirect(view_url(view))


@bp.post("/views/<int:number>/edit")
@requires(Permission.PROJECT_READ)
def edit(number: int) -> ResponseReturnValue:
    """Rename, share or make private again."""
    view, form = queries.find_view(number, to=signed_in()), NameForm()
    policy.check_manage(signed_in(), view)
    if form.validate():
        try:
            actions.edit_view(view, name=form.name.data or "", shared=form.shared.data, by=signed_in())
        except DomainError as refusal:
            form.blame(refusal)
    if form.status == 200:
        flash(f"视图“{view.name}”已保存。", "ok")
    else:
        faults = [*form.form_errors, *(fault for faults in form.errors.values() for fault in faults)]
        flash("没有保存：" + "".join(dict.fromkeys(map(str, faults))), "error")
    return redirect(url_for("worklists.manage"))


@bp.post("/views/<int:number>/remove")
@requires(Permission.PROJECT_READ)
def remove(number: int) -> ResponseReturnValue:
    """Remove a view."""
    view = queries.find_view(number, to=signed_in())
    actions.remove_view(view, by=signed_in())
    flash(f"视图“{view.name}”已删除。", "ok")
    return redirect(url_for("worklists.manage"))


@bp.post("/views/<int:number>/move")
@requires(Permission.PROJECT_READ)
def move(number: int) -> ResponseReturnValue:
    """One place to the left or right."""
    actions.move_view(_find(number), up=request.form.get("way") == "up", by=signed_in())
    return redirect(url_for("worklists.manage"))


@bp.post("/views/<int:number>/start")
@requires(Permission.PROJECT_READ)
def start(number: int) -> ResponseReturnValue:
    """Start with this view from now on, or as usual again."""
    view = _find(number)
    starts = request.form.get("starts") == "1"
    actions.start_with(view if starts else None, view.page, by=signed_in())
    flash(
        f"打开{view.page.label}时先显示“{view.name}”。" if starts else f"打开{view.page.label}时显示全部推进中。", "ok"
    )
    return redirect(url_for("worklists.manage"))


@bp.post("/columns")
@requires(Permission.PROJECT_READ)
def columns() -> ResponseReturnValue:
    """Keep the columns chosen, and show the list with them. `up` moves one of them a place forward first."""
    keys = list(read_columns(request.form.getlist("cols")))
    ahead = request.form.get("up", "")
    if ahead in keys and (place := keys.index(ahead)) > 0:
        keys[place - 1], keys[place] = keys[place], keys[place - 1]
    if request.form.get("usual") == "1":
        keys = []
    actions.keep_columns(tuple(keys), by=signed_in())
    back = local_path(request.form.get("back")) or url_for("projects.index")
    return redirect(back)


def _find(number: int) -> SavedView:
    return queries.find_view(number, to=signed_in())


def _state(text: str | None) -> ListState:
    """The state of a list from the text of its URL. Raises BadFilter."""
    try:
        pairs = parse_qsl((text or "").lstrip("?")[:MOST_STATE], max_num_fields=MOST_FACTS)
    except ValueError as fault:  # no list of ours says so many things
        raise BadFilter("筛选条件太多，请减少后再存。") from fault
    return ListState.from_args(MultiDict(pairs))
