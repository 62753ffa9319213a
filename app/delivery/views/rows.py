"""Contracts, site contracts and permits: one form, one way of deleting and of bringing back for all three."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.accounts.actor import Actor
from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError
from app.core.messages import flash_with
from app.core.permissions import Permission
from app.delivery import actions, queries
from app.delivery.enums import Part, PermitKind
from app.delivery.forms import FORMS, HINTS, RowForm, stored_values
from app.delivery.labels import NAMES
from app.delivery.queries.rows import Row
from app.projects.links import carried
from app.projects.models import Project

from .blueprint import bp
from .common import CONFLICT, head, open_to_edit, part_of


@bp.get("/<string:code>/facts/<string:part>/due")
@requires(Permission.PROJECT_EDIT)
def fill(code: str, part: str) -> ResponseReturnValue:
    """Where a gate sends people: to the row it looks at, or to a new one. The field stays in the browser's address."""
    actor = signed_in()
    project = open_to_edit(code, to=actor)
    rows, wanted = queries.rows_of(project), request.args.get("kind", "")
    found: Sequence[Row | None] = {
        Part.CONTRACTS: [rows.governing],
        Part.SITES: rows.sites,
        Part.PERMITS: [permit for permit in rows.permits if permit.kind.value == wanted],
    }[part_of(part)]
    row = next(iter(found), None)
    then = "project" if request.args.get("then") == "project" else None
    args: dict[str, Any] = {**carried(request.args), "then": then, "kind": wanted or None}
    if row is not None:
        return redirect(url_for("delivery.edit_row", code=code, part=part, number=row.id, **args))
    return redirect(url_for("delivery.add_row", code=code, part=part, **args))


@bp.route("/<string:code>/facts/<string:part>/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def add_row(code: str, part: str) -> ResponseReturnValue:
    """A further contract, site or permit."""
    actor, kind = signed_in(), part_of(part)
    project = open_to_edit(code, to=actor)
    page = head(project)
    # What a sent form leaves out is missing, whatever was suggested when it was opened.
    form = FORMS[kind](data=_suggested(project, kind) if request.method == "GET" else None)
    form.open_on(FORMS[kind](formdata=None), 0)
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            row = actions.add_row(project, kind, by=actor, **_typed(form))
            actions.attach(project, form.files.data or [], by=actor, beside=(kind, row))
        except DomainError as refusal:
            form.blame(refusal)
        else:
            form.once.settle(page["back_url"])
            flash(f"已加一份{NAMES[kind]}。", "ok")
            return redirect(page["back_url"])
    return _page(page, form, kind, None, [])


@bp.route("/<string:code>/facts/<string:part>/<int:number>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT)
def edit_row(code: str, part: str, number: int) -> ResponseReturnValue:
    """Only what was touched is checked and saved; files are added to those that are there."""
    actor, kind = signed_in(), part_of(part)
    project = open_to_edit(code, to=actor)
    page = head(project)
    try:
        row = queries.find_row(project, kind, number)
    except NoResultFound:
        queries.find_row(project, kind, number, deleted=True)
        flash(f"这份{NAMES[kind]}刚被删除，没有保存。可在变更记录中查看。", "error")
        return redirect(page["facts_url"])
    values = stored_values(row, FORMS[kind])
    form = FORMS[kind](data=values)
    form.open_on(FORMS[kind](formdata=None, data=values), row.version)
    conflicts = form.clashes()
    if (
        not conflicts
        and form.is_submitted()
        and form.valid_where_touched()
        and _saved(project, kind, row, form, by=actor)
    ):
        flash("已保存。" if form.touched or form.files.data else "没有改动。", "ok")
        return redirect(page["back_url"])
    return _page(page, form, kind, row, conflicts)


@bp.post("/<string:code>/facts/<string:part>/<int:number>/delete")
@requires(Permission.PROJECT_EDIT)
def delete_row(code: str, part: str, number: int) -> ResponseReturnValue:
    """Strike it out, with the way back at hand; pressed twice, it is struck out once."""
    actor, kind = signed_in(), part_of(part)
    project = open_to_edit(code, to=actor)
    page = head(project)
    try:
        row = queries.find_row(project, kind, number)
    except NoResultFound:
        queries.find_row(project, kind, number, deleted=True)
        return redirect(page["facts_url"])
    actions.delete_row(project, kind, row, by=actor)
    url = url_for("delivery.restore_row", code=code, part=part, number=number, **page["along"])
    flash_with(f"已删除一份{NAMES[kind]}。", label="撤销", url=url, post=True)
    return redirect(page["facts_url"])


@bp.post("/<string:code>/facts/<string:part>/<int:number>/restore")
@requires(Permission.PROJECT_EDIT)
def restore_row(code: str, part: str, number: int) -> ResponseReturnValue:
    """Take the deletion back."""
    actor, kind = signed_in(), part_of(part)
    project = open_to_edit(code, to=actor)
    page = head(project)
    try:
        row = queries.find_row(project, kind, number, deleted=True)
    except NoResultFound:
        queries.find_row(project, kind, number)
        return redirect(page["facts_url"])
    actions.restore_row(project, kind, row, by=actor)
    flash(f"{NAMES[kind]}已恢复。", "ok")
    return redirect(page["facts_url"])


def _saved(project: Project, kind: Part, row: Row, form: RowForm, *, by: Actor) -> bool:
    """Save what was touched; a refusal goes to its field."""
    try:
        if values := form.values():
            actions.edit_row(project, kind, row, by=by, **values)
        actions.attach(project, form.files.data or [], by=by, beside=(kind, row))
    except DomainError as refusal:
        form.blame(refusal)
        return False
    return True


def _typed(form: RowForm) -> dict[str, Any]:
    """All that was filled in."""
    return {name: value for name, value in form.values().items() if value is not None}


def _suggested(project: Project, kind: Part) -> dict[str, Any]:
    """What is already known of a new row, so that nobody types it again."""
    if kind is Part.PERMITS and request.args.get("kind") in set(PermitKind):
        return {"kind": PermitKind(request.args["kind"])}
    if kind is Part.SITES:
        return {"land_mu": project.land_mu, "floor_sqm": project.floor_sqm}
    if kind is Part.CONTRACTS:
        return {"investment": project.investment, "fixed_investment": project.fixed_investment}
    return {}


def _page(
    page: dict[str, Any], form: RowForm, kind: Part, row: Row | None, conflicts: Sequence[Any]
) -> ResponseReturnValue:
    html = render_template(
        "delivery/row.html",
        **page,
        form=form,
        part=kind,
        name=NAMES[kind],
        row=row,
        hints=HINTS,
        conflicts=conflicts,
    )
    return html, CONFLICT if conflicts else form.status
