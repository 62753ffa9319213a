"""Carriers and platforms, named organisations by how closely the text ties them to the park, and the checklist."""

from collections.abc import Iterable

from app.briefs.material import Material
from app.briefs.view_model import CarrierGroup, CarrierRow, CheckItem, Checklist, CompanyGroup, CompanyRow, Resources
from app.parks.models import Carrier
from app.plans.enums import OrgRole
from app.plans.models import NamedOrganisation

from .words import as_of, document, listed, row_source, sections

PLATFORMS = {"platform", "pilot", "policy_zone", "pilot_zone"}
LEADERS = {OrgRole.LOCAL_LEADER.value, OrgRole.SUPPORTED_LEADER.value}
MOST_CITYWIDE = 10
MOST_LEADERS = 6


def resources(material: Material) -> Resources | None:
    """The chapter; None when the plan names nothing that could stand in it."""
    carriers = _carriers(material)
    companies = _companies(material)
    checklist = _checklist(material)
    if not (carriers or companies or checklist):
        return None
    own = [one for one in material.carriers if one.kind not in PLATFORMS]
    if own:
        lead = f"规划点名{len(own)}处载体。"
        lead += "点名的企业多数没有写明在哪个园区，不能当作已入驻。" if companies else ""
    elif companies or carriers:
        lead = "规划未写本园区的载体；全市点名的平台与机构可供对接。"
    else:
        lead = "规划对本园区的建设要求，逐项核对如下。"
    return Resources(lead=lead, carriers=carriers, companies=companies, checklist=checklist)


def _carriers(material: Material) -> tuple[CarrierGroup, ...]:
    own = [one for one in material.carriers if one.kind not in PLATFORMS]
    platforms = [one for one in material.carriers if one.kind in PLATFORMS]
    platforms += [
        one
        for one in material.shared.carriers
        if one.park_id is None and one.kind in PLATFORMS and _concerns(material, one.sectors)
    ]
    groups = (
        CarrierGroup(name="产业载体", rows=tuple(_carrier(material, one) for one in own)),
        CarrierGroup(name="平台与先导区", rows=tuple(_carrier(material, one) for one in platforms)),
    )
    return tuple(group for group in groups if group.rows)


def _concerns(material: Material, sectors: Iterable[object]) -> bool:
    """Whether a platform of the whole city serves one of the park's sectors, or all of them."""
    listed_sectors = list(sectors)
    return not listed_sectors or any(sector in material.sectors for sector in listed_sectors)


def _carrier(material: Material, carrier: Carrier) -> CarrierRow:
    return CarrierRow(
        name=carrier.name,
        place=carrier.place or (listed(material.park.places) if carrier.park_id else "全市"),
        focus=listed(sector.name for sector in carrier.sectors) or carrier.said or "—",
        source=row_source(material, carrier),
    )


def _companies(material: Material) -> tuple[CompanyGroup, ...]:
    """Three groups, the closest tie first; nobody stands twice."""
    shared = material.shared
    places = {material.park.code, *(carrier.code for carrier in material.carriers)}
    tied = {tie.named_organisation_id: tie for tie in material.ties}
    placed = [one for one in shared.organisations if one.id not in tied and one.place_code in places]
    near = {*tied, *(one.id for one in placed)}
    related = [
        one
        for one in shared.organisations
        if one.id not in near and one.place_code is None and any(sector in material.sectors for sector in one.sectors)
    ][:MOST_CITYWIDE]
    near |= {one.id for one in related}
    leaders = [
        one for one in shared.organisations if one.id not in near and one.place_code is None and one.role in LEADERS
    ][:MOST_LEADERS]
    groups = (
        CompanyGroup(
            name="规划写明与本园区有关",
            rows=tuple(_company(material, tie.named_organisation, tie.basis) for tie in material.ties)
            + tuple(_company(material, one, one.place_basis or "写明所在") for one in placed),
        ),
        CompanyGroup(
            name="同市同产业，文中未写所在园区", rows=tuple(_company(material, one, "产业相同") for one in related)
        ),
        CompanyGroup(
            name="全市点名支持，文中未写所在园区", rows=tuple(_company(material, one, "未写") for one in leaders)
        ),
    )
    return tuple(group for group in groups if group.rows)


def _company(material: Material, one: NamedOrganisation, tie: str) -> CompanyRow:
    return CompanyRow(
        name=one.name, tie=tie, text=one.said or OrgRole(one.role).label, source=row_source(material, one)
    )


def _checklist(material: Material) -> Checklist | None:
    """What the layout requires of every park, ticked as far as the park has shown it; None while nothing is ticked."""
    layout = material.shared.layout
    if not layout.checklist or not any(check.done for check in material.checks):
        return None
    checks = {check.item: check for check in material.checks}
    items = []
    for item in layout.checklist:
        check = checks.get(item)
        done = check is not None and check.done
        text = (check.evidence or "已具备") if check is not None and done else "待补充"
        items.append(CheckItem(name=item, state="done" if done else "open", text=text))
    done_count = sum(item.state == "done" for item in items)
    name = (layout.details or {}).get("checklist_name", "建设要求")
    return Checklist(
        title=f"“{name}”园区要求：已具备 {done_count} / {len(items)} 项",
        items=tuple(items),
        source=f"来源：{document(material.shared)}，{sections(material, layout)}。勾选由园区填报，{as_of(material.today)}。",
    )
