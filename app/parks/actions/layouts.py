"""Layouts on screen: a new plan with its layout, parks in it, their order and kind."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.core import audit, clock
from app.core.changes import assign
from app.core.errors import RuleBroken, Stale
from app.extensions import db
from app.parks.index import index_parks
from app.parks.models import Layout, LayoutNode, Park, ParkCheck
from app.parks.policy import check_arrange
from app.parks.rules import check_kind, check_words
from app.plans import actions as plans
from app.plans.enums import LayoutShape, UnitKind
from app.plans.models import Plan

from .records import refuse_twin, set_sectors


def create_plan(
    *,
    city_id: int,
    title: str,
    short_title: str,
    issuing_body: str | None,
    number: str | None,
    issued_on: date | None,
    period_start: int | None,
    period_end: int | None,
    layout_name: str,
    shape: LayoutShape,
    section: str,
    by: Actor,
) -> tuple[Plan, Layout]:
    """Enter a plan with an empty layout, to be filled with parks."""
    check_arrange(by, city_id)
    plan = plans.create(
        city_id=city_id,
        title=title,
        short_title=short_title,
        issuing_body=issuing_body,
        number=number,
        issued_on=issued_on,
        period_start=period_start,
        period_end=period_end,
        by=by,
    )
    layout = Layout(
        code=f"lay-{plan.code}",
        plan_id=plan.id,
        plan=plan,
        name=layout_name,
        long_name=layout_name,
        shape=shape,
        section=section,
        nodes=[],
    )
    db.session.add(layout)
    audit.record("layout.created", layout, by=by, shape=shape)
    return plan, layout


def edit_layout(layout: Layout, *, name: str, shape: LayoutShape, section: str, note: str, by: Actor) -> None:
    """Change how a layout is called and drawn."""
    check_arrange(by, layout.plan.city_id)
    if shape is not layout.shape and shape is LayoutShape.NONE and _in_use(layout):
        raise RuleBroken("布局中还有园区，不能改为“不分园区”；请先停用这些园区。", field="shape")
    if changes := assign(layout, name=name, shape=shape, section=section, note=note):
        _touch(layout)
        audit.record("layout.edited", layout, by=by, changes=changes)


def add_park(
    layout: Layout,
    *,
    name: str,
    short_name: str,
    kind: UnitKind,
    places: Sequence[str],
    focus: Sequence[str],
    role: str,
    sectors: Sequence[int],
    by: Actor,
) -> Park:
    """Add a park at the end of its kind."""
    check_arrange(by, layout.plan.city_id)
    check_words(places, focus, sectors)
    check_kind(layout.shape, kind, [node.kind for node in _in_use(layout)])
    refuse_twin(layout.plan.city_id, name)
    park = Park(
        code=_free_code(layout),
        name=name,
        short_name=short_name,
        city_id=layout.plan.city_id,
        places=list(places),
        focus=list(focus) or [short_name],
        role=role,
        section=layout.section,
        edited=True,
        details={"districts": list(places)},
    )
    db.session.add(park)
    db.session.flush()
    set_sectors(park, sectors)
    position = max((node.position for node in layout.nodes), default=-1) + 1
    layout.nodes.append(LayoutNode(park_id=park.id, park=park, kind=kind, position=position))
    for item in layout.checklist:
        db.session.add(ParkCheck(park_id=park.id, item=item))
    if layout.shape is LayoutShape.NONE:
        layout.shape = LayoutShape.TILES
    _touch(layout)
    audit.record("park.created", park, by=by, layout=layout.code, kind=kind)
    index_parks([park])
    return park


def move(layout: Layout, node_id: int, *, down: bool, by: Actor) -> None:
    """One place up or down among the parks of its kind."""
    check_arrange(by, layout.plan.city_id)
    node = _node(layout, node_id)
    alike = [other for other in _in_use(layout) if other.kind is node.kind]
    if node not in alike:
        raise RuleBroken("该园区已停用，不能调整次序；请先恢复使用。")
    here = alike.index(node)
    there = here + (1 if down else -1)
    if not 0 <= there < len(alike):
        raise RuleBroken("已经排在最前。" if not down else "已经排在最后。")
    order = sorted(layout.nodes, key=lambda one: (one.position, one.id))
    first, second = order.index(node), order.index(alike[there])
    order[first], order[second] = order[second], order[first]
    _write_order(layout, order, by=by)


def reorder(layout: Layout, node_ids: Sequence[int], *, by: Actor) -> None:
    """All parks in use in this order, as dragged. Raises Stale when somebody added or retired one meanwhile."""
    check_arrange(by, layout.plan.city_id)
    in_use = {node.id: node for node in _in_use(layout)}
    if sorted(node_ids) != sorted(in_use):
        raise Stale("布局中的园区已有变化，请刷新后再调整次序。")
    retired = [node for node in layout.nodes if node.id not in in_use]
    _write_order(layout, [*(in_use[number] for number in node_ids), *retired], by=by)


def set_kind(layout: Layout, node_id: int, kind: UnitKind, *, by: Actor) -> None:
    """Move a park to another kind, to the end of it."""
    check_arrange(by, layout.plan.city_id)
    node = _node(layout, node_id)
    if node.kind is kind:
        return
    check_kind(layout.shape, kind, [other.kind for other in _in_use(layout) if other is not node])
    changes = assign(node, kind=kind, position=max(other.position for other in layout.nodes) + 1)
    _touch(layout)
    audit.record("layout.kind_changed", layout, by=by, changes=changes, park=node.park.code)


def _write_order(layout: Layout, order: Sequence[LayoutNode], *, by: Actor) -> None:
    """Positions from 0 on; no entry where nothing moved."""
    before = [node.id for node in sorted(layout.nodes, key=lambda one: (one.position, one.id))]
    if before == [node.id for node in order]:
        return
    for position, node in enumerate(order):
        node.position = position
    _touch(layout)
    audit.record("layout.reordered", layout, by=by, order=[node.park.code for node in order])


def _touch(layout: Layout) -> None:
    """Mark as changed on screen, and count the version up: whoever has the page open shall notice."""
    layout.edited = True
    layout.updated_at = clock.now()


def _in_use(layout: Layout) -> list[LayoutNode]:
    return [
        node
        for node in sorted(layout.nodes, key=lambda one: (one.position, one.id or 0))
        if node.park.retired_at is None
    ]


def _node(layout: Layout, node_id: int) -> LayoutNode:
    for node in layout.nodes:
        if node.id == node_id:
            return node
    raise Stale("该园区已不在这个布局中，请刷新页面。")


def _free_code(layout: Layout) -> str:
    """Permanent, and never one that a file uses: file codes have no `-x`."""
    stem = f"{layout.code}-x"[:56]
    held = set(db.session.scalars(sa.select(Park.code).where(Park.code.startswith(stem, autoescape=True))))
    number = len(held) + 1
    while f"{stem}{number}" in held:
        number += 1
    return f"{stem}{number}"
