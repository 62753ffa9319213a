"""Sector focus: each direction with its carriers, named companies and what is to be attracted; the chain with gaps."""

from app.briefs.material import Material
from app.briefs.view_model import Chain, ChainColumn, ChainLink, Focus, Labelled, LinkState, SectorFocus
from app.plans.models import Sector

from .words import distinct, document, listed, numeral, sections, some, source_line

MOST_NAMES = 8
BASE_LABEL = "现有基础"  # as the plan files call it
MOST_LINKS = 5
LEAST_LINKS = 4  # fewer make no chain


def focus(material: Material) -> Focus | None:
    """The chapter; None for a park without sectors."""
    if not material.sectors:
        return None
    chain = _chain(material)
    gaps = sum(link.state == "gap" for column in chain.columns for link in column.links) if chain else 0
    count = numeral(len(material.sectors))
    lead = f"{count}个产业方向，{gaps}处缺口待补。" if gaps else f"{count}个产业方向，从规划定位出发找项目。"
    return Focus(
        lead=lead,
        sectors=tuple(_sector(material, sector) for sector in material.sectors),
        source=source_line(material, material.park),
        base=_base(material),
        attract=_attract(material),
        chain=chain,
    )


def _base(material: Material) -> tuple[str, ...]:
    """What the plan says is there already."""
    told = (material.park.details or {}).get("details") or []
    return tuple(item for one in told if one["label"] == BASE_LABEL for item in one["items"])


def _sector(material: Material, sector: Sector) -> SectorFocus:
    shared = material.shared
    lines = []
    if carriers := [one.name for one in material.carriers if sector in one.sectors]:
        lines.append(Labelled(label="承载", text=listed(carriers)))
    if named := [one.name for one in shared.organisations if sector in one.sectors]:
        lines.append(Labelled(label="点名主体", text=some(named, MOST_NAMES)))
    profiles = [
        one
        for one in shared.profiles
        if sector.code in one.sector_codes and one.place_code in {None, material.park.code}
    ]
    if profiles:
        lines.append(Labelled(label="拟引进", text=listed(distinct(item for one in profiles for item in one.items))))
    if below := shared.children.get(sector.id):
        lines.append(Labelled(label="包含", text=some([one.name for one in below], MOST_NAMES).replace("家", "项")))
    if not lines:
        lines.append(Labelled(label="定位", text=material.park.role))
    return SectorFocus(name=sector.name, lines=tuple(lines))


def _attract(material: Material) -> tuple[Labelled, ...]:
    """What the plan wants to attract beyond the park's own sectors: general profiles, and those meant for this park."""
    own = {sector.code for sector in material.sectors}
    return tuple(
        Labelled(label=one.name, text=listed(one.items))
        for one in material.shared.profiles
        if one.place_code == material.park.code
        or (one.place_code is None and one.kind == "enterprise" and not own & set(one.sector_codes))
    )


def _chain(material: Material) -> Chain | None:
    """One column for each sector: the sector and what stands beneath it in this plan.

    A link without a named company or carrier is a gap: the plan lists it as a direction and names nobody.
    """
    columns = []
    for sector in material.sectors:
        below = [one for one in material.shared.children.get(sector.id, []) if _spoken_of(material, one)]
        links = tuple(_link(material, one) for one in [sector, *below][:MOST_LINKS])
        columns.append(ChainColumn(name=sector.name, links=links))
    if sum(len(column.links) for column in columns) < LEAST_LINKS:
        return None
    states = [link.state for column in columns for link in column.links]
    counted = f"点名主体{states.count('company')}处，点名载体{states.count('carrier')}处，缺口{states.count('gap')}处"
    return Chain(
        title="产业链与缺口",
        subtitle="按规划文字分三类：点名了主体、点名了载体、只列为方向",
        alt=f"{material.park.name}产业链：{counted}。",
        columns=tuple(columns),
        source=f"来源：{document(material.shared)}，{sections(material, material.park)}。"
        "“缺口”是对规划文字的归类，不是企业普查；以本园区企业库核对结果为准。",
    )


def _spoken_of(material: Material, sector: Sector) -> bool:
    """Whether this plan's own document speaks of the sector."""
    return any(source["doc"] == material.shared.plan.code for source in sector.details.get("sources", ()))


def _link(material: Material, sector: Sector) -> ChainLink:
    named = [one.name for one in material.shared.organisations if sector in one.sectors]
    carriers = [one.name for one in material.carriers if sector in one.sectors]
    state: LinkState = "company" if named else "carrier" if carriers else "gap"
    return ChainLink(name=sector.name, note=(named or carriers or ["规划列为方向"])[0], state=state)
