"""Editing a layout: its name and shape, its parks, their order and kind."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import signed_in
from app.core.access import requires
from app.core.errors import DomainError, RuleBroken, Stale
from app.core.permissions import Permission
from app.parks import actions, policy, queries
from app.parks.forms import LayoutForm, NewParkForm, OrderForm, differences, layout_values
from app.parks.models import Layout
from app.parks.rules import kinds_for
from app.parks.wording import SHAPE_HINTS, group_label
from app.plans.enums import UnitKind
from app.plans.queries import sector_tree

from .blueprint import CONFLICT, NUMBER, bp


@bp.route("/layouts/<code>", methods=["GET", "POST"])
@requires(Permission.PARK_EDIT)
def edit_layout(code: str) -> ResponseReturnValue:
    """The layout with all its parks; POST changes its name, shape, section and note."""
    actor = signed_in()
    layout = queries.get_layout(code, to=actor)
    policy.check_arrange(actor, layout.plan.city_id)
    stored = layout_values(layout)
    form = LayoutForm.of(layout)
    clash: list[dict[str, str]] = []
    if form.validate_on_submit():
        stale = form.version.stale(layout.version)
        clash = differences(form, stored) if stale else []
        if clash:
            form.version.data = str(layout.version)
        elif not stale:
            try:
                actions.edit_layout(
                    layout,
                    name=form.name.data,
                    shape=form.shape.data,
                    section=form.section.data,
                    note=form.note.data or "",
                    by=actor,
                )
            except DomainError as refusal:
                form.blame(refusal)
            else:
                flash("布局已保存。", "ok")
                return redirect(url_for("parks.edit_layout", code=code))
        else:
            return redirect(url_for("parks.edit_layout", code=code))
    in_use = [node for node in layout.nodes if node.park.retired_at is None]
    groups: dict[UnitKind, list[object]] = {}
    for node in in_use:
        groups.setdefault(node.kind, []).append(node)
    page = render_template(
        "parks/edit_layout.html",
        layout=layout,
        form=form,
        groups=[(kind, group_label(kind, len(nodes)), nodes) for kind, nodes in groups.items()],
        retired=[node for node in layout.nodes if node.park.retired_at is not None],
        kinds=kinds_for(layout.shape, groups),
        hints=SHAPE_HINTS,
        clash=clash,
    )
    return page, CONFLICT if clash else form.status


@bp.route("/layouts/<code>/add", methods=["GET", "POST"])
@requires(Permission.PARK_EDIT)
def add_park(code: str) -> ResponseReturnValue:
    """Add a park to a layout."""
    actor = signed_in()
    layout = queries.get_layout(code, to=actor)
    policy.check_arrange(actor, layout.plan.city_id)
    form = NewParkForm()
    form.offer_sectors(sector_tree().choices())
    form.offer_kinds(kinds_for(layout.shape, (node.kind for node in layout.nodes)))
    if form.validate_on_submit():
        if done := form.once.claim():
            return redirect(done)
        try:
            park = actions.add_park(layout, kind=form.kind.data, **form.facts(), by=actor)
        except DomainError as refusal:
            form.blame(refusal)
        else:
            there = url_for("parks.edit_layout", code=code)
            form.once.settle(there)
            flash(
                {  # type: ignore[arg-type]  # the page's toasts take a text with an action
                    "text": f"已添加“{park.name}”。",
                    "action_label": "打开",
                    "action_url": url_for("parks.show", code=park.code),
                },
                "ok",
            )
            return redirect(there)
    return render_template("parks/add_park.html", layout=layout, form=form), form.status


@bp.post(f"/layouts/<code>/nodes/{NUMBER}")
@requires(Permission.PARK_EDIT)
def arrange(code: str, number: int) -> ResponseReturnValue:
    """One park up, down, or to another kind."""
    actor = signed_in()
    layout = _unchanged(code)
    wanted, kind = request.form.get("move", ""), request.form.get("kind", "")
    try:
        if wanted in {"up", "down"}:
            actions.move(layout, number, down=wanted == "down", by=actor)
        elif kind in set(UnitKind):
            actions.set_kind(layout, number, UnitKind(kind), by=actor)
        else:
            raise RuleBroken("请选择上移、下移或新的类别。")
    except RuleBroken as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("parks.edit_layout", code=code, _anchor=f"node-{number}"))


@bp.post("/layouts/<code>/order")
@requires(Permission.PARK_EDIT)
def order(code: str) -> ResponseReturnValue:
    """All parks in the order they were dragged into."""
    actor = signed_in()
    layout = _unchanged(code)
    numbers = request.form.getlist("node")
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in numbers):
        raise RuleBroken("次序有误，请刷新页面后重试。")
    actions.reorder(layout, [int(number) for number in numbers], by=actor)
    flash("次序已保存。", "ok")
    return redirect(url_for("parks.edit_layout", code=code))


def _unchanged(code: str) -> Layout:
    """The layout, unless somebody has changed it since the page was opened."""
    layout = queries.get_layout(code, to=signed_in())
    policy.check_arrange(signed_in(), layout.plan.city_id)
    form = OrderForm()
    if not form.validate_on_submit() or not form.version.data or form.version.stale(layout.version):
        raise Stale("这个布局刚被他人改过，请刷新页面后再调整。")
    return layout
