"""Cover and first chapter: where the park stands, in a picture, five numbers and a table."""

from app.briefs.material import Material
from app.briefs.view_model import Cover, KeyNumber, LayoutNode, LayoutPicture, NodeKind, Note, PlaceRow, Proposition
from app.parks.models import LayoutNode as Node
from app.plans.enums import TargetScope, UnitKind
from app.plans.models import Target

from .words import as_of, document, figure, listed, period, place_word, row_source, sections, yi

_DRAWN: dict[UnitKind, NodeKind] = {
    UnitKind.CORE: "core",
    UnitKind.ZONE: "zone",
    UnitKind.BASE: "base",
    UnitKind.PARK: "park",
    UnitKind.PARK_EQUAL_SUPPORT: "equal",
    UnitKind.CHARACTERISTIC_PARK: "park",
    UnitKind.DISTRICT: "district",
}
_TILES = {UnitKind.PARK, UnitKind.PARK_EQUAL_SUPPORT, UnitKind.CHARACTERISTIC_PARK}
NUMBERS = 5


def cover(material: Material) -> Cover:
    """The first page."""
    shared, park = material.shared, material.park
    span = period(shared)
    return Cover(
        kicker="园区产业简介",
        title=park.name,
        sub_lines=tuple(
            line
            for line in (
                f"{shared.plan.city.name}“{shared.layout.name}”布局　{place_word(shared, material.node)}",
                listed(park.focus),
            )
            if line
        ),
        issue="　".join(part for part in (material.number, "含演示数据" if material.demo else "") if part),
        issued_on=f"{material.today.year}年{material.today.month}月",
        as_of=f"数据{as_of(material.today)}",
        basis=f"规划依据：{document(shared)}" + (f"，{span}" if span else ""),
        picture=_picture(material),
    )


def proposition(material: Material) -> Proposition:
    """What the plan means the park to be, five numbers, and its place among the others."""
    shared, park = material.shared, material.park
    where = place_word(shared, material.node)
    lead = f"{listed(park.focus[:3])}，是规划给本园区的主攻方向。" if park.focus else f"{park.name}，{where}。"
    role = f"，{park.role}" if park.role and park.role != where else ""
    place = f"由{listed(park.places)}共同承载，" if len(park.places) > 1 else ""
    return Proposition(
        lead=lead,
        paragraphs=(
            (
                f"{park.name}{place and '，' + place.rstrip('，')}，属于{shared.plan.city.name}“{shared.layout.name}”布局{role}。"
                "本简介汇总规划对本园区的定位、点名的载体与企业、可核对的目标与政策，以及当前项目进展；每个数字都注明出处与日期。"
            ),
        ),
        numbers=_numbers(material),
        places=tuple(_place_row(material, node) for node in shared.nodes),
        places_title=f"本园区在{shared.plan.city.name}“{shared.layout.name}”布局中的位置",
        places_source=f"来源：{document(shared)}，{sections(material, shared.layout)}。",
        side=Note(head="布局位置", text=f"{where}，规划{sections(material, park)}"),
    )


def _picture(material: Material) -> LayoutPicture:
    shared = material.shared
    name = f"{shared.plan.city.name}“{shared.layout.name}”"
    return LayoutPicture(
        title=f"{name}布局示意，共{len(shared.nodes)}处，{material.park.name}突出显示。",
        caption=name + ("（开放名单）" if shared.layout.open_list else ""),
        nodes=tuple(
            LayoutNode(
                kind=_DRAWN[node.kind],
                order=order,
                label=node.park.short_name,
                details=tuple(node.park.focus[:2]),
                group=_district(node) if node.kind in _TILES else "",
                here=node.park_id == material.park.id,
            )
            for order, node in enumerate(shared.nodes, start=1)
        ),
    )


def _district(node: Node) -> str:
    """The district a tile is grouped under; empty where the document tells none."""
    told = (node.park.details or {}).get("districts") or []
    return str(told[0]) if told else ""


def _place_row(material: Material, node: Node) -> PlaceRow:
    here = node.park_id == material.park.id
    return PlaceRow(
        kind=node.kind.label + ("（本园区）" if here else ""),
        name=node.park.name,
        focus=listed(node.park.focus) or "—",
        here=here,
    )


def _numbers(material: Material) -> tuple[KeyNumber, ...]:
    """Five numbers that carry their sources: focus, carriers or peers, targets of the plan, pipeline."""
    shared, park, figures = material.shared, material.park, material.figures
    found = [
        KeyNumber(
            value=str(len(park.focus) or len(material.sectors)),
            unit="个",
            text=f"主攻方向：{listed(park.focus) or listed(sector.name for sector in material.sectors)}",
            source=f"规划{sections(material, park)}",
        )
    ]
    own = [carrier for carrier in material.carriers if carrier.plan_id == shared.plan.id]
    if own:
        found.append(
            KeyNumber(
                value=str(len(own)),
                unit="处",
                text="规划点名、归于本园区的载体",
                source=f"规划{sections(material, *own)}",
            )
        )
    found += _targets(material)
    if len(found) < NUMBERS - 1:
        found.append(
            KeyNumber(
                value=str(len(shared.nodes)),
                unit="处",
                text=f"{shared.plan.city.name}“{shared.layout.name}”布局内的园区，本园区为其中之一",
                source=f"规划{sections(material, shared.layout)}",
            )
        )
    if len(found) < NUMBERS - 1 and shared.measures:
        found.append(
            KeyNumber(value=str(len(shared.measures)), unit="项", text="规划列出的支持措施", source=document(shared))
        )
    if figures.active:
        found = found[: NUMBERS - 1]
        found.append(
            KeyNumber(
                value=yi(figures.investment),
                unit="亿元",
                text=f"本园区在库项目总投资，共{figures.active}个",
                source=f"系统统计，{material.today.isoformat()}",
                demo=material.demo,
            )
        )
    return tuple(found[:NUMBERS])


def _targets(material: Material) -> list[KeyNumber]:
    """The nearest target of the plan: of each park or of the core first, then the city's largest in 亿元, then a count."""
    targets = [target for target in material.shared.targets if target.value is not None and target.kind == "target"]
    near = TargetScope.CORE if material.node.kind is UnitKind.CORE else TargetScope.PER_PARK
    chosen: list[Target] = [target for target in targets if target.scope is near][:2]
    city = [target for target in targets if target.scope is TargetScope.CITY]
    money = max(
        (target for target in city if target.unit == "亿元"), key=lambda target: target.value or 0, default=None
    )
    if money is not None:
        chosen.append(money)
    if len(chosen) < 2:
        chosen += [target for target in city if target.unit in {"个", "家"} and target is not money][: 2 - len(chosen)]
    scopes = {near: "核心区" if near is TargetScope.CORE else "每家园区", TargetScope.CITY: "全市"}
    return [
        KeyNumber(
            value=figure(target.value),
            unit=target.unit,
            text=f"{scopes[target.scope]}{target.metric}"
            + (f"，{target.year}年" if target.year else "")
            + ("" if target.comparator.value == "=" else target.comparator.label),
            source=f"规划{row_source(material, target)}",
        )
        for target in chosen[:2]
        if target.value is not None
    ]
