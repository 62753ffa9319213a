"""Small words that all chapters share: numerals, places in a layout, sections, units."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.briefs.material import Material, PlanMaterial
from app.core.units import WAN_PER_YI
from app.parks.models import LayoutNode
from app.plans.enums import LayoutShape, UnitKind

_NUMERALS = "零一二三四五六七八九十"
_KIND_WORDS = {
    UnitKind.CORE: "核",
    UnitKind.ZONE: "区",
    UnitKind.BASE: "基地",
    UnitKind.PARK: "园区",
    UnitKind.PARK_EQUAL_SUPPORT: "同享扶持园区",
    UnitKind.CHARACTERISTIC_PARK: "特色园区",
    UnitKind.DISTRICT: "区",
}


def numeral(number: int, *, counting: bool = True) -> str:
    """一 … 十二, and 两 before a measure word; digits beyond 99."""
    ten = 10
    if counting and number == 2:
        return "两"
    if number <= ten:
        return _NUMERALS[number]
    if number < 100:
        tens, ones = divmod(number, ten)
        return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")
    return str(number)


def listed(words: Iterable[str]) -> str:
    """Peers, joined as Chinese joins them."""
    return "、".join(words)


def kind_word(node: LayoutNode) -> str:
    """What a node of its kind is called: 核, 区, 基地."""
    return _KIND_WORDS[node.kind]


def place_word(shared: PlanMaterial, node: LayoutNode) -> str:
    """What the park is in its layout: 一核, 两区之一, “十大价值创新园区”之一."""
    peers = sum(1 for other in shared.nodes if other.kind is node.kind)
    if node.kind is UnitKind.PARK_EQUAL_SUPPORT:
        return "与名单内园区同等享受扶持"
    if shared.layout.shape is LayoutShape.TILES:
        return f"“{shared.layout.name}”之一"
    if peers == 1:
        return f"{numeral(1)}{kind_word(node)}"
    named = "点名的" if shared.layout.open_list else ""
    return f"{named}{numeral(peers)}{kind_word(node)}之一"


def document(shared: PlanMaterial) -> str:
    """How the plan's document is cited: by its number, else by its short title."""
    return shared.plan.number or f"《{shared.plan.short_title}》"


def sections(material: Material, *rows: Any) -> str:
    """Where the plan's own document says it, once each; remembered for the list of sources."""
    own = material.shared.plan.code
    found: dict[str, None] = {}
    for row in rows:
        plan_id = getattr(row, "plan_id", material.shared.plan.id)
        if row.section and plan_id == material.shared.plan.id:
            found[row.section] = None
        for other in (getattr(row, "details", None) or {}).get("also", ()):
            if other["doc"] == own:
                found[other["section"]] = None
    material.sections.update(found)
    return _shortened(list(found))


def _shortened(codes: Sequence[str]) -> str:
    """Sections of one chapter share its number: 三(一)3、4 instead of 三(一)3、三(一)4."""
    words: list[str] = []
    chapter = None
    for code in codes:
        ahead = code.rstrip("0123456789")
        words.append(code[len(ahead) :] if ahead == chapter and ahead != code else code)
        chapter = ahead if ahead != code else None
    return "、".join(words)


def row_source(material: Material, row: Any) -> str:
    """The section of one row; rows of another document name that document."""
    if row.plan_id == material.shared.plan.id:
        return sections(material, row)
    other = material.shared.plans[row.plan_id]
    return f"{other.number or other.short_title} {row.section}"


def source_line(material: Material, *rows: Any) -> str:
    """来源：通政办发〔2018〕113号，三(一)3。."""
    where = sections(material, *rows)
    return f"来源：{document(material.shared)}" + (f"，{where}。" if where else "。")


def yi(wan: Decimal | None) -> str:
    """亿元 with one decimal, for columns of a print; — when there is none."""
    return "—" if not wan else f"{wan / WAN_PER_YI:,.1f}"


def figure(value: Decimal) -> str:
    """A published figure as it is: no trailing noughts, thousands separators from five digits on."""
    text = f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(ratio: float) -> str:
    """A share without decimals."""
    return f"{ratio:.0%}"


def as_of(day: date) -> str:
    """截至 2026-11-22."""
    return f"截至 {day.isoformat()}"


def period(shared: PlanMaterial) -> str:
    """2018—2025年, a single year, or the note of the document; empty when it does not say."""
    start, end = shared.plan.period_start, shared.plan.period_end
    if start and end:
        return f"{start}年" if start == end else f"{start}—{end}年"
    return shared.plan.period_note or ""


def distinct(words: Iterable[str]) -> list[str]:
    """In order, each once."""
    return list(dict.fromkeys(words))


def some(words: Sequence[str], most: int) -> str:
    """The first ones, and how many there are when that is more."""
    return listed(words) if len(words) <= most else f"{listed(words[:most])}等{len(words)}家"
