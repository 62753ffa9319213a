"""From the places of a plan file to layouts, parks, nodes, carriers, ties and checklists."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.errors import AlreadyExists
from app.extensions import db
from app.plans.files import PlanFile
from app.plans.loader import details_of, numbers_of, sector_numbers
from app.plans.models import NamedOrganisation, Plan
from app.plans.rows import Unit
from app.plans.sync import Tally, delete_if_unused, link, refuse_foreign_codes, remove_vanished, rows_by_code, sync

from .index import index_parks
from .models import Carrier, CarrierSector, Layout, LayoutNode, Park, ParkCheck, ParkSector, ParkTarget, ParkTie

_LAYOUT_APART = ("name", "shape", "name_zh", "open_list", "checklist", "note")
_PARK_APART = ("layout", "kind", "order", "name", "short_name", "en", "aliases", "places", "focus", "sectors", "role")


def load_places(file: PlanFile, plan: Plan) -> Tally:
    """Layouts, parks, nodes and checklists of one plan. Carriers and ties follow when all plans have their parks."""
    tally = Tally()
    layouts = _layouts(file, plan, tally)
    parks, fresh = _parks(file, plan, layouts, tally)
    for entry in file.layouts:
        layout = layouts[entry.code]
        units = file.units_of(entry)
        _nodes(layout, units, parks, fresh, tally)
        _checks(layout, [parks[unit.code] for unit in units])
    return tally


def load_carriers(file: PlanFile, plan: Plan) -> Tally:
    """The carriers of one plan, and which organisations it names together with which park."""
    tally = Tally()
    parks: dict[str, int] = dict(db.session.execute(sa.select(Park.code, Park.id)).all())
    numbers = sector_numbers()
    wanted = {
        carrier.code: {
            "plan_id": plan.id,
            "park_id": parks[carrier.unit] if carrier.unit else None,
            "name": carrier.name,
            "kind": carrier.kind.value,
            "place": carrier.place,
            "said": carrier.desc or "",
            "section": carrier.source.section,
            "position": position,
            "details": details_of(carrier, "name", "kind", "unit", "place", "sectors", "desc"),
        }
        for position, carrier in enumerate(file.carriers)
    }
    stored = rows_by_code(Carrier, Carrier.plan_id == plan.id)
    refuse_foreign_codes(Carrier, wanted, plan_id=plan.id, own=stored)
    rows = sync(Carrier, wanted, stored=stored, tally=tally)
    remove_vanished(stored, wanted, tally=tally)
    sectors = {rows[carrier.code].id: numbers_of(carrier.sectors, numbers) for carrier in file.carriers}
    link(CarrierSector, "carrier_id", "sector_id", sectors)
    _ties(file, plan, parks, {code: row.park_id for code, row in rows.items()})
    return tally


def _layouts(file: PlanFile, plan: Plan, tally: Tally) -> dict[str, Layout]:
    wanted = {
        layout.code: {
            "plan_id": plan.id,
            "name": layout.name,
            "shape": layout.shape,
            "long_name": layout.name_zh or layout.name,
            "open_list": layout.open_list,
            "checklist": [item.name for item in layout.checklist],
            "note": layout.note or "",
            "section": layout.source.section,
            "position": position,
            "from_file": True,
            "details": details_of(layout, *_LAYOUT_APART),
        }
        for position, layout in enumerate(file.layouts)
    }
    stored = rows_by_code(Layout, Layout.plan_id == plan.id)
    refuse_foreign_codes(Layout, wanted, plan_id=plan.id, own=stored)
    edited = _keep_edited(stored, wanted, tally)
    layouts = sync(Layout, wanted, stored=stored, tally=tally)
    from_file = {code: row for code, row in stored.items() if row.from_file and not row.edited}
    remove_vanished(from_file, [*wanted, *edited], tally=tally)
    return layouts | {code: stored[code] for code in edited}


def _keep_edited(stored: dict[str, Any], wanted: dict[str, Any], tally: Tally) -> list[str]:
    """Take the rows that somebody changed on screen out of `wanted`."""
    edited = [code for code in wanted if code in stored and stored[code].edited]
    for code in edited:
        del wanted[code]
        tally.kept += 1
    return edited


def _parks(
    file: PlanFile, plan: Plan, layouts: dict[str, Layout], tally: Tally
) -> tuple[dict[str, Park], frozenset[str]]:
    """The parks by code, and which of them are new."""
    wanted = {
        unit.code: {
            "name": unit.name,
            "short_name": unit.short_name,
            "name_en": unit.en,
            "city_id": plan.city_id,
            "places": list(unit.places),
            "focus": list(unit.focus),
            "role": unit.role,
            "aliases": list(unit.aliases),
            "section": unit.source.section,
            "from_file": True,
            "details": details_of(unit, *_PARK_APART),
        }
        for unit in file.units
    }
    stored = rows_by_code(Park, Park.code.in_(wanted), load=[selectinload(Park.sector_rows)])
    own = _parks_of(plan)
    for code, park in stored.items():
        if not park.from_file or park.id not in own:
            raise AlreadyExists(f"园区编码“{code}”已被另一园区使用；请在文件中换一个编码。")
    fresh = frozenset(wanted.keys() - stored.keys())
    edited = _keep_edited(stored, wanted, tally)
    touched: set[str] = set()
    parks = sync(Park, wanted, stored=stored, tally=tally, touched=touched)
    numbers = sector_numbers()
    for unit in file.units:
        if unit.code in parks:
            _sectors(parks[unit.code], numbers_of(unit.sectors, numbers), fresh=unit.code in fresh)
    index_parks(parks[code] for code in sorted(touched))
    _remove_vanished_parks(file, layouts, tally)
    return parks | {code: stored[code] for code in edited}, fresh


def _parks_of(plan: Plan) -> frozenset[int]:
    """The numbers of the parks that stand in a layout of this plan."""
    statement = sa.select(LayoutNode.park_id).join(LayoutNode.layout).where(Layout.plan_id == plan.id)
    return frozenset(db.session.scalars(statement))


def _sectors(park: Park, wanted: Sequence[int], *, fresh: bool) -> None:
    """The sectors of a park, the leading one first."""
    held = [] if fresh else [row.sector_id for row in park.sector_rows]
    if held == list(wanted):
        return
    if held:
        db.session.execute(sa.delete(ParkSector).where(ParkSector.park_id == park.id))
        db.session.expire(park, ["sector_rows"])
    rows = [{"park_id": park.id, "sector_id": number, "position": place} for place, number in enumerate(wanted)]
    db.session.execute(sa.insert(ParkSector), rows)


def _remove_vanished_parks(file: PlanFile, layouts: dict[str, Layout], tally: Tally) -> None:
    """Parks of these layouts that the file no longer has. One with yearly targets, projects or a team stays."""
    listed = {unit.code for unit in file.units}
    standing = db.session.execute(
        sa.select(Park, LayoutNode)
        .join(LayoutNode, LayoutNode.park_id == Park.id)
        .where(LayoutNode.layout_id.in_([layout.id for layout in layouts.values()]), Park.from_file)
    )
    for park, node in standing.all():
        if park.code in listed:
            continue
        has_targets = db.session.scalar(sa.select(ParkTarget.id).where(ParkTarget.park_id == park.id).limit(1))
        if park.edited or has_targets is not None or not _delete_park(park, node):
            tally.kept += 1
        else:
            tally.removed += 1


def _delete_park(park: Park, node: LayoutNode) -> bool:
    """Delete a park with its place; both stay when anything else refers to the park."""
    savepoint = db.session.begin_nested()
    if delete_if_unused(node) and delete_if_unused(park):
        savepoint.commit()
        return True
    savepoint.rollback()
    return False


def _nodes(layout: Layout, units: Sequence[Unit], parks: dict[str, Park], fresh: frozenset[str], tally: Tally) -> None:
    """Which park stands where. In a layout that the bureau changed, only new parks are added, at the end."""
    nodes = {
        node.park_id: node
        for node in db.session.scalars(sa.select(LayoutNode).where(LayoutNode.layout_id == layout.id))
    }
    if layout.edited:
        units = [unit for unit in units if unit.code in fresh]
    start = max((node.position for node in nodes.values()), default=-1) + 1 if layout.edited else 0
    for position, unit in enumerate(units, start=start):
        park = parks[unit.code]
        if (node := nodes.get(park.id)) is None:
            db.session.add(LayoutNode(layout_id=layout.id, park_id=park.id, kind=unit.kind, position=position))
            tally.updated += unit.code not in fresh
        elif (node.kind, node.position) != (unit.kind, position):
            node.kind, node.position = unit.kind, position
            tally.updated += 1
    db.session.flush()


def _checks(layout: Layout, parks: Sequence[Park]) -> None:
    """Every park of a layout has each item of its checklist once; what is ticked stays ticked."""
    if not layout.checklist or not parks:
        return
    numbers = [park.id for park in parks]
    held = {
        (number, item)
        for number, item in db.session.execute(
            sa.select(ParkCheck.park_id, ParkCheck.item).where(ParkCheck.park_id.in_(numbers))
        )
    }
    missing = [
        {"park_id": number, "item": item, "done": False, "evidence": ""}
        for number in numbers
        for item in layout.checklist
        if (number, item) not in held
    ]
    if missing:
        db.session.execute(sa.insert(ParkCheck), missing)


def _ties(file: PlanFile, plan: Plan, parks: dict[str, int], carriers: dict[str, int | None]) -> None:
    """An organisation is tied to a park only where the document names both together."""
    named = sa.select(NamedOrganisation.code, NamedOrganisation.id).where(NamedOrganisation.plan_id == plan.id)
    organisations: dict[str, int] = dict(db.session.execute(named).all())
    wanted: dict[tuple[int, int], str] = {}
    for one in file.companies:
        park = parks.get(one.place or "") or carriers.get(one.place or "")
        if park:
            wanted[park, organisations[one.code]] = f"规划写在本园区（{one.place_basis or one.source.section}）"
    for unit in file.units:
        for org in unit.related_orgs:
            wanted[parks[unit.code], organisations[org.company]] = org.basis
    held: dict[tuple[int, int], str] = {
        (park, organisation): basis
        for park, organisation, basis in db.session.execute(
            sa.select(ParkTie.park_id, ParkTie.named_organisation_id, ParkTie.basis).where(
                ParkTie.named_organisation_id.in_(organisations.values())
            )
        )
    }
    for park, organisation in held.keys() - {key for key, basis in wanted.items() if held.get(key) == basis}:
        db.session.execute(
            sa.delete(ParkTie).where(ParkTie.park_id == park, ParkTie.named_organisation_id == organisation)
        )
    for (park, organisation), basis in wanted.items():
        if held.get((park, organisation)) != basis:
            row: dict[str, Any] = {"park_id": park, "named_organisation_id": organisation, "basis": basis}
            db.session.execute(sa.insert(ParkTie).values(row))
